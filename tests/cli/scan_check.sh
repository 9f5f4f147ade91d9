#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# A good scan passes; each twin of it that is bad in one way is found out by that finding and by no other.
# Requirement: R9.1
. "$(dirname "$0")/common.sh"
documents=$here/../official/documents
python3 "$here/scan_check_pngs.py" .
for picture in *.png; do "$TRIEN" scan-pdf -o "${picture%.png}.pdf" "$picture" >/dev/null; done

# finds FILE [PAGE:ID...]: exactly these findings, and the exit code that follows.
finds() {
	local file=$1 code=0 want
	shift
	"$TRIEN" scan-check --json "$file" >report.json 2>err.txt || code=$?
	want=$(printf '%s\n' "$@" | sort | tr '\n' ' ')
	got=$(python3 -c '
import json
r = json.load(open("report.json"))
print("\n".join("%d:%s%s" % (f["page"], f["id"], "" if f["sure"] else "?") for f in r["findings"]))' | sort | tr '\n' ' ')
	[ "$got" = "$want" ] || fail "$file: $got, want $want: $(cat report.json err.txt)"
	case $want in *[a-z]' '*) want=1 ;; *) want=0 ;; esac
	[ $code = $want ] || fail "$file: exit $code"
	passed=$((passed + 1))
}

# twin NAME FROM TO: the good scan with a text of the file replaced by one of the same length.
twin() {
	python3 - "$@" <<'P'
import sys
name, was, becomes = sys.argv[1], sys.argv[2].encode(), sys.argv[3].encode()
d = open("good.pdf", "rb").read()
assert d.count(was) == 1, (was, d.count(was))
assert len(becomes) <= len(was), (was, becomes)
open(name, "wb").write(d.replace(was, becomes.ljust(len(was))))
P
}
matrix=$(grep -a ' cm /I0 Do' good.pdf | sed 's/^q //; s/ Do Q$//')
box=$(grep -aoE '/MediaBox\[[^]]*\]' good.pdf)

finds good.pdf
finds coarse.pdf 1:resolution
finds gray.pdf 1:grey-image
finds gray-as-rgb.pdf 1:grey-pixels
finds empty.pdf 1:empty-page
finds white.pdf 1:empty-page
# One bit a pixel is no colour, unless its table has two that are.
finds two-colours.pdf
finds two-grays.pdf 1:grey-image
twin old.pdf '%PDF-1.7' '%PDF-1.3' && finds old.pdf 0:pdf-version
twin small.pdf "$matrix" '500.0 0 0 708.0 40 60 cm /I0' && finds small.pdf 1:scale
twin large.pdf "$matrix" '625.0 0 0 884.0 -15 -21 cm /I0' && finds large.pdf 1:scale 1:resolution
twin upside.pdf "$matrix" '-595.4 0 0 -842 595.4 842 cm /I0' && finds upside.pdf '1:turned?'
twin mirrored.pdf "$matrix" '-595.4 0 0 842 595.4 0 cm /I0' && finds mirrored.pdf 1:mirrored
twin skewed.pdf "$matrix" '595.2 6.2 -8.8 842 2 -2 cm /I0' && finds skewed.pdf 1:skewed
twin none.pdf "$matrix Do" '' && finds none.pdf 1:empty-page 1:no-image
twin letter.pdf "$box" '/MediaBox[0 0 612 792]' && finds letter.pdf 1:page-size 1:scale
qpdf --encrypt '' owner 256 -- good.pdf encrypted.pdf
finds encrypted.pdf 0:encrypted
"$TRIEN" sign --key $pem --not-secret "Nguyễn Văn Mẫu" -o signed.pdf good.pdf >/dev/null
finds signed.pdf 0:signed

# Text tells which way a page reads: turned with it, the page is turned for sure.
finds "$documents/h-scan-ocr-200.pdf"
qpdf --rotate=+90 "$documents/h-scan-ocr-200.pdf" turned.pdf
finds turned.pdf 1:turned
# Without text, who can read pictures is asked.
if [ -x /usr/bin/tesseract ] && [ -e /usr/share/tesseract-ocr/5/tessdata/osd.traineddata ]; then
	pdfimages "$documents/scan-colour-200.pdf" page
	python3 - page-000.ppm <<'P'
import struct, sys, zlib
d = open(sys.argv[1], "rb").read()
width, height = map(int, d.split(b"\n", 3)[1].split())
pixels = d.split(b"\n", 3)[3]
def write(name, width, height, rows):
    chunk = lambda k, b: struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b))
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"pHYs", struct.pack(">IIB", 7874, 7874, 1)) + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + r for r in rows), 1))
        + chunk(b"IEND", b""))
lines = [pixels[3 * width * y:3 * width * (y + 1)] for y in range(height)]
write("up.png", width, height, lines)
turned = [b"".join(l[3 * x:3 * x + 3] for l in reversed(lines)) for x in range(width)]
write("side.png", height, width, turned)
P
	for way in up side; do "$TRIEN" scan-pdf -o $way.pdf $way.png >/dev/null; done
	finds up.pdf
	finds side.pdf '1:turned?'
fi
# A page that stands right because it was turned: no finding.
qpdf --rotate=+180 upside.pdf right.pdf
finds right.pdf
# Several pages, several faults; strips count as one picture.
"$TRIEN_BINARY_DIR/tests/layout/make_scans" . >/dev/null
"$TRIEN" scan-pdf --force -o three.pdf good.png gray.png empty.png >/dev/null
finds three.pdf 2:grey-image 3:empty-page
finds "$documents/scan-two-pages-150.pdf" 0:pdf-version 1:resolution 2:resolution
finds "$documents/scan-fax-300.pdf" 0:pdf-version 1:grey-image
finds "$documents/cv-so-docx.pdf" 1:no-image

# Sizes mixed: the document is A4, of larger annexes the rules are silent; what is turned to be read stands as it is seen.
pages() { local name=$1; shift; "$TRIEN" scan-pdf --force -o "$name" "$@" >/dev/null; }
finds a3.pdf 1:page-size
finds a5.pdf 1:page-size
pages annex.pdf good.png a3.png a3-on-its-side.png good.png && finds annex.pdf '2:annex-size?' '3:annex-size?'
pages small.pdf good.png a5.png && finds small.pdf 2:page-size
pages large.pdf good.png a3.png && qpdf --rotate=+90:2 large.pdf sideways.pdf
finds sideways.pdf '2:annex-size?' '2:turned?'
sed 's/"annex-width-mm": {"value": 297,/"annex-width-mm": {"value": 0,/' "$top/profiles/bg-2020.json" >only-a4.json
"$TRIEN" scan-check --profile ./only-a4.json annex.pdf >out.txt && fail "an A3 page passed where only A4 is permitted"
[ "$(grep -c '\[page-size\]' out.txt)" = 2 ] || fail "only-a4: $(cat out.txt)"

# One page more than are checked is refused at once.
python3 - <<'P'
pages = b" ".join(b"%d 0 R" % n for n in range(3, 1004))
bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1001/Kids[" + pages + b"]>>"]
bodies += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>"] * 1001
out, at = bytearray(b"%PDF-1.7\n"), []
for n, body in enumerate(bodies, 1):
    at.append(len(out))
    out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
start = len(out)
out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1) + b"".join(b"%010d 00000 n \n" % o for o in at)
out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(at) + 1, start)
open("many.pdf", "wb").write(out)
P
target= refused official.scan-pages 8 "$TRIEN" scan-check many.pdf

# What people read, and thresholds of one's own.
"$TRIEN" scan-check good.pdf | grep -q '^good.pdf: 1 trang, bản quét đạt yêu cầu (congvu-2024)$' || fail "vi"
"$TRIEN" scan-check --lang en --profile bg-2020 coarse.pdf >out.txt && fail "a coarse scan passed"
grep -q '^page 1: The scan.s resolution is too low. Scan again with a higher one. Found: 150 dpi. Wanted: >= 200 dpi. \[resolution\]$' \
	out.txt || fail "en: $(cat out.txt)"
sed 's/"value": 200,/"value": 300,/' "$top/profiles/bg-2020.json" >strict.json
"$TRIEN" scan-check --profile ./strict.json good.pdf >out.txt && fail "200 dpi passed where 300 are asked"
grep -q 'Cần: >= 300 dpi' out.txt || fail "--profile: $(cat out.txt)"

target= refused cli.usage 3 "$TRIEN" scan-check
target= refused cli.source-missing 5 "$TRIEN" scan-check nowhere.pdf
target= refused profile.unknown 3 "$TRIEN" scan-check --profile law good.pdf
target= refused pdf.not-a-pdf 4 "$TRIEN" scan-check good.png
finish
