/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a server answers, read strictly: every member that is known is of its kind and within its cap, or the answer is none. What is not known is passed over. */
#ifndef TR_AGENT_ERRAND_H
#define TR_AGENT_ERRAND_H

#include "agent/gap.h"
#include "agent/limits.h"
#include "crypto/signer.h"

/* One document that is to be signed; texts are empty where the server says none. */
struct tr_agent_item {
	int64_t number;
	bool seals; /* for the agency; otherwise a person's own signature */
	char agency[TR_AGENT_NAME_MAX + 1], symbol[TR_AGENT_NAME_MAX + 1], title[TR_AGENT_TITLE_MAX + 1];
	char base[TR_AGENT_SECRET_SIZE + 1]; /* SHA-256 of the document as it is */
	int64_t base_size, revision_size;
	int64_t pages; /* counted at this desk (agent/pages.h), never what a server says; 0: they could not be */
	struct tr_agent_gap gap;
	struct tr_signer_choice how;
	struct tr_buf attributes;
};
struct tr_agent_errand {
	char secret[TR_AGENT_SECRET_SIZE + 1], certificate[TR_AGENT_SECRET_SIZE + 1];
	char code[5];
	char name[TR_AGENT_NAME_MAX + 1], post[TR_AGENT_NAME_MAX + 1], agency[TR_AGENT_NAME_MAX + 1]; /* who asks */
	int64_t until;
	struct tr_agent_item *items;
	size_t count;
};

/* The answer to a token that is redeemed. agent.answer-invalid, agent.errand-too-large. Free with tr_agent_errand_free() also then. */
TRIEN_MUST_CHECK trien_rc tr_agent_errand_read(struct tr_bytes in, struct tr_agent_errand *out, struct trien_err *err);
void tr_agent_errand_free(struct tr_agent_errand *e);

/* A device whose PIN is to be changed: its serial number by the books, and the certificates by which its token is found. */
struct tr_agent_pin_wish {
	char serial[TR_AGENT_NAME_MAX + 1];
	char certificates[TR_AGENT_PIN_CERTIFICATES_MAX][TR_AGENT_SECRET_SIZE + 1];
	size_t count;
};
TRIEN_MUST_CHECK trien_rc tr_agent_pin_wish_read(struct tr_bytes in, struct tr_agent_pin_wish *out, struct trien_err *err);

/* A text to be signed for a login: it begins with what such texts begin with, and the address of this server (service/challenge.h). out: Appended. agent.answer-invalid, agent.other-server */
TRIEN_MUST_CHECK trien_rc tr_agent_challenge_read(struct tr_bytes in, const char *origin, struct tr_buf *out, struct trien_err *err);
/* The answer to a login. */
TRIEN_MUST_CHECK trien_rc tr_agent_ticket_read(struct tr_bytes in, char out[TR_AGENT_SECRET_SIZE + 1], struct trien_err *err);
/* What a refusal of the server's says (RFC 9457): always agent.server-refuses, with its id and words, in which nothing moves a cursor. */
trien_rc tr_agent_refusal(unsigned status, struct tr_bytes in, enum trien_lang lang, struct trien_err *err);

#endif
