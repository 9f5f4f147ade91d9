#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# A quiet run of notices beside a walk over all certificates, 10^5 and 3 * 10^5 of them, on both back ends (of fewer, both take no time). Usage: notices.sh BUILD-DIR; exits 1 where a limit is missed.
set -euo pipefail
missed=0
for many in 100000 300000; do
	"$1/bench/bench_notices" $many || missed=1
done
exit $missed
