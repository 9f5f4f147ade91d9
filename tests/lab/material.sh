#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# A lab that is only material: made once a run of ctest (the fixture "lab"), and copied by each test that wants one; keys cost seconds.
# Usage: material.sh make | material.sh copy DIR. $TRIEN_LAB names it; without it the copy is a lab newly made. Tests of "trien lab init" itself call that.
set -euo pipefail
case "$1" in
make)
	# Two runs of ctest in one build tree: the later waits until nobody copies, and then who waited has the newer one.
	exec 9>"$TRIEN_LAB.lock"
	flock 9
	rm -rf "$TRIEN_LAB"
	"$TRIEN" lab init "$TRIEN_LAB"
	;;
copy)
	if [ -z "${TRIEN_LAB-}" ]; then exec "$TRIEN" lab init "$2"; fi
	exec 9<"$TRIEN_LAB.lock"
	flock -s 9
	cp -a "$TRIEN_LAB" "$2"
	for file in tokens.json softhsm/softhsm2.conf; do # they say where the lab is
		if [ -e "$2/$file" ]; then sed -i "s|$TRIEN_LAB/|$(realpath "$2")/|" "$2/$file"; fi
	done
	if grep -rF "$TRIEN_LAB/" "$2"; then
		echo "the copy says that it is elsewhere" >&2
		exit 1
	fi
	;;
esac
