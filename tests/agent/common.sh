# SPDX-License-Identifier: AGPL-3.0-or-later
# For the tests of trien-agent: what the commands' tests have, a home of its own, and a file that enrols a server.
agent_tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$agent_tests/../cli/common.sh"
AGENT=${TRIEN%/*}/trien-agent
export HOME="$work/home" XDG_CONFIG_HOME="$work/home/.config" AGENT
mkdir -p home/.config etc bin
cp -r lab/trust etc/trust
at_terminal() { python3 "$top/tests/cli/terminal.py" "$@"; }
# enrolment FILE KEY [OPTION...]: makes one; later options are told instead of the usual ones.
enrolment() {
	local out=$1 key=$2
	shift 2
	"$AGENT" enrolment --key "$key" --server "${server_id-so-mau}" --origin "${server_origin-https://ky.example}" --name-vi "Sở Mẫu" --name-en "Sample Department" --until "${server_until-2099-12-31}" -o "$out" "$@"
}
