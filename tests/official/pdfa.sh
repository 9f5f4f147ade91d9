#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# A PDF/A-1 and a PDF/A-2 document go through procedure 2, and through every appearance, and stay so as far as pdfa_check.py sees.
# Requirement: R8.1 R8.2 R8.3 R8.4
. "$(dirname "$0")/../cli/common.sh"
command -v qpdf >/dev/null || { echo "skipped: qpdf is not installed"; exit 77; }
pictures=$top/tests/official/pictures check=$top/tests/official/pdfa_check.py
seal=(--picture "$pictures/seal.png" --diameter-mm 36)

stays() { "$check" "$@" >why.txt || fail "$(cat why.txt)"; passed=$((passed + 1)); }
breaks() { # WHY PART FILE
	! "$check" "$2" "$3" >why.txt || fail "$3 passes as PDF/A-$2"
	grep -qF "$1" why.txt || fail "$(cat why.txt)"
	passed=$((passed + 1))
}
as() { # APPEARANCE KEY OUT FILE OPTION...
	ok "$1" "$TRIEN" sign --as "$1" --key "pem:lab/keys/$2.pem" --force -o "$3" "${@:5}" "$4"
}
for part in 1 2; do
	base=$top/tests/official/documents/pdfa-tagged-odt.pdf
	[ $part = 2 ] || base=$top/tests/official/pdfa/decision-pdfa1-odt.pdf
	stays $part "$base"
	ok "reserve" "$TRIEN" reserve --force -o r.pdf "$base"
	stays $part r.pdf
	name=$("$TRIEN" place --json "$base" | python3 -c 'import json, sys; print(json.load(sys.stdin)["signatories"][0]["name_text"])')
	as signatory leader s.pdf r.pdf --name "$name" --picture "$pictures/handwriting.png"
	stays $part s.pdf
	ok "issue" "$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-11-26 "${seal[@]}" --force --release-right-by "Kiểm Thử" --release-right-reason "khóa mẫu" \
		--record right.jsonl -o i.pdf s.pdf
	stays $part i.pdf
	judged i.pdf 2
	as annex agency a.pdf "$base" --page 1 --at 120,6 --number 7/QĐ-UBND
	stays $part a.pdf
	as e-copy agency e.pdf "$base" --page 1 --at 120,6 --copy-kind "sao y" --agency-name "Ủy ban nhân dân tỉnh Mẫu"
	stays $part e.pdf
	as digitised agency d.pdf "$base" --page 1 --at 120,6 --agency-name "Ủy ban nhân dân tỉnh Mẫu" "${seal[@]}"
	stays $part d.pdf
done
# The check can fail: what was drawn for part 2 is none of part 1, nor is a plain document one at all.
sed 's/<pdfaid:part>2</<pdfaid:part>1</' s.pdf >twin.pdf
breaks transparency 1 twin.pdf
sed 's/<pdfaid:part>2</<pdfaid:part>1</' a.pdf >twin.pdf
breaks "no /CIDSet" 1 twin.pdf
breaks "no output intent" 2 small.pdf
breaks "is not embedded" 2 small.pdf
echo "$passed checks passed"
