/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Unsigned numbers as digits: a revision has hundreds, and printf(3) took a quarter of its time. */
#ifndef TR_PDF_DECIMAL_H
#define TR_PDF_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

#define TR_PDF_DECIMAL_MAX 20u

/* Writes v with at least width digits (at most TR_PDF_DECIMAL_MAX), no NUL; returns how many. */
static inline size_t
tr_pdf_decimal(char out[TR_PDF_DECIMAL_MAX], uint64_t v, unsigned width)
{
	char reversed[TR_PDF_DECIMAL_MAX];
	size_t n = 0;

	for (; v != 0 || n < width || n == 0; v /= 10)
		reversed[n++] = (char)('0' + v % 10);
	for (size_t i = 0; i < n; i++)
		out[i] = reversed[n - 1 - i];
	return n;
}

#endif
