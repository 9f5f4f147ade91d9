/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7
 * The clock's own act: a certificate whose last moment has passed becomes expired, once, with all that this entails (its signing stops, the recall of
 * its device is drafted, who is to know is told). Nothing is told of an expiry that was before the books knew of the certificate.
 */
#ifndef TR_REGISTRY_EXPIRE_H
#define TR_REGISTRY_EXPIRE_H

#include "registry/act.h"

struct tr_expire_count {
	uint64_t expired;
	uint64_t refused;      /* by the rules: tried again at the next run */
	int64_t refused_first; /* the certificate */
	struct trien_err why;  /* of that one */
};
/*
 * Each certificate that is still live and whose last moment lies before `until` and before act->at: one act and one transaction each, in the order of their
 * ends, so that one that is refused stops no other and one that is killed goes on where it was. Only act->at and act->blobs count. Errors of the store.
 */
TRIEN_MUST_CHECK trien_rc tr_certificates_expire(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, int64_t until,
		struct tr_expire_count *out, struct trien_err *err);

#endif
