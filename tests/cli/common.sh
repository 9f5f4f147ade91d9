# SPDX-License-Identifier: AGPL-3.0-or-later
# For the tests of the program: a folder of their own, a lab, and assertions by error id.
set -euo pipefail
unset LC_ALL LC_MESSAGES
export LANG=C.UTF-8
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
passed=0

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# ok WHAT COMMAND...: it succeeds.
ok() {
	local what=$1
	shift
	"$@" >out.txt 2>err.txt || fail "$what: exit $?: $(cat out.txt err.txt)"
	passed=$((passed + 1))
}

# finds WORDS EXIT COMMAND...: it ends with this code, and standard output has the words.
finds() {
	local words=$1 want=$2 code=0
	shift 2
	"$@" >out.txt 2>err.txt </dev/null || code=$?
	[ "$code" = "$want" ] || fail "exit $code instead of $want from: $*: $(cat err.txt out.txt)"
	grep -q -- "$words" out.txt || fail "no \"$words\" from: $*: $(cat out.txt)"
	passed=$((passed + 1))
}

# says WORDS COMMAND...: it succeeds, and standard output has the words.
says() {
	local words=$1
	shift
	finds "$words" 0 "$@"
}

# refused ID EXIT COMMAND...: exactly this error and exit code, and no output file named by $target.
refused() {
	local id=$1 want=$2 code=0
	shift 2
	"$@" >out.txt 2>err.txt </dev/null || code=$?
	[ "$code" = "$want" ] || fail "$id: exit $code, want $want: $(cat out.txt err.txt)"
	grep -qF "[$id]" err.txt || fail "want $id, got: $(cat out.txt err.txt)"
	[ -z "${target-}" ] || [ ! -e "$target" ] || fail "$id: $target was left"
	case "$id: $* " in cli.*) ;; *" registry "* | *" office "*) in_words ;; esac
	passed=$((passed + 1))
}

# in_words: what err.txt tells a clerk names no record by its number alone, but in brackets, or in quotes where it was typed.
in_words() {
	if sed -E 's/\([^()]*\)//g; s/“[^”]*”//g' err.txt | grep -qE '\b[a-z_]{4,}:[0-9]+\b'; then fail "a number beside no words: $(cat err.txt)"; fi
}

# verdict EXIT FILE...: trien verify against the lab ends with this code.
verdict() {
	local want=$1 code=0
	shift
	"$TRIEN" verify --trust lab/trust "$@" >out.txt 2>err.txt || code=$?
	[ "$code" = "$want" ] || fail "verify $*: exit $code, want $want: $(cat out.txt err.txt)"
	passed=$((passed + 1))
}

# judged FILE N: pdfsig finds N valid signatures, the last over the whole file; qpdf finds no fault.
judged() {
	pdfsig -nocert "$1" >pdfsig.txt 2>&1 || true
	[ "$(grep -c 'Signature is Valid' pdfsig.txt)" = "$2" ] || fail "$1: $(cat pdfsig.txt)"
	grep '^  - .*otal document signed' pdfsig.txt | tail -1 | grep >/dev/null -- '- Total document signed' ||
		fail "$1: the last signature does not cover the file"
	qpdf --check "$1" >qpdf.txt 2>&1 || fail "$1: $(cat qpdf.txt)"
	passed=$((passed + 1))
}

nothing_left() {
	local left
	left=$(find . -name '.trien-*' | head -3)
	[ -z "$left" ] || fail "unfinished files: $left"
}

finish() {
	nothing_left
	echo "$passed assertions"
}

"$here/../lab/material.sh" copy lab >/dev/null
python3 "$top/bench/make_pdf.py" small.pdf 6000
pem=pem:lab/keys/leader.pem
