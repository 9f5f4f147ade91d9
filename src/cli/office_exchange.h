/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office exchange: the two halves of a run. */
#ifndef TR_CLI_OFFICE_EXCHANGE_H
#define TR_CLI_OFFICE_EXCHANGE_H

#include "cli/office_in.h"
#include "exchange/edxml.h"
#include "office/withdrawal.h"

struct tr_exchange_run {
	struct tr_registry_run *r;
	struct tr_office_who who;
	int64_t agency;
	const char *organ;      /* this agency's code */
	struct tr_in_desk desk; /* open with --folder */
	struct tr_watched folder;
	json_t *came, *given;
	struct trien_err first; /* what went wrong with the first that was not done */
};

/* The state in words for people. */
const char *tr_exchange_says(const struct tr_exchange_run *x, enum tr_message_state state);

/* Writes a file of --outbox for each message that is due, and records that it was given. */
TRIEN_MUST_CHECK trien_rc tr_exchange_give(struct tr_exchange_run *x, const char *outbox, struct trien_err *err);

#endif
