#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Runs a program with throw-away keys. usage: with_keys.sh PROGRAM [ARGUMENT...]
set -eu
. "$(dirname "$0")/keys.sh"
TRIEN_TEST_KEYS=$(mktemp -d)
export TRIEN_TEST_KEYS
trap 'rm -rf "$TRIEN_TEST_KEYS"' EXIT
make_keys "$TRIEN_TEST_KEYS"
"$@"
