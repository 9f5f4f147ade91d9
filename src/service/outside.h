/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.3 X1 */
/*
 * What judgements want from the network: revocation lists, OCSP answers, certificates of issuers. Asked by processes that have the network and nothing else (trien-fetch), by threads of
 * their own; of hosts alone that the folder of anchors or the configuration names. Nobody waits here: what is not known yet comes later, and who wants it is told then. An answer is kept
 * until it ends, and not longer than TR_SERVICE_OUTSIDE_KEEP_SECONDS: a revocation is known here that much later at most. A host that says nothing is left alone for a while; meanwhile
 * every question to it is answered at once, by why it is.
 */
#ifndef TR_SERVICE_OUTSIDE_H
#define TR_SERVICE_OUTSIDE_H

#include "pki/fetcher.h"
#include "service/config.h"
#include "service/judges.h"

struct tr_outside;

/* *out NULL: nobody may be asked. judges outlives it. Before there is a second thread. trust.host*, fetch.* */
TRIEN_MUST_CHECK trien_rc tr_outside_start(const struct tr_service_config *config, const struct tr_env *env, struct tr_judges *judges, struct tr_outside **out,
		struct trien_err *err);
void tr_outside_stop(struct tr_outside *o);
/* Before anybody asks: what is called, in any thread, when something has come or will not come. */
void tr_outside_tell(struct tr_outside *o, void (*came)(void *context), void *context);

/* Appends the answer. *later: it is being asked for. fetch.*; service.busy where too much is asked for at a time. */
TRIEN_MUST_CHECK trien_rc tr_outside_ask(struct tr_outside *o, const struct tr_fetch_request *r, struct tr_buf *answer, bool *later, struct trien_err *why);
/* How often something has come or will not come. */
unsigned long tr_outside_count(struct tr_outside *o);

/* What somebody has to see to: the first host that says nothing, the first answer that is out of date when it comes. */
struct tr_outside_look {
	char silent[TR_SERVICE_HOST_MAX + 1], stale[TR_SERVICE_HOST_MAX + 1]; /* hosts; "": none */
	struct trien_err why; /* it is silent */
	int64_t until;        /* the stale one was good */
};
void tr_outside_look(struct tr_outside *o, struct tr_outside_look *out);

#endif
