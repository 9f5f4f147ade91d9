/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
/*
 * Time stamps for signatures that are prepared here: asked by trien-fetch, a process that has the network and nothing else, started before there is a second
 * thread; what comes back is read in a worker. An authority that does not answer is not asked again for a while: it costs one request its time, not the service.
 * A trien-fetch that crashed, hung or was killed is started anew, a few times in a while: the signature that met it is stamped all the same where there is time.
 */
#ifndef TR_SERVICE_STAMPS_H
#define TR_SERVICE_STAMPS_H

#include "service/config.h"
#include "service/judges.h"
#include "sign/sign.h"

struct tr_stamps;

/* judges outlives it. fetch.* */
TRIEN_MUST_CHECK trien_rc tr_stamps_start(const struct tr_service_config *config, const struct tr_env *env, struct tr_judges *judges, struct tr_stamps **out,
		struct trien_err *err);
void tr_stamps_stop(struct tr_stamps *s);
/* For struct tr_sign_state; in any thread, one question after another. tsa.none-answered, fetch.*, service.busy */
struct tr_sign_stamper tr_stamps_stamper(struct tr_stamps *s);
/* Does anybody answer? Asks where nobody has answered for TR_SERVICE_TSA_PROBE_SECONDS. tsa.none-answered, fetch.* */
TRIEN_MUST_CHECK trien_rc tr_stamps_look(struct tr_stamps *s, struct trien_err *err);

#endif
