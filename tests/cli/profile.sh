#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien profile: what is built in, what differs, and a file of one's own.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export LC_ALL=C.UTF-8
fail() { echo "FAILED: $*"; exit 1; }

"$TRIEN" profile >list.txt
grep -q '^bg-2020: .*, đến trước 2024-08-15$' list.txt || fail "list"
grep -q '^congvu-2024: .*, từ 2024-08-15$' list.txt || fail "list"
"$TRIEN" profile show bg-2020 | grep -A1 '^scan.dpi-min: ' | grep -q '^    200$' || fail "dpi"
"$TRIEN" profile show bg-2020 | grep -A1 '^appearance.seal-diameter-mm-max: ' | grep -q '42  \[CHƯA CHẮC\]' || fail "uncertain"
"$TRIEN" profile show | head -1 | grep -q '^congvu-2024: ' || fail "the one of today"
"$TRIEN" profile diff bg-2020 congvu-2024 --lang en >diff.txt
grep -q '^    bg-2020: .*giấy khai sinh.* (before 2024-07-01)  \[UNCERTAIN\]$' diff.txt || fail "diff"
grep -q '^1 differences$' diff.txt || fail "diff count: $(cat diff.txt)"
"$TRIEN" profile diff bg-2020 bg-2020 | grep -q '^0 mục khác nhau$' || fail "same"

sed 's/"value": 200,/"value": 300,/' "$TRIEN_SOURCE_DIR/profiles/bg-2020.json" >own.json
"$TRIEN" profile diff --json bg-2020 own.json | python3 -c '
import json, sys
d = json.load(sys.stdin)["differences"]
assert [(x["key"], x["a"][0]["value"], x["b"][0]["value"]) for x in d] == [("scan.dpi-min", 200, 300)], d'
"$TRIEN" profile show --json ./own.json | python3 -c '
import json, sys
d = json.load(sys.stdin)
assert d["profile"] == "bg-2020" and d["to"] == "2024-08-15" and d["values"]["scan"]["dpi-min"][0]["value"] == 300'

refused() { # ID CODE COMMAND...
	local id=$1 want=$2 code=0
	shift 2
	"$@" >out.txt 2>err.txt || code=$?
	[ $code = "$want" ] && grep -qF "[$id]" err.txt || fail "$*: exit $code: $(cat err.txt)"
}
sed 's/"dpi-min"/"dpi"/' own.json >typo.json
refused profile.key-unknown 4 "$TRIEN" profile show ./typo.json
refused profile.unknown 3 "$TRIEN" profile show bg-2021
refused cli.source-missing 5 "$TRIEN" profile show nowhere.json
refused profile.unknown 3 "$TRIEN" profile diff bg-2020 bg-2021
refused cli.usage 3 "$TRIEN" profile diff bg-2020
echo "profile: ok"
