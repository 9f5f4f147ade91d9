#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Secret documents are not signed, through whichever door; a release has a name, a reason and a record.
# Requirement: R5.1
. "$(dirname "$0")/common.sh"
documents=$here/../official/documents
python3 "$here/secrecy_pdfs.py" .
openssl x509 -in lab/keys/leader.pem >chain.pem
person="Nguyễn Văn Mẫu"
reserved=(--procedure 4 --signers as=signatory,at=none)

doors() { # ID FILE [OPTION...]: every door refuses
	local id=$1 file=$2
	shift 2
	target=x.pdf refused "$id" 7 "$TRIEN" sign --key $pem -o x.pdf "$@" "$file"
	target=x.state refused "$id" 7 "$TRIEN" prepare --cert chain.pem -o x.state "$@" "$file"
	target=x.pdf refused "$id" 7 "$TRIEN" reserve "${reserved[@]}" -o x.pdf "$@" "$file"
}
passes() { # FILE [OPTION...]
	local file=$1
	shift
	rm -f x.pdf x.state
	ok "$file" "$TRIEN" sign --key $pem -o x.pdf "$@" "$file"
	ok "$file" "$TRIEN" prepare --cert chain.pem -o x.state "$@" "$file"
	verdict 0 x.pdf
	rm -f x.pdf x.state
	ok "$file" "$TRIEN" reserve "${reserved[@]}" -o x.pdf "$@" "$file"
	rm -f x.pdf
}

for file in stamp-*.pdf "$documents"/secret-mat-odt.pdf "$documents"/secret-toi-mat-skia.pdf "$documents"/tuyet-mat-cairo.pdf; do
	doors official.secrecy-stamp "$file"
	doors official.secrecy-stamp "$file" --not-secret "$person" # a word is no release
done
for file in clear-*.pdf "$documents"/secret-words-weasy.pdf "$documents"/regulation-odt.pdf; do passes "$file"; done

# What is drawn where stamps stand is read where tesseract is installed; elsewhere a person is asked.
reads=yes
[ -e /usr/share/tesseract-ocr/5/tessdata/vie.traineddata ] && [ -x /usr/bin/tesseract ] || reads=no
for file in drawn-*.pdf; do
	if [ $reads = yes ]; then
		doors official.secrecy-stamp "$file" --not-secret "$person"
	else
		doors official.secrecy-drawing "$file"
	fi
done
for file in framed-*.pdf; do
	doors official.secrecy-drawing "$file"
	passes "$file" --not-secret "$person"
done
for file in plain-*.pdf; do
	if [ $reads = yes ]; then passes "$file"; else doors official.secrecy-drawing "$file"; fi
	passes "$file" --not-secret "$person"
done

# Kinds that the law excludes, by the list and the dates of the profile.
python3 - "$here/../../profiles/congvu-2024.json" <<'P'
import json, sys
p = json.load(open(sys.argv[1]))
kinds = ["giấy khai sinh", "giấy chứng nhận quyền sử dụng đất"]
p["profile"] = "mau"
for name, dates in (("now", {}), ("past", {"to": "2024-07-01"})):
    rows = [{"value": kinds, "source": "Luật Mẫu Điều 1", "certain": False, **dates}]
    if dates:
        rows.append({"value": [], "source": "Luật Mẫu Điều 2", "certain": False, "from": "2024-07-01"})
    p["signing"]["excluded-kinds"] = rows if dates else rows[0]
    json.dump(p, open("kinds-%s.json" % name, "w"), ensure_ascii=False)
P
for file in kind-*.pdf; do
	doors official.kind-excluded $file --profile ./kinds-now.json --not-secret "$person"
	grep -q "Luật Mẫu Điều 1" err.txt || fail "the article is not named: $(cat err.txt)"
	passes $file --profile ./kinds-past.json
	passes $file
done
for file in other-*.pdf clear-plain.pdf; do passes $file --profile ./kinds-now.json; done
doors official.secrecy-stamp stamp-content.pdf --profile ./kinds-now.json
kind=(--profile ./kinds-now.json --release-kind-by "$person" --release-kind-reason "mẫu để tập huấn")
target=x.pdf refused cli.option-wanted 3 "$TRIEN" sign --key $pem -o x.pdf "${kind[@]}" kind-title.pdf
target=x.pdf refused cli.option-wanted 3 "$TRIEN" sign --key $pem -o x.pdf "${kind[@]:0:4}" --record k.jsonl kind-title.pdf
target=x.pdf refused official.secrecy-stamp 7 "$TRIEN" sign --key $pem -o x.pdf "${kind[@]}" --record k.jsonl stamp-content.pdf
[ ! -e k.jsonl ] || fail "a refused release was recorded"
ok "release of a kind" "$TRIEN" sign --json --key $pem -o x.pdf "${kind[@]}" --record k.jsonl kind-title.pdf
verdict 0 x.pdf
rm x.pdf
python3 - "$person" <<'P'
import json, sys
k = json.loads(open("k.jsonl").read())["kind"]
assert (k["excluded"], k["page"], k["released_by"], k["reason"]) == ("giấy khai sinh", 1, sys.argv[1], "mẫu để tập huấn"), k
P

# Declared secrecy.
for level in mat toi-mat tuyet-mat "tối mật"; do doors official.secrecy-declared clear-plain.pdf --secrecy "$level"; done
passes clear-plain.pdf --secrecy none
target=x.pdf refused cli.option-value 3 "$TRIEN" sign --key $pem -o x.pdf --secrecy secret clear-plain.pdf

# Nothing to read: a named person's word, and nobody's is not enough.
for file in word-*.pdf; do
	doors official.secrecy-word-wanted $file
	passes $file --not-secret "$person"
done
target=x.pdf refused cli.option-value 3 "$TRIEN" sign --key $pem -o x.pdf --not-secret " " word-picture.pdf
target=x.pdf refused cli.option-value 3 "$TRIEN" sign --key $pem -o x.pdf --not-secret "x" word-picture.pdf
ok "word" "$TRIEN" sign --json --key $pem -o x.pdf --not-secret "$person" --record words.jsonl word-picture.pdf
rm x.pdf
grep -q "\"not_secret_by\":\"$person\"" words.jsonl || fail "the word is not recorded: $(cat words.jsonl)"

# A release: name, reason and record, or none.
release=(--release-secrecy-by "$person" --release-reason "bản mẫu để tập huấn")
target=x.pdf refused cli.option-wanted 3 "$TRIEN" sign --key $pem -o x.pdf "${release[@]}" stamp-form.pdf
target=x.pdf refused cli.option-wanted 3 "$TRIEN" sign --key $pem -o x.pdf --release-secrecy-by "$person" --record r.jsonl stamp-form.pdf
target=x.pdf refused cli.option-wanted 3 "$TRIEN" sign --key $pem -o x.pdf --release-reason "bản mẫu" --record r.jsonl stamp-form.pdf
target=x.pdf refused cli.record-write 5 "$TRIEN" sign --key $pem -o x.pdf "${release[@]}" --record nowhere/r.jsonl stamp-form.pdf
[ ! -e r.jsonl ] || fail "a refused release was recorded"
"$TRIEN" sign --json --key $pem -o x.pdf "${release[@]}" --record r.jsonl stamp-form.pdf >out.json || fail "release: $(cat out.json)"
verdict 0 x.pdf
"$TRIEN" prepare --json --cert chain.pem -o x.state "${release[@]}" --record r.jsonl stamp-form.pdf >state.json || fail "release"
rm x.pdf x.state
python3 - "$person" "$(sha256sum <stamp-form.pdf | cut -c1-64)" <<'P'
import json, sys
lines = [json.loads(l) for l in open("r.jsonl")]
assert len(lines) == 2, lines
for line in lines:
    assert line["sha256"] == sys.argv[2] and line["file"] == "stamp-form.pdf" and line["time"].endswith("+07:00"), line
    s = line["secrecy"]
    assert (s["stamp"], s["page"], s["released_by"], s["reason"]) == ("TỐI MẬT", 1, sys.argv[1], "bản mẫu để tập huấn"), s
for name in ("out.json", "state.json"):
    assert json.load(open(name))["secrecy"]["released_by"] == sys.argv[1]
P
[ "$(stat -c %a r.jsonl)" = 600 ] || fail "the record is open to others"
"$TRIEN" sign --json --key $pem -o x.pdf clear-plain.pdf | grep -q '"secrecy"' && fail "nothing to say, yet said"
rm x.pdf

# Scans are read where tesseract and its Vietnamese are installed; a person is asked in either case.
doors official.secrecy-word-wanted "$documents/scan-colour-200.pdf"
for name in scan-toi-mat-200 scan-mat-grey-150; do
	if [ -e /usr/share/tesseract-ocr/5/tessdata/vie.traineddata ] && [ -x /usr/bin/tesseract ]; then
		doors official.secrecy-stamp "$documents/$name.pdf" --not-secret "$person"
	else
		doors official.secrecy-word-wanted "$documents/$name.pdf"
	fi
done
passes "$documents/scan-colour-200.pdf" --not-secret "$person"
echo "secrecy: ok"
