#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien office in: a file comes and is judged; a good one has its number at once, a broken one is nowhere afterwards and its sender is told, what cannot be decided
# waits; the watched folder; from hand to hand; the books.
# Requirement: R10.1 R10.2 R10.3 X3 X5
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

enter() { ok "enter $1" "$TRIEN" registry enter kho "$@"; }
office() { "$TRIEN" office "$1" --as person:1 "${@:2}"; }
come() { office in --trust lab/trust --agency H01 --offline "$@"; }

ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
enter agency code=H01 'name=UBND tỉnh Mẫu' kind=province
enter person code=CB1 'name=Nguyễn Văn Mẫu' agency=H01
enter person code=CB2 'name=Trần Thị Mẫu' agency=H01
enter post person=CB1 agency=H01 'title=Văn thư' role=clerk from_at=2020-01-01
enter post person=CB2 agency=H01 'title=Chủ tịch' role=head from_at=2020-01-01
enter numbering agency=H01 symbol=UBND scheme=kind
sender=$(openssl x509 -in <(sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/agency.pem) -noout -subject -nameopt multiline,utf8,-esc_msb | sed -n 's/^ *commonName *= //p')
[ -n "$sender" ] || fail "no name in the agency's certificate"

# ---- files that come ----
ok "sealed" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o good.pdf small.pdf
ok "another" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o good2.pdf small.pdf
python3 - <<'PY'
data = open("good.pdf", "rb").read()
at = data.rfind(b"stream\n", 0, len(data) // 2)
at = at + 8 if at > 0 else 200
broken = bytearray(data)
broken[at] ^= 1
open("broken.pdf", "wb").write(bytes(broken))
open("noise.bin", "wb").write(b"no document at all, but bytes that must be nowhere afterwards\n" * 4)
PY

says 'số đến 01/' come --sender "$sender" --subject 'Báo cáo <mẫu>' --symbol 12/BC-UBND --kind BC --contact vanthu@xa.example --dry-run kho good.pdf
says 'thử, không ghi' come --sender "$sender" --subject 'Báo cáo <mẫu>' --dry-run kho good.pdf
says 'số đến 01/.*đã vào sổ (arrival:1)' come --sender "$sender" --subject 'Báo cáo <mẫu>' --symbol 12/BC-UBND --kind BC --contact vanthu@xa.example kho good.pdf
grep -q 'Chưa có dấu thời gian khi nhận' out.txt || fail "no word of the time stamp: $(cat out.txt)"
says 'đã nhận từ trước' come --sender "$sender" --subject 'Báo cáo <mẫu>' kho good.pdf
refused cli.option-value 3 come --subject x kho good2.pdf
refused cli.option-value 3 come --sender "$sender" kho good2.pdf
refused cli.option-value 3 come --sender "$sender" --subject x kho
refused cli.source-missing 5 come --sender "$sender" --subject x kho nowhere.pdf
refused official.secrecy-declared 7 come --secrecy mat --sender "$sender" --subject x kho good2.pdf
refused office.role-not-held 7 "$TRIEN" office in --as person:2 --trust lab/trust --agency H01 --sender "$sender" --subject x kho good2.pdf
refused registry.by-act-only 7 "$TRIEN" registry enter kho incoming agency=H01 year=2026 number=9 twin=0

# ---- broken: refused at once, kept nowhere, and the sender is told ----
says 'không hợp lệ, đã báo nơi gửi và xóa tệp' come --sender "$sender" --subject 'hỏng' --contact vanthu@xa.example kho broken.pdf
grep -q 'hãy xóa' out.txt || fail "the clerk is not told to delete the file: $(cat out.txt)"
hash=$(sha256sum broken.pdf | cut -d' ' -f1)
[ ! -e "kho/blobs/${hash:0:2}/${hash:2}" ] || fail "the broken file was kept"
says 'HASH_FAILURE' office in-letter kho arrival:2
# Nobody answers: the first letter tells that, and the second one's tries are not spent on it.
refused fetch.failed 10 "$TRIEN" jobs run --smtp-plain --smtp smtp://127.0.0.1:1 --from vanthu@tinh.example kho
[ "$("$TRIEN" jobs list --json --state ready kho | grep -o '"tries":1' | wc -l)" = 1 ] || fail "more than one was tried"
mkdir spool
ok "letters" "$TRIEN" jobs run --at "$(date -u -d '1 hour' +%Y-%m-%dT%H:%M:%SZ)" --spool spool --from vanthu@tinh.example kho
[ "$(cat spool/*.eml | grep -c '^ <vanthu@xa.example>')" = 2 ] || fail "letters: $(head -20 spool/*)"

# ---- another's seal, no document, no signature: a person decides, and what is rejected is gone ----
says 'chờ văn thư quyết định (arrival:3)' come --sender 'Sở Khác' --subject x kho good2.pdf
grep -q 'right.sender-differs' out.txt || fail "why: $(cat out.txt)"
refused rules.incoming-wrong 7 office in-accept --reason 'vẫn nhận' kho arrival:3
refused rules.reason-given 7 office in-reject kho arrival:3
says 'không hợp lệ' office in-reject --reason 'dấu của cơ quan khác' kho arrival:3
says 'chờ văn thư quyết định (arrival:4)' come --sender "$sender" --subject x kho noise.bin
grep -q 'không đọc được tệp' out.txt || fail "why: $(cat out.txt)"
grep -rqF 'bytes that must be nowhere' kho || fail "the file that waits is not in the store"
says 'unreadable.*arrival:4' office in-list --agency H01 kho
refused office.no-letter 7 office in-letter kho arrival:4
says 'không hợp lệ' office in-reject --reason 'không phải văn bản' kho arrival:4
if grep -rqF 'bytes that must be nowhere' kho; then fail "bytes of a rejected file are left in the store"; fi
says 'chờ văn thư quyết định (arrival:5)' come --sender "$sender" --subject 'không ký' kho small.pdf
says 'số đến 02/' office in-accept --reason 'có bản giấy kèm theo' kho arrival:5

# ---- no anchors: open; later they are there, and the stored file is judged again ----
says 'chờ văn thư quyết định (arrival:6)' "$TRIEN" office in --as person:1 --offline --agency H01 --sender "$sender" --subject 'Kế hoạch mẫu' kho good2.pdf
grep -q NO_CERTIFICATE_CHAIN_FOUND out.txt || fail "why: $(cat out.txt)"
says 'số đến 03/' office in-retry --trust lab/trust --offline kho arrival:6
says 'Không có văn bản nào' office in-retry --trust lab/trust --offline --agency H01 kho

# ---- evidence of receipt ----
ok "third" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o good3.pdf small.pdf
ok "evidence" "$TRIEN" evidence create --trust lab/trust --offline --received -o good3.evidence good3.pdf
refused evidence.other-document 4 come --sender "$sender" --subject x --evidence good3.evidence kho noise.bin
says 'số đến 04/' come --sender "$sender" --subject 'Có chứng cứ' --evidence good3.evidence kho good3.pdf

# ---- from hand to hand ----
refused rules.incoming-receiver 7 office in-assign kho arrival:1
says 'đang giải quyết' "$TRIEN" office in-assign --as person:2 --role head --receiver 'Phòng Mẫu' --days 5 --opinion 'Giao <Phòng Mẫu>' kho arrival:1
says 'đang giải quyết' office in-progress --progress 'đang lấy ý kiến' --proposal 'Trình ký' kho arrival:1
ok "answer" office take --paper --signer 'Trần Thị Mẫu' --agency H01 --kind QĐ --subject 'Trả lời mẫu' kho
refused rules.incoming-answer 7 office in-answer --answer document:1 kho arrival:1
ok "issue" office issue kho document:1
says 'đã giải quyết xong' office in-answer --answer document:1 kho arrival:1
says 'đang giải quyết' "$TRIEN" office in-reopen --as person:2 --role head --reason 'còn thiếu' kho arrival:1
says 'đã giải quyết xong' office in-finish --reason 'đã trả lời bằng lời' kho arrival:1
says 'nơi gửi đã thu hồi' office in-recalled --reason 'công văn thu hồi' kho arrival:1
ok "correct" office in-correct --reason 'ghi thiếu' kho arrival:1 'note=kèm 2 phụ lục'
refused office.not-corrected-in 7 office in-correct --reason x kho arrival:1 number=9
says 'số đến 05/' come --paper --sender 'UBND xã Mẫu' --subject 'Bản giấy' kho

# ---- the watched folder ----
mkdir inbox
cp good.pdf "inbox/$(printf 'one\nline.pdf')"
ok "fourth" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o inbox/good4.pdf small.pdf
cp broken.pdf inbox/broken2.pdf
printf ' ' >>inbox/broken2.pdf
ln -s "$PWD/good3.pdf" inbox/link.pdf
mkfifo inbox/fifo.pdf
mkdir inbox/folder
cp good3.pdf inbox/young.pdf
find inbox -type f -exec touch -d '1 minute ago' {} +
watch() { come --sender "$sender" --folder inbox "$@" kho; }
says 'link.pdf: không phải tệp thường' watch --dry-run
[ "$(find inbox -type f -printf x)" = xxxx ] || fail "a dry run took files: $(ls inbox)"
touch inbox/young.pdf
ok "folder" watch
grep -q 'fifo.pdf: không phải tệp thường' out.txt || fail "fifo: $(cat out.txt)"
grep -q 'young.pdf: đang được ghi' out.txt || fail "young: $(cat out.txt)"
grep -q 'good4.pdf: số đến 06/' out.txt || fail "good: $(cat out.txt)"
grep -q 'broken2.pdf: không hợp lệ' out.txt || fail "broken: $(cat out.txt)"
[ "$(find inbox -type f -printf '%f\n')" = young.pdf ] || fail "left: $(ls inbox)"
exec 9<inbox
flock 9
refused cli.folder-held 9 watch
flock -u 9
touch -d '1 minute ago' inbox/young.pdf
exec 8>>inbox/young.pdf # somebody has it open for writing
ok "written" watch
[ -e inbox/young.pdf ] || fail "a file that is being written was taken"
exec 8>&-
touch -d '1 minute ago' inbox/young.pdf
ok "json" watch --json
python3 - <<'PY' || fail "$(cat out.txt)"
import json
d = json.load(open("out.txt"))
by = {f["file"]: f for f in d["files"]}
assert d["error"] is None and by["young.pdf"]["again"] and by["link.pdf"]["left"] == "not-a-file", d
PY

# ---- the books ----
ok "list" office in-list --json --agency H01 kho
python3 - <<'PY' || fail "$(cat out.txt)"
import json
d = json.load(open("out.txt"))
assert [e["number"] for e in d["entries"]] == [1, 2, 3, 4, 5, 6], d
assert d["waiting"] == [], d
PY
ok "register" office in-register --agency H01 -o so.html kho
ok "follow" office in-follow --agency H01 -o theo-doi.html kho
grep -q 'SỔ ĐĂNG KÝ VĂN BẢN ĐẾN' so.html && grep -q 'Báo cáo &#60;mẫu&#62;' so.html && grep -q 'so-noi-vu.example/mau' so.html || fail "the register"
grep -q 'đang lấy ý kiến' theo-doi.html && grep -q '01/QĐ-UBND' theo-doi.html || fail "the book of follow-up"
says 'Giao &#60;Phòng Mẫu&#62;' office in-slip kho arrival:1
ok "slip" office in-slip -o phieu.pdf kho arrival:1
pdftotext phieu.pdf - | grep -q 'Giao <Phòng Mẫu>' || fail "slip: $(pdftotext phieu.pdf -)"
for book in in-register in-follow; do
	ok "$book" office $book --agency H01 -o so.pdf --force kho
	pdftotext -layout so.pdf - | grep -qF '(7)' || fail "$book: $(pdftotext so.pdf -)"
	ok "$book" office $book --agency H01 -o so.xlsx --force kho
	python3 -c 'import sys, zipfile; sys.stdout.write(zipfile.ZipFile("so.xlsx").read("xl/worksheets/sheet2.xml").decode())' >so.xml
	grep -q 'UBND xã Mẫu' so.xml || fail "$book: $(cat so.xml)"
done
says 'Chuyển: Phòng Mẫu' office in-stamp kho arrival:1
refused office.not-registered 7 office in-stamp kho arrival:2
# ---- the stamp on a copy: the file's own bytes are its beginning, the stamp is a revision behind them; the stored file stays ----
says 'dấu Đến để in: den.pdf' office in-stamp -o den.pdf kho arrival:1
cmp -n "$(stat -c %s good.pdf)" den.pdf good.pdf || fail "the signed bytes"
[ "$(stat -c %s den.pdf)" -gt "$(stat -c %s good.pdf)" ] || fail "no stamp"
ok "the file as it came" office file -o goc.pdf kho arrival:1
cmp goc.pdf good.pdf || fail "the stored file"
pdftotext den.pdf - | tr -s '\n' ' ' | grep -q 'ĐẾN Số: 01 Ngày: .*Chuyển: Phòng Mẫu Số và ký hiệu HS:' || fail "the stamp: $(pdftotext den.pdf -)"
python3 - <<'PY' || fail "the size of the stamp"
import re
box = re.search(rb"/Subtype/Stamp/F 196/Rect\[([\d. ]+)\]", open("den.pdf", "rb").read()).group(1)
x0, y0, x1, y1 = map(float, box.split())
assert abs((x1 - x0) * 25.4 / 72 - 50) < 0.1 and abs((y1 - y0) * 25.4 / 72 - 35) < 0.1, box
PY
target='' refused cli.target-exists 5 office in-stamp -o den.pdf kho arrival:1
paper=$(office in-list --agency H01 kho | sed -n 's/^05.*\(arrival:[0-9]*\).*/\1/p')
refused office.no-file 4 office in-stamp -o x.pdf kho "$paper"
# Its scan, which the agency has sealed, stands beside its line.
pdftoppm -r 200 -png -singlefile "$top/tests/official/documents/scan-colour-200.pdf" page
ok "scan" "$TRIEN" scan-pdf --dpi 200 -o scan.pdf page.png
for key in agency leader; do
	ok "digitised" "$TRIEN" sign --as digitised --auto --not-secret 'Nguyễn Văn Mẫu' --agency-name 'UBND tỉnh Mẫu' --picture "$top/tests/official/pictures/seal.png" --diameter-mm 36 \
		--key pem:lab/keys/$key.pem -o scan-$key.pdf scan.pdf
done
sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/agency.pem >own.pem
in_scan() { office in-scan --trust lab/trust --not-secret 'Nguyễn Văn Mẫu' kho "$@"; }
refused rules.document-unsealed 7 in_scan "$paper" scan-agency.pdf # nobody knows whose it is
ok "certificate" "$TRIEN" registry certificate --trust lab/trust --agency H01 --holder agency kho own.pem
refused rules.document-unsealed 7 in_scan "$paper" scan.pdf
refused rules.document-unsealed 7 in_scan "$paper" scan-leader.pdf
refused official.scan-faults 7 in_scan "$paper" good.pdf
refused registry.not-found 4 in_scan arrival:99 scan-agency.pdf
ok "tried" in_scan --dry-run "$paper" scan-agency.pdf
ok "scan" in_scan "$paper" scan-agency.pdf
ok "again" in_scan "$paper" scan-agency.pdf
pdfsig -nocert scan-agency.pdf | grep -q 'Signature is Valid' || fail "pdfsig"
"$TRIEN" registry show kho "$paper" | grep -q "$(sha256sum scan-agency.pdf | cut -c1-64)" || fail "it is not in the book"
ok "digitised again" "$TRIEN" sign --unseen --not-secret 'Nguyễn Văn Mẫu' --key pem:lab/keys/agency.pem -o scan-other.pdf scan.pdf
refused rules.incoming-scanned 7 in_scan "$paper" scan-other.pdf
refused office.year-open 7 office in-close --agency H01 --year "$(TZ=Asia/Ho_Chi_Minh date +%Y)" kho
ok "sign the trail" "$TRIEN" audit sign --key audit.key kho
says '0 lỗi' "$TRIEN" audit verify --vkey audit.pub kho
ok "check" "$TRIEN" store check kho
finish

# ---- the evidence of receipt comes out again ----
ok "in-evidence" office in-evidence -o kept.evidence kho arrival:7
cmp kept.evidence good3.evidence || fail "another evidence"
refused office.no-file 4 office in-evidence -o none.evidence kho arrival:1
refused registry.object-invalid 3 office in-evidence -o none.evidence kho arrival

# ---- the period of its file is over: destroyed by a list that one submits and another decides on ----
head() { "$TRIEN" office "$1" --as person:2 --role head "${@:2}"; }
says 'Chưa có văn bản nào hết thời hạn' office due --agency H01 kho
refused office.destruction-nothing 7 office destroy-propose --agency H01 kho
ok "dossier" office dossier --agency H01 --title 'Hồ sơ mẫu' --years 1 --closed 01/05/2020 kho 01/HS-MẪU
refused office.dossier-unknown 7 office retain --dossier 02/HS-MẪU kho arrival:7
ok "filed" office retain --dossier 01/HS-MẪU kho arrival:7
ok "its own period" office retain --years 0 kho arrival:5
says 'arrival:7.*hết từ 2022-01-01' office due --agency H01 kho
says 'mới lập, 1 văn bản (thử' office destroy-propose --dry-run --agency H01 kho
ok "the month's job" "$TRIEN" jobs run --at 2027-01-02T08:00:00+07:00 --spool spool --from vanthu@tinh.example kho
grep -q 'retention.due' out.txt || fail "no list was made: $(cat out.txt)"
ok "once a month" "$TRIEN" jobs run --at 2027-01-03T08:00:00+07:00 --spool spool --from vanthu@tinh.example kho
! grep -q 'retention.due' out.txt || fail "twice in a month: $(cat out.txt)"
says '#1.*mới lập' office destroy-list --agency H01 kho
says 'arrival:7.*Có chứng cứ.*trong danh mục' office destroy-show kho 1
refused rules.state 7 head destroy-approve --decision 12/QĐ-MẪU --decided 02/01/2026 kho 1
says 'chờ quyết định' office destroy-submit kho 1
refused rules.role 7 office destroy-approve --decision 12/QĐ-MẪU --decided 02/01/2026 kho 1
refused rules.destruction-decision 7 head destroy-approve kho 1
says 'KHÔNG hoàn tác được' head destroy-approve --decision 12/QĐ-MẪU --decided 02/01/2026 kho 1
ok "held" office hold --reason 'đang thanh tra' kho arrival:7
refused office.destruction-stop 7 office destroy --final kho 1
refused rules.role 7 office unhold --reason 'xong' kho arrival:7
ok "lifted" head unhold --reason 'xong' kho arrival:7
refused rules.destruction-final 7 office destroy kho 1
says 'KHÔNG hoàn tác được' office destroy --dry-run kho 1
third=$(sha256sum good3.pdf | cut -d' ' -f1)
kept=$(sha256sum kept.evidence | cut -d' ' -f1)
[ -e "kho/blobs/${third:0:2}/${third:2}" ] && [ -e "kho/blobs/${kept:0:2}/${kept:2}" ] || fail "gone before"
says 'đã tiêu hủy, 1 văn bản' office destroy --final kho 1
[ ! -e "kho/blobs/${third:0:2}/${third:2}" ] && [ ! -e "kho/blobs/${kept:0:2}/${kept:2}" ] || fail "the file is still there"
ok "register" office in-register --agency H01 -o so-2.html kho
grep -q 'đã tiêu hủy theo Quyết định số 12/QĐ-MẪU ngày 02/01/2026' so-2.html || fail "the register does not say so"
refused office.no-file 4 office file -o gone.pdf kho arrival:7
refused registry.undo-by-act 7 "$TRIEN" registry undo --reason 'nhầm' kho "$("$TRIEN" registry history --json kho destruction:1 | grep -o '"act":[0-9]*' | tail -1 | cut -d: -f2)"

# ---- handed over: files to the archive, and work from one clerk to another ----
refused cli.option-value 3 office archive --agency H01 kho
refused rules.handover-self 7 office archive --agency H01 --taker CB1 kho
refused office.dossier-unknown 7 office archive --agency H01 --taker CB2 kho 09/HS-MẪU
ok "another file" office dossier --agency H01 --title 'Hồ sơ <nộp lưu>' --years 20 kho 03/HS-MẪU
ok "filed" office retain --dossier 03/HS-MẪU kho arrival:5
refused office.dossier-unready 7 office archive --agency H01 --taker CB2 kho 03/HS-MẪU
ok "closed" office dossier --agency H01 --closed 05/01/2026 kho 03/HS-MẪU
says 'đã giao, chờ bên nhận, 1 mục (thử' office archive --agency H01 --taker CB2 --dry-run kho 03/HS-MẪU
says 'handover:1: chưa có → đã giao, chờ bên nhận, 1 mục' office archive --agency H01 --taker CB2 kho 03/HS-MẪU
refused office.dossier-archived 7 office retain --dossier '' kho arrival:5
refused rules.handover-taker 7 office take-over kho handover:1
says 'handover:1: .* → đã nhận' head take-over kho handover:1
refused office.dossier-archived 7 office dossier --agency H01 --title 'Khác' kho 03/HS-MẪU
refused rules.state 7 office hand-over-drop --reason 'nhầm' kho handover:1
says 'dossier:.*03/HS-MẪU.*Hồ sơ <nộp lưu>.*hồ sơ đã kết thúc' office hand-over-show kho handover:1
ok "minutes" office hand-over-show -o nop-luu.html kho handover:1
grep -q 'Mục lục hồ sơ, tài liệu nộp lưu' nop-luu.html && grep -q 'Hồ sơ &#60;nộp lưu&#62;' nop-luu.html && grep -q '20 năm' nop-luu.html || fail "the minutes: $(cat nop-luu.html)"
ok "to be printed" office hand-over-show -o nop-luu.pdf kho handover:1
pdftotext -layout nop-luu.pdf - | grep -q '03/HS-MẪU' || fail "not in the PDF"
refused office.handover-person 7 office hand-over --agency H01 --taker CB2 kho # no clerk
enter person code=CB3 'name=Lê Văn Mẫu' agency=H01
enter post person=CB3 agency=H01 'title=Văn thư' role=clerk from_at=2020-01-01
says 'handover:2: .* mục' office hand-over --agency H01 --taker CB3 kho
"$TRIEN" office take-over --as person:3 kho handover:2 >out.txt || fail "taken over: $(cat out.txt)"
says 'handover:2.*công việc văn thư đang làm.*Nguyễn Văn Mẫu → Lê Văn Mẫu.*đã nhận' office hand-over-list --agency H01 kho
refused registry.undo-by-act 7 "$TRIEN" registry undo --reason 'nhầm' kho "$("$TRIEN" registry history --json kho handover:1 | grep -o '"act":[0-9]*' | tail -1 | cut -d: -f2)"
refused registry.by-act-only 7 "$TRIEN" registry change kho handover:1 state=dropped
