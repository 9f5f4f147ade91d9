/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/length.h"

#include <stdlib.h>
#include <string.h>

#include "base/errors/cli.h"

bool
tr_cli_read_number(const char *text, const char **end, double *out)
{
	char *stop;
	const double v = strtod(text, &stop);

	if (stop == text || strspn(text, "0123456789.") < (size_t)(stop - text))
		return false;
	*end = stop;
	*out = v;
	return true;
}

trien_rc
tr_cli_read_mm(const char *option, const char *text, double *out, struct trien_err *err)
{
	const char *end;

	if (text == NULL)
		return TRIEN_OK;
	if (!tr_cli_read_number(text, &end, out) || *end != '\0' || *out > TR_MM_MAX)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", option), TR_S("got", text), TR_S("want", "mm"));
	/* 0 would mean "not given": a length of nothing is refused by its own message. */
	if (!(*out > 0))
		*out = -1;
	return TRIEN_OK;
}
