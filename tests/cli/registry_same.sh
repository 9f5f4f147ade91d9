#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien registry on PostgreSQL: the server says who is there, and lists are those of SQLite to the byte. Requirement: R1 R4.1
set -euo pipefail
. "$(dirname "$0")/common.sh"
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | tail -1)
[ -x "$bin/initdb" ] || { echo "SKIPPED: PostgreSQL is not installed"; exit 77; }
as_nobody=()
if [ "$(id -u)" = 0 ]; then
	as_nobody=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
	chmod 711 "$work"
fi
mkdir pg
[ "$(id -u)" != 0 ] || chown nobody pg
"${as_nobody[@]}" "$bin/initdb" -D "$work/pg/d" -U trien -A trust --locale=C.UTF-8 -E UTF8 -N >initdb.txt 2>&1 || fail "initdb: $(cat initdb.txt)"
"${as_nobody[@]}" "$bin/postgres" -D "$work/pg/d" -k "$work/pg" -c listen_addresses= -c fsync=off >/dev/null 2>&1 </dev/null &
server=$!
trap 'kill -INT $server; wait $server || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
sql() { psql -qAt -h "$work/pg" -U trien -c "$1" postgres; }
for _ in $(seq 100); do sql 'SELECT 1' >/dev/null 2>&1 && break || sleep 0.1; done
sql 'CREATE ROLE khac LOGIN' || fail "the server does not start"
sql 'CREATE DATABASE so'

stores=(kho "postgresql://trien@/so?host=$work/pg")
both() { # VERB WORD...: on both, with the store behind the verb; what they say is the same
	local verb=$1
	shift
	"$TRIEN" registry "$verb" --blobs "$work/vb0" "${stores[0]}" "$@" >out.txt 2>err.txt || fail "SQLite: $verb $*: $(cat err.txt)"
	"$TRIEN" registry "$verb" --blobs "$work/vb1" "${stores[1]}" "$@" >out2.txt 2>err.txt || fail "PostgreSQL: $verb $*: $(cat err.txt)"
	cmp -s out.txt out2.txt || fail "$verb $*: $(diff out.txt out2.txt)"
	passed=$((passed + 1))
}
for i in 0 1; do
	ok "bootstrap" "$TRIEN" registry bootstrap --blobs "$work/vb$i" --origin so-noi-vu.example/mau --agency H00 "--agency-name=UBND tỉnh Mẫu" \
		--person QT1 "--name=Nguyễn Văn Mẫu" "${stores[$i]}"
done
grep -q '(postgresql/trien)' out.txt || fail "who the server knows: $(cat out.txt)"
both enter agency code=H1 "name=Huyện Mẫu Một" kind=district parent=H00 from_at=2020-01-01
for p in "An Ánh" "Ân Bình" "Đỗ Ăn" "Trần An"; do both enter person "code=$p" "name=$p" agency=H1 email=mau@example.vn; done
both enter post "person=Trần An" agency=H1 title=Mẫu role=manager from_at=2020-01-01
both enter device kind=token serial=MAU1 agency=H1 state_from=2020-01-01
both enter device kind=hsm serial=MAU2 agency=H00 state_from=2020-01-01
for book in agency person device unit; do
	both list "$book"
	both list --json "$book"
	both list --lang en --limit 1 "$book"
done
both list --search "an" person
both list --columns code,agency --after 3 person
both list --on 2019-01-01 --agency H1 person
both list --as person:5 --role manager --json person
both show --as person:5 --role manager device:1
both show person:3
# Another user of the server has no account, until one is entered.
stranger="postgresql://khac@/so?host=$work/pg"
sql 'GRANT pg_read_all_data, pg_write_all_data TO khac'
refused registry.no-account 7 "$TRIEN" registry list --blobs "$work/vb1" "$stranger" person
ok "account" "$TRIEN" registry enter --blobs "$work/vb1" "${stores[1]}" account kind=postgresql name=khac "person=Trần An"
ok "whoami" "$TRIEN" registry whoami --blobs "$work/vb1" "$stranger"
grep -q '^postgresql/khac: account:2, person:5$' out.txt || fail "who: $(cat out.txt)"
ok "list" "$TRIEN" registry list --blobs "$work/vb1" "$stranger" device
! grep -q MAU2 out.txt || fail "the other agency's device: $(cat out.txt)"
finish
