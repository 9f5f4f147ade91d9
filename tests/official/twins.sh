#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# What somebody with a PDF editor does to a reserved file, between the leader and the seal and after it (forge.py): each is
# refused or told by its name, and none is issued. Their good twins: procedures.sh.
# Requirement: R9.2 R10.1
. "$(dirname "$0")/../cli/common.sh"
forge=$(dirname "$0")/forge.py
case $forge in /*) ;; *) forge=$OLDPWD/$forge ;; esac

"$TRIEN" reserve --texts 'number=1:30:40:15;day=1:110:40:8;month=1:130:40:8;year=1:150:40:12;number=1:60:80:15' \
	--signers 'as=signatory,at=1:120:230:45:20;as=agency,at=1:99:222:36:36' -o r.pdf small.pdf >/dev/null
"$TRIEN" sign --unseen --key pem:lab/keys/leader.pem -o leader.pdf r.pdf >/dev/null
"$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 \
	--picture "$top/tests/official/pictures/seal.png" --diameter-mm 36 -o sealed.pdf leader.pdf >/dev/null
verdict 0 leader.pdf sealed.pdf
# A joint document of two agencies: between the two seals, and after the second.
"$TRIEN" reserve --procedure 3 --signers 'as=signatory,name=Hoàng Thị Minh Họa;as=signatory,name=Bùi Văn Thử;as=agency;as=agency' \
	-o r2.pdf "$top/tests/official/documents/joint-two-weasy.pdf" >/dev/null
"$TRIEN" sign --key pem:lab/keys/leader.pem --name 'Hoàng Thị Minh Họa' --as signatory \
	--picture "$top/tests/official/pictures/handwriting.png" -o one.pdf r2.pdf >/dev/null
"$TRIEN" sign --key pem:lab/keys/clerk.pem --name 'Bùi Văn Thử' --as signatory \
	--picture "$top/tests/official/pictures/handwriting.png" -o two.pdf one.pdf >/dev/null
"$TRIEN" sign --key pem:lab/keys/agency-2.pem --as agency --picture "$top/tests/official/pictures/seal.png" --diameter-mm 36 \
	--beside trien.sign.1 -o between.pdf two.pdf >/dev/null
"$TRIEN" issue --key pem:lab/keys/agency-3.pem --number 7 --date 2026-02-05 \
	--picture "$top/tests/official/pictures/seal.png" --diameter-mm 36 -o joint.pdf \
	--release-right-by 'Người Thử' --release-right-reason 'chứng thư của lab' --record released.jsonl between.pdf >/dev/null
verdict 0 between.pdf joint.pdf
declare -A seen
mkdir forged

# twin ATTACK FILE EXIT FIELD ID: what verify ends with, and what it says of the signature in that field.
twin() {
	seen[$1]=1
	python3 "$forge" "$1" "$2.pdf" "forged/$2-$1.pdf" || fail "$1: not forged"
	cmp -s -n "$(stat -c %s "$2.pdf")" "$2.pdf" "forged/$2-$1.pdf" || fail "$1: not appended"
	echo "$2-$1 $3 $4 $5" >>twins.txt
}
# not_issued ATTACK ID [FILE]: the clerk's step stops at it.
not_issued() {
	target=x.pdf refused "$2" 7 "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 \
		-o x.pdf "forged/${3-leader}-$1.pdf"
}
# both ATTACK ID-BEFORE ID-AFTER: refused before the seal and after it.
both() {
	twin "$1" leader 1 trien.sign.1 "$2"
	twin "$1" sealed 1 trien.seal "$3"
}
locked=verify.field-locked look=verify.field-appearance

# The picture of a signature, used again.
both picture-as-stamp verify.annotation-added verify.annotation-added
both text-over-page verify.annotation-added verify.annotation-added
both picture-in-new-signature-field $locked $locked
both picture-in-new-text-field $locked $locked
both picture-moved $locked $locked
both picture-in-seal-field $look $locked
both picture-exchanged $locked $locked

# What was reserved.
both number-field-moved $look $locked
both number-field-at-one-more-place verify.form-changed $locked
both seal-field-at-one-more-place verify.form-changed $locked
both seal-field-moved $look $locked
both seal-lock-removed verify.form-changed $locked
both seal-lock-weakened verify.form-changed $locked
both font-exchanged verify.page-resource-changed verify.page-resource-changed
both font-rewritten verify.page-resource-changed verify.page-resource-changed

# Values after the seal: they are locked, whatever of them is touched.
lies='number-shown-otherwise month-shown-otherwise year-over-a-stroke day-in-a-form-within number-in-a-lying-font'
for attack in number-filled number-shown-only number-value-only number-drawn-over-the-page number-turned-over-the-page \
		day-filled-again $lies; do
	twin $attack sealed 1 trien.seal $locked
done
# Values before the seal: the leader has left them free, so he stays valid; that nobody answers for them is said, and with
# them nothing is issued. What is shown without a value, or larger than its place, asks for a person.
twin number-filled leader 0 trien.sign.1 verify.value-unsigned
twin day-filled-again leader 0 trien.sign.1 verify.value-unsigned
# One value, and another look: neither is to be believed.
twin number-value-only leader 2 trien.sign.1 verify.filled-look-differs
twin number-shown-otherwise leader 2 trien.sign.1 verify.filled-look-differs
twin month-shown-otherwise leader 2 trien.sign.1 verify.filled-look-differs
for attack in year-over-a-stroke day-in-a-form-within number-in-a-lying-font; do
	twin $attack leader 2 trien.sign.1 verify.filled-look-unread
done
twin number-shown-only leader 2 trien.sign.1 $look
twin number-drawn-over-the-page leader 2 trien.sign.1 $look
twin number-turned-over-the-page leader 2 trien.sign.1 $look

# The first agency's seal, between the two seals and after the second: whoever has signed last answers for it.
for attack in first-seal-moved first-seal-exchanged first-seal-in-new-field; do
	twin $attack between 1 trien.sign.3 $locked
	twin $attack joint 1 trien.seal $locked
done
twin first-seal-taken-away between 1 trien.sign.2 verify.signature-removed
twin first-seal-taken-away joint 1 trien.seal verify.signature-removed
twin first-seal-in-seal-field between 1 trien.sign.3 $look
twin first-seal-in-seal-field joint 1 trien.seal $locked
twin first-seal-signs-for-the-second between 1 trien.sign.3 verify.signature-shared
twin first-seal-signs-for-the-second joint 1 trien.sign.3 verify.signature-shared
# Between the two seals the number is as free as between leader and seal; after the second nothing is.
twin number-filled between 0 trien.sign.3 verify.value-unsigned
twin number-value-only between 2 trien.sign.3 verify.filled-look-differs
twin seal-field-moved between 1 trien.sign.3 $look
twin seal-lock-weakened between 1 trien.sign.3 verify.form-changed
twin number-filled joint 1 trien.seal $locked
twin number-filled joint 1 trien.sign.3 verify.value-unsigned
twin seal-field-moved joint 1 trien.seal $locked

# All at once: one line of JSON a file, in the order of the files.
cut -d' ' -f1 twins.txt | sed 's|.*|forged/&.pdf|' | xargs "$TRIEN" verify --json --trust lab/trust >out.txt 2>err.txt || true
python3 - <<'P' || fail "a twin was not told by its name"
import json
bad = 0
exits = {"TOTAL-PASSED": "0", "TOTAL-FAILED": "1", "INDETERMINATE": "2"}
for line, said in zip(open("twins.txt"), open("out.txt"), strict=True):
    name, code, field, want = line.split()
    report = json.loads(said)
    found = [f["id"] for s in report["signatures"] if s["field"] == field for f in s["findings"]]
    if report["file"] != f"forged/{name}.pdf" or exits[report["indication"]] != code or want not in found:
        print(f"{name}: {report['indication']} {found}, want {code} {want}")
        bad = 1
raise SystemExit(bad)
P
passed=$((passed + $(wc -l <twins.txt)))

"$TRIEN" verify --trust lab/trust forged/leader-number-filled.pdf >out.txt || fail "$(cat out.txt)"
grep -q 'trien.number = “99”' out.txt || fail "the value is not shown: $(cat out.txt)"
grep -q 'chưa có chữ ký nào bảo vệ' out.txt || fail "nobody answers for the value, and it is not said: $(cat out.txt)"

not_issued picture-as-stamp official.issue-signature
not_issued seal-lock-weakened official.issue-signature
for attack in number-filled number-value-only day-filled-again $lies; do not_issued $attack official.issue-changed; done
for attack in number-shown-only number-drawn-over-the-page; do not_issued $attack official.issue-changed; done

# The second agency does not seal what was changed between the two.
not_issued number-filled official.issue-changed between
for attack in first-seal-moved first-seal-in-new-field first-seal-taken-away first-seal-in-seal-field seal-lock-weakened; do
	not_issued $attack official.issue-signature between
done

for attack in $(python3 "$forge" --list); do
	[ -n "${seen[$attack]-}" ] || fail "$attack was not tried"
done
finish
