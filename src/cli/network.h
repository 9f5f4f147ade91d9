/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may be asked over the network, and the one way there: trien-fetch, started before any key is open. */
#ifndef TR_CLI_NETWORK_H
#define TR_CLI_NETWORK_H

#include "cli/cli.h"
#include "fetch/courier.h"
#include "worker/worker.h"

struct tr_network_options {
	const char *trust;                  /* directory of anchors, whose list of hosts says who may be asked; NULL: the usual one */
	const struct tr_option_list *allow; /* names more; may be NULL */
	const struct tr_option_list *urls;  /* whose hosts the user has named with them; may be NULL */
	const char *cache;                  /* directory for answers that may be used again; NULL: none */
	const struct tr_env *env;           /* OCSP is asked with a nonce of it; NULL: without, so that answers can be kept */
	bool offline;
	bool public_too; /* webhooks are told, which go to public addresses that nobody has named here (fetch/fetch.c) */
};

struct tr_network {
	struct tr_courier *courier; /* NULL: nobody is asked */
	struct tr_worker *worker;   /* reads how long an answer may be kept; borrowed */
	const struct tr_env *env;
	unsigned without_nonce;   /* OCSP answers that did not repeat the nonce, and were taken for what they say of their time */
	bool offline;
};

/* trust.host*, and the errors of tr_courier_start(). Close with tr_network_close(), which {0} is legal for. */
TRIEN_MUST_CHECK trien_rc tr_network_open(const struct tr_network_options *options, struct tr_worker *worker,
		struct tr_network *out, struct trien_err *err);
/*
 * Its errors beside those of the courier: collect.offline, fetch.host-refused where nobody may be asked, and pki.ocsp-nonce-other where an answer is
 * to another question. n must stay where it is.
 */
struct tr_fetcher tr_network_fetcher(struct tr_network *n);
void tr_network_close(struct tr_network *n);

#endif
