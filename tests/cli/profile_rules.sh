#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien profile rules: the committed documents are what the program decides by. Requirement: R4.1 R11
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export LC_ALL=C.UTF-8
fail() { echo "FAILED: $*"; exit 1; }

same() { # LANGUAGE FILE
	"$TRIEN" profile rules --lang "$1" >rules.md
	diff -u "$TRIEN_SOURCE_DIR/docs/$2" rules.md ||
		fail "docs/$2 is out of date: look at the difference, then run trien profile rules --lang $1 >docs/$2"
}
same vi registry-rules.vi.md
same en registry-rules.md
# Both languages have the same rows, none of them with an empty cell, and the Vietnamese one has no English heading.
count() { grep -c '^|' "$TRIEN_SOURCE_DIR/docs/$1"; }
[ "$(count registry-rules.vi.md)" = "$(count registry-rules.md)" ] || fail "rows"
[ "$(count registry-rules.md)" -gt 250 ] || fail "too few rows"
if grep -n '|  |' "$TRIEN_SOURCE_DIR"/docs/registry-rules*.md; then fail "an empty cell"; fi
"$TRIEN" profile rules --json --lang en | python3 -c '
import json, os, sys
text = json.load(sys.stdin)["rules"]
assert text == open(os.environ["TRIEN_SOURCE_DIR"] + "/docs/registry-rules.md").read()'
code=0
"$TRIEN" profile rules bg-2020 2>err.txt || code=$?
[ $code = 3 ] && grep -qF '[cli.usage]' err.txt || fail "a name after rules: $code"
echo "profile rules: ok"
