#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien sign --as on documents of many producers, measured on the page as it is drawn; and what is refused.
# Requirement: R8.1 R8.2 R8.3 R8.4
. "$(dirname "$0")/../cli/common.sh"
for tool in pdftoppm pdftotext pdfsig qpdf mutool python3; do
	command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
documents=$top/tests/official/documents pictures=$top/tests/official/pictures
measure=$top/tests/official/measure.py field_pdf=$top/tests/official/field_pdf.py

as() { # APPEARANCE KEY OUT FILE OPTION...
	local kind=$1 key=$2 out=$3 file=$4
	shift 4
	"$TRIEN" sign --as "$kind" --key "pem:lab/keys/$key.pem" -o "$out" --force --not-secret "Kiểm Thử" "$@" "$file"
}
measured() {
	"$measure" "$@" >measured.txt 2>&1 || fail "$(cat measured.txt)"
	cat measured.txt
	passed=$((passed + 1))
}

# ---- handwriting, then seal: upright, turned, cropped, UserUnit, A3, mixed sizes ----
awk -F'\t' '$3 == "signatory-title" { title[$1] = $2 "\t" $9 }
	$3 == "signatory-name" { print $1 "\t" $4 "\t" title[$1] "\t" $7 "\t" ($6 + $8) / 2 }' "$documents/labels.tsv" >blocks.txt
for document in qd-kt-skia turned-90-skia turned-180-weasy turned-270-odt cropped-cairo user-unit-reportlab a3-annex-odt \
	mixed-sizes-cairo; do
	base=$documents/$document.pdf
	IFS=$'\t' read -r _ name page bottom top_of_name middle < <(grep "^$document	" blocks.txt)
	ok "$document: signatory" as signatory leader one.pdf "$base" --auto --name "$name" --picture "$pictures/handwriting.png"
	ok "$document: agency" as agency agency two.pdf one.pdf --auto --picture "$pictures/seal.png" --diameter-mm 36
	judged two.pdf 2
	verdict 0 two.pdf
	# Poppler does not know /UserUnit.
	renderer=
	[ "$document" != user-unit-reportlab ] || renderer=mutool
	MEASURE_RENDERER=$renderer measured pair "$base" one.pdf two.pdf "$page" "$bottom" "$top_of_name" "$middle" 36
done
MEASURE_RENDERER=mutool measured pair "$base" one.pdf two.pdf "$page" "$bottom" "$top_of_name" "$middle" 36

# Without --name it is the certificate's, less "(LÃNH ĐẠO MẪU)"; who is not printed on the page finds no place.
ok "the certificate's name" as signatory leader named.pdf "$documents/qd-annex-odt.pdf" --auto --picture "$pictures/handwriting.png"
refused official.name-not-found 4 as signatory checker x.pdf "$documents/qd-annex-odt.pdf" --auto --picture "$pictures/handwriting.png"

# The measure itself can fail: a seal of 40 mm is none of 36, a handwriting beside its place is seen.
cp two.pdf thirty-six.pdf
ok "40 mm" as agency agency two.pdf one.pdf --auto --picture "$pictures/seal.png" --diameter-mm 40
! "$measure" pair "$base" one.pdf two.pdf "$page" "$bottom" "$top_of_name" "$middle" 36 >/dev/null || fail "40 mm measured as 36"
! "$measure" pair "$base" one.pdf thirty-six.pdf "$page" "$bottom" "$top_of_name" 350 36 >/dev/null ||
	fail "a handwriting beside its axis is not seen"
passed=$((passed + 2))

# ---- words at the top right ----
agency_nfd=$(python3 -c 'import unicodedata; print(unicodedata.normalize("NFD", "Ủy ban nhân dân tỉnh Mẫu"))')
words_are() { # FILE LINE...: the drawn words, exactly, in NFC
	local file=$1
	shift
	pdftotext -f 1 -l 1 -layout "$file" words.txt
	for line in "$@"; do
		grep -qF -- "$line" words.txt || fail "$file: not drawn: $line; $(head -5 words.txt)"
	done
	grep -qE '[0-9]{2}\.[0-9]{2}\.[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} \+07:00' words.txt || fail "$file: no time"
	passed=$((passed + 1))
}
for document in turned-90-skia turned-180-weasy turned-270-odt annex-alone-cairo; do
	base=$documents/$document.pdf
	ok "$document: annex" as annex agency corner.pdf "$base" --auto --number "12/QĐ-UBND"
	judged corner.pdf 1
	words_are corner.pdf "Số: 12/QĐ-UBND"
	measured corner "$base" corner.pdf 1 2
done
base=$documents/scan-colour-200.pdf
ok "attachment" as attachment agency corner.pdf "$base" --auto --number "5/UBND-VX"
measured corner "$base" corner.pdf 1 2
ok "e-copy, NFD" as e-copy agency corner.pdf "$base" --auto --copy-kind "sao y" --agency-name "$agency_nfd"
words_are corner.pdf "Sao y; Ủy ban nhân dân tỉnh Mẫu"
measured corner "$base" corner.pdf 1 2
ok "digitised" as digitised agency corner.pdf "$base" --page 1 --at 100,120 --agency-name "$agency_nfd" \
	--picture "$pictures/seal.png" --diameter-mm 42
words_are corner.pdf "Ủy ban nhân dân tỉnh Mẫu"
ok "digitised" as digitised agency corner.pdf "$documents/annex-alone-cairo.pdf" --auto --agency-name "$agency_nfd" \
	--picture "$pictures/seal.png" --diameter-mm 36
measured corner "$documents/annex-alone-cairo.pdf" corner.pdf 1 2 36

# ISO 8601 where the profile says so.
python3 - "$top/profiles/bg-2020.json" >iso.json <<-'PYTHON'
	import json, sys
	profile = json.load(open(sys.argv[1], encoding="utf-8"))
	profile["appearance"]["time-form"]["value"] = "yyyy-mm-ddTHH:MM:SS+07:00"
	json.dump(profile, sys.stdout, ensure_ascii=False)
	PYTHON
ok "ISO 8601" as annex agency corner.pdf "$documents/annex-alone-cairo.pdf" --auto --number 1/A --profile ./iso.json
pdftotext corner.pdf words.txt
grep -qE '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+07:00$' words.txt || fail "no ISO time: $(head words.txt)"

# ---- a field that was there before: its own place, upright inside it, whatever the page's /Rotate ----
for turn in 0 90 180 270; do
	"$field_pdf" field.pdf "200 300 340 440" "/Rotate $turn"
	ok "field, $turn" as agency agency filled.pdf field.pdf --field Dau --picture "$pictures/seal.png" --diameter-mm 36
	judged filled.pdf 1
	mutool draw -q -r 100 -c rgb -o filled.ppm filled.pdf 1 2>/dev/null
	mutool draw -q -r 100 -c rgb -o field.ppm field.pdf 1 2>/dev/null
	python3 - "$measure" <<-'PYTHON' || fail "field, $turn"
		import sys
		def read(name):
		    with open(name, "rb") as f:
		        f.readline()
		        w, h = map(int, f.readline().split())
		        f.readline()
		        return w, h, f.read()
		w, h, page = read("filled.ppm")
		red = [(i // 3 % w, i // 3 // w) for i in range(0, len(page), 3) if page[i] > 150 and page[i + 1] < 90]
		xs, ys = [p[0] for p in red], [p[1] for p in red]
		wide, high = (max(xs) - min(xs) + 1) * 25.4 / 100, (max(ys) - min(ys) + 1) * 25.4 / 100
		assert abs(wide - 36) < 0.6 and abs(high - 36) < 0.6, (wide, high)
		# Upright: the star's tip is above the middle, and the sample's words stand below it.
		middle = (min(ys) + max(ys)) / 2
		column = [y for x, y in red if abs(x - (min(xs) + max(xs)) / 2) < 2]
		above = sum(1 for y in column if middle - 25 < y < middle)
		below = sum(1 for y in column if middle < y < middle + 12)
		assert above > below, (above, below)
		PYTHON
done

# ---- what comes out beside the picture ----
ok "JSON" as agency agency two.pdf one.pdf --auto --picture "$pictures/seal.png" --diameter-mm 28 --json
grep -q '"findings":\[.*"level":"warning","id":"official.diameter-rule"' out.txt || fail "no finding: $(cat out.txt)"
mkdir -p many && cp "$documents/turned-90-skia.pdf" many/a.pdf && cp "$documents/annex-alone-cairo.pdf" many/b.pdf
ok "batch" "$TRIEN" sign --as annex --number 1/A --auto --key pem:lab/keys/agency.pem --out-dir . many/a.pdf many/b.pdf
judged a.signed.pdf 1
judged b.signed.pdf 1
rm a.signed.pdf b.signed.pdf
sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/p' lab/keys/agency.pem >chain.pem
ok "prepare" "$TRIEN" prepare --cert chain.pem --as annex --number 1/A --auto -o state.bin "$documents/annex-alone-cairo.pdf"
read -r _ _ digest <out.txt
python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.argv[1]))' "$digest" >digest.bin
openssl pkeyutl -sign -inkey lab/keys/agency.pem -in digest.bin -pkeyopt digest:sha256 -out value.bin
ok "finish" "$TRIEN" finish --state state.bin --value value.bin -o finished.pdf "$documents/annex-alone-cairo.pdf"
judged finished.pdf 1
words_are finished.pdf "Số: 1/A"

# PDF/A and tagged: font embedded, colours named, widget tagged, the first half of /ID kept.
base=$documents/pdfa-tagged-odt.pdf
ok "PDF/A" as attachment agency pdfa.pdf "$base" --auto --number 1/A
judged pdfa.pdf 1
pdffonts pdfa.pdf | awk 'NR > 2 && $(NF-4) != "yes" { exit 1 }' || fail "a font is not embedded: $(pdffonts pdfa.pdf)"
qpdf --qdf --object-streams=disable pdfa.pdf flat.pdf 2>/dev/null || true
for mark in '/S /Form' '/StructParent ' '/DefaultRGB' '/Tabs /S' '/OBJR'; do
	grep -aqF -- "$mark" flat.pdf || fail "PDF/A: no $mark"
done
! grep -aq '/MK' flat.pdf || fail "PDF/A: /MK"
first_id() { qpdf --show-object=trailer "$1" | grep -o '/ID \[ <[0-9a-f]*>'; }
[ "$(first_id "$base")" = "$(first_id pdfa.pdf)" ] || fail "/ID changed"
passed=$((passed + 2))

# ---- refused, each with its own message, and no file left ----
target=none.pdf
plain=$documents/qd-kt-skia.pdf name="Trần Thị Ví Dụ" hand=$pictures/handwriting.png seal=$pictures/seal.png
no() { # ID EXIT APPEARANCE OPTION... FILE
	local id=$1 code=$2 kind=$3
	shift 3
	refused "$id" "$code" "$TRIEN" sign --as "$kind" --key pem:lab/keys/agency.pem -o none.pdf "$@"
}
no official.appearance-unknown 3 seal --auto "$plain"
no official.picture-wanted 3 signatory --auto "$plain"
no official.picture-unwanted 3 annex --auto --number 1/A --picture "$hand" "$plain"
no official.words-wanted 3 annex --auto "$plain"
no official.words-unwanted 3 signatory --auto --picture "$hand" --number 1/A "$plain"
no official.copy-kind 3 e-copy --auto --copy-kind bản --agency-name A "$plain"
no official.diameter 3 agency --auto --picture "$seal" --diameter-mm 0 "$plain"
no official.diameter 3 agency --auto --picture "$seal" --diameter-mm 1000 "$plain"
no official.diameter 3 agency --auto --picture "$seal" "$plain"
no official.handwriting-width 3 signatory --auto --picture "$hand" --width-mm 5 "$plain"
no official.place-wanted 3 signatory --picture "$hand" "$plain"
no cli.look-two-places 3 signatory --picture "$hand" --auto --page 1 --at 1,1 "$plain"
no cli.option-wanted 3 signatory --picture "$hand" --page 1 "$plain"
no cli.option-value 3 signatory --picture "$hand" --page 0 --at 1,1 "$plain"
no cli.option-value 3 signatory --picture "$hand" --page 1 --at 1x1 "$plain"
no cli.option-value 3 signatory --picture "$hand" --page 1 --at -1,5 "$plain"
no cli.option-value 3 agency --auto --picture "$seal" --diameter-mm 36mm "$plain"
no pdf.page-not-found 4 signatory --picture "$hand" --page 9 --at 10,10 "$plain"
no cli.source-missing 5 signatory --auto --picture gone.png "$plain"
refused cli.look-needs-as 3 "$TRIEN" sign --key pem:lab/keys/agency.pem -o none.pdf --picture "$hand" "$plain"
no layout.png-limit 8 signatory --auto --name "$name" --picture "$pictures/huge-30000x30000.png" "$plain"
no layout.picture-format 4 signatory --auto --name "$name" --picture "$pictures/seal-cmyk.jpg" "$plain"
no layout.png-empty 4 signatory --auto --name "$name" --picture "$pictures/empty.png" "$plain"
no layout.png-invalid 4 signatory --auto --name "$name" --picture "$pictures/cut-short.png" "$plain"
no official.picture-opaque 4 agency --page 1 --at 100,150 --picture "$pictures/seal-white-ground.png" --diameter-mm 36 "$plain"
no official.picture-colour 4 signatory --auto --name "$name" --picture "$seal" "$plain"
: >nothing.bin
no cli.source-empty 5 signatory --auto --name "$name" --picture nothing.bin "$plain"
no cli.source-empty 5 annex --auto --number 1/A --font nothing.bin "$plain"
no layout.glyph-missing 4 annex --auto --number "1/漢" "$plain"
no official.name-not-found 4 signatory --auto --name "Người Không Có" --picture "$hand" "$documents/no-name-skia.pdf"
no official.name-twice 4 signatory --auto --name "$(awk -F'\t' '$1 == "same-name-two-persons-weasy" && $3 == "official.name-twice" { print $2; exit }' \
	"$documents/cases.tsv")" --picture "$hand" "$documents/same-name-two-persons-weasy.pdf"
no official.corner-full 4 annex --auto --number 1/A "$documents/corner-full-docx.pdf"
no official.handwriting-wanted 4 agency --auto --picture "$seal" --diameter-mm 36 "$plain"
no official.outside-page 4 signatory --page 1 --at 190,100 --picture "$hand" "$plain"
no official.text-collides 4 annex --page 1 --at 120,20 --number 1/A "$plain"
no official.covers-name 4 signatory --page 1 --at 125,206 --name "$name" --picture "$hand" "$plain"
no official.beside-not-found 3 agency --auto --beside Sai --picture "$seal" --diameter-mm 36 one.pdf
"$field_pdf" field.pdf "200 300 340 440"
no official.field-has-place 3 agency --page 1 --at 10,10 --picture "$seal" --diameter-mm 36 field.pdf
"$field_pdf" small.pdf "200 300 290 390"
no official.box-small 4 agency --picture "$seal" --diameter-mm 36 small.pdf
"$field_pdf" hidden.pdf "0 0 0 0"
no official.field-invisible 4 agency --picture "$seal" --diameter-mm 36 hidden.pdf

# Two handwritings: which one the seal belongs to is asked, not guessed.
joint=$documents/joint-two-weasy.pdf
ok "first of two" as signatory leader first.pdf "$joint" --page 1 --at 40,150 --picture "$hand"
ok "second of two" as signatory checker both.pdf first.pdf --page 1 --at 120,150 --picture "$hand"
no official.handwriting-twice 4 agency --auto --picture "$seal" --diameter-mm 36 both.pdf
target=
ok "beside" as agency agency two.pdf both.pdf --auto --beside Signature1 --picture "$seal" --diameter-mm 36
judged two.pdf 3

# What cannot be helped is said.
ok "digitised" as digitised agency two.pdf "$documents/scan-colour-200.pdf" --auto --agency-name A --picture "$seal" \
	--diameter-mm 36
grep -qF '[official.seal-over-page]' err.txt || fail "not said that the seal lies over the page: $(cat err.txt)"
sed 's/<pdfaid:part>2</<pdfaid:part>1</' "$documents/pdfa-tagged-odt.pdf" >pdfa1.pdf
ok "PDF/A-1" as signatory leader two.pdf pdfa1.pdf --page 1 --at 100,150 --picture "$hand"
grep -qF '[official.pdfa1-transparency]' err.txt || fail "not said that it is PDF/A-1: $(cat err.txt)"
# Nothing that was added is see-through by degrees; in PDF/A-2 it is.
added() { tail -c +$(($(stat -c %s "$1") + 1)) "$2" | grep -aoE '/(SMask|Mask) [0-9]+ 0 R|/ImageMask true' | sed 's/ [0-9].*//' | sort | tr '\n' ' '; }
[ "$(added pdfa1.pdf two.pdf)" = "/ImageMask true /Mask " ] || fail "PDF/A-1: $(added pdfa1.pdf two.pdf)"
ok "PDF/A-2" as signatory leader pdfa2-signed.pdf "$base" --page 1 --at 100,150 --picture "$hand"
[ "$(added "$base" pdfa2-signed.pdf)" = "/SMask " ] || fail "PDF/A-2: $(added "$base" pdfa2-signed.pdf)"
for shot in two pdfa2-signed; do pdftoppm -r 100 -singlefile -f 1 $shot.pdf $shot; done
python3 - <<'P'
# The two look alike: the same strokes, less smooth.
one, other = (open(n + ".ppm", "rb").read().split(b"\n", 3)[3] for n in ("two", "pdfa2-signed"))
assert len(one) == len(other)
ink = sum(b < 128 for b in other[::3])
assert ink > 1000 and sum(abs(a - b) > 128 for a, b in zip(one[::3], other[::3])) < ink / 20
P

# 16 bits, interlaced, grey with alpha, a colour table: simply right (grey is no blue).
for picture in handwriting-16-bit handwriting-interlaced; do
	ok "$picture" as signatory leader one.pdf "$plain" --auto --name "$name" --picture "$pictures/$picture.png"
done
no official.picture-colour 4 signatory --auto --name "$name" --picture "$pictures/handwriting-grey-alpha.png" "$plain"
ok "palette" as agency agency two.pdf one.pdf --auto --picture "$pictures/seal-palette.png" --diameter-mm 36
# 250 pixels over 36 mm: said, not refused.
grep -qF '[official.picture-coarse]' err.txt || fail "coarse: $(cat err.txt)"
# A tagged document, signed before: its structure may not change any more.
grep -qF '[official.untagged]' err.txt || fail "not said that it is untagged: $(cat err.txt)"
nothing_left
echo "$passed checks passed"
