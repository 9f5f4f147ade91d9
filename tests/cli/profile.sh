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
grep -q '^    bg-2020: Sở Thông tin và Truyền thông$' diff.txt && grep -q '^    congvu-2024: Sở Khoa học và Công nghệ (from 2025-03-01)  \[UNCERTAIN\]$' diff.txt ||
	fail "the department"
grep -q '^calendar.holidays: ' diff.txt || fail "the years of the calendars differ"
# On one day: what was the same on that day is no difference, and each side has one value.
"$TRIEN" profile diff bg-2020 congvu-2024 --on 2025-08-01 --json >day.json
python3 - <<'END'
import json
d = json.load(open("day.json"))
rows = {x["key"]: (x["a"], x["b"]) for x in d["differences"]}
assert d["on"] == "2025-08-01" and all(len(a) == 1 and len(b) == 1 for a, b in rows.values()), d
assert "calendar.holidays" not in rows and "signing.excluded-kinds" not in rows, rows.keys()
value = lambda key: tuple(side[0]["value"] for side in rows[key])
assert value("bodies.department") == ("Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ")
assert value("bodies.province") == ("Ủy ban nhân dân tỉnh Bắc Giang", "Ủy ban nhân dân tỉnh Bắc Ninh")
assert value("requests.drafted-by") == ("subscriber", "managing-agency")
assert value("deadlines.recall-from") == ("revocation", "notice")
assert len(value("forms.revoke")[0]) == 2 and len(value("forms.revoke")[1]) == 1
END
"$TRIEN" profile show bg-2020 --lang vi | grep -A1 "^routing.recover: " | grep -q "^    sở chủ trì (department)$" || fail "a word by its name"
"$TRIEN" profile show --on 2023-01-01 | head -1 | grep -q '^bg-2020: ' || fail "the one of that day"
"$TRIEN" profile show bg-2020 --on 2024-06-30 | grep -A1 '^signing.excluded-kinds: ' | grep -q 'giấy khai sinh' || fail "the day before"
"$TRIEN" profile show bg-2020 --on 2024-07-01 | grep -A1 '^signing.excluded-kinds: ' | grep -q 'không có' || fail "the day"
"$TRIEN" profile show congvu-2024 --on 2026-02-16 | grep -A1 '^calendar.holidays: ' | grep -q '2026-02-14..2026-02-22 Tết Nguyên đán Bính Ngọ' || fail "Tết"
"$TRIEN" profile show congvu-2024 | tail -1 | grep -q '^[0-9]* giá trị chưa chắc: ' || fail "how many are uncertain"
"$TRIEN" profile diff bg-2020 bg-2020 | grep -q '^0 mục khác nhau$' || fail "same"

sed 's/"value": 200,/"value": 300,/' "$TRIEN_SOURCE_DIR/profiles/bg-2020.json" >own.json
"$TRIEN" profile diff --json bg-2020 own.json | python3 -c '
import json, sys
d = json.load(sys.stdin)["differences"]
assert [(x["key"], x["a"][0]["value"], x["b"][0]["value"]) for x in d] == [("scan.dpi-min", 200, 300)], d'
"$TRIEN" profile show --json ./own.json | python3 -c '
import json, sys
d = json.load(sys.stdin)
assert d["uncertain"] == sum(not v["certain"] for s in d["values"].values() for k in s.values() for v in k) > 0
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
refused cli.usage 3 "$TRIEN" profile list --on 2024-01-01
refused base.time-invalid 3 "$TRIEN" profile show --on yesterday
echo "profile: ok"
