#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Guidance notes to all: the department writes and ends them, whoever has an account reads them, nobody else touches them. Requirement: R18.1 R4.1
set -euo pipefail
. "$(dirname "$0")/common.sh"
command -v python3 >/dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }

me=$(id -un)
# To be somebody else: as registry_door.sh has it.
become() {
	python3 - "$1" "$me" <<'PY'
import sqlite3, sys
d = sqlite3.connect("kho/trien.db")
d.execute("UPDATE account SET name = 'x' || id WHERE kind = 'os'")
d.execute("UPDATE account SET name = ? WHERE id = ?", (sys.argv[2], sys.argv[1]))
d.commit()
PY
}
r() { local verb=$1; shift; "$TRIEN" registry "$verb" kho "$@"; }
enter() { ok "$1" r enter "$@"; }
note() { r enter guidance "subject=$1" "text=$2" number=12/HD-SKHCN given_at=5/3/2026; }

ok "bootstrap" "$TRIEN" registry bootstrap --origin so-noi-vu.example/mau --agency H00 "--agency-name=UBND tỉnh Mẫu" --person QT1 "--name=Nguyễn Văn Mẫu" kho
enter agency code=H1 "name=Sở Mẫu" kind=department parent=H00
enter agency code=H2 "name=Xã Mẫu" kind=commune parent=H00
n=2
for who in S:H1:department V:H2:clerk K:H2:signatory T:H2:head I:H2:it_officer M:H2:manager D:H00:auditor B:H2:-; do
	IFS=: read -r code agency role <<<"$who"
	enter person "code=$code" "name=Trần Thị Mẫu $code" "agency=$agency"
	[ "$role" = - ] || enter post "person=$code" "agency=$agency" "title=Mẫu" "role=$role" from_at=2020-01-01
	enter account kind=os "name=x$n" "person=$code"
	n=$((n + 1))
done

# An administrator gives none; the department does, and ends it.
refused registry.no-access 7 note "Mẫu" "Của quản trị viên"
become 2
ok "given" note "Gia hạn chứng thư" "Nộp trước khi hết hạn 60 ngày."
refused registry.entry-ahead 4 r enter guidance subject=Mẫu text=Mẫu given_at=5/3/2999
refused registry.value-missing 4 r enter guidance subject=Mẫu given_at=5/3/2026
refused registry.value-missing 4 r enter guidance subject= text=Mẫu given_at=5/3/2026
refused registry.characters-hidden 4 note "Mẫu"$'\u202e' "Đảo chiều"
refused registry.value-limit 8 note "Mẫu" "$(head -c 70000 /dev/zero | tr '\0' a)"

# Everybody reads it, and nobody else writes, changes, ends or undoes it, or brings one by a file.
printf 'subject,text,given_at\nMẫu,Giả mạo,2026-03-05\n' >gia.csv
act=$(sql="SELECT MAX(id) FROM act" python3 -c 'import os, sqlite3; print(sqlite3.connect("kho/trien.db").execute(os.environ["sql"]).fetchone()[0])')
for account in 3 4 5 6 7 8 9; do
	become $account
	finds 'Nộp trước khi hết hạn 60 ngày' 0 r list guidance
	finds 'Gia hạn chứng thư' 0 r show guidance:1
	finds '1' 0 r history guidance:1
	refused registry.no-access 7 note "Mẫu" "Giả mạo"
	refused registry.no-access 7 r change guidance:1 over_at=6/3/2026
	refused registry.no-access 7 r change guidance:1 "text=Giả mạo"
	refused registry.no-access 7 r import --dry-run guidance gia.csv
	refused registry.no-access 7 r undo --reason "không thích" "$act"
	refused registry.not-found 4 r show guidance:2
done
become 1
finds 'Nộp trước khi hết hạn 60 ngày' 0 r list guidance
refused registry.no-access 7 r change guidance:1 over_at=6/3/2026
refused registry.no-access 7 r undo --reason "không thích" "$act"

# Who has left, and whose account is closed, reads none of it any more.
ok "closed" r change account:9 state=closed
become 9
refused registry.no-account 7 r list guidance
become 2
ok "ended" r change guidance:1 over_at=6/4/2026
refused registry.entry-order 4 r change guidance:1 over_at=4/3/2026
finish
