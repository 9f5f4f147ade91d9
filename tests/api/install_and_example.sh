#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Installs into an empty prefix, compiles the example with pkg-config alone, and runs it as its reader would.
set -euo pipefail
cc=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }

cmake --install "$TRIEN_BINARY_DIR" --prefix "$work/usr" >"$work/install.log"
lib=$(dirname "$(find "$work/usr" -name trien.pc)")
export PKG_CONFIG_PATH=$lib
flags=$(pkg-config --cflags --libs trien)
[ "$(pkg-config --modversion trien)" = "$("$TRIEN" version --json | sed 's/.*"version": *"\([^"]*\)".*/\1/')" ] ||
	fail "the version of trien.pc is not that of trien"

sanitize=
if nm -D "$lib"/../libtrien.so | grep >/dev/null __asan_init; then sanitize="-fsanitize=address,undefined"; fi
# shellcheck disable=SC2086
"$cc" -std=c17 -Wall -Wextra -Werror $sanitize "$TRIEN_SOURCE_DIR/docs/examples/sign_and_verify.c" $flags -o "$work/example"
export LD_LIBRARY_PATH=$lib/..

# Nothing but our own interface leaves the library.
nm -D --defined-only "$lib/../libtrien.so" | awk '{print $3}' | grep -v '^trien_' >"$work/extra" || true
[ ! -s "$work/extra" ] || fail "symbols exported: $(head -5 "$work/extra")"

"$TRIEN_SOURCE_DIR/tests/lab/material.sh" copy "$work/lab" >/dev/null
openssl x509 -in "$(ls "$work"/lab/trust/*.pem | head -1)" -outform DER -out "$work/root.der"
python3 "$TRIEN_SOURCE_DIR/bench/make_pdf.py" "$work/in.pdf" 5000
lists=("$work"/lab/trust/*.crl)
run() { "$work/example" "p12:$work/lab/keys/leader.p12" "$1" "$work/root.der" "$work/in.pdf" "$work/out.pdf" "${lists[@]}"; }

run "$work/lab/keys/leader.pin" >"$work/report.json" || fail "the example's verdict is $?"
grep -q '"indication": *"TOTAL-PASSED"' "$work/report.json" || fail "no TOTAL-PASSED in $(cat "$work/report.json")"
pdfsig "$work/out.pdf" | grep >/dev/null 'Signature is Valid' || fail "pdfsig does not accept the example's file"
cmp -n "$(stat -c %s "$work/in.pdf")" "$work/in.pdf" "$work/out.pdf" || fail "source bytes were touched"

# Without the revocation lists nobody can tell.
code=0
lists=()
run "$work/lab/keys/leader.pin" >"$work/report.json" || code=$?
[ $code = 1 ] || fail "without revocation lists the example ends with $code"
grep -q '"sub_indication": *"TRY_LATER"' "$work/report.json" || fail "no TRY_LATER in $(cat "$work/report.json")"

# Its forged twin: a wrong PIN is refused by its id, and nothing is written.
rm "$work/out.pdf"
echo 000000 >"$work/wrong.pin"
if run "$work/wrong.pin" 2>"$work/wrong.err"; then fail "a wrong PIN was accepted"; fi
grep -q '^key\.' "$work/wrong.err" || fail "no key.* error: $(cat "$work/wrong.err")"
[ ! -e "$work/out.pdf" ] || fail "a file was written with a wrong PIN"
echo "example: ok"
