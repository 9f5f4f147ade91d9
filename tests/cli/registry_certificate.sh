#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Certificates into their book from their own files, and never by hand. Requirement: R2.2
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

enter() { "$TRIEN" registry certificate "$@"; }

ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
ok "agency" "$TRIEN" registry enter kho agency code=H00 "name=UBND tỉnh Mẫu" kind=province
ok "person" "$TRIEN" registry enter kho person code=CB1 "name=Nguyễn Văn Mẫu" agency=H00
ok "device" "$TRIEN" registry enter kho device kind=token serial=T1 agency=H00
sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/leader.pem >leader.pem # with its authority's
openssl x509 -in leader.pem -outform DER -out leader.der
print=$(openssl x509 -in leader.pem -noout -fingerprint -sha256 | cut -d= -f2 | tr -d : | tr A-F a-f)
serial=$(openssl x509 -in leader.pem -noout -serial | cut -d= -f2 | tr A-F a-f)

# What is typed is refused, new or not; so is a file that is none, is of an authority, or holds two.
refused registry.by-file-only 7 "$TRIEN" registry enter kho certificate fingerprint=aa serial=01 agency=H00
refused exchange.files-bad 4 enter kho lab/trust/root.pem
grep -q 'LỖI.*root.pem.*0 chứng thư' out.txt || fail "the authority is not told: $(cat out.txt)"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -out other.pem -days 9 -subj "/O=MẪU/CN=Cơ quan Mẫu" -utf8 \
	-addext basicConstraints=critical,CA:FALSE 2>/dev/null
cat leader.pem other.pem >two.pem
refused exchange.files-bad 4 enter kho two.pem
grep -q 'LỖI.*two.pem.*2 chứng thư' out.txt || fail "two are not told: $(cat out.txt)"
echo rác >rac.pem
refused exchange.files-bad 4 enter kho rac.pem
grep -q 'không phải là chứng thư' out.txt || fail "rubbish is not told: $(cat out.txt)"
refused store.file-failed 5 enter kho khong-co.pem
refused exchange.rows-bad 4 enter kho leader.pem
grep -q 'LỖI.*leader.pem.*' out.txt || fail "what is missing is not told: $(cat out.txt)"
refused exchange.rows-bad 4 enter --agency H99 --holder person kho leader.pem

# One file: tried, entered, the same again; its columns are the file's, and its document is the certificate.
says 'mới.*leader.pem: .*, nối tới danh mục tin cậy, CHỨNG THƯ PHÒNG LAB' enter --dry-run --trust lab/trust --agency H00 --person CB1 --device token/T1 kho leader.pem
says '"rows":\[\]' "$TRIEN" registry list --json kho certificate
says '^1 mới, 0 sửa, 0 như cũ$' enter --trust lab/trust --agency H00 --person CB1 --device token/T1 kho leader.pem
says '^0 mới, 0 sửa, 1 như cũ$' enter --trust lab/trust --agency H00 --person CB1 --device token/T1 kho leader.pem
says '"act":0,.*"file":"leader.pem","what":"same"' enter --json --trust lab/trust kho leader.pem
says "\"fingerprint\":\"$print\",\"serial\":\"$serial\"" "$TRIEN" registry show --json kho certificate:1
grep -q "\"holder\":\"person\",\"person\":\"person:1\",\"agency\":\"agency:1\",\"device\":\"device:1\"" out.txt || fail "what was given: $(cat out.txt)"
grep -q "\"blob\":\"$print\",\"chain\":\"trusted\",\"is_lab\":true,\"state\":\"issued\"" out.txt || fail "what was read: $(cat out.txt)"
cmp leader.der "$(find kho/blobs -type f -name "*${print:4}*" | head -1)" || fail "the document is not the certificate"
refused registry.by-file-only 7 "$TRIEN" registry change kho certificate:1 not_after=2099-01-01
says '^0 mới, 1 sửa, 0 như cũ$' enter kho leader.der # alone, without a list
says '"chain":"untrusted"' "$TRIEN" registry show --json kho certificate:1

# A folder: one act; a bad file, and nothing of it is entered.
mkdir folder empty
cp leader.der folder/1.CER
cp other.pem folder/2.pem
cp rac.pem folder/3.crt
cp rac.pem folder/readme.txt
refused exchange.folder-empty 4 enter kho empty
refused exchange.files-bad 4 enter --agency H00 --holder agency kho folder
grep -q '^3	LỖI	folder/3.crt' out.txt || fail "the bad file is not told: $(cat out.txt)"
rm folder/3.crt
says 'mới	folder/2.pem: Cơ quan Mẫu, KHÔNG nối tới danh mục tin cậy $' enter --dry-run --agency H00 --holder agency kho folder
says '^1 mới, 1 sửa, 0 như cũ$' enter --agency H00 --holder agency kho folder
says '"act":0,.*"same":2' enter --json --agency H00 --holder agency kho folder
says '"is_lab":false,"state":"issued"' "$TRIEN" registry show --json kho certificate:2
# What is in use comes as such; a state that the dates contradict does not; what the file says is not typed over.
new() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -out "$1" -days 9 -subj "/O=MẪU/CN=Cơ quan Mẫu" -utf8 -addext basicConstraints=critical,CA:FALSE 2>/dev/null; }
new used.pem
new gone.pem
refused exchange.rows-bad 4 enter --state expired --agency H00 --holder agency kho used.pem
grep -q 'LỖI.*used.pem.*không khớp với thời hạn' out.txt || fail "the contradiction is not told: $(cat out.txt)"
refused exchange.rows-bad 4 enter --state revoked --since 2020-01-01 --agency H00 --holder agency kho gone.pem
refused exchange.rows-bad 4 enter --state king --agency H00 --holder agency kho used.pem
says '^1 mới, 0 sửa, 0 như cũ$' enter --state active --agency H00 --holder agency kho used.pem
says '"state":"active"' "$TRIEN" registry show --json kho certificate:3
sleep 1.1 # revoked in its validity
says '^1 mới, 0 sửa, 0 như cũ$' enter --state revoked --agency H00 --holder agency kho gone.pem
says '"state":"revoked"' "$TRIEN" registry show --json kho certificate:4
says '^0 mới, 0 sửa, 1 như cũ$' enter --state revoked --agency H00 --holder agency kho used.pem
says '"state":"active"' "$TRIEN" registry show --json kho certificate:3
printf 'fingerprint;not_after\n%s;2099-01-01\n' "$print" >doi.csv
refused exchange.rows-bad 4 "$TRIEN" registry import kho certificate doi.csv
grep -q 'LỖI.*lấy từ chính tệp chứng thư' out.txt || fail "what is typed over is not told: $(cat out.txt)"
printf 'fingerprint;chain\n%s;trusted\n' "$print" >doi.csv
refused exchange.rows-bad 4 "$TRIEN" registry import kho certificate doi.csv
says '"faults":\[\]' "$TRIEN" store check --json kho
ok "sign" "$TRIEN" audit sign --key audit.key kho
says '0 lỗi' "$TRIEN" audit verify --vkey audit.pub kho
finish
