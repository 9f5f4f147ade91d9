/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A trien-fetch of the service's: started before there is a second thread, and anew when it is gone (crashed, killed), a few times in a while. The new one is another
 * program at once (exec) and gets nothing of this process but its line. One thread at a time.
 */
#ifndef TR_SERVICE_RUNNER_H
#define TR_SERVICE_RUNNER_H

#include "base/env.h"
#include "fetch/courier.h"

struct tr_runner {
	const struct tr_env *env;
	struct tr_fetch_options options; /* with what they borrow, of whoever starts it */
	struct tr_courier *courier;      /* NULL: it could not be started anew */
	unsigned starts;                 /* of a new one, since starts_since */
	int64_t starts_since;
};

/* Env and options are set. fetch.* */
TRIEN_MUST_CHECK trien_rc tr_runner_start(struct tr_runner *r, struct trien_err *err);
/* As far as the last request has shown. */
bool tr_runner_is_there(const struct tr_runner *r);
/* False where it was started often enough, or does not start. */
bool tr_runner_start_anew(struct tr_runner *r);
/* {0} is legal. */
void tr_runner_stop(struct tr_runner *r);

#endif
