#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien office draft … finish: the procedures of Điều 9 with real signatures, and pdfsig as judge from outside.
# Requirement: R5.1 R5.3 R9.1 R9.2 R9.3 R9.4
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

enter() { ok "enter $1" "$TRIEN" registry enter kho "$@"; }
office() { "$TRIEN" office "$1" --as "person:$2" --role "$3" "${@:4}"; }
seal=(--picture "$top/tests/official/pictures/seal.png" --diameter-mm 36)
today=$(TZ=Asia/Ho_Chi_Minh date +%d/%m/%Y)
last=$(TZ=Asia/Ho_Chi_Minh date -d 'next month' +%Y-%m-%d)

# ---- people, keys, devices ----
ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
enter agency code=H00 'name=Tỉnh Mẫu' kind=province
enter agency code=H01 'name=UBND tỉnh Mẫu' kind=province parent=H00
for who in 'CB1 name=Nguyễn.Văn.Thư clerk' 'CB2 name=Nguyễn.Văn.Mẫu head' 'CB3 name=Trần.Thị.Mẫu signatory'; do
	read -r code name role <<<"$who"
	enter person "code=$code" "${name//./ }" agency=H01
	enter post "person=$code" agency=H01 "title=$role" "role=$role" from_at=2020-01-01
done
enter person code=CB4 'name=Lê Văn Mẫu' agency=H01 # drafts
enter numbering agency=H01 symbol=UBND scheme=kind
enter device kind=token serial=T1 agency=H01 state=assigned
enter custody device=token/T1 keeper=CB1 decision=01/QĐ-MẪU decided_at=2020-01-01 from_at=2020-01-01 taker_at=2020-01-01
certificate() { # KEY OPTIONS...
	sed -n '/BEGIN CERT/,/END CERT/p' "lab/keys/$1.pem" >"$1.crt.pem"
	ok "certificate of $1" "$TRIEN" registry certificate --trust lab/trust --agency H01 --state active "${@:2}" kho "$1.crt.pem"
}
certificate agency --holder agency --device token/T1
certificate leader --holder person --person CB2
certificate clerk --holder person --person CB3

texts='number=1:30:40:15;day=1:110:40:8:13:italic;month=1:130:40:8:13:italic;year=1:150:40:12:13:italic'
ok "reserve" "$TRIEN" reserve --texts "$texts" --signers 'as=signatory,at=1:120:230:45:20;as=agency,at=1:99:222:36:36' -o r.pdf small.pdf
draft() { office draft 4 subscriber --trust lab/trust --agency H01 --kind QĐ --subject 'Về việc mẫu' "$@"; }

# ---- at the door ----
refused official.secrecy-declared 7 draft --secrecy mat --procedure 2 kho r.pdf
refused cli.option-value 3 draft --procedure 5 kho r.pdf
refused cli.option-value 3 draft kho r.pdf
refused office.procedure-medium 7 draft --procedure 1 kho r.pdf
ok "sign too early" "$TRIEN" sign --unseen --key pem:lab/keys/leader.pem -o early.pdf r.pdf
refused rules.submission-bare 7 draft --procedure 2 kho early.pdf
refused office.role-not-held 7 office draft 4 clerk --trust lab/trust --agency H01 --kind QĐ --subject x --procedure 2 kho r.pdf

# ---- procedure 2 ----
says 'thử, không ghi' draft --procedure 2 --dry-run kho r.pdf
says 'document:1: chưa có → đang soạn' draft --procedure 2 kho r.pdf
ok "annex" office attach 4 subscriber --trust lab/trust --annex --name 'Phụ lục mẫu' kho document:1 small.pdf
refused cli.option-value 3 office submit 4 subscriber kho document:1 sign:CB2
refused rules.steps-role 7 office submit 4 subscriber kho document:1 1:sign:CB4
refused rules.submission-drafter 7 office submit 3 signatory kho document:1 1:sign:CB2
says 'đang soạn → đang trình ký' office submit 4 subscriber kho document:1 1:review:CB3 2:sign:CB2
refused rules.step-order 7 office begin 2 head --certificate certificate:2 -o base.pdf kho document:1
[ ! -e base.pdf ] || fail "a file without a session"
ok "agree" office approve 3 signatory kho document:1
refused rules.step-holder 7 office begin 2 head --certificate certificate:1 -o base.pdf kho document:1
says 'signing:1: hãy ký tệp base.pdf' office begin 2 head --certificate certificate:2 -o base.pdf kho document:1
cmp base.pdf r.pdf || fail "another file than was drafted"
# What does not hold stays outside, and the document is as it was.
ok "another's signature" "$TRIEN" sign --unseen --key pem:lab/keys/clerk.pem -o other.pdf base.pdf
refused rules.step-holder 7 office finish 2 head --trust lab/trust kho signing:1 other.pdf
refused rules.step-base 7 office finish 2 head --trust lab/trust kho signing:1 base.pdf
ok "another document" "$TRIEN" sign --unseen --key pem:lab/keys/leader.pem -o foreign.pdf small.pdf
refused rules.step-base 7 office finish 2 head --trust lab/trust kho signing:1 foreign.pdf
ok "sign" "$TRIEN" sign --unseen --key pem:lab/keys/leader.pem -o signed.pdf base.pdf
python3 - <<'PY'
data = bytearray(open("signed.pdf", "rb").read())
at = data.rindex(b"D:20") # when it was signed: behind the base
data[at + 5] ^= 1
open("broken.pdf", "wb").write(data)
PY
refused rules.step-bad 7 office finish 2 head --trust lab/trust kho signing:1 broken.pdf
# A first signature covers what its own revision has done to the page: the bytes that were given away tell.
forge=$(dirname "$0")/../official/forge.py
for attack in picture-as-stamp text-over-page; do
	python3 "$forge" $attack base.pdf beside.pdf
	ok "sign $attack" "$TRIEN" sign --unseen --force --key pem:lab/keys/leader.pem -o beside-signed.pdf beside.pdf
	refused office.signed-other 7 office finish 2 head --trust lab/trust kho signing:1 beside-signed.pdf
	rm beside.pdf beside-signed.pdf
done
refused office.session-other 7 office finish 3 signatory --trust lab/trust kho signing:1 signed.pdf
says 'đủ chữ ký cá nhân' office finish 2 head --trust lab/trust kho signing:1 signed.pdf
says 'đã nhận từ trước, không ghi lại; đủ chữ ký cá nhân' office finish 2 head --trust lab/trust kho signing:1 signed.pdf
refused office.session-over 7 office finish 2 head --trust lab/trust kho signing:1 other.pdf
refused office.session-nothing 7 office begin 1 clerk --certificate certificate:1 -o base2.pdf kho document:1
# The file of a step is nobody's way past the steps.
refused office.file-registered 7 office take 1 clerk --trust lab/trust --agency H01 --kind QĐ --subject x kho signed.pdf
says 'Số 01/QĐ-UBND' office number 1 clerk kho document:1
says 'đã cấp từ trước' office number 1 clerk kho document:1
refused office.session-key 7 office begin 1 clerk --certificate certificate:2 -o base2.pdf kho document:1
ok "begin the seal" office begin 1 clerk --certificate certificate:1 -o base2.pdf kho document:1
cmp base2.pdf signed.pdf || fail "another file than the leader has signed"
issue() { ok "issue $2" "$TRIEN" issue --key pem:lab/keys/agency.pem --trust lab/trust --number "$1" --date "$today" "${seal[@]}" --release-right-by 'Người Thử' \
	--release-right-reason 'chứng thư của lab' --record released.jsonl -o "$2" base2.pdf; }
issue 2 wrong.pdf
refused rules.document-number 7 office finish 1 clerk --trust lab/trust kho signing:2 wrong.pdf
issue 1 issued.pdf
refused rules.document-other 7 office finish 1 clerk --trust lab/trust kho signing:2 signed.pdf
refused office.receiver-self 7 office finish 1 clerk --trust lab/trust --to H00,H01 kho signing:2 issued.pdf
refused registry.key-unknown 4 office finish 1 clerk --trust lab/trust --to H99 kho signing:2 issued.pdf
refused office.receiver-limit 8 office finish 1 clerk --trust lab/trust --to "$(printf 'H00,%.0s' {1..501})" kho signing:2 issued.pdf
says 'đã phát hành' office finish 1 clerk --trust lab/trust --to H00 kho signing:2 issued.pdf
says '^1.*Tỉnh Mẫu.*đã gửi' "$TRIEN" registry list kho delivery
ok "H00's clerk" "$TRIEN" registry enter kho person code=CB9 'name=Phạm Văn Mẫu' agency=H00
ok "post" "$TRIEN" registry enter kho post person=CB9 agency=H00 title=clerk role=clerk from_at=2020-01-01
sender=$(openssl x509 -in agency.crt.pem -noout -subject -nameopt multiline,utf8,-esc_msb | sed -n 's/^ *commonName *= //p')
says 'số đến 01/' office in 5 clerk --trust lab/trust --offline --agency H00 --sender "$sender" --subject 'Về việc mẫu' kho issued.pdf
says '^1.*Tỉnh Mẫu.*đã nhận' "$TRIEN" registry list kho delivery
judged issued.pdf 2
says '"state":"done"' office steps 1 clerk --json kho document:1

# ---- refused, revised, delegated ----
says 'document:2' draft --procedure 2 kho small.pdf
ok "submit" office submit 4 subscriber kho document:2 1:sign:CB2
refused rules.reason-given 7 office refuse 2 head kho document:2
says 'bị trả lại' office refuse 2 head --reason 'thiếu căn cứ' kho document:2
says 'thiếu căn cứ' office steps 1 clerk kho document:2
refused rules.submission-bare 7 office revise 4 subscriber --trust lab/trust kho document:2 foreign.pdf
qpdf --object-streams=generate small.pdf two.pdf
ok "revise" office revise 4 subscriber --trust lab/trust --note 'bổ sung căn cứ' kho document:2 two.pdf
ok "submit again" office submit 4 subscriber kho document:2 1:sign:CB2
refused rules.step-turn 7 office begin 3 signatory --certificate certificate:3 -o b3.pdf kho document:2
refused rules.delegation-paper 7 office delegate 1 clerk --agency H01 --giver CB2 --taker CB3 --decision '' --decided "$today" --from "$today" --until "$last" kho
says 'delegation:1' office delegate 1 clerk --agency H01 --giver CB2 --taker CB3 --decision 07/GUQ-MẪU --decided "$today" --from "$today" --until "$last" kho
ok "begin by delegation" office begin 3 signatory --certificate certificate:3 -o b3.pdf kho document:2
says 'đã bỏ' office abandon 3 signatory kho signing:3
refused office.session-over 7 office abandon 3 signatory kho signing:3
says 'đang soạn' office take-back 4 subscriber --reason 'sửa lại' kho document:2
says 'đã thôi trình' office drop 4 subscriber --reason 'không cần nữa' kho document:2

# ---- procedure 4: signed by all, and nothing is issued ----
qpdf --linearize small.pdf kept.pdf
says 'document:3' office draft 4 subscriber --trust lab/trust --agency H01 --kind BB --subject 'Biên bản mẫu' --procedure 4 kho kept.pdf
ok "submit" office submit 4 subscriber kho document:3 1:confirm:CB2 1:confirm:CB3
ok "begin" office begin 3 signatory --certificate certificate:3 -o k1.pdf kho document:3
refused office.session-open 7 office begin 2 head --certificate certificate:2 -o k2.pdf kho document:3
ok "sign" "$TRIEN" sign --unseen --key pem:lab/keys/clerk.pem -o k1s.pdf k1.pdf
ok "finish" office finish 3 signatory --trust lab/trust kho signing:4 k1s.pdf
ok "begin" office begin 2 head --certificate certificate:2 -o k2.pdf kho document:3
ok "sign" "$TRIEN" sign --unseen --key pem:lab/keys/leader.pem -o k2s.pdf k2.pdf
says 'không phát hành' office finish 2 head --trust lab/trust kho signing:5 k2s.pdf
judged k2s.pdf 2
refused rules.state 7 office number 1 clerk kho document:3

# ---- the disk is full at the end of a session: the document is as it was, and with room the same goes on ----
if [ "$(id -u)" = 0 ] && mkdir full && mount -t tmpfs -o size=32m tmpfs full 2>/dev/null; then
	trap 'umount -l "$work/full" 2>/dev/null || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
	cp -r kho full/kho
	qpdf --object-streams=disable --normalize-content=y small.pdf full.pdf
	says 'document:4' office draft 4 subscriber --trust lab/trust --agency H01 --kind BB --subject 'Biên bản mẫu' --procedure 4 full/kho full.pdf
	ok "submit" office submit 4 subscriber full/kho document:4 1:confirm:CB2 1:confirm:CB3
	ok "begin" office begin 2 head --certificate certificate:2 -o f.pdf full/kho document:4
	ok "sign" "$TRIEN" sign --unseen --key pem:lab/keys/leader.pem -o fs.pdf f.pdf
	head -c 64m /dev/zero >full/filler 2>/dev/null || true
	refused store.disk-full 5 office finish 2 head --trust lab/trust full/kho signing:6 fs.pdf
	refused store.disk-full 5 office draft 4 subscriber --trust lab/trust --agency H01 --kind BB --subject 'Mẫu' --procedure 4 full/kho early.pdf
	target=
	rm full/filler
	ok "steps" office steps 1 clerk --json full/kho document:4
	grep -q '"state":"done"' out.txt && fail "half a signature: $(cat out.txt)"
	says 'đã nhận chữ ký' office finish 2 head --trust lab/trust full/kho signing:6 fs.pdf
	says '"faults":\[\]' "$TRIEN" store check --json full/kho
	umount full
else
	echo "no mount here: the full disk was not tried"
fi

# ---- the document exchange: two agencies that know of each other by its messages alone ----
mkdir -p truc/H00.{01,02}/{in,out}
carry() { ok "carry" python3 "$here/exchange_mock.py" carry truc "H00.01=$sender" 'H00.02=Tỉnh Mẫu'; }
spoil() { ok "spoil $1" python3 "$here/exchange_mock.py" spoil "$1" goi.edxml "truc/H00.02/in/$1.edxml" "${@:2}"; }
here_() { office exchange 1 clerk --trust lab/trust --offline --agency H01 --organ H00.01 --folder truc/H00.01/in --outbox truc/H00.01/out "$@" kho; }
there() { office exchange 5 clerk --trust lab/trust --offline --agency H00 --organ H00.02 --folder truc/H00.02/in --outbox truc/H00.02/out "$@" kho; }
send() { office send "$1" "$2" --to H00.02 --name 'Tỉnh Mẫu' --organ H00.01 "${@:3}"; }
refused office.message-not-issued 7 send 1 clerk kho document:2
refused rules.role 7 send 2 head kho document:1
refused office.message-code 4 office send 1 clerk --to H00.02 --organ 'H00 01' kho document:1
refused cli.option-value 3 office send 1 clerk --to H00.02 kho document:1
refused cli.option-value 3 office exchange 1 clerk --agency H01 --organ H00.01 kho
says 'chờ gửi lên trục liên thông (thử, không ghi)' send 1 clerk --dry-run kho document:1
says 'message:1: chờ gửi lên trục liên thông' send 1 clerk kho document:1
refused registry.exists 7 send 1 clerk kho document:1
says 'message:1: đã gửi lên trục' here_ --dry-run
[ -z "$(ls truc/H00.01/out)" ] || fail "a dry run gave something"
says 'message:1: đã gửi lên trục, đã giao trien-1-sent.edxml' here_
says '^$' echo "$(here_)" # once
carry
grep -q '^H00.01 H00.02 trien-1-sent.edxml' out.txt || fail "carried: $(cat out.txt)"
cp truc/H00.02/in/*.edxml goi.edxml
# It is known here already, by another way; its annex comes with it.
says 'đã nhận từ trước' there
grep -q '  kèm theo: Phụ lục mẫu: không có chữ ký xét được' out.txt && [ -z "$(ls truc/H00.02/in)" ] || fail "the annex: $(cat out.txt; ls truc/H00.02/in)"
grep -q 'message:2: đã tiếp nhận, đã giao trien-2-received.edxml' out.txt || fail "no word for its sender: $(cat out.txt)"
ok "the annex" office file 5 clerk -o annex-came.pdf kho enclosure:1
cmp -s annex-came.pdf small.pdf || fail "the annex is another"
carry
cp truc/H00.01/in/*.edxml bao.edxml
says 'H00.02: đã tiếp nhận (H00.01,.*,01/QĐ-UBND)' here_
[ -z "$(ls truc/H00.01/in)" ] || fail "what was heard lies about"
says '^1.*đã tiếp nhận' "$TRIEN" registry list kho message
# ---- to receivers outside, by mail and by link ----
send_out() { office dispatch 1 clerk "$@" kho document:1; }
mail() { "$TRIEN" jobs run --from van-thu@so-mau.example --from-name 'Văn thư Mẫu' --spool thu "$@" kho; }
refused cli.option-value 3 send_out
refused office.dispatch-receiver 4 send_out --to 'Hội Mẫu' --contact 'hoi mau'
refused cli.option-value 3 send_out --to 'Hội Mẫu' --days hai
refused office.dispatch-limit 8 send_out --to 'Hội Mẫu' --days 367
refused rules.role 7 office dispatch 2 head --to 'Hội Mẫu' kho document:1
says 'thư chờ gửi .*thử, không ghi' send_out --to 'Hội Mẫu' --contact hoi@so-mau.example --dry-run
says 'dispatch:1: thư chờ gửi' send_out --to 'Hội Mẫu' --contact hoi@so-mau.example
says 'dispatch:1: đã gửi địa chỉ này từ trước' send_out --to 'Hội Mẫu' --contact hoi@so-mau.example
says 'dispatch:2: đã tạo đường dẫn' send_out --to 'Doanh nghiệp Mẫu' --days 5 --count 3
grep -Eq '^  /van-ban#[0-9a-f]{64} ' out.txt || fail "no code: $(cat out.txt)"
says 'Hội Mẫu.hoi@so-mau.example: thư chờ gửi' office dispatches 1 clerk kho document:1
grep -q 'Doanh nghiệp Mẫu.đường dẫn đến .*, 0/3 lượt tải' out.txt || fail "the link: $(cat out.txt)"
mkdir thu
ok "mailed" mail
python3 - issued.pdf small.pdf <<'PY' || fail "the mail: $(cat out.txt)"
import email, email.policy, glob, sys
found = []
for name in glob.glob("thu/*"):
    raw = open(name, "rb").read()
    assert raw.isascii() and max(len(line) for line in raw.split(b"\r\n")) <= 78, "long line"
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    if mail["To"].addresses[0].addr_spec == "hoi@so-mau.example":
        assert not any(part.defects for part in mail.walk())
        found.append(mail)
assert len(found) == 1, found
files = {a.get_filename(): a.get_content() for a in found[0].iter_attachments()}
assert files == {"van-ban.pdf": open(sys.argv[1], "rb").read(), "Phụ lục mẫu.pdf": open(sys.argv[2], "rb").read()}, list(files)
assert "01/QĐ-UBND" in found[0]["Subject"] and "Hội Mẫu" == found[0]["To"].addresses[0].display_name
PY
says 'hoi@so-mau.example: thư đã gửi' office dispatches 1 clerk kho document:1
says 'dispatch:2: đường dẫn hết hiệu lực' office dispatch-close 1 clerk kho dispatch:2
refused office.dispatch-link 7 office dispatch-close 1 clerk kho dispatch:2
# Its good and bad twins. What is refused leaves the folder and its sender is told why; the others stay, each with its reason.
python3 - <<'PY'
data = bytearray(open("issued.pdf", "rb").read())
data[data.rindex(b"D:20") + 5] ^= 1
open("issued-broken.pdf", "wb").write(data)
PY
spoil broken issued-broken.pdf
spoil unsigned small.pdf
spoil more two.pdf
ok "one more" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o more.pdf small.pdf
spoil annex more.pdf issued-broken.pdf
spoil twice two.pdf
for how in receiver nothing withdraw entity; do spoil $how; done
finds 'broken.edxml: không hợp lệ' 4 there
grep -q 'hãy xóa' out.txt && fail "a file that is gone is to be deleted: $(cat out.txt)"
for id in twice:office.message-twice receiver:office.message-receiver nothing:office.message-nothing withdraw:office.message-not-came entity:exchange.edxml-malformed; do
	grep -q "^${id%%:*}.edxml: .*\[${id#*:}\]" out.txt || fail "no $id: $(cat out.txt)"
done
grep -q 'annex.edxml: không hợp lệ' out.txt && grep -q '  kèm theo: Phụ lục mẫu: không hợp lệ' out.txt || fail "a broken annex: $(cat out.txt)"
for file in more.pdf issued-broken.pdf; do
	hash=$(sha256sum $file | cut -d' ' -f1)
	[ ! -e "kho/blobs/${hash:0:2}/${hash:2}" ] || fail "$file was kept"
done
grep -q 'unsigned.edxml: chờ văn thư quyết định' out.txt || fail "unsigned: $(cat out.txt)"
grep -q '  - phu luc.docx' out.txt || fail "a name with a path: $(cat out.txt)"
[ "$(cd truc/H00.02/in && echo *)" = 'entity.edxml more.edxml.con nothing.edxml receiver.edxml twice.edxml withdraw.edxml' ] ||
	fail "left: $(ls truc/H00.02/in)"
grep -l '<edXML:StatusCode>02<' truc/H00.02/out/* | xargs grep -q 'nội dung đã bị thay đổi sau khi ký' || fail "why it was refused: $(cat truc/H00.02/out/*)"
grep -l '<edXML:StatusCode>02<' truc/H00.02/out/* | xargs grep -q 'tệp gửi kèm có chữ ký số không hợp lệ' || fail "its sender is not told of the annex"
grep -q '<edXML:StatusCode>01<' truc/H00.02/out/* || fail "what waits is not told of"
# Nobody but its receiver says what became of a document.
ok "forged" python3 "$here/exchange_mock.py" spoil forged bao.edxml truc/H00.01/in/gia.edxml
refused office.message-unknown 4 here_
grep -q 'gia.edxml: H00.66 báo về gói tin' out.txt || fail "forged: $(cat out.txt)"
finds '"error":"office.message-unknown"' 4 here_ --json
rm truc/H00.01/in/gia.edxml
# ---- copies: of what, and who signs them ----
copy() { office take 1 clerk --paper --signer 'Nguyễn Văn Mẫu' --agency H01 --kind "$1" --subject 'Bản sao mẫu' "${@:2}" kho; }
refused rules.copy-source 7 copy SY
refused rules.copy-state 7 copy SY --copy-of document:3 --copier CB2 # it is never issued
refused registry.not-found 4 copy SY --copy-of arrival:99 --copier CB2
refused rules.copy-order 7 copy SL --copy-of document:1 --copier CB2
refused office.copy-nobody 4 copy SY --copy-of document:1
refused office.copy-none 4 copy TB --copy-of document:1 --copier CB2
refused office.copy-none 4 copy TB --copier CB2
refused office.copy-kind 4 copy SL --copy-of 'Sao y 12/SY-MẪU' --copied-kind sy --copier CB2
refused office.copy-signer 7 copy SY --copy-of document:1 --copier CB3
right() { office copy-right "$1" "$2" --agency H01 --taker CB3 --decision 08/QĐ-MẪU --decided "$today" --from "$today" "${@:3}" kho; }
refused rules.role 7 right 3 signatory
refused rules.copy-time 7 right 2 head --until "$today"
says 'copy_right:1' right 2 head
says '01/SY-' copy SY --copy-of document:1 --copier CB3
says '01/SL-' copy SL --copy-of 'Sao y 12/SY-MẪU' --copied-kind SY --copier CB3
refused rules.reason-given 7 office copy-right-end 2 head kho copy_right:1
ok "end" office copy-right-end 2 head --reason 'thôi giữ nhiệm vụ' kho copy_right:1
refused office.copy-ended 7 office copy-right-end 2 head --reason 'nữa' kho copy_right:1
refused office.copy-signer 7 copy SY --copy-of document:1 --copier CB3

# ---- taken back by its sender, over the exchange: asked, refused, agreed, and shown on both sides ----
for box in in out; do rm -f truc/H00.01/$box/* truc/H00.02/$box/*; done
arrival=$("$TRIEN" registry list --json kho message | python3 -c 'import json,sys; print([r["arrival"] for r in json.load(sys.stdin)["rows"] if r["direction"] == "in"][0])')
refused rules.incoming-not-asked 7 office in-recall-refuse 5 clerk --reason 'không' kho "$arrival"
ok "recalled" office recall 2 head --reason 'phát hành <nhầm>' kho document:1
says 'message:1: xin thu hồi, đã giao trien-1-withdrawal-asked.edxml' here_
says '^$' echo "$(here_)" # once
cp truc/H00.01/out/trien-1-withdrawal-asked.edxml xin.edxml
carry
ok "forged" python3 "$here/exchange_mock.py" spoil forged xin.edxml truc/H00.02/in/gia.edxml
finds 'xin thu hồi (H00.01,.*,01/QĐ-UBND), chờ văn thư trả lời' 4 there
grep -q '^gia.edxml: .*\[office.message-not-came\]' out.txt || fail "another asked for it: $(cat out.txt)"
rm truc/H00.02/in/gia.edxml
ok "as a document of its own" python3 "$here/exchange_mock.py" spoil wish goi.edxml truc/H00.02/in/lai.edxml
says 'lai.edxml: H00.01: xin thu hồi (.*), đã biết từ trước, chờ văn thư' there
says 'xin thu hồi' "$TRIEN" registry list kho message
ok "refused" office in-recall-refuse 5 clerk --reason 'đã giải quyết xong' kho "$arrival"
refused rules.incoming-not-asked 7 office in-recall-refuse 5 clerk --reason 'đã giải quyết xong' kho "$arrival"
says 'từ chối thu hồi, đã giao trien-2-withdrawal-refused.edxml' there
carry
says 'H00.02: từ chối thu hồi (H00.01,.*,01/QĐ-UBND)' here_
"$TRIEN" registry list --json kho message | grep -q '"withdrawal_reason": *"đã giải quyết xong"' || fail "its sender has no reason"
ok "agreed" office in-recalled 5 clerk --reason 'nơi gửi gọi lại' kho "$arrival"
says 'đồng ý thu hồi, đã giao trien-2-withdrawal-agreed.edxml' there
cp truc/H00.02/out/trien-2-withdrawal-agreed.edxml dong-y.edxml
carry
says 'H00.02: đồng ý thu hồi (H00.01,.*,01/QĐ-UBND)' here_
ok "again" python3 "$here/exchange_mock.py" spoil again dong-y.edxml truc/H00.01/in/lai.edxml
says 'lai.edxml: H00.02: đồng ý thu hồi (.*), đã biết từ trước' here_
ok "forged" python3 "$here/exchange_mock.py" spoil forged dong-y.edxml truc/H00.01/in/gia.edxml
refused office.message-unknown 4 here_
rm truc/H00.01/in/gia.edxml

# ---- drafts of word processors ----
drafts=$top/tests/exchange/drafts
if bwrap --unshare-all --ro-bind / / true 2>/dev/null; then
	text() { ok "file of $1" office file 4 subscriber -o made.pdf --force kho "$1" && pdftotext -layout made.pdf - | tr -s ' \n' ' '; }
	ok "DOCX" draft --procedure 2 kho "$drafts/cong-van.docx"
	document=$(grep -o 'document:[0-9]*' out.txt | head -1)
	text "$document" | grep -q 'văn bản điện tử đến trước khi đăng ký' || fail "another text"
	ok "ODT" office revise 4 subscriber --trust lab/trust kho "$document" "$drafts/cong-van.odt"
	ok "flat ODT" office attach 4 subscriber --trust lab/trust --name 'Phụ lục' kho "$document" "$top/demo/cong-van.fodt"
	sed 's|Số: 128/UBND-KGVX|Số:<text:s text:c="9"/>/UBND-KGVX|; s|Mẫu, ngày 16 tháng 11 năm 2026|Mẫu, ngày<text:s text:c="7"/>tháng<text:s text:c="6"/>năm 2026|' "$top/demo/cong-van.fodt" >blank.fodt
	ok "with its places" draft --procedure 2 --reserve kho blank.fodt
	document=$(grep -o 'document:[0-9]*' out.txt | head -1)
	ok "its file" office file 4 subscriber -o reserved.pdf kho "$document"
	qpdf --qdf --object-streams=disable reserved.pdf - | grep -a "/T (seal)" >out.txt || fail "no place for the seal"
	refused cli.option-value 3 office revise 4 subscriber --trust lab/trust --reserve --procedure 1 kho "$document" blank.fodt
	python3 "$drafts/twins.py" "$drafts/cong-van.docx" "$drafts/cong-van.odt" . >twins.txt
	refused exchange.draft-macro 7 draft --procedure 2 kho macro.docx
	refused exchange.draft-object 7 draft --procedure 2 kho ole.odt
	refused exchange.draft-external 7 draft --procedure 2 kho image.docx
	refused exchange.draft-tracked 7 draft --procedure 2 kho tracked.docx
	refused exchange.draft-old 4 draft --procedure 2 kho old.doc
	refused exchange.zip-limit 8 draft --procedure 2 kho bomb.docx
	refused exchange.draft-failed 4 draft --procedure 2 kho hollow.docx
	# Templates that drafts begin with: as they were handed in, filled, and in the history; offered to all by the department alone.
	sed 's|</office:text>|<text:p>{{loai_van_ban}} {{ky<text:span>_hieu}}</text:span>: {{trich_yeu}}, {{nguoi_ky}}</text:p></office:text>|' "$top/demo/cong-van.fodt" >mau.fodt
	sed 's|{{trich_yeu}}|{{trich_yeux}}|' mau.fodt >sai.fodt
	template() { office "$1" 1 clerk --trust lab/trust "${@:2}"; }
	refused exchange.template-field 4 template template --agency H01 --name Mẫu --kind QĐ --from 2026-01-01 kho sai.fodt
	refused exchange.draft-macro 7 template template --agency H01 --name Mẫu --kind QĐ --from 2026-01-01 kho macro.docx
	refused cli.option-value 3 template template --agency H01 --kind QĐ --from 2026-01-01 kho mau.fodt
	refused office.kind-unknown 4 template template --agency H01 --name Mẫu --kind QĐQĐ --from 2026-01-01 kho small.pdf
	refused rules.role 7 template template --common --name Mẫu --kind QĐ --from 2026-01-01 kho small.pdf
	says 'template:1' template template --agency H01 --name 'Quyết định mẫu' --kind QĐ --from 2026-01-01 kho mau.fodt
	ok "begin" "$TRIEN" office template-begin --subject 'Về việc <mẫu>' --unit VP -o bat-dau.fodt kho template:1
	grep -q '<text:p>Quyết định QĐ-UBND<text:span></text:span>: Về việc &lt;mẫu&gt;, ……</text:p>' bat-dau.fodt || fail "its fields"
	refused registry.entry-order 4 template template-change --until 2025-01-01 kho template:1
	refused cli.option-value 3 draft --procedure 2 --template document:1 kho small.pdf
	refused registry.not-found 4 draft --procedure 2 --template template:9 kho small.pdf
	ok "it began with one" draft --procedure 2 --template template:1 kho small.pdf
	"$TRIEN" registry show kho submission:"$("$TRIEN" registry list --json kho submission | grep -o '"object": *"submission:[0-9]*' | grep -o '[0-9]*$' | sort -n | tail -1)" >out.txt
	grep -q 'template:1' out.txt || fail "no template: $(cat out.txt)"
	ok "over" template template-change --name 'Mẫu cũ' --until 2026-01-02 kho template:1
	refused office.template-over 7 "$TRIEN" office template-begin -o hai.fodt kho template:1
	refused registry.not-found 4 template template-change --name x kho template:9
	refused cli.option-value 3 template template-change --name x kho document:1
	enter post person=CB1 agency=H00 title=Sở role=department from_at=2020-01-01
	says 'common_template:1' office template 1 department --trust lab/trust --common --name 'Mẫu in sẵn' --kind CV --from 2026-01-01 kho small.pdf
	refused office.template-agency 4 "$TRIEN" office template-begin -o in.pdf kho common_template:1
	ok "a PDF" "$TRIEN" office template-begin --agency H01 -o in.pdf kho common_template:1
	cmp in.pdf small.pdf || fail "another file"
	# Where no sandbox can be made nothing is run: mount(2) fails, as where namespaces are forbidden. Nor where a program is missing: access(2) finds none.
	denied() { "$here/deny_call.py" "$1" "$2" "$TRIEN" office draft --as person:4 --role subscriber --trust lab/trust --agency H01 --kind QĐ --subject x --procedure 2 --dry-run kho \
		"$drafts/cong-van.odt"; }
	refused exchange.draft-sandbox-unavailable 9 denied 165 EPERM
	refused exchange.draft-program-missing 9 denied 21 ENOENT
fi
# Only a draft may be one: what is signed and issued is a PDF.
refused pdf.not-a-pdf 4 office take 1 clerk --trust lab/trust --agency H01 --kind QĐ --subject x kho "$drafts/cong-van.docx"

# ---- the books are whole ----
ok "sign the trail" "$TRIEN" audit sign --key audit.key kho
says '0 lỗi' "$TRIEN" audit verify --vkey audit.pub kho
refused registry.by-act-only 7 "$TRIEN" registry change kho step:1 state=done
finish
