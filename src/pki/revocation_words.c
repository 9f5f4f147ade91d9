/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names and words of states and reasons. */
#include "pki/revocation.h"

#define TR_REVOCATION_WHY(symbol, name, where, vi, en) [TR_WHY_##symbol] = {name, where, {vi, en}},
static const struct {
	const char *id, *clause, *text[2];
} whys[TR_WHY_COUNT] = {
#include "base/revocation_reasons.def"
};
#undef TR_REVOCATION_WHY

static const char *const status_names[TR_STATUS_COUNT] = {
	[TR_STATUS_GOOD] = "good",
	[TR_STATUS_NOT_ASKED] = "not-asked",
	[TR_STATUS_STALE] = "stale",
	[TR_STATUS_NO_EVIDENCE] = "no-evidence",
	[TR_STATUS_UNKNOWN] = "unknown",
	[TR_STATUS_ON_HOLD] = "on-hold",
	[TR_STATUS_REVOKED] = "revoked",
};

const char *
tr_revocation_status_name(enum tr_revocation_status s)
{
	return status_names[s];
}

const char *
tr_revocation_why_id(enum tr_revocation_why w)
{
	return whys[w].id;
}

const char *
tr_revocation_why_clause(enum tr_revocation_why w)
{
	return whys[w].clause;
}

const char *
tr_revocation_why_text(enum tr_revocation_why w, enum trien_lang lang)
{
	return whys[w].text[lang == TRIEN_LANG_EN];
}
