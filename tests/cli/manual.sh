#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every option of a command stands in its manual page and its completion; the pages are without fault.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
mandoc -T lint -W warning docs/man/*.[18]
bash -n completions/trien.bash
for command in sign prepare finish extend verify inspect scan-pdf scan-check place reserve issue profile evidence trust token store audit registry office jobs lab; do
	page=docs/man/trien-$command.1
	[ $command != finish ] || page=docs/man/trien-prepare.1
	shared=
	case $command in
	sign) shared='src/cli/levels.h src/cli/signing.h src/cli/signing_key.h src/cli/secrecy_gate.h src/cli/look.h' ;;
	prepare) shared='src/cli/signing.h src/cli/secrecy_gate.h src/cli/look.h' ;;
	jobs) shared='src/cli/mail_options.h' ;;
	extend | finish) shared='src/cli/levels.h' ;;
	office) shared='src/cli/secrecy_gate.h' ;;
	issue) shared='src/cli/issue_right.h src/cli/levels.h src/cli/signing_key.h src/cli/secrecy_gate.h' ;;
	esac
	# shellcheck disable=SC2086
	if "${TRIEN:?}" "$command" --help | grep -xE '  -[-a-z]+'; then
		echo "FAILED: src/cli/option_words.def does not say what these options of $command are for"
		exit 1
	fi
	for option in $(grep -ohE '\{"--[a-z-]+"' src/cli/${command//-/_}.c $shared | tr -d '{"' | sort -u) --json --lang; do
		man=${option#--}
		grep -q -- "Fl -$man\b" $page || { echo "FAILED: $page lacks $option"; exit 1; }
		grep -q -- "--$man\b" completions/trien.bash || { echo "FAILED: trien.bash lacks $option"; exit 1; }
		grep -q -- "-l $man\b" completions/trien.fish || { echo "FAILED: trien.fish lacks $option"; exit 1; }
	done
done
agent=${TRIEN%/*}/trien-agent
for command in open check enrol servers forget enrolment; do
	if "$agent" $command --help | grep -xE '  -[-a-z]+'; then
		echo "FAILED: src/cli/option_words.def does not say what these options of trien-agent $command are for"
		exit 1
	fi
	for option in $("$agent" $command --help | grep -oE '^  --[a-z-]+' | sort -u); do
		grep -q -- "Fl -${option#--}\b" docs/man/trien-agent.1 || { echo "FAILED: trien-agent.1 lacks $option"; exit 1; }
	done
done
echo "manual pages: ok"
