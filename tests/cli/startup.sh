#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# What trien loads before its first line: a verify of 17 kB is over in the time that the libraries of pages and pictures
# take to be loaded. Their tasks belong to the program trien-worker (src/worker/program.c).
. "$(dirname "$0")/common.sh"

known='^(libc|libm|libcrypto|libp11-kit|libjansson|libz|libseccomp|libasan|libubsan|libgcc_s)\.so'
readelf -d "$TRIEN" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' >needed.txt
[ -s needed.txt ] || fail "readelf names no library"
more=$(grep -vE "$known" needed.txt | tr '\n' ' ') || true
[ -z "$more" ] || fail "trien is linked with $more"
passed=$((passed + 1))

# A trien whose trien-worker is nowhere: its own error for the tasks that need it, and the others work.
mkdir alone
cp "$TRIEN" alone/trien
target= refused worker.program-missing 9 alone/trien place small.pdf
ok "sign without trien-worker" alone/trien sign --key $pem -o alone.pdf small.pdf
# Where the pages would have to be looked at for a secrecy stamp, nobody has: a person must.
target=scan.pdf refused official.secrecy-unread 7 \
	alone/trien sign --key $pem -o scan.pdf "$here/../official/documents/scan-colour-200.pdf"
verdict 0 alone.pdf

# By hand it does nothing.
code=0
"$(dirname "$TRIEN")/trien-worker" 0 0 </dev/null >out.txt 2>err.txt || code=$?
[ $code = 114 ] || fail "trien-worker by hand: exit $code"
finish
