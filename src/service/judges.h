/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Workers that judge files for who comes by HTTP (worker/worker.h): started before there is a second thread or a connection to anything. Each judges one file at a time,
 * in a process of its own that has that file and nothing else; a file that crashes or hangs it costs its own request.
 */
#ifndef TR_SERVICE_JUDGES_H
#define TR_SERVICE_JUDGES_H

#include "base/bytes.h"
#include "base/env.h"
#include "worker/worker.h"

struct tr_judges;

/* trust: the folder of the anchors. pki.trust-*, worker.* */
TRIEN_MUST_CHECK trien_rc tr_judges_start(size_t count, const char *trust, struct tr_judges **out, struct trien_err *err);
void tr_judges_stop(struct tr_judges *j);
/* Is there one that has no work? */
bool tr_judges_is_free(struct tr_judges *j);
/* Or room to wait for the next one that has none? */
bool tr_judges_is_near(struct tr_judges *j);
/* Before there is a second thread: what is called, in any, when a worker has become free, or room to wait for one. */
void tr_judges_tell(struct tr_judges *j, void (*freed)(void *context), void *context);
/* To be called about once a second: puts a new one in the place of each that was killed from outside. worker.start-failed where nobody is left who makes them. */
TRIEN_MUST_CHECK trien_rc tr_judges_mend(struct tr_judges *j, struct trien_err *err);
/* How many were started, live, and are at work. */
struct tr_judges_count {
	size_t all, alive, busy;
};
struct tr_judges_count tr_judges_count(struct tr_judges *j);
/*
 * Lends a worker that no other request has meanwhile: several tasks about one file in a row. trust: anchors as tr_trust_write() gives them. Work that has lost
 * its worker (killed from outside) is done anew with another. Where all are at work it waits a moment, unless as many as there are workers do so already: service.busy. What work says.
 */
typedef trien_rc (*tr_judges_work)(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_judges_lend(struct tr_judges *j, tr_judges_work work, void *context, struct trien_err *err);
/* The same for who may wait, in a thread of its own: tried again for TR_SERVICE_JUDGE_TRIES hundredths of a second. */
TRIEN_MUST_CHECK trien_rc tr_judges_lend_anyway(struct tr_judges *j, tr_judges_work work, void *context, struct trien_err *err);

#endif
