/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R2.1b
 * Portals of public services: programs of others that report what was signed. A portal comes by a token, "trienp_3_" and 64 hex digits of
 * 256 random bits, which is shown once: the book has the SHA-256 of the secret alone. A token that is changed is gone at once.
 */
#ifndef TR_REGISTRY_PORTAL_H
#define TR_REGISTRY_PORTAL_H

#include "base/env.h"
#include "registry/act.h"

#define TR_PORTAL_TOKEN_MAX (TR_HEX256 + 32u)

enum tr_portal_verb { TR_PORTAL_MAKE, TR_PORTAL_ROTATE, TR_PORTAL_REVOKE };

struct tr_portal_change {
	enum tr_portal_verb verb;
	const struct tr_env *env;
	const char *service; /* make: its code */
	const char *name;    /* make */
	int64_t portal;      /* rotate, revoke; of make, what became of it */
	char token[TR_PORTAL_TOKEN_MAX]; /* what is shown, once; clear it. Of revoke: empty */
};
/* "portal.enter" for make, "portal.change" for the others. */
const char *tr_portal_act(enum tr_portal_verb verb);
/* The work of such an act; context is a struct tr_portal_change. registry.key-unknown, registry.not-found, registry.portal-revoked. */
TRIEN_MUST_CHECK trien_rc tr_portal_change(struct tr_acting *a, void *context, struct trien_err *err);

/* Whose token it is; compared in constant time. In a transaction. registry.portal-token: nobody's. */
struct tr_portal {
	int64_t id, service;
};
TRIEN_MUST_CHECK trien_rc tr_portal_of(struct tr_sql *db, const char *token, struct tr_portal *out, struct trien_err *err);

#endif
