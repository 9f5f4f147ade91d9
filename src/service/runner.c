/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/runner.h"

#include "service/limits.h"

trien_rc
tr_runner_start(struct tr_runner *r, struct trien_err *err)
{
	return tr_courier_start(NULL, &r->options, &r->courier, err);
}

bool
tr_runner_is_there(const struct tr_runner *r)
{
	return r->courier != NULL && tr_courier_is_there(r->courier);
}

bool
tr_runner_start_anew(struct tr_runner *r)
{
	const int64_t now = r->env->now(r->env->context);

	if (now >= r->starts_since + TR_SERVICE_FETCH_STARTS_SECONDS) {
		r->starts_since = now;
		r->starts = 0;
	}
	if (r->starts == TR_SERVICE_FETCH_STARTS_MAX)
		return false;
	r->starts++;
	tr_runner_stop(r);
	return tr_runner_start(r, NULL) == TRIEN_OK;
}

void
tr_runner_stop(struct tr_runner *r)
{
	tr_courier_stop(r->courier);
	r->courier = NULL;
}
