#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Procedures 2, 3 and 4 of Điều 9: after every step all signatures are valid for trien, for pdfsig and, as far as changes
# go, for MuPDF; the order of signers cannot be broken; number and date are filled in once.
# usage: procedures.sh MUPDF_JUDGE
# Requirement: R9.2 R9.3 R9.4
. "$(dirname "$0")/../cli/common.sh"
mupdf=$1

texts='number=1:30:40:15;day=1:110:40:8:13:italic;month=1:130:40:8:13:italic;year=1:150:40:12:13:italic;number=1:60:80:15:14'
checkers='as=checker,at=1:20:200:14:8;as=checker,at=1:36:200:14:8;as=checker,at=none'
signatory='as=signatory,name=Nguyễn Văn Mẫu,at=1:120:230:45:20'
# The seal's 36 mm reach 15 mm into the 45 mm of the handwriting's box: a third.
agency='as=agency,at=1:99:222:36:36'
pictures=$top/tests/official/pictures
seal=(--picture "$pictures/seal.png" --diameter-mm 36)
# Where the lab's people sign for those whom a document names.
released=(--release-right-by 'Người Thử' --release-right-reason 'chứng thư của lab' --record released.jsonl)

# all_good FILE N: three judges, N signatures.
all_good() {
	verdict 0 "$1"
	judged "$1" "$2"
	"$mupdf" "$1" >mupdf.txt || fail "$1: MuPDF: $(cat mupdf.txt)"
	[ "$(grep -c '^trien.* permitted$' mupdf.txt)" = "$2" ] || fail "$1: MuPDF: $(cat mupdf.txt)"
	passed=$((passed + 1))
}
# sign WHO OUT IN [OPTION...]
sign() {
	local who=$1 out=$2 in=$3
	shift 3
	ok "$who signs" "$TRIEN" sign --unseen --key "pem:lab/keys/$who.pem" -o "$out" "$@" "$in"
}
issue() { ok "issue" "$TRIEN" issue --key pem:lab/keys/agency.pem --trust lab/trust --number "$1" --date "$2" "${seal[@]}" -o "$3" "$4"; }
text_of() { pdftotext -layout "$1" - | tr -s ' \n' ' '; }

# ---- procedure 2: the leader, then number, date and seal in one step ----
ok "reserve" "$TRIEN" reserve --texts "$texts" --signers "$signatory;$agency" -o 2r.pdf small.pdf
qpdf --check 2r.pdf >/dev/null || fail "2r.pdf is not sound"
sign leader 2a.pdf 2r.pdf
all_good 2a.pdf 1
issue 7 2026-02-05 2b.pdf 2a.pdf
"$TRIEN" issue --json --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 "${seal[@]}" -o 2j.pdf 2a.pdf | grep -q '"number":"07"' ||
	fail "the number is not told as it is shown"
"$TRIEN" issue --json --key pem:lab/keys/agency.pem --number 7 --date 2026-02-30 "${seal[@]}" -o x.pdf 2a.pdf >out.json && fail "a day that is none"
grep -q '"findings":\[\].*"error":"official.fill-date"' out.json || fail "$(cat out.json)"
all_good 2b.pdf 2
cmp -n "$(stat -c %s 2a.pdf)" 2a.pdf 2b.pdf || fail "source bytes were touched"
[[ "$(text_of 2b.pdf)" == *"07"*"05"*"02"*"2026"*"07"* ]] || fail "what is seen: $(text_of 2b.pdf)"
grep -q '"trien.number"' <("$TRIEN" verify --json --trust lab/trust 2b.pdf) || fail "the report does not name the field"
grep -q '"value":"07"' <("$TRIEN" verify --json --trust lab/trust 2b.pdf) || fail "the report does not name the value"

# ---- procedure 3: three checkers, the leader, the agency ----
ok "reserve" "$TRIEN" reserve --procedure 3 --texts "$texts" --signers "$checkers;$signatory;$agency" -o 3r.pdf small.pdf
last=3r.pdf n=0
for who in checker clerk checker leader; do
	n=$((n + 1))
	sign "$who" "3$n.pdf" "$last"
	last=3$n.pdf
	all_good "$last" $n
done
issue 79 2026-11-23 35.pdf 34.pdf
all_good 35.pdf 5

# ---- a joint document: two leaders, then two agencies, each seal over its own leader's handwriting; the last fills and locks ----
joint=$top/tests/official/documents/joint-two-weasy.pdf
pair='as=signatory,name=Hoàng Thị Minh Họa;as=signatory,name=Bùi Văn Thử'
first='SỞ MINH HỌA TỈNH MẪU' second='SỞ THỬ NGHIỆM TỈNH MẪU'
ok "reserve" "$TRIEN" reserve --procedure 3 --signers "$pair;as=agency,name=$first;as=agency,name=$second" -o j.pdf "$joint"
# other_seal WHO BESIDE OUT IN: an agency that does not issue.
other_seal() { sign "$1" "$3" "$4" --as agency "${seal[@]}" --beside "$2"; }
# issued_by WHO OUT IN
issued_by() { ok "$1 issues" "$TRIEN" issue --key "pem:lab/keys/$1.pem" --trust lab/trust --number 5 --date 2026-11-06 "${seal[@]}" "${released[@]}" -o "$2" "$3"; }
target=x.pdf
refused sign.order 7 "$TRIEN" sign --key pem:lab/keys/agency.pem --field trien.sign.3 -o x.pdf j.pdf
sign leader j1.pdf j.pdf --name "Hoàng Thị Minh Họa" --as signatory --picture "$pictures/handwriting.png"
all_good j1.pdf 1
refused sign.order 7 "$TRIEN" sign --key pem:lab/keys/agency.pem --field trien.sign.3 -o x.pdf j1.pdf
sign clerk j2.pdf j1.pdf --name "Bùi Văn Thử" --as signatory --picture "$pictures/handwriting.png"
all_good j2.pdf 2
# The agency that issues waits for the other one, through every door.
refused sign.order 7 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 5 --date 2026-11-06 "${seal[@]}" -o x.pdf j2.pdf
refused sign.order 7 "$TRIEN" sign --key pem:lab/keys/agency.pem --field trien.seal -o x.pdf j2.pdf
# Its seal goes over its own leader's handwriting and no other.
refused official.overlap 4 "$TRIEN" sign --key pem:lab/keys/agency-2.pem --as agency "${seal[@]}" --beside trien.sign.2 -o x.pdf j2.pdf
# Each field waits for its agency.
refused sign.signer-name 7 "$TRIEN" sign --key pem:lab/keys/agency-3.pem --as agency "${seal[@]}" --beside trien.sign.1 -o x.pdf j2.pdf
other_seal agency-2 trien.sign.1 j3.pdf j2.pdf
all_good j3.pdf 3
for who in agency agency-2; do
	refused sign.signer-name 7 "$TRIEN" issue --key pem:lab/keys/$who.pem --number 5 --date 2026-11-06 "${seal[@]}" -o x.pdf j3.pdf
done
issued_by agency-3 j4.pdf j3.pdf
all_good j4.pdf 4
python3 - <<'P' || fail "not sealed by two agencies: $(cat out.txt)"
import json, subprocess
said = subprocess.run([__import__("os").environ["TRIEN"], "verify", "--json", "--trust", "lab/trust", "j4.pdf"], capture_output=True).stdout
signers = {s["field"]: s["signer"] for s in json.loads(said)["signatures"]}
assert "SỞ MINH HỌA" in str(signers["trien.sign.3"]) and "SỞ THỬ NGHIỆM" in str(signers["trien.seal"]), signers
P
[[ "$(text_of j4.pdf)" == *"05"*"06"*"11"* ]] || fail "joint: $(text_of j4.pdf)"
refused official.issue-done 7 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 6 --date 2026-11-06 "${seal[@]}" -o x.pdf j4.pdf
# Of three: the lab's first agency seals for the first leader.
three='as=signatory,name=Bùi Văn Thử;as=signatory,name=Hoàng Thị Minh Họa;as=signatory,name=Đỗ Thí Nghiệm'
ok "reserve" "$TRIEN" reserve --procedure 3 --signers "$three;as=agency;as=agency,name=$first;as=agency,name=$second" -o h.pdf \
	"$top/tests/official/documents/joint-three-odt.pdf"
hand() { sign "$1" "$3" "$4" --name "$2" --as signatory --picture "$pictures/handwriting.png"; }
hand leader 'Bùi Văn Thử' h1.pdf h.pdf
hand clerk 'Hoàng Thị Minh Họa' h2.pdf h1.pdf
hand checker 'Đỗ Thí Nghiệm' h3.pdf h2.pdf
all_good h3.pdf 3
other_seal agency trien.sign.1 h4.pdf h3.pdf
all_good h4.pdf 4
refused sign.order 7 "$TRIEN" issue --key pem:lab/keys/agency-3.pem --number 5 --date 2026-11-06 "${seal[@]}" -o x.pdf h4.pdf
other_seal agency-2 trien.sign.2 h5.pdf h4.pdf
all_good h5.pdf 5
issued_by agency-3 h6.pdf h5.pdf
all_good h6.pdf 6
# Nobody reserves a seal before a person, or more seals than there are leaders.
refused official.reserve-order 3 "$TRIEN" reserve --procedure 3 --signers "as=agency,at=none;$pair;as=agency" -o x.pdf "$joint"
refused official.plan-procedure 3 "$TRIEN" reserve --procedure 3 --signers "$pair;as=agency;as=agency;as=agency" -o x.pdf "$joint"

# ---- procedure 4: persons alone ----
ok "reserve" "$TRIEN" reserve --procedure 4 --signers "as=signatory,at=1:20:200:40:20;as=signatory,at=1:80:200:40:20;as=signatory,at=none" \
	-o 4r.pdf small.pdf
sign leader 41.pdf 4r.pdf
sign checker 42.pdf 41.pdf
sign clerk 43.pdf 42.pdf
all_good 43.pdf 3
target=x.pdf refused sign.field-locked 7 "$TRIEN" sign --key pem:lab/keys/agency.pem -o x.pdf 43.pdf
target=x.pdf refused official.fill-missing 4 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 1 --date 2026-11-23 -o x.pdf 43.pdf

# ---- every kind of file ----
qpdf --object-streams=generate small.pdf xs.pdf
qpdf --linearize small.pdf lin.pdf
qpdf --linearize --object-streams=generate small.pdf linxs.pdf
qpdf --rotate=+90 small.pdf turned.pdf
for f in xs lin linxs turned; do
	ok "reserve $f" "$TRIEN" reserve --texts "$texts" --signers "as=signatory,at=1:120:130:45:20;as=agency,at=1:99:122:36:36" \
		-o "$f.r.pdf" "$f.pdf"
	sign leader "$f.1.pdf" "$f.r.pdf"
	issue 5 2026-01-02 "$f.2.pdf" "$f.1.pdf"
	all_good "$f.2.pdf" 2
	[[ "$(text_of "$f.2.pdf")" == *05*02*01*2026* ]] || fail "$f: what is seen: $(text_of "$f.2.pdf")"
done

# ---- the order cannot be broken through any door ----
target=x.pdf
refused sign.order 7 "$TRIEN" sign --key pem:lab/keys/leader.pem --field trien.sign.4 -o x.pdf 3r.pdf
refused sign.order 7 "$TRIEN" sign --key pem:lab/keys/agency.pem --field trien.seal -o x.pdf 33.pdf
refused sign.order 7 "$TRIEN" prepare --cert lab/keys/agency.pem --field trien.seal -o x.pdf 33.pdf
refused sign.order 7 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 1 --date 2026-11-23 -o x.pdf 33.pdf
refused sign.reserved-unfilled 7 "$TRIEN" sign --key pem:lab/keys/agency.pem --field trien.seal -o x.pdf 34.pdf
refused sign.reserved-unfilled 7 "$TRIEN" prepare --cert lab/keys/agency.pem --field trien.seal -o x.pdf 2a.pdf
refused official.issue-unsigned 7 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 1 --date 2026-11-23 -o x.pdf 3r.pdf

# ---- a field waits for its person: by the certificate, or by the name that is given ----
ok "reserve for another" "$TRIEN" reserve --texts "$texts" --signers "as=signatory,name=Trần Thị Ví Dụ,at=1:120:230:45:20;$agency" \
	-o named.pdf small.pdf
refused sign.signer-name 7 "$TRIEN" sign --key pem:lab/keys/leader.pem -o x.pdf named.pdf
refused sign.signer-name 7 "$TRIEN" prepare --cert lab/keys/leader.pem -o x.pdf named.pdf
refused sign.signer-name 7 "$TRIEN" sign --key pem:lab/keys/leader.pem --name "Nguyễn Văn Mẫu" -o x.pdf named.pdf
refused sign.look-wanted 3 "$TRIEN" sign --key pem:lab/keys/leader.pem --name "TRẦN THỊ VÍ DỤ" -o x.pdf named.pdf
sign leader named1.pdf named.pdf --name "TRẦN THỊ VÍ DỤ"
ok "reserve for another agency" "$TRIEN" reserve --texts "$texts" --signers "as=signatory,at=1:120:230:45:20;as=agency,name=Sở Ví Dụ,at=1:99:222:36:36" \
	-o agency.pdf small.pdf
sign leader agency1.pdf agency.pdf
refused sign.signer-name 7 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 "${seal[@]}" -o x.pdf agency1.pdf
target= ok "issue for the agency that is named" "$TRIEN" issue --key pem:lab/keys/agency.pem --name "Sở Ví Dụ" --number 7 --date 2026-02-05 \
	"${seal[@]}" -o agency2.pdf agency1.pdf

# ---- once, and with values that are some ----
refused official.issue-done 7 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 8 --date 2026-02-05 -o x.pdf 2b.pdf
# Nor signed again, in whatever field; a document that nobody issues says what is locked (procedure 4 above).
refused sign.issued 7 "$TRIEN" sign --key pem:lab/keys/leader.pem -o x.pdf 2b.pdf
refused sign.issued 7 "$TRIEN" sign --key pem:lab/keys/leader.pem --field other -o x.pdf 2b.pdf
refused sign.issued 7 "$TRIEN" prepare --cert lab/keys/clerk.pem -o x.pdf 2b.pdf
refused official.fill-number 3 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 0 --date 2026-02-05 -o x.pdf 2a.pdf
refused official.fill-date 3 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 1 --date 2026-02-30 -o x.pdf 2a.pdf
refused official.fill-fit 3 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 123456abc --date 2026-02-05 -o x.pdf 2a.pdf
refused official.reserve-signed 7 "$TRIEN" reserve --texts "$texts" --signers "$signatory;$agency" -o x.pdf 2a.pdf
# Also where places would have to be found.
refused official.reserve-signed 7 "$TRIEN" reserve -o x.pdf 2b.pdf
refused official.reserve-taken 4 "$TRIEN" reserve --texts "$texts" --signers "$signatory;$agency" -o x.pdf 2r.pdf
ok "signed without a place for the number" "$TRIEN" sign --key pem:lab/keys/leader.pem -o plain.pdf small.pdf
refused official.fill-missing 4 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 1 --date 2026-02-05 -o x.pdf plain.pdf
sed 's/CreationDate/CreationDatX/; s/MediaBox/MediaBoX/' 2a.pdf >broken.pdf
cmp -s broken.pdf 2a.pdf && fail "nothing was broken"
refused official.issue-signature 7 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 1 --date 2026-02-05 -o x.pdf broken.pdf

ok "a seal that is not seen" "$TRIEN" reserve --texts "$texts" --signers "$signatory;as=agency,at=none" -o unplaced.pdf small.pdf
sign leader unplaced1.pdf unplaced.pdf
refused official.field-invisible 4 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 "${seal[@]}" -o x.pdf unplaced1.pdf

# ---- month and year that are typed in the draft ----
ok "reserve" "$TRIEN" reserve -o t.pdf "$top/tests/official/documents/qd-annex-odt.pdf"
sign leader t1.pdf t.pdf
refused official.fill-typed 3 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-10-26 -o x.pdf t1.pdf
refused official.fill-typed 3 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2010-11-26 -o x.pdf t1.pdf
issue 7 2026-11-26 t2.pdf t1.pdf
all_good t2.pdf 2

# ---- rightness before the seal: what is printed against who signs; a contradiction stops, a named person may release it ----
[ "$("$TRIEN" issue --json --key pem:lab/keys/agency.pem --number 7 --date 2026-11-26 "${seal[@]}" -o right.pdf t1.pdf |
	python3 -c 'import json, sys; r = json.load(sys.stdin)["rightness"]; print(r["pages"], r["answer"], [f["id"] for f in r["findings"] if f["answer"] == "wrong"])')" = \
	"True unsure []" ] || fail "who is named signs: $(cat out.txt)"
ok "what is not sure is told" "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-11-26 "${seal[@]}" -o told.pdf t1.pdf
grep -q 'CHƯA CHẮC' out.txt || fail "not told: $(cat out.txt)"
other=("$TRIEN" issue --key pem:lab/keys/agency-2.pem --name 'ỦY BAN NHÂN DÂN TỈNH MẪU' --number 7 --date 2026-11-26 "${seal[@]}" -o x.pdf)
sign clerk t3.pdf t.pdf --name 'Nguyễn Văn Mẫu'
by_another=("$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-11-26 "${seal[@]}" -o x.pdf)
target=x.pdf
refused official.issue-not-right 7 "${other[@]}" t1.pdf
grep -qF right.agency-differs err.txt || fail "not told what: $(cat err.txt)"
refused official.issue-not-right 7 "${by_another[@]}" t3.pdf
grep -qF right.name-differs err.txt || fail "not told what: $(cat err.txt)"
refused cli.option-wanted 3 "${other[@]}" --release-right-by 'Người Thử' --record r.jsonl t1.pdf
refused cli.option-wanted 3 "${other[@]}" --release-right-reason 'đã xem' --record r.jsonl t1.pdf
refused cli.option-wanted 3 "${other[@]}" --release-right-by 'Người Thử' --release-right-reason 'đã xem' t1.pdf
refused cli.option-value 3 "${other[@]}" --release-right-by ' ' --release-right-reason 'đã xem' --record r.jsonl t1.pdf
refused cli.record-write 5 "${other[@]}" --release-right-by 'Người Thử' --release-right-reason 'đã xem' --record nowhere/r.jsonl t1.pdf
[ ! -e r.jsonl ] || fail "a refusal was recorded"
target= ok "released" "${other[@]}" --release-right-by 'Người Thử' --release-right-reason 'đã xem' --record r.jsonl t1.pdf
python3 - "$(sha256sum t1.pdf)" <<'P' || fail "$(cat r.jsonl)"
import json, sys
line = json.loads(open("r.jsonl").read())
right = line["rightness"]
assert line["sha256"] == sys.argv[1][:64] and right["released_by"] == "Người Thử" and right["reason"] == "đã xem" and right["answer"] == "wrong", line
P
all_good x.pdf 2
rm x.pdf

# ---- what is typed where a value goes: words are refused, dots are told with their place, spaces are silent ----
dotted=$top/tests/official/documents/qd-kt-skia.pdf
target=x.pdf refused official.spot-over-text 3 "$TRIEN" reserve --texts "$texts" --signers "$signatory;$agency" -o x.pdf "$dotted"
ok "dots are told" "$TRIEN" reserve --json -o dots.pdf "$dotted"
python3 - <<'P' || fail "$(cat out.txt)"
import json
found = json.load(open("out.txt"))["findings"]
assert [(f["level"], f["id"]) for f in found] == [("warning", "official.spot-leaders")] * 3, found
assert all("Trang 1 (cách trái" in f["message"] for f in found), found
P
"$TRIEN" reserve --force -o dots.pdf "$dotted" >/dev/null 2>err.txt
[ "$(grep -c 'lưu ý: Trang 1 .*official.spot-leaders' err.txt)" = 3 ] || fail "$(cat err.txt)"
"$TRIEN" reserve --json -o spaces.pdf --procedure 3 --signers "$pair;as=agency;as=agency" "$joint" | grep -q '"findings":\[\]' ||
	fail "a blank is told"

# ---- the seal is seen, in its true size, and only where its place was reserved ----
ok "sealed" "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 "${seal[@]}" \
	-o seal.pdf 2a.pdf
all_good seal.pdf 2
python3 - <<'P'
import subprocess
data = subprocess.run(["pdftoppm", "-r", "254", "seal.pdf"], capture_output=True, check=True).stdout
_, size, _, pixels = data.split(b"\n", 3)
width, height = map(int, size.split())
red = [i for i in range(0, len(pixels) - 2, 3) if pixels[i] > 150 and pixels[i + 1] < 90 and pixels[i + 2] < 90]
xs, ys = [i // 3 % width for i in red], [i // 3 // width for i in red]
box = [v / 10 for v in (min(xs), min(ys), max(xs), max(ys))]
assert abs(box[2] - box[0] - 36) < 0.5 and abs(box[3] - box[1] - 36) < 0.5, box
assert 98.5 < box[0] and box[2] < 135.5 and 221.5 < box[1] and box[3] < 258.5, box
P
target=x.pdf refused official.issue-seal 3 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 \
	--picture "$pictures/seal.png" --diameter-mm 40 -o x.pdf 2a.pdf
target=x.pdf refused layout.png-empty 4 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 \
	--picture "$pictures/empty.png" -o x.pdf 2a.pdf

# ---- what the page would break stops the issue before anything is signed; its good twin passes ----
# drawn OUT SIGNATORY AGENCY FILE: reserved at these places, and signed with a handwriting.
drawn() {
	"$TRIEN" reserve --force --texts "$texts" --signers "as=signatory,$2;as=agency,$3" -o drawn.pdf "$4" >/dev/null
	sign leader "$1" drawn.pdf --as signatory --picture "$pictures/handwriting.png"
}
# seals OUT FILE PICTURE OPTION...: the clerk's command.
seals() { "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 -o "$1" --picture "$pictures/$3.png" "${@:4}" "$2"; }
drawn room.pdf at=1:120:230:45:20 at=1:85:215:60:50 small.pdf
ok "good twin" seals room-seal.pdf room.pdf seal
all_good room-seal.pdf 2
target=x.pdf
refused official.picture-opaque 4 seals x.pdf room.pdf seal-white-ground
refused official.picture-little-ink 4 seals x.pdf room.pdf nearly-empty
for picture in handwriting handwriting-grey-alpha; do
	refused official.picture-shape 4 seals x.pdf room.pdf $picture
done
drawn aside.pdf at=1:120:230:45:20 at=1:95:222:36:36 small.pdf
refused official.overlap 4 seals x.pdf aside.pdf seal
named=$top/tests/official/documents/qd-kt-skia.pdf
free='number=1:30:10:15;day=1:110:10:8;month=1:130:10:8;year=1:150:10:12'
texts=$free drawn over.pdf at=1:131.2:188:45:20 at=1:110.2:195:36:36 "$named"
refused official.covers-name 4 seals x.pdf over.pdf seal
texts=$free drawn above.pdf at=1:131.2:188:45:20 at=1:110.2:176:36:36 "$named"
ok "good twin" seals above-seal.pdf above.pdf seal "${released[@]}"
all_good above-seal.pdf 2
ok "what is only odd is told" seals odd.pdf room.pdf seal --diameter-mm 28
grep -qF '[official.diameter-rule]' err.txt || fail "not told: $(cat err.txt)"
ok "the same for machines" seals odd.pdf room.pdf seal --diameter-mm 28 --force --json
grep -q '"findings":\[{"level":"warning","id":"official.diameter-rule"' out.txt || fail "no finding: $(cat out.txt)"

# A place that would stay empty for ever, and one that is none.
target=x.pdf refused official.picture-wanted 3 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 -o x.pdf room.pdf
drawn unseen.pdf at=1:120:230:45:20 at=none small.pdf
ok "not seen" "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 -o unseen-seal.pdf unseen.pdf
all_good unseen-seal.pdf 2

# ---- for machines, and in both languages ----
ok "json" "$TRIEN" reserve --json --force --texts "$texts" --signers "$signatory;$agency" -o j.pdf small.pdf
python3 - <<'P'
import json
r = json.load(open("out.txt"))
assert [f["field"] for f in r["fields"]][-2:] == ["trien.sign.1", "trien.seal"] and r["error"] is None, r
assert r["fields"][-1]["box_mm"] == [99.0, 222.0, 36.0, 36.0] or abs(r["fields"][-1]["box_mm"][0] - 99) < 0.01, r
P
sign leader js.pdf j.pdf
ok "json" "$TRIEN" issue --json --key pem:lab/keys/agency.pem --number 12a --date 2026-11-23 "${seal[@]}" -o ji.pdf js.pdf
grep -q '"number":"12a"' out.txt || fail "$(cat out.txt)"
finish
