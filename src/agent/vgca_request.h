/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a page of the VGCA protocol (docs/vgca-protocol.md) wants: the action is the path of the address that it has opened, all else one message of JSON. A page is not believed: it names documents, and
 * where they are and go is on its own origin alone. Requirement: R5.3
 */
#ifndef TR_AGENT_VGCA_REQUEST_H
#define TR_AGENT_VGCA_REQUEST_H

#include "agent/limits.h"
#include "base/bytes.h"

enum tr_vgca_kind {
	TR_VGCA_VERSION,
	TR_VGCA_CERTIFICATE,
	TR_VGCA_SETTINGS,
	TR_VGCA_APPROVE,  /* a person signs, seen where there is handwriting for it */
	TR_VGCA_ISSUE,    /* number, date, the agency's signature */
	TR_VGCA_APPENDIX, /* the agency signs a separate attachment */
	TR_VGCA_COPY,     /* the agency signs an e-copy */
	TR_VGCA_PDF,
	TR_VGCA_FILES,
	TR_VGCA_VERIFY,
	TR_VGCA_NONE,
	TR_VGCA_KINDS
};
struct tr_vgca_action {
	const char *name;
	enum tr_vgca_kind kind;
};
/* By the path "/SignApproved", with nothing behind it; NULL: there is none of that name. */
const struct tr_vgca_action *tr_vgca_action_find(struct tr_bytes path);
/* Does it sign documents? */
bool tr_vgca_signs(enum tr_vgca_kind kind);

/* A document of the page's. */
struct tr_vgca_file {
	char id[TR_AGENT_NAME_MAX + 1];   /* the page's own; empty: none */
	char path[TR_AGENT_URL_MAX + 1];  /* on its origin, as it goes over the line */
	char name[TR_AGENT_NAME_MAX + 1]; /* for a person */
};
struct tr_vgca_field {
	char key[TR_AGENT_NAME_MAX + 1], value[TR_AGENT_NAME_MAX + 1];
};
struct tr_vgca_request {
	enum tr_vgca_kind kind;
	char upload[TR_AGENT_URL_MAX + 1]; /* path; empty: nothing is uploaded */
	char cookie[TR_AGENT_COOKIE_MAX + 1], bearer[TR_AGENT_BEARER_MAX + 1];
	char number[TR_AGENT_NAME_MAX + 1], date[TR_AGENT_NAME_MAX + 1];
	struct tr_vgca_field fields[TR_AGENT_FIELDS_MAX];
	size_t field_count;
	struct tr_vgca_file *files;
	size_t file_count;
};

/*
 * Of a page of that origin. Actions that want nothing take any message. agent.page-request, agent.page-other-origin, agent.page-limit. Free with tr_vgca_request_free(), also where it is refused.
 */
TRIEN_MUST_CHECK trien_rc tr_vgca_request_read(enum tr_vgca_kind kind, const char *origin, struct tr_bytes message, struct tr_vgca_request *out, struct trien_err *err);
void tr_vgca_request_free(struct tr_vgca_request *r);

#endif
