/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Levels of signatures (B-T, B-LT, B-LTA) for the commands that sign, finish, issue and extend. */
#ifndef TR_CLI_LEVELS_H
#define TR_CLI_LEVELS_H

#include "cli/file.h"
#include "cli/network.h"
#include "pki/tsa.h"
#include "sign/extend.h"
#include "sign/sign.h"

/* As given on the command line. */
struct tr_level_options {
	const char *level, *trust;
	struct tr_option_list tsa, allow;
	bool offline;
};
#define TR_LEVEL_OPTIONS(o) \
	{"--level", TR_OPTION_TEXT, &(o).level}, {"--tsa", TR_OPTION_LIST, &(o).tsa}, \
	{"--allow-host", TR_OPTION_LIST, &(o).allow}, {"--offline", TR_OPTION_FLAG, &(o).offline}

/* Requests over the network for one file. */
#define TR_LEVEL_REQUESTS_MAX 64u
/* What could not be got, as it is told; more of it is only counted. */
#define TR_LEVEL_FAILURES_MAX 8u

struct tr_levels {
	const struct tr_cli *cli;
	enum tr_level want;
	bool asked;
	const struct tr_option_list *tsa;
	struct tr_worker *worker;
	struct tr_network network;
	struct tr_buf anchors;
	struct tr_sign_stamper stamper;
	bool waiting_only; /* of trien extend: sign/extend.h */
};

struct tr_level_result {
	bool asked;
	enum tr_level want, reached;
	struct trien_err why; /* of a lower level than was wanted */
	struct trien_err failures[TR_LEVEL_FAILURES_MAX];
	size_t failure_count;
	unsigned without_nonce; /* OCSP answers that did not repeat the nonce */
	uint64_t added;         /* bytes behind the source */
};

/* NULL: B-B. cli.option-value. */
TRIEN_MUST_CHECK trien_rc tr_levels_read(
		const char *name, enum tr_level *out, struct trien_err *err);
/*
 * Reads anchors, starts trien-fetch where a level is wanted that needs it: before a key is open. cli.option-wanted where --tsa or --trust is
 * missing. *out must stay where it is; close with tr_levels_close(), which {0} is legal for.
 */
TRIEN_MUST_CHECK trien_rc tr_levels_open(const struct tr_level_options *o, const struct tr_cli *cli,
		struct tr_worker *worker, struct tr_levels *out, struct trien_err *err);
void tr_levels_close(struct tr_levels *l);

/* Room for a time stamp, where one is wanted; and who gives it, NULL where not. */
void tr_levels_widen(const struct tr_levels *l, struct tr_sign_request *request);
const struct tr_sign_stamper *tr_levels_stamper(const struct tr_levels *l);
/*
 * Gives the target, which holds the source, the signature of the state and whatever the level wants beside, and commits it. What the
 * network does not give costs the level, not the signature: result says so.
 */
TRIEN_MUST_CHECK trien_rc tr_levels_commit(struct tr_levels *l, struct tr_target *target, const struct tr_sign_state *state,
		struct tr_level_result *result, struct trien_err *err);
/*
 * Appends to the target what its signatures lack, and judges the result. An error where nothing could be added or the result may not
 * be; what was added before the network failed stays, with the reason in result.
 */
TRIEN_MUST_CHECK trien_rc tr_levels_extend(struct tr_levels *l, struct tr_target *target, enum tr_extend_scope scope,
		struct tr_level_result *result, struct trien_err *err);
/* Has the document the level? Nobody is asked. extend.unsigned. */
TRIEN_MUST_CHECK trien_rc tr_levels_are_there(struct tr_levels *l, int document_fd, bool *out, struct trien_err *err);

/* ---- what people and scripts are told; nothing where no level was asked for ---- */
/* Ends the line of a result; on standard error, why the level is lower. */
void tr_levels_print(const struct tr_cli *cli, const char *file, const struct tr_level_result *r);
/* level_wanted, level_reached, level_why (id or null), level_message, ocsp_without_nonce, fetch_failures [{error, message}] */
void tr_levels_put(const struct tr_cli *cli, json_t *object, const struct tr_level_result *r);
int tr_levels_exit(const struct tr_level_result *r);

#endif
