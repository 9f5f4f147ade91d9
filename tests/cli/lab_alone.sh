# SPDX-License-Identifier: AGPL-3.0-or-later
# For scripts that ask a lab's servers, to be read before anything else: the lab's certificates name one port, and in a network of its own nobody else has it.
if [ -z "${LAB_ALONE-}" ] && unshare -rnm true 2>/dev/null && command -v ip >/dev/null; then
	LAB_ALONE=1 exec unshare -rnm bash -c 'ip link set lo up && exec bash "$0"' "$0"
fi
. "$(dirname "$0")/common.sh"
server=
stop_server() {
	if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
	server=
}
trap 'stop_server; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
# serve [--mode MODE]
serve() {
	stop_server
	: >served.txt
	"$TRIEN" lab serve "$@" lab >>served.txt 2>served.err </dev/null &
	server=$!
	for ((i = 0; i < 600; i++)); do
		if grep -q '^ready ' served.txt; then break; fi
		kill -0 $server 2>/dev/null || break
		sleep 0.05
	done
	url=$(sed -n 's/^ready //p' served.txt)
	[ -n "$url" ] || { echo "skipped: no port for the lab's servers: $(cat served.txt served.err)"; exit 77; }
}
serve
