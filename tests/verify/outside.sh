#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every level in the eyes of others: OpenSSL on each stamp, answer and list, pdfsig on the signature, qpdf on the file; and each
# forged twin refused by one of them. outside.sh MATRIX_FILES
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
files=$1
for program in openssl qpdf pdfsig python3; do
	command -v "$program" >/dev/null || { echo "skipped: no $program"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$files" "$work"
cd "$work"
fail() { echo "FAIL: $*" >&2; exit 1; }
count=0
for file in *.pdf; do
	name=${file%.pdf} at=1797292800 level=${file%%-list*}
	level=${level%%-answer*} level=${level%%.pdf}
	case $level in *-renewed) level=${level%-renewed} at=2040000000 ;; esac
	qpdf --check "$file" >qpdf.txt 2>&1 || fail "$file: qpdf: $(cat qpdf.txt)"
	seen=0
	python3 "$here/outside.py" --anchor anchor.pem --level "$level" --at "$at" "$file" >out.txt 2>&1 || seen=$?
	# It judges signatures; document time stamps it does not know.
	pdfsig -nocert "$file" >pdfsig.txt 2>/dev/null || true
	case $name in
	*-forged)
		[ $seen -eq 1 ] || fail "$file: the twin is taken for good: $(cat out.txt)" ;;
	*)
		[ $seen -eq 0 ] || fail "$file: $(cat out.txt)"
		grep -q 'Signature Validation: Signature is Valid' pdfsig.txt || fail "$file: pdfsig: $(cat pdfsig.txt)" ;;
	esac
	sed -n 1p out.txt
	count=$((count + 1))
done
[ $count -eq 20 ] || fail "$count files"
