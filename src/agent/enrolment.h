/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The file by which a computer learns of a server whose pages may ask for signatures: JSON that a person can read, and behind it a signature over those bytes (CMS, detached, PEM). Whoever signs it
 * says: this address is this office's. Requirement: R4.3
 *
 *   {"trien_enrolment": 1, "server": "so-mau", "origin": "https://ky.example", "name": {"vi": "…", "en": "…"}, "until": "2027-12-31" [, "authorities": "PEM"] [, "lab": true] [, "protocol": "vgca"]}
 *   -----BEGIN CMS-----
 *   …
 *   -----END CMS-----
 */
#ifndef TR_AGENT_ENROLMENT_H
#define TR_AGENT_ENROLMENT_H

#include "agent/display.h"
#include "crypto/signer.h"
#include "pki/trust.h"

struct tr_agent_enrolment {
	struct tr_agent_server server;
	struct tr_buf authorities; /* PEM: whom the server's TLS certificate comes from; empty: those of the system */
	uint8_t signer[32];        /* SHA-256 of who signed it */
};

/*
 * Its signature fits, its signer leads to an anchor, and it is not over at this time. Whether the signer was revoked is not asked: there may be no network yet. agent.enrolment-*
 * Free with tr_agent_enrolment_free(), also where it is refused.
 */
TRIEN_MUST_CHECK trien_rc tr_agent_enrolment_read(struct tr_bytes file, const struct tr_trust *trust, int64_t now, struct tr_agent_enrolment *out, struct trien_err *err);
void tr_agent_enrolment_free(struct tr_agent_enrolment *e);

/* Appends the file for such a server; s->signer is what the signer's certificate says. agent.enrolment-malformed, agent.enrolment-lab, and what the key refuses. */
TRIEN_MUST_CHECK trien_rc tr_agent_enrolment_make(const struct tr_agent_server *s, struct tr_bytes authorities, struct tr_signer *key, struct tr_buf *out, struct trien_err *err);

#endif
