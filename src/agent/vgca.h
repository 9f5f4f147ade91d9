/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien-agent answer: one call of a page of the VGCA protocol, in a process of its own that ends with it. */
#ifndef TR_AGENT_VGCA_H
#define TR_AGENT_VGCA_H

#include <jansson.h>

#include "agent/keys.h"
#include "agent/network.h"
#include "agent/prompt.h"
#include "agent/settings.h"
#include "agent/vgca_request.h"

struct tr_vgca_document {
	struct tr_buf bytes; /* as it is shown: what the signed file begins with */
	struct tr_buf signed_;
	char hash[65];
	int64_t pages; /* 0: they could not be counted */
	char path[PATH_MAX], reserved[PATH_MAX], target[PATH_MAX]; /* in the folder of this call */
	bool is_reserved;    /* places for number, date and seal were put into it here */
	struct trien_err why; /* why it was not signed, or not taken; code TRIEN_OK: it was */
	char name[TR_AGENT_NAME_MAX + 1], server[TR_AGENT_URL_MAX + 1]; /* what the page's server calls it */
};

struct tr_vgca {
	struct tr_cli *cli;
	const char *origin, *folder; /* the folder is this user's alone, and goes when the call does */
	const struct tr_vgca_action *action;
	struct tr_agent_places places;
	struct tr_agent_enrolment server;
	struct tr_agent_network network;
	struct tr_agent_modules modules;
	struct tr_agent_settings settings;
	struct tr_agent_prompt prompt;
	struct tr_vgca_request request;
	char certificate[TR_AGENT_SECRET_SIZE + 1]; /* SHA-256 of the one that the page's service wants; empty: it said none, as services of others do */
	struct tr_agent_keys keys;
	const struct tr_agent_key *key; /* the one that was chosen */
	struct tr_vgca_document *documents;
	char number[TR_AGENT_NAME_MAX + 1], date[TR_AGENT_NAME_MAX + 1]; /* as trien takes them */
	json_t *reply;
};

/* Which certificate: the one that the page's service wants, else any; where there are several, a person says which. agent.no-token, agent.declined, agent.page-certificates */
TRIEN_MUST_CHECK trien_rc tr_vgca_choose(struct tr_vgca *v, struct trien_err *err);
/* Yes to what is shown: the page, the certificate, and each document, which is opened on demand. agent.declined */
TRIEN_MUST_CHECK trien_rc tr_vgca_agree(struct tr_vgca *v, struct trien_err *err);

/* Every document, from the page's own server into the folder. agent.page-download, agent.page-limit, agent.file-failed */
TRIEN_MUST_CHECK trien_rc tr_vgca_fetch(struct tr_vgca *v, struct trien_err *err);
/* SHA-256, in hexadecimal. */
TRIEN_MUST_CHECK trien_rc tr_vgca_hash(struct tr_bytes bytes, char out[65], struct trien_err *err);
/* A signed one to the page's own server. agent.page-upload */
TRIEN_MUST_CHECK trien_rc tr_vgca_send(struct tr_vgca *v, size_t i, struct trien_err *err);

/* Number and day as the command wants them; places for what comes after the first signature. */
TRIEN_MUST_CHECK trien_rc tr_vgca_prepare(struct tr_vgca *v, struct trien_err *err);
/* Signs all that was agreed to; what became of each stands with it. agent.page-not-signed where none was signed. */
TRIEN_MUST_CHECK trien_rc tr_vgca_sign(struct tr_vgca *v, struct trien_err *err);
/* What the signatures of the one document are worth, into the reply. */
TRIEN_MUST_CHECK trien_rc tr_vgca_verify(struct tr_vgca *v, struct trien_err *err);

#endif
