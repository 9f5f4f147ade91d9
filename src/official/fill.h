/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The clerk's half of procedures 2 and 3: number and date go into the texts that were reserved (reserve.h), in the
 * revision that carries the agency's signature. Changes /V of the fields and /AP of their widgets, nothing else.
 * Does not ask whether earlier signatures are intact, nor whose turn it is (sign/reserved.h).
 */
#ifndef TR_OFFICIAL_FILL_H
#define TR_OFFICIAL_FILL_H

#include "pdf/update.h"

#define TR_FILL_NUMBER_DIGITS 6u
#define TR_FILL_NUMBER_LETTERS 3u
#define TR_FILL_WIDGETS_MAX 64u

/* The values as they are written: Decree 30/2020, Annex I: below 10 a number and a day, and months 1 and 2, get a 0. */
struct tr_fill_values {
	char number[16];
	char day[4], month[4], year[8];
	char date[16]; /* YYYY-MM-DD, for programs */
};

/*
 * number: digits, and letters behind them ("79", "05", "12a", "7Đ"). date: YYYY-MM-DD or DD/MM/YYYY, a day that there is.
 * official.fill-number, official.fill-date.
 */
TRIEN_MUST_CHECK trien_rc tr_fill_values(
		struct tr_text number, struct tr_text date, struct tr_fill_values *out, struct trien_err *err);

/*
 * Fills every reserved text of the newest revision, and puts what changes into u. Errors: official.fill-missing (no
 * number is reserved here), official.fill-filled, official.fill-fit, official.fill-typed (the page has another
 * day, month or year already), official.fill-field (a reserved field is not what
 * was reserved), official.fill-font, pdf.*.
 */
TRIEN_MUST_CHECK trien_rc tr_fill(struct tr_pdf *pdf, size_t rev, const struct tr_fill_values *values,
		struct tr_pdf_update *u, struct trien_err *err);

#endif
