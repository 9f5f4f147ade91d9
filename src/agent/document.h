/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A document as it will be signed, in memory: fetched once, held against what the server said of it, hashed here. The same bytes are shown. */
#ifndef TR_AGENT_DOCUMENT_H
#define TR_AGENT_DOCUMENT_H

#include "agent/errand.h"
#include "crypto/digest.h"

struct tr_agent_document {
	struct tr_buf bytes; /* base, and behind it what is appended; the signature's place is empty */
	uint8_t to_sign[TR_DIGEST_MAX]; /* digest of the signed attributes */
	size_t to_sign_n;
};

/* The base is that which was named. agent.other-document */
TRIEN_MUST_CHECK trien_rc tr_agent_document_check_base(const struct tr_agent_document *d, const struct tr_agent_item *item, struct trien_err *err);
/*
 * The whole: its sizes, its gap, and that the attributes are those of this very document, by this desk's own digest, and of this certificate. Then to_sign is what the key may sign. agent.other-document, agent.gap,
 * agent.other-digest
 */
TRIEN_MUST_CHECK trien_rc tr_agent_document_check(struct tr_agent_document *d, const struct tr_agent_item *item, const char *certificate, struct trien_err *err);

#endif
