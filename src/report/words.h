/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the report says for each result. */
#ifndef TR_REPORT_WORDS_H
#define TR_REPORT_WORDS_H

#include "report/report.h"

#define TR_ADVICE(symbol, vi, en) TR_ADVICE_##symbol,
enum tr_advice {
#include "report/advice.def"
	TR_ADVICE_COUNT
};
#undef TR_ADVICE

const char *tr_report_advice(enum tr_advice a, enum trien_lang lang);
/* What to do with a document whose signature (or worst signature) ended so. */
enum tr_advice tr_report_advice_of(enum tr_indication indication, enum tr_sub_indication sub, bool lab);

/* The question of leg i (verify/legal.h), then of the whole, then of the list; and an answer in one word. */
const char *tr_report_question(size_t i, enum trien_lang lang);
const char *tr_report_answer(enum tr_leg_answer a, enum trien_lang lang);

#endif
