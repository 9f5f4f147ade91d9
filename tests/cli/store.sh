#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien store, trien audit: a store is made, checked, signed, verified; what was changed by hand is named; nothing half after kill -9.
# Requirement: X4
. "$(dirname "$0")/common.sh"

sql() { python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); print([r for r in c.execute(sys.argv[2])]); c.commit()' kho/trien.db "$1"; }
# finds WORD EXIT COMMAND...: the code, and the word on standard output
target=
refused cli.usage 3 "$TRIEN" store make kho
refused cli.usage 3 "$TRIEN" audit
refused store.open-failed 5 "$TRIEN" store check kho
ok "init" "$TRIEN" store init kho
finds '"applied":0' 0 "$TRIEN" store init --json kho
finds '^0 văn bản, 0 lỗi' 0 "$TRIEN" store check kho
[ "$(stat -c %a kho/trien.db)" = 600 ] || fail "others can read the database"
refused cli.option-wanted 3 "$TRIEN" store init 'postgresql://trien@/x?host=/nowhere'
refused store.password-in-url 7 "$TRIEN" store init --blobs b 'postgresql://a:secret@localhost/x'

# Documents: one lost, one strange; a table that nobody ordered.
mkdir -p kho/blobs/ab
echo x >kho/blobs/ab/readme
sql "INSERT INTO blob VALUES ('$(printf 'a%.0s' $(seq 64))', 1, 1, 1)" >/dev/null
sql "CREATE INDEX extra ON job (kind)" >/dev/null
finds '"kind":"missing"' 1 "$TRIEN" store check --json kho
finds '^MẤT tệp văn bản: aaaa' 1 "$TRIEN" store check kho
finds '^Lược đồ có thêm: index job extra kind$' 1 "$TRIEN" store check kho
finds '^Tệp lạ.*ab/readme$' 1 "$TRIEN" store check kho
rm kho/blobs/ab/readme
sql "DELETE FROM blob" >/dev/null
sql "DROP INDEX extra" >/dev/null
finds '"faults":\[\]' 0 "$TRIEN" store check --sweep --json kho

# What is counted, and what tables promise: broken by a hand that has switched the conditions off.
loose() { python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("PRAGMA ignore_check_constraints = ON"); c.execute(sys.argv[2]); c.commit()' kho/trien.db "$1"; }
printf 'mau' >kept.bin
name=$(sha256sum kept.bin | cut -d' ' -f1)
mkdir -p "kho/blobs/${name:0:2}"
cp kept.bin "kho/blobs/${name:0:2}/${name:2}"
touch -d '3 days ago' "kho/blobs/${name:0:2}/${name:2}"
sql "INSERT INTO blob VALUES ('$name', 3, 2, 1)" >/dev/null
finds '"kind":"references","name":"'"$name"', 2, 0"' 1 "$TRIEN" store check --json kho
finds "^Số lần tham chiếu của văn bản SAI (kho ghi, lịch sử đếm được): $name, 2, 0$" 1 "$TRIEN" store check kho
finds "^The number of references of a document is WRONG (the store says, history counts): $name, 2, 0$" 1 "$TRIEN" store check --lang en kho
# A number that is too small: what history needs is not swept away.
sql "INSERT INTO change (act, n, book, object, version, content) VALUES (1, 0, 'letter', 1, 1, '{\"agency\":1,\"number\":null,\"receiver\":\"authority\",\"state\":\"draft\",\"blob\":\"$name\",\"asked_at\":null,\"answer\":null,\"answer_number\":null,\"answer_blob\":null,\"answered_at\":null,\"effective_at\":null}')" >/dev/null
sql "UPDATE blob SET refs = 0" >/dev/null
finds '"kind":"references","name":"'"$name"', 0, 1"' 1 "$TRIEN" store check --sweep --json kho
[ -e "kho/blobs/${name:0:2}/${name:2}" ] || fail "what history refers to was swept away"
sql "UPDATE blob SET refs = 1" >/dev/null
finds '"kind":"dangling"' 1 "$TRIEN" store check --json kho # the act that there is not
sql "DELETE FROM change" >/dev/null
sql "DELETE FROM blob" >/dev/null
rm "kho/blobs/${name:0:2}/${name:2}"
loose "INSERT INTO agency (id, version, act, code, name, kind, state, sort_key, search_key, path) VALUES (1, 1, 1, 'H', 'H', 'moon', 'active', 'h', 'h', '1')"
finds "\"kind\":\"condition\",\"name\":\"agency:1, (kind IN ('province'" 1 "$TRIEN" store check --json kho
finds "^Bản ghi KHÔNG ĐÚNG điều kiện của bảng: agency:1, (kind IN ('province'" 1 "$TRIEN" store check kho
finds "^A row BREAKS a condition of its table: agency:1, (kind IN" 1 "$TRIEN" store check --lang en kho
sql "DELETE FROM agency" >/dev/null
finds '"faults":\[\]' 0 "$TRIEN" store check --json kho

# Keys.
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau-2026 audit.key
cp out.txt audit.pub
[ "$(stat -c %a audit.key)" = 600 ] || fail "others can read the key"
refused audit.key-exists 5 "$TRIEN" audit key --origin so-noi-vu.example/mau-2026 audit.key
refused audit.name-invalid 3 "$TRIEN" audit key --origin 'a b' other.key
refused audit.no-log 5 "$TRIEN" audit sign --key audit.key kho
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau-2026 kho
chmod 644 audit.key
refused audit.key-readable 7 "$TRIEN" audit sign --key audit.key kho
chmod 600 audit.key
finds 'đã ký (1)$' 0 "$TRIEN" audit sign --key audit.key kho
finds 'không có gì mới để ký (1)$' 0 "$TRIEN" audit sign --key audit.key kho
finds '^1 dòng đã ký, 0 dòng chưa ký; 0 việc, 0 bản ghi; 0 lỗi' 0 "$TRIEN" audit verify --vkey audit.pub kho
finds '^Chưa đối chiếu với nhân chứng' 0 "$TRIEN" audit verify --vkey audit.pub kho
finds '"witnessed":false,"faults":\[\]' 0 "$TRIEN" audit verify --json --vkey "$(cat audit.pub)" kho
cp kho/audit/1/checkpoint first.checkpoint
# Another key of the same name has no memory, and replaces nothing; the right one without its memory goes on.
ok "key of the same name" "$TRIEN" audit key --origin so-noi-vu.example/mau-2026 same.key
refused audit.key-other 7 "$TRIEN" audit sign --key same.key kho
grep -q 'trien audit open --last' err.txt || fail "what to do: $(cat err.txt)"
cmp -s kho/audit/1/checkpoint first.checkpoint && [ ! -e same.key.last ] || fail "another key has signed"
rm audit.key.last
finds 'không có gì mới để ký (1)$' 0 "$TRIEN" audit sign --key audit.key kho
cmp -s kho/audit/1/checkpoint audit.key.last || fail "the published checkpoint is not remembered"

# Both gone: the store remembers what was signed, and by whom.
mkdir beiseite && mv audit.key.last kho/audit/1/checkpoint beiseite
refused audit.key-other 7 "$TRIEN" audit sign --key same.key kho
refused audit.signer-behind 7 "$TRIEN" audit sign --key audit.key kho
[ ! -e kho/audit/1/checkpoint ] && [ ! -e same.key.last ] || fail "something was signed"
cp beiseite/checkpoint kho/audit/1/checkpoint
finds 'không có gì mới để ký (1)$' 0 "$TRIEN" audit sign --key audit.key kho

# A receipt is judged without the store; its forged twin is refused.
ok "prove" "$TRIEN" audit prove --vkey audit.pub --log kho/audit/1 --index 0 -o row.tlog-proof
finds 'audit.open' 0 "$TRIEN" audit verify --vkey audit.pub --proof row.tlog-proof
sed 's/^index 0$/index 1/' row.tlog-proof >forged.tlog-proof
refused audit.proof-wrong 7 "$TRIEN" audit verify --vkey audit.pub --proof forged.tlog-proof
refused store.tree-range 3 "$TRIEN" audit prove --vkey audit.pub --log kho/audit/1 --index 1 -o x
ok "between" "$TRIEN" audit verify --vkey audit.pub --from first.checkpoint --to kho/audit/1/checkpoint --log kho/audit/1

# A witness.
ok "witness key" "$TRIEN" audit key --witness --origin witness.example/mau witness.key
cp out.txt witness.pub
ok "request" "$TRIEN" audit request --vkey audit.pub --log kho/audit/1
cp out.txt request
refused audit.key-kind 3 "$TRIEN" audit cosign --key audit.key --vkey audit.pub request
ok "cosign" "$TRIEN" audit cosign --key witness.key --vkey audit.pub request
cp out.txt line
ok "attach" "$TRIEN" audit attach --vkey witness.pub --log kho/audit/1 line
grep -q '^— witness.example/mau ' kho/audit/1/checkpoint || fail "no line of the witness"

# Changed by hand: named. Rolled back: not signed, named.
cp -a kho good
sql "UPDATE audit_leaf SET entry = CAST(replace(CAST(entry AS TEXT), 'system', 'nobody') AS BLOB)" >/dev/null
finds '^Dòng bị sửa trong cơ sở dữ liệu: 0$' 1 "$TRIEN" audit verify --vkey audit.pub kho
rm -r kho && cp -a good kho
sql "DELETE FROM audit_leaf" >/dev/null
sql "UPDATE audit_log SET size = 0, frontier = x''" >/dev/null
refused audit.rolled-back 7 "$TRIEN" audit sign --key audit.key kho
finds 'bị lùi lại' 1 "$TRIEN" audit verify --vkey audit.pub kho
rm -r kho && cp -a good kho

# The key is lost: a new log goes on from the last checkpoint of the old one.
ok "new key" "$TRIEN" audit key --origin so-noi-vu.example/mau-2026b new.key
cp out.txt new.pub
ok "open again" "$TRIEN" audit open --origin so-noi-vu.example/mau-2026b --last kho/audit/1/checkpoint kho
refused audit.key-not-of-log 7 "$TRIEN" audit sign --key audit.key kho
finds 'đã ký (1)$' 0 "$TRIEN" audit sign --key new.key kho
finds ' 0 lỗi' 0 "$TRIEN" audit verify --vkey new.pub kho
# The old one still verifies, against its own key.
finds '^1 dòng đã ký, 0 dòng chưa ký; 0 việc, 0 bản ghi; 0 lỗi' 0 "$TRIEN" audit verify --number 1 --vkey audit.pub kho
refused audit.signature-wrong 7 "$TRIEN" audit verify --number 1 --vkey new.pub kho
refused audit.no-log 5 "$TRIEN" audit verify --number 9 --vkey new.pub kho
refused cli.option-unknown 3 "$TRIEN" audit sign --number 1 --key new.key kho

# Killed anywhere in it, signing goes on where it was, and nothing is half.
for delay in 0.001 0.003 0.005 0.01 0.02 0.04; do
	"$TRIEN" audit open --origin "so-noi-vu.example/k$delay" kho >/dev/null
	"$TRIEN" audit key --origin "so-noi-vu.example/k$delay" k$delay.key >k.pub
	timeout -s KILL $delay "$TRIEN" audit sign --key k$delay.key kho >/dev/null 2>&1 || true
	ok "sign after kill" "$TRIEN" audit sign --key k$delay.key kho
	finds ' 0 lỗi' 0 "$TRIEN" audit verify --vkey k.pub kho
done
finds ' 0 lỗi' 0 "$TRIEN" store check kho

# Without its program.
mkdir alone
cp "$TRIEN" alone/trien
refused cli.store-program-missing 9 alone/trien store check kho
code=0
"$(dirname "$TRIEN")/trien-store" </dev/null >out.txt 2>err.txt || code=$?
[ $code = 114 ] || fail "trien-store by hand: exit $code"
finish
