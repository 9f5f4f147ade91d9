#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien office draft … finish where everybody comes by an account: whose step it is or was sees the document, and may do what is his; who has nothing to do with it
# neither sees nor does anything.
# Requirement: R4.1 R5.3 R9.1 R9.3
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

me=$(id -un)
# To be somebody else: the account's name in the database, by hand. That is what who can write the file can do, and what the audit trail names.
become() {
	python3 - "$1" "$me" <<'PY'
import sqlite3, sys
d = sqlite3.connect("kho/trien.db")
d.execute("UPDATE account SET name = 'x' || id")
d.execute("UPDATE account SET name = ? WHERE person = ?", (sys.argv[2], sys.argv[1]))
d.commit()
PY
}
enter() { ok "enter $1" "$TRIEN" registry enter kho "$@"; }
office() { "$TRIEN" office "$@"; }
show() { "$TRIEN" registry show kho "$1"; }
today=$(TZ=Asia/Ho_Chi_Minh date +%d/%m/%Y)
last=$(TZ=Asia/Ho_Chi_Minh date -d 'next month' +%Y-%m-%d)

# ---- people: 1 the administrator, 2 clerk, 3 head, 4 signatory; without a post 5 drafts, 6 signs, 7 has nothing to do with it, 8 is given what is 6's ----
ok "bootstrap" "$TRIEN" registry bootstrap --origin so-noi-vu.example/mau --agency H00 '--agency-name=UBND tỉnh Mẫu' --person QT1 '--name=Nguyễn Văn Mẫu' kho
enter agency code=H01 'name=Sở Mẫu' kind=department parent=H00
for i in 2 3 4 5 6 7 8; do enter person code=CB$i "name=Cán bộ Mẫu $i" agency=H01; done
for who in 'CB2 clerk' 'CB3 head' 'CB4 signatory'; do
	enter post "person=${who% *}" agency=H01 "title=Mẫu" "role=${who#* }" from_at=2020-01-01
done
for i in 2 3 4 5 6 7 8; do enter account kind=os name=x$i person=CB$i; done
enter numbering agency=H01 symbol=SM scheme=kind
enter device kind=token serial=T1 agency=H01 state=assigned
certificate() { # KEY OPTIONS...
	sed -n '/BEGIN CERT/,/END CERT/p' "lab/keys/$1.pem" >"$1.crt.pem"
	ok "certificate of $1" "$TRIEN" registry certificate --trust lab/trust --agency H01 --state active "${@:2}" kho "$1.crt.pem"
}
certificate agency --holder agency --device token/T1
certificate leader --holder person --person CB3
certificate checker --holder person --person CB6
certificate clerk --holder person --person CB8

# ---- the drafter ----
become 5
draft() { office draft --trust lab/trust --agency H01 --kind QĐ --subject 'Về việc mẫu' "$@"; }
refused registry.as-other 7 draft --as person:6 --procedure 3 kho small.pdf
refused registry.role-not-held 7 draft --role clerk --procedure 3 kho small.pdf
says 'document:1' draft --procedure 3 kho small.pdf
ok "annex" office attach --trust lab/trust --annex --name 'Phụ lục mẫu' kho document:1 small.pdf
says 'đang trình ký' office submit kho document:1 1:review:CB7 1:content:CB6 2:sign:CB3
ok "show" show document:1
qpdf --linearize small.pdf two.pdf
says 'document:2' draft --procedure 2 kho two.pdf # the drafter's alone

# ---- whose step waits sees the document, its annexes and steps; nothing else ----
become 6
says 'Về việc mẫu' show document:1
says 'Phụ lục mẫu' show attachment:1
ok "reads it" office file -o read.pdf kho document:1
cmp read.pdf small.pdf || fail "another file"
says 'document:1' "$TRIEN" registry list --json kho document
says 'chờ' office steps kho document:1
says '"document:1"' "$TRIEN" registry list --json --columns document,kind kho step
refused registry.out-of-scope 7 show document:2
refused registry.out-of-scope 7 office steps kho document:2
refused registry.out-of-scope 7 show draft:2
refused rules.state 7 office approve kho document:2
refused rules.submission-drafter 7 office take-back --reason x kho document:1
become 7
ok "reviewer" show document:1
ok "agrees" office approve kho document:1
ok "still sees it" office steps kho document:1 # whose step it was

# ---- a stranger ----
become 8
refused registry.out-of-scope 7 show document:1
refused registry.out-of-scope 7 show attachment:1
target=stolen.pdf
for what in document:1 attachment:1 draft:1 step:2; do refused registry.out-of-scope 7 office file -o stolen.pdf kho "$what"; done
target=
refused registry.out-of-scope 7 show draft:1
refused registry.out-of-scope 7 office steps kho document:1
says '"rows":\[\]' "$TRIEN" registry list --json kho document
says '"rows":\[\]' "$TRIEN" registry list --json kho step
refused rules.step-turn 7 office begin --certificate certificate:4 -o b.pdf kho document:1
refused rules.step-turn 7 office approve kho document:1
[ ! -e b.pdf ] || fail "a stranger got the file"

# ---- the clerk gives him 6's steps, in writing: he sees what waits for 6, as long as it does ----
become 2
delegate() { office delegate --agency H01 --giver CB6 --taker CB8 --decision 07/GUQ-MẪU --decided "$today" --from "$1" --until "$2" kho; }
says 'delegation:1' delegate 2030-01-01 2030-02-01 # not yet
become 8
refused registry.out-of-scope 7 show document:1
become 2
says 'delegation:2' delegate "$today" "$last"
become 8
says 'Về việc mẫu' show document:1
ok "steps" office steps kho document:1
refused registry.out-of-scope 7 show document:2
become 6
ok "begin" office begin --certificate certificate:3 -o b1.pdf kho document:1
ok "sign" "$TRIEN" sign --unseen --key pem:lab/keys/checker.pem -o b1s.pdf b1.pdf
become 8
refused office.session-other 7 office finish --trust lab/trust kho signing:1 b1s.pdf
become 6
says 'đã nhận chữ ký' office finish --trust lab/trust kho signing:1 b1s.pdf
says 'đã nhận từ trước, không ghi lại; đang trình ký' office finish --trust lab/trust kho signing:1 b1s.pdf
says '"done_before":true' office finish --json --trust lab/trust kho signing:1 b1s.pdf
says 'đã xong' office steps kho document:1
become 8
refused registry.out-of-scope 7 show document:1 # nothing waits for 6 any more

# ---- the head, the signatory and the clerk see the agency's; each does what is his ----
become 4
ok "signatory sees" show document:1
refused rules.step-turn 7 office begin --certificate certificate:2 -o b2.pdf kho document:1
become 3
ok "head sees" office steps kho document:1
ok "begin" office begin --certificate certificate:2 -o b2.pdf kho document:1
ok "sign" "$TRIEN" sign --unseen --key pem:lab/keys/leader.pem -o b2s.pdf b2.pdf
says 'đủ chữ ký cá nhân' office finish --trust lab/trust kho signing:2 b2s.pdf
refused rules.role 7 office number kho document:1
become 2
says 'Số 01/QĐ-SM' office number kho document:1
refused office.session-key 7 office begin --certificate certificate:1 -o b3.pdf kho document:1 # no custody: whose device it is, the books do not say

# ---- the administrator reads no documents, in nobody's name ----
become 1
refused registry.out-of-scope 7 show document:1
refused registry.no-access 7 office steps --as person:6 kho document:1
refused registry.no-access 7 office file --as person:6 -o stolen.pdf kho document:1
refused office.role-not-held 7 draft --role subscriber --procedure 2 kho small.pdf # works elsewhere

finish
