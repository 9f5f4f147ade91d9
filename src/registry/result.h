/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R2.1b
 * Signed results of public services, as their portals report them: one row for each dossier. To report a dossier again is to correct it: a new
 * version; what was withdrawn counts no more. What a portal sends in one request is one act, or nothing at all.
 */
#ifndef TR_REGISTRY_RESULT_H
#define TR_REGISTRY_RESULT_H

#include "registry/portal.h"

struct tr_result {
	const char *dossier;
	const char *document; /* SHA-256 in hex */
	int64_t signed_at;
	bool withdrawn;
	struct trien_err wrong; /* why it is refused; code TRIEN_OK: it is not */
};

struct tr_results {
	struct tr_portal portal;
	int64_t now;
	const char *key;  /* of the request */
	const char *body; /* SHA-256 of it, in hex */
	struct tr_result *rows;
	size_t count;
	struct tr_buf answer; /* JSON; free it */
	/* What was done; nothing where the request had been done before. */
	int64_t act;
	size_t entered, changed, same;
};

/*
 * Takes them, in a transaction of the caller's that writes. A request whose key was answered before is answered the same and does nothing.
 * registry.request-key-used: it was another body; registry.portal-token; registry.results-refused: rows say what is wrong with them.
 */
TRIEN_MUST_CHECK trien_rc tr_results_take(struct tr_sql *db, struct tr_results *t, struct trien_err *err);
/* A page of a service's, behind the row `after`: id, version, dossier, signed_at, document, withdrawn. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_results_page(struct tr_sql *db, int64_t service, int64_t after, size_t limit, struct tr_sql_rows *out, struct trien_err *err);
/* The figure of the report: how many of a service's were signed from `from` on and before `to`, and not withdrawn. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_results_count(struct tr_sql *db, int64_t service, int64_t from, int64_t to, int64_t *out, struct trien_err *err);

#endif
