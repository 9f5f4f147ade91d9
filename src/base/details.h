/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words that stand inside messages: a table of its own, so that no message mixes two languages. */
#ifndef TR_BASE_DETAILS_H
#define TR_BASE_DETAILS_H

#include "trien/error.h"

/* A word or phrase of base/details.def in the language; itself where it is not known. */
const char *tr_err_detail(const char *word, enum trien_lang lang);

#endif
