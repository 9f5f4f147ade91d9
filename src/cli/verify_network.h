/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a verdict lacks is got over the network, where that may be asked, and the file is judged again. */
#ifndef TR_CLI_VERIFY_NETWORK_H
#define TR_CLI_VERIFY_NETWORK_H

#include "cli/network.h"
#include "worker/tasks.h"

struct tr_verify_network {
	bool offline;
	bool fresh;   /* nothing that was got for another judgement: a proof is to be of the day on which it is taken */
	const struct tr_env *env; /* of proofs: OCSP with a nonce (cli/network.h) */
	struct tr_option_list allow;
	const char *trust;
	bool open; /* it is opened when it is needed first */
	struct tr_network network;
	struct tr_worker *worker;
	int answers; /* what was got for the file that was judged last (worker/answers.h), a file without a name; -1: nothing */
};

/* Judges again with what was got so far (worker/answers.h), as an open file. */
typedef trien_rc tr_verify_again(void *context, int answers, json_t **report, struct trien_err *err);
/*
 * Gets what *report names as missing, judges again with that, and so on until nothing more can be got; *report is then the last verdict,
 * with "fetch_failures" of what could not be got, "ocsp_without_nonce" where a nonce is sent, and n->answers what was got. Nothing happens where nothing is missing.
 */
TRIEN_MUST_CHECK trien_rc tr_verify_network_get(struct tr_verify_network *n, enum trien_lang lang, tr_verify_again *again, void *context,
		json_t **report, struct trien_err *err);
/* Judges the file at path once; answers: what was got for it, -1: nothing. */
TRIEN_MUST_CHECK trien_rc tr_verify_file(struct tr_worker *worker, const char *path, const struct tr_judge_request *request, int answers,
		json_t **report, struct trien_err *err);
/* The same as tr_verify_network_get() for the file at path, judged by the request. */
TRIEN_MUST_CHECK trien_rc tr_verify_network_judge(struct tr_verify_network *n, const char *path,
		const struct tr_judge_request *request, json_t **report, struct trien_err *err);
/* Tells people what is missing where the verdict is open, and why. */
void tr_verify_network_print(const struct tr_cli *cli, const json_t *report);
void tr_verify_network_close(struct tr_verify_network *n);

#endif
