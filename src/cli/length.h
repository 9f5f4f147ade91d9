/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lengths as options say them. */
#ifndef TR_CLI_LENGTH_H
#define TR_CLI_LENGTH_H

#include "base/bytes.h"

#define TR_MM_MAX 10000.0 /* of a place on a page */

/* A plain number at the begin of a text; the decimal point is a point. False: there is none. *end: what stands behind it. */
bool tr_cli_read_number(const char *text, const char **end, double *out);
/* Millimetres; text NULL: not given, *out stays. What is no length comes back as -1, for the message of who wants it. cli.option-value */
TRIEN_MUST_CHECK trien_rc tr_cli_read_mm(const char *option, const char *text, double *out, struct trien_err *err);

#endif
