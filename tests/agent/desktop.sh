#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The desktop gives an address of ours to the agent, as one word, whatever stands in it (xdg-mime, xdg-open, trien-agent.desktop).
# Requirement: R4.3
set -euo pipefail
command -v xdg-mime >/dev/null && command -v xdg-open >/dev/null || exit 77
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }
export HOME="$work" XDG_DATA_HOME="$work/data" XDG_CONFIG_HOME="$work/config" PATH="$work/bin:$PATH" DISPLAY=:77 GOT="$work/got"
unset XDG_CURRENT_DESKTOP DESKTOP_SESSION KDE_FULL_SESSION GNOME_DESKTOP_SESSION_ID
mkdir -p "$work/bin" "$XDG_DATA_HOME/applications" "$XDG_CONFIG_HOME"
cp "$top/packaging/agent/trien-agent.desktop" "$XDG_DATA_HOME/applications/"
# It writes what it was given, and then what the agent itself says of it.
printf '#!/bin/sh\nprintf "[%%s]\\n" "$@" >>"$GOT"\ncommand=$1; shift; exec "%s" "$command" --etc "%s" --lang en "$@" 2>>"$GOT.said"\n' "${TRIEN%/*}/trien-agent" "$work" >"$work/bin/trien-agent"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/pinentry"
chmod +x "$work"/bin/*
xdg-mime default trien-agent.desktop x-scheme-handler/trien
[ "$(xdg-mime query default x-scheme-handler/trien)" = trien-agent.desktop ] || fail "not registered"
# opens URI: it arrives as it is, behind the end of options.
opens() {
	rm -f "$GOT" "$GOT.said"
	xdg-open "$1" >/dev/null 2>&1 || true
	[ "$(cat "$GOT")" = "$(printf '[open]\n[--]\n[%s]' "$1")" ] || fail "came as: $(cat "$GOT")"
	grep -q "\[$2\]" "$GOT.said" || fail "want $2: $(cat "$GOT.said")"
}
secret=$(printf '0123456789abcdef%.0s' 1 2 3 4)
opens "trien://s/so-mau/$secret" agent.trust-missing
opens "trien://s/so-mau/$secret --trust=/tmp" agent.uri-invalid
opens "trien://s/so-mau/\$(touch $work/done)" agent.uri-invalid
opens "trien://s/so-mau/\"; touch $work/done; \"" agent.uri-invalid
opens "trien://s/so-mau/%20--etc=/tmp" agent.uri-invalid
[ ! -e "$work/done" ] || fail "a command was run"
echo "an address comes as one word"
