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

#endif
