#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Folders of handwritings and seals into their book: looked at in the sandbox, waiting for approval; each bad file told. Requirement: R8.2 R8.3
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME
pictures=$top/tests/official/pictures

told() { grep -q -- "$1" out.txt || fail "not told: $1: $(cat out.txt)"; }
enter() { "$TRIEN" registry pictures "$@"; }

ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
ok "agency" "$TRIEN" registry enter kho agency code=H00 "name=UBND tỉnh Mẫu" kind=province
ok "person" "$TRIEN" registry enter kho person code=CB1 "name=Nguyễn Văn Mẫu" agency=H00
for key in leader agency; do sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/$key.pem >$key.pem; done
ok "leader" "$TRIEN" registry certificate --agency H00 --person CB1 kho leader.pem
ok "agency's" "$TRIEN" registry certificate --agency H00 --holder agency kho agency.pem

# A handwriting: tried, entered, the same again; its document is the picture.
mkdir tay dau
refused exchange.folder-empty 4 enter kho tay
cp "$pictures/handwriting.png" tay/CB1.png
touch tay/.an
says '^mới	tay/CB1.png$' enter --dry-run kho tay
told '^1 hình chờ duyệt, 0 như cũ (thử, không ghi)$'
says '"rows":\[\]' "$TRIEN" registry list --json kho picture
says '^1 hình chờ duyệt, 0 như cũ$' enter --reason "bàn giao" kho tay
says '^0 hình chờ duyệt, 1 như cũ$' enter kho tay
says '"act":0,.*"file":"tay/CB1.png","what":"same","id":1' enter --json kho tay
digest=$(sha256sum <"$pictures/handwriting.png" | cut -c1-64)
says "\"kind\":\"signature\",\"certificate\":\"certificate:1\",\"blob\":\"$digest\",\"diameter\":null,\"state\":\"proposed\"" "$TRIEN" registry show --json kho picture:1
cmp "$pictures/handwriting.png" "$(find kho/blobs -type f -name "*${digest:4}*" | head -1)" || fail "the document is not the picture"

# A seal, by its agency's code and its diameter; what is odd is told, and does not stop it.
cp "$pictures/seal.png" dau/H00.PNG
refused exchange.files-bad 4 enter --diameter-mm 36 kho tay # no handwriting is round
refused cli.option-value 3 enter --diameter-mm x kho dau
refused exchange.files-bad 4 enter --diameter-mm 0 kho dau
told 'LỖI	dau/H00.PNG: '
refused exchange.files-bad 4 enter --diameter-mm 101 kho dau
says 'mới	dau/H00.PNG' enter --diameter-mm 36 kho dau
says '"kind":"seal","certificate":"certificate:2",.*"diameter":36000,"state":"proposed"' "$TRIEN" registry show --json kho picture:2
rm dau/H00.PNG

# Each file that is none is told with its reason, and nothing is entered.
mkdir xau xau/thu-muc
cp "$pictures/seal-rgb.jpg" xau/01.png
cp "$pictures/huge-30000x30000.png" xau/02.png
cp "$pictures/cut-short.png" xau/03.png
cp "$pictures/empty.png" xau/04.png
cp "$pictures/nearly-empty.png" xau/05.png
cp "$pictures/seal.png" xau/06.png # red, and round: no handwriting's colour
cp "$pictures/handwriting.png" xau/07.txt
ln -s "$pictures/handwriting.png" xau/CB1.png
mkfifo xau/ong.png
refused exchange.files-bad 4 enter --lang en kho xau
for line in '01.png: The picture is JPEG' '02.png: .*30000' '03.png: The PNG cannot be read' '04.png: The PNG is wholly transparent' '05.png: The picture is nearly empty' \
	'06.png: The picture has the wrong colour' '07.txt: .*(name)' 'CB1.png: .*(symlink)' 'ong.png: .*(special file)' 'thu-muc: .*(folder)'; do
	told "^BAD	xau/$line"
done
[ "$(grep -c '^BAD' out.txt)" = 10 ] || fail "ten are bad: $(cat out.txt)"
mkdir trang
cp "$pictures/seal-white-ground.png" trang/H00.png
refused exchange.files-bad 4 enter --diameter-mm 36 kho trang
told 'LỖI	trang/H00.png: Hình có nền không trong suốt'
cp "$pictures/handwriting.png" tay/AI.png
refused exchange.rows-bad 4 enter kho tay
told 'LỖI	tay/AI.png: Tên tệp “AI”'
rm tay/AI.png
cp "$pictures/handwriting-16-bit.png" tay/cb1.png
refused exchange.rows-bad 4 enter kho tay
rm tay/cb1.png
cp "$pictures/handwriting-16-bit.png" "tay/$(openssl x509 -in leader.pem -noout -fingerprint -sha256 | cut -d= -f2 | tr -d : | tr A-F a-f).png"
refused exchange.rows-bad 4 enter kho tay
told 'đã có hình từ tệp “tay/'
says '"rows":\[{"object":"picture:1"' "$TRIEN" registry list --json kho picture

# What becomes of one; an import is undone by its act, and leaves no reference.
# No way around the look in the sandbox, nor around who may decide.
refused registry.by-act-only 7 "$TRIEN" registry enter kho picture kind=seal certificate=certificate:1 blob=leader.pem
refused registry.by-act-only 7 "$TRIEN" registry change kho picture:1 state=approved
refused registry.by-act-only 7 "$TRIEN" registry change kho picture:1 proposed_by=CB1
refused cli.option-value 3 "$TRIEN" registry picture kho burn picture:1
refused cli.option-value 3 "$TRIEN" registry picture kho approve person:1
ok "tried" "$TRIEN" registry picture --dry-run kho approve picture:1
says 'Đã ghi' "$TRIEN" registry picture --since 2026-01-01 --reason "đúng mẫu" kho approve picture:1
says '"state":"approved",.*"from_at":"2026-01-01T00:00:00+07:00"' "$TRIEN" registry show --json kho picture:1
refused registry.picture-state 7 "$TRIEN" registry picture kho approve picture:1
refused registry.undo-later 7 "$TRIEN" registry undo --reason nhầm kho 5
says '"blobs":5' "$TRIEN" store check --json kho
says 'Đã ghi' "$TRIEN" registry undo --reason nhầm kho 6
refused registry.not-found 4 "$TRIEN" registry show kho picture:2
says '"faults":\[\]' "$TRIEN" store check --json kho
ok "sign" "$TRIEN" audit sign --key audit.key kho
says '0 lỗi' "$TRIEN" audit verify --vkey audit.pub kho

# The disk is full in the middle of an import: nothing half, told by name; with room the next run succeeds.
if [ "$(id -u)" = 0 ] && mkdir full && mount -t tmpfs -o size=4m tmpfs full 2>/dev/null; then
	trap 'umount -l "$work/full" 2>/dev/null || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
	ok "init" "$TRIEN" store init full/kho
	ok "key" "$TRIEN" audit key --origin so-noi-vu.example/day day.key
	cp out.txt day.pub
	ok "open" "$TRIEN" audit open --origin so-noi-vu.example/day full/kho
	ok "agency" "$TRIEN" registry enter full/kho agency code=H00 "name=UBND tỉnh Mẫu" kind=province
	ok "person" "$TRIEN" registry enter full/kho person code=CB1 "name=Nguyễn Văn Mẫu" agency=H00
	ok "leader" "$TRIEN" registry certificate --agency H00 --person CB1 full/kho leader.pem
	{ echo code,name,agency; for i in $(seq 3000); do echo "M$i,Nguyễn Văn Mẫu $i,H00"; done; } >nhieu.csv
	refused store.disk-full 5 "$TRIEN" registry import full/kho person nhieu.csv
	says '"rows":\[{"object":"person:1"[^]]*}\]' "$TRIEN" registry list --json full/kho person
	! grep -q person:2 out.txt || fail "half a file was imported"
	rm tay/*
	cp "$pictures/handwriting.png" tay/CB1.png
	head -c 8m /dev/zero >full/day 2>/dev/null || true
	refused store.disk-full 5 enter full/kho tay
	rm full/day
	says '"rows":\[\]' "$TRIEN" registry list --json full/kho picture
	mount -o remount,size=64m full
	says '^3000 mới, 0 sửa, 0 như cũ$' "$TRIEN" registry import full/kho person nhieu.csv
	says '^1 hình chờ duyệt, 0 như cũ$' enter full/kho tay
	says '"faults":\[\]' "$TRIEN" store check --json full/kho
	ok "sign" "$TRIEN" audit sign --key day.key full/kho
	says '0 lỗi' "$TRIEN" audit verify --vkey day.pub full/kho
	umount full
else
	echo "no mount here: the full disk was not tried"
fi
finish
