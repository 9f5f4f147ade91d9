#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Scans become a PDF: the same pixels as poppler sees them, the same file each time; bad input is refused by name.
# Requirement: R9.1
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export LC_ALL=C.UTF-8
fail() { echo "FAILED: $*"; exit 1; }
"$TRIEN_BINARY_DIR/tests/layout/make_scans" .

# The samples that poppler decodes, strip below strip, against those that were written.
cat >same.py <<'P'
import glob, sys
def read(name):
    with open(name, "rb") as f:
        kind, size = f.readline().strip(), f.readline().split()
        width, height = map(int, size)
        if kind != b"P4":
            assert f.readline().strip() == b"255"
            return f.read()
        row, out = (width + 7) // 8, bytearray()
        for _ in range(height):  # 1 is black there
            bits = f.read(row)
            out += bytes(0 if bits[x // 8] >> (7 - x % 8) & 1 else 255 for x in range(width))
        return bytes(out)
got = b"".join(read(n) for n in sorted(glob.glob("seen-*.p?m")))
sys.exit(got != read(sys.argv[1]))
P
for picture in *.tif *.png; do
	stem=${picture%.*}
	"$TRIEN" scan-pdf --json -o "$stem.pdf" "$picture" >"$stem.json" || fail "$picture"
	qpdf --check "$stem.pdf" >/dev/null || fail "$picture: qpdf"
	pdfimages "$stem.pdf" seen
	python3 same.py "$stem".p?m || fail "$picture: other pixels"
	rm seen-*
done
for stem in g4 g4-strips g4-lsb g3 g3-2d g3-fill rle flate flate-difference png png-bits; do
	grep -q '"copied":true' $stem.json || fail "$stem was not copied"
done
for stem in lzw planes tiles png-interlaced; do
	grep -q '"copied":false' $stem.json || fail "$stem was copied"
done

# A JPEG goes in and comes out byte by byte; all in one file, twice the same.
"$TRIEN" scan-pdf -o photo.pdf photo.jpg
pdfimages -j photo.pdf out
cmp out-000.jpg photo.jpg || fail "the JPEG was changed"
"$TRIEN" scan-pdf -o all.pdf photo.jpg g4.tif png.png | grep -q '^all.pdf: 3 trang, 3 trang giữ nguyên' || fail "report"
"$TRIEN" scan-pdf --output again.pdf photo.jpg g4.tif png.png --lang en | grep -q '^again.pdf: 3 pages, 3 of them' || fail "report"
cmp all.pdf again.pdf || fail "not the same file twice"
pdfinfo all.pdf | grep -q '^PDF version: *1.7' || fail "version"
pdfinfo all.pdf | grep -q '^Page size: *72 x 54 pts' || fail "page size: $(pdfinfo all.pdf)"
"$TRIEN" scan-pdf --dpi 100 -o large.pdf photo.jpg
pdfinfo large.pdf | grep -q '^Page size: *144 x 108 pts' || fail "--dpi"

refused() { # ID CODE COMMAND...
	local id=$1 want=$2 code=0
	shift 2
	"$@" >out.txt 2>err.txt || code=$?
	[ $code = "$want" ] && grep -qF "[$id]" err.txt || fail "$*: exit $code: $(cat err.txt)"
	[ ! -e x.pdf ] || fail "$*: a target was left"
}
scan=("$TRIEN" scan-pdf -o x.pdf)
head -c 900 photo.jpg >cut.jpg
printf 'GIF89a....' >a.gif
refused layout.scan-invalid 4 "${scan[@]}" png.png cut.jpg
grep -q 'cut.jpg' err.txt || fail "the file is not named"
refused layout.scan-format 4 "${scan[@]}" a.gif
refused cli.source-missing 5 "${scan[@]}" nowhere.png
refused cli.no-files 3 "${scan[@]}"
refused cli.option-wanted 3 "$TRIEN" scan-pdf png.png
refused cli.option-value 3 "${scan[@]}" --dpi 0 png.png
refused cli.option-value 3 "${scan[@]}" --dpi 200x png.png
refused cli.option-value 3 "${scan[@]}" --dpi 9601 png.png
refused cli.target-exists 5 "$TRIEN" scan-pdf -o all.pdf png.png
refused cli.target-is-source 5 "$TRIEN" scan-pdf --force -o png.png photo.jpg png.png
python3 - <<'P'
d = open("png.png", "rb").read()
at = d.index(b"pHYs") - 4
open("no-dpi.png", "wb").write(d[:at] + d[at + 21:])
P
refused layout.scan-no-resolution 4 "${scan[@]}" no-dpi.png
"$TRIEN" scan-pdf --dpi 200 -o said.pdf no-dpi.png >/dev/null || fail "--dpi where none is said"
echo "scan-pdf: ok"
