/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R11
 * The book of revocation lists: of each issuer the newest that was seen, as its signed file says; nobody types it. What makes a list one of its
 * issuer is asked before (exchange/crl_file.h); here it is held against the one in the book and the clock.
 */
#ifndef TR_REGISTRY_CRL_H
#define TR_REGISTRY_CRL_H

#include "registry/act.h"

/* What a list says; texts are the caller's. */
struct tr_crl_facts {
	const char *issuer, *key_id, *sha256;
	const char *number; /* NULL: none */
	int64_t this_update, next_update;
	bool has_next_update;
};

struct tr_crl_seen {
	struct tr_crl_facts is;
	/* What became of it. */
	enum tr_crl_became { TR_CRL_NEW, TR_CRL_CHANGED, TR_CRL_SAME } became;
	int64_t id;
};
/* The last moment at which it is fresh: its nextUpdate; of one that has none, TR_CRL_UNDATED_SECONDS after thisUpdate. */
int64_t tr_crl_stale_at(const struct tr_crl_facts *f);
/*
 * The work of an act: context is a struct tr_crl_seen. The same file again changes nothing, so there is no act. registry.crl-older: the book has one
 * that was made later, or as late and is fresh for longer; registry.crl-future: more than TR_CRL_EARLY_SECONDS after now.
 */
TRIEN_MUST_CHECK trien_rc tr_crl_see_work(struct tr_acting *a, void *context, struct trien_err *err);

#endif
