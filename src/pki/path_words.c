/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names and words of findings and reasons. */
#include "pki/path_parts.h"

struct reason_row {
	enum tr_path_finding finding;
	const char *id;
	const char *text[2];
};

#define TR_PATH_REASON(symbol, found, name, vi, en) [TR_PATH_##symbol] = {TR_PATH_##found, name, {vi, en}},
static const struct reason_row reasons[TR_PATH_REASON_COUNT] = {
#include "base/path_reasons.def"
};
#undef TR_PATH_REASON

static const char *const finding_names[TR_PATH_FINDING_COUNT] = {
	[TR_PATH_PASSED] = "PASSED",
	[TR_PATH_EXPIRED] = "EXPIRED",
	[TR_PATH_NOT_YET_VALID] = "NOT_YET_VALID",
	[TR_PATH_NO_CERTIFICATE_CHAIN_FOUND] = "NO_CERTIFICATE_CHAIN_FOUND",
	[TR_PATH_CERTIFICATE_CHAIN_GENERAL_FAILURE] = "CERTIFICATE_CHAIN_GENERAL_FAILURE",
	[TR_PATH_CHAIN_CONSTRAINTS_FAILURE] = "CHAIN_CONSTRAINTS_FAILURE",
	[TR_PATH_CRYPTO_CONSTRAINTS_FAILURE] = "CRYPTO_CONSTRAINTS_FAILURE",
};

const char *
tr_path_finding_name(enum tr_path_finding f)
{
	return finding_names[f];
}

enum tr_path_finding
tr_path_finding_of(enum tr_path_reason r)
{
	return reasons[r].finding;
}

const char *
tr_path_reason_id(enum tr_path_reason r)
{
	return reasons[r].id;
}

const char *
tr_path_reason_text(enum tr_path_reason r, enum trien_lang lang)
{
	return reasons[r].text[lang == TRIEN_LANG_EN];
}
