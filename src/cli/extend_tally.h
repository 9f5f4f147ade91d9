/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What became of the files of a run of trien extend, and what still waits, and why. */
#ifndef TR_CLI_EXTEND_TALLY_H
#define TR_CLI_EXTEND_TALLY_H

#include "cli/levels.h"

/* Different reasons that are counted apart; those past it are counted together. */
#define TR_EXTEND_REASONS_MAX ((size_t)16)

enum tr_extend_outcome {
	TR_EXTEND_MADE,     /* it has the level now */
	TR_EXTEND_THERE,    /* it had it before */
	TR_EXTEND_NOTHING,  /* no signature in it */
	TR_EXTEND_WAITING,  /* another run may do it, and nobody need do anything */
	TR_EXTEND_REFUSED,  /* somebody has to look at it */
	TR_EXTEND_OUTCOMES,
};

struct tr_extend_tally {
	size_t count[TR_EXTEND_OUTCOMES];
	struct tr_extend_reason {
		trien_rc why;
		enum tr_extend_outcome outcome;
		size_t count;
	} reasons[TR_EXTEND_REASONS_MAX];
	size_t reason_count, others;
	int refused_exit; /* of the first of them */
};

/* Of a file that was extended (why TRIEN_OK; the level may be lower than wanted), or was not. there: it had the level. */
enum tr_extend_outcome tr_extend_outcome_of(trien_rc why, bool there, const struct tr_level_result *level);
/* "extended", "there", "unsigned", "waiting", "refused" */
const char *tr_extend_outcome_name(enum tr_extend_outcome o);
void tr_extend_tally_add(struct tr_extend_tally *t, enum tr_extend_outcome o, trien_rc why, const struct tr_level_result *level);
/* The counts, and each reason with how many files it holds up. */
void tr_extend_tally_print(const struct tr_extend_tally *t, const struct tr_cli *cli);
/* What somebody has to look at comes before what will be done by itself. */
int tr_extend_tally_exit(const struct tr_extend_tally *t);

#endif
