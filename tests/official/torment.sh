#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# A document's way under bad luck: killed in the middle of each step, two clerks at one target, a folder that is read-only,
# three hundred pages. The original stays, and under the target's name there is a whole file or none.
# Requirement: R9.2
. "$(dirname "$0")/../cli/common.sh"
documents=$top/tests/official/documents pictures=$top/tests/official/pictures
draft=$documents/qd-annex-odt.pdf

# step STEP IN OUT [OPTION...]: fills in $command.
step() {
	local picture=$pictures/handwriting.png in=$2 out=$3
	case $1 in
	reserve) command=(reserve --signers 'as=signatory,name=Nguyễn Văn Mẫu;as=agency') ;;
	sign) command=(sign --as signatory --picture "$picture" --name 'Nguyễn Văn Mẫu' --key pem:lab/keys/leader.pem) ;;
	issue) command=(issue --key pem:lab/keys/agency.pem --trust lab/trust --picture "$pictures/seal.png" --diameter-mm 36
		--date 2026-11-26) ;;
	esac
	[ "$1" != issue ] || [[ "$*" == *--number* ]] || command+=(--number 7)
	shift 3
	command=("$TRIEN" "${command[@]}" "$@" -o "$out" "$in")
}
declare -A from=([reserve]=$draft [sign]=r.pdf [issue]=s.pdf) lasts
way() { # the whole way of a draft: DRAFT PREFIX
	local in=$1 began
	for each in reserve sign issue; do
		step $each "$in" "$2$each.pdf"
		began=$EPOCHREALTIME
		ok "$each" "${command[@]}"
		lasts[$each]=$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')
		in=$2$each.pdf
	done
	verdict 0 "$in"
}
way "$draft" ''
mv reserve.pdf r.pdf
mv sign.pdf s.pdf
sha256sum "$draft" r.pdf s.pdf >before.sum

# ---- kill -9, at seven moments of each step, and when it must be done ----
for each in reserve sign issue; do
	for eighth in 1 2 3 4 5 6 7 40; do
		step $each "${from[$each]}" x.pdf
		"${command[@]}" >/dev/null 2>&1 &
		pid=$!
		for ((i = 0; i < eighth && $(kill -0 $pid 2>/dev/null && echo 1 || echo 0); i++)); do
			sleep "$(awk -v t="${lasts[$each]}" 'BEGIN { print t / 8 }')"
		done
		kill -9 $pid 2>/dev/null || true
		wait $pid 2>/dev/null || true
		[ $eighth != 40 ] || [ -e x.pdf ] || fail "$each: not done in five times its time"
		[ ! -e x.pdf ] || qpdf --check x.pdf >qpdf.txt 2>&1 || fail "$each: half a file after $eighth/8: $(cat qpdf.txt)"
		rm -f x.pdf
	done
	passed=$((passed + 1))
done

# ---- two clerks at one target: one wins, the other is told ----
race() { # STEP [OPTION...]: both at once; two who issue give the numbers 7 and 8. Prints their exit codes
	local first second=0 code=0 each=$1
	shift
	step "$each" "${from[$each]}" x.pdf "$@"
	"${command[@]}" >7.txt 2>&1 &
	first=$!
	[ "$each" != issue ] || step issue "${from[issue]}" x.pdf --number 8 "$@"
	"${command[@]}" >8.txt 2>&1 || second=$?
	wait $first || code=$?
	echo "$code $second"
}
for each in reserve sign issue; do
	case $(race $each) in
	'0 5') lost=8 ;;
	'5 0') lost=7 ;;
	*) fail "$each, two at once: $(cat 7.txt 8.txt)" ;;
	esac
	grep -qF '[cli.target-exists]' $lost.txt || fail "$each: the other is not told: $(cat $lost.txt)"
	qpdf --check x.pdf >qpdf.txt 2>&1 || fail "$each: $(cat qpdf.txt)"
	if [ $each = issue ]; then
		pdftotext -layout x.pdf - | grep -q "Số: 0$((15 - lost))" || fail "not the number of who won"
		judged x.pdf 2
	fi
	rm x.pdf
	passed=$((passed + 1))
done
# With --force one after the other, and what stays is whole.
[ "$(race issue --force)" = '0 0' ] || fail "two with --force: $(cat 7.txt 8.txt)"
judged x.pdf 2
rm x.pdf

# ---- a folder in which nothing can be written ----
if [ "$(id -u)" = 0 ] && mkdir still && mount -t tmpfs -o size=1m,ro tmpfs still 2>/dev/null; then
	for each in reserve sign issue; do
		step $each "${from[$each]}" still/x.pdf
		target=still/x.pdf refused cli.target-read-only 5 "${command[@]}"
	done
	umount still
else
	echo "no mount here: the read-only folder was not tried"
fi
sha256sum --quiet -c before.sum || fail "an original was touched"

# ---- three hundred pages: the places are found on the first and on the last ----
body=()
for ((i = 0; i < 60; i++)); do body+=("$documents/regulation-odt.pdf" 3-7); done
qpdf --empty --pages "$draft" 1 "${body[@]}" "$draft" 2 -- long.pdf
way long.pdf long-
for page in 1 302; do
	pdftotext -layout -f $page -l $page long-issue.pdf - | grep -qi 'số:\? *07' || fail "page $page has no number"
done

# ---- a moving picture (APNG): its first frame is what is drawn ----
python3 - "$pictures/handwriting.png" moving.png <<'PYTHON'
import struct, sys, zlib
data = open(sys.argv[1], "rb").read()
chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
frame = lambda n: chunk(b"fcTL", struct.pack(">IIIIIHHBB", n, width, height, 0, 0, 1, 10, 0, 0))
at, out, image = 8, data[:8], b""
while at < len(data):
    size, = struct.unpack(">I", data[at:at + 4])
    kind, body = data[at + 4:at + 8], data[at + 8:at + 8 + size]
    at += 12 + size
    if kind == b"IHDR":
        width, height = struct.unpack(">II", body[:8])
    if kind == b"IDAT" and not image:
        out += chunk(b"acTL", struct.pack(">II", 2, 0)) + frame(0)
    image += body if kind == b"IDAT" else b""
    if kind == b"IEND":
        out += frame(1) + chunk(b"fdAT", struct.pack(">I", 2) + image)
    out += chunk(kind, body)
open(sys.argv[2], "wb").write(out)
PYTHON
for picture in "$pictures/handwriting.png" moving.png; do
	name=$(basename "$picture" .png)
	ok "$name" "$TRIEN" sign --as signatory --auto --picture "$picture" --name 'Nguyễn Văn Mẫu' --key pem:lab/keys/leader.pem \
		-o "$name.pdf" "$draft"
	pdftoppm -r 60 -singlefile "$name.pdf" "$name"
done
cmp handwriting.ppm moving.ppm || fail "a moving picture is drawn otherwise"
finish
