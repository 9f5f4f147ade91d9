#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien registry act: a device is lost, and its certificate's revocation goes its way. Requirement: R6.1 R15.2 R4.1
set -euo pipefail
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

enter() { ok "$1" "$TRIEN" registry enter kho "$@"; }
manager=(--as person:2 --role manager)

ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
echo "văn bản mẫu" >van-ban.pdf
ok "a signed letter" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o cong-van.pdf small.pdf
enter agency code=H01 "name=Sở Mẫu Một" kind=department
for i in 1 2 3; do enter person code=CB$i "name=Nguyễn Văn Mẫu" agency=H01 phone=0900000000 email=mau@example.vn; done
enter post person=CB2 agency=H01 "title=Cán bộ Mẫu" role=manager from_at=2020-01-01
enter post person=CB3 agency=H01 "title=Giám đốc Mẫu" role=head from_at=2020-01-01
enter device kind=token serial=T1 agency=H01 state=assigned
enter custody device=token/T1 keeper=CB1 decision=01/QĐ-MẪU decided_at=2020-01-01 from_at=2020-01-01 taker_at=2020-01-01
sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/leader.pem >leader.pem
ok "certificate" "$TRIEN" registry certificate --trust lab/trust --agency H01 --person CB1 --device token/T1 kho leader.pem

# Where an object stands is nobody's to write: neither changed, nor entered as a request that is confirmed already.
refused registry.by-act-only 7 "$TRIEN" registry change kho certificate:1 state=active
refused registry.by-act-only 7 "$TRIEN" registry enter kho request kind=revoke agency=H01 state=confirmed
refused registry.by-act-only 7 "$TRIEN" registry enter kho letter agency=H01 receiver=authority state=answered

refused cli.option-value 3 "$TRIEN" registry act kho device.lose device:1
refused cli.option-value 3 "$TRIEN" registry act "${manager[@]}" kho device.vanish device:1
refused registry.object-invalid 3 "$TRIEN" registry act "${manager[@]}" kho device.lose person:1
refused registry.not-taken 3 "$TRIEN" registry act "${manager[@]}" kho device.lose device:1 state=lost
refused registry.role-not-held 7 "$TRIEN" registry act --as person:1 --role manager kho device.lose device:1
refused registry.out-of-scope 7 "$TRIEN" registry act --as person:3 --role subscriber kho device.lose device:1

finds 'certificate:1	Ngừng ký: đã cấp → ngừng ký, chờ xử lý' 0 "$TRIEN" registry act --dry-run --as person:1 --role subscriber kho device.lose device:1
finds 'Trạng thái: đã giao quản lý' 0 "$TRIEN" registry show kho device:1
finds '"steps":\[{"object":"device:1","act":"device.lose","from":"assigned","to":"lost"},{"object":"certificate:1","act":"certificate.stop","from":"issued","to":"stopped"},{"object":"request:1","act":"request.draft","from":"none","to":"draft"}\]' \
	0 "$TRIEN" registry act --json --as person:1 --role subscriber --reason "mất trên đường" kho device.lose device:1
grep -q '"effects":\["stop_signing","tell_manager","draft_revoke"\]' out.txt || fail "other effects: $(cat out.txt)"
refused rules.state 7 "$TRIEN" registry act --as person:1 --role subscriber kho device.lose device:1
finds 'Lý do: thiết bị bị mất' 0 "$TRIEN" registry show kho request:1
refused rules.written 7 "$TRIEN" registry act "${manager[@]}" kho request.submit request:1
finds 'đang soạn → đã trình' 0 "$TRIEN" registry act "${manager[@]}" kho request.submit request:1 form=van-ban.pdf
finds 'submitted to the managing agency → confirmed' 0 "$TRIEN" registry act --lang en --as person:3 --role head kho request.confirm request:1
enter letter agency=H01 receiver=authority number=01/CV-MẪU blob=cong-van.pdf
ok "into the letter" "$TRIEN" registry act "${manager[@]}" kho request.consolidate request:1 letter=#1
ok "sent" "$TRIEN" registry act "${manager[@]}" kho request.send request:1
finds 'Hạn xử lý: ' 0 "$TRIEN" registry show kho request:1
now=$(date -u -d '1 minute' +%Y-%m-%dT%H:%M:%SZ)
refused rules.answer-times 7 "$TRIEN" registry act "${manager[@]}" kho request.complete request:1 answer_blob=van-ban.pdf answered_at="$now" effective_at="$now"
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
finds 'certificate:1	Ghi nhận đã thu hồi: ngừng ký, chờ xử lý → đã thu hồi' 0 "$TRIEN" registry act "${manager[@]}" kho request.complete request:1 \
	answer_number=9/TB-MẪU answer_blob=van-ban.pdf answered_at="$now" effective_at="$now"
finds '"reason":"device_lost"' 0 "$TRIEN" registry show --json kho certificate:1
finds 'device.lose' 0 "$TRIEN" registry history kho certificate:1
ok "sign" "$TRIEN" audit sign --key audit.key kho
finds '0 lỗi' 0 "$TRIEN" audit verify --vkey audit.pub kho
finish
