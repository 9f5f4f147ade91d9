/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The names of what a verdict says. */
#include "verify/verdict.h"

#include <stdio.h>

#include "pki/path.h"
#include "verify/verify.h"

const char *
tr_indication_name(enum tr_indication i)
{
	switch (i) {
	case TR_TOTAL_PASSED:
		return "TOTAL-PASSED";
	case TR_INDETERMINATE:
		return "INDETERMINATE";
	default:
		return "TOTAL-FAILED";
	}
}

const char *
tr_sub_indication_name(enum tr_sub_indication s)
{
	static const char *const names[TR_SUB_COUNT] = {
		[TR_SUB_NONE] = "",
		[TR_SUB_FORMAT_FAILURE] = "FORMAT_FAILURE",
		[TR_SUB_HASH_FAILURE] = "HASH_FAILURE",
		[TR_SUB_SIG_CRYPTO_FAILURE] = "SIG_CRYPTO_FAILURE",
		[TR_SUB_SIG_CONSTRAINTS_FAILURE] = "SIG_CONSTRAINTS_FAILURE",
		[TR_SUB_CHAIN_CONSTRAINTS_FAILURE] = "CHAIN_CONSTRAINTS_FAILURE",
		[TR_SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE] = "CERTIFICATE_CHAIN_GENERAL_FAILURE",
		[TR_SUB_CRYPTO_CONSTRAINTS_FAILURE] = "CRYPTO_CONSTRAINTS_FAILURE",
		[TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE] = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
		[TR_SUB_NO_SIGNING_CERTIFICATE_FOUND] = "NO_SIGNING_CERTIFICATE_FOUND",
		[TR_SUB_NO_CERTIFICATE_CHAIN_FOUND] = "NO_CERTIFICATE_CHAIN_FOUND",
		[TR_SUB_OUT_OF_BOUNDS_NO_POE] = "OUT_OF_BOUNDS_NO_POE",
		[TR_SUB_OUT_OF_BOUNDS_NOT_REVOKED] = "OUT_OF_BOUNDS_NOT_REVOKED",
		[TR_SUB_NOT_YET_VALID] = "NOT_YET_VALID",
		[TR_SUB_SIGNED_DATA_NOT_FOUND] = "SIGNED_DATA_NOT_FOUND",
		[TR_SUB_GENERIC] = "GENERIC",
	};
	return (size_t)s < TR_SUB_COUNT ? names[s] : "";
}

#define TR_CHANGE_KIND(symbol, word, vi, en) {word, {vi, en}},
static const struct {
	const char *word;
	const char *text[2];
} kinds[TR_CHANGE_KIND_COUNT] = {
#include "verify/change_kinds.def"
};
#undef TR_CHANGE_KIND

const char *
tr_change_kind_word(enum tr_change_kind k)
{
	return (size_t)k < TR_CHANGE_KIND_COUNT ? kinds[k].word : "unknown";
}

const char *
tr_change_kind_text(enum tr_change_kind k, enum trien_lang lang)
{
	return (size_t)k < TR_CHANGE_KIND_COUNT ? kinds[k].text[lang == TRIEN_LANG_EN] : "";
}

#define TR_ATTACK(symbol, word, vi, en) {word, {vi, en}},
static const struct {
	const char *word;
	const char *text[2];
} attacks[TR_ATTACK_COUNT] = {
#include "verify/attack_kinds.def"
};
#undef TR_ATTACK

const char *
tr_attack_word(enum tr_attack a)
{
	return (size_t)a < TR_ATTACK_COUNT ? attacks[a].word : "";
}

const char *
tr_attack_text(enum tr_attack a, enum trien_lang lang)
{
	return (size_t)a < TR_ATTACK_COUNT ? attacks[a].text[lang == TRIEN_LANG_EN] : "";
}

const char *
tr_finding_id(const struct tr_finding *f)
{
	if (f->error.code != TRIEN_OK)
		return trien_err_id(f->error.code);
	return tr_path_reason_id((enum tr_path_reason)f->path_reason);
}

size_t
tr_finding_text(const struct tr_finding *f, enum trien_lang lang, char *out, size_t size)
{
	if (f->error.code != TRIEN_OK)
		return trien_err_text(&f->error, lang, out, size);
	const char *text = tr_path_reason_text((enum tr_path_reason)f->path_reason, lang);
	snprintf(out, size, "%s", text);
	return strlen(text);
}

int
tr_verdict_exit(const struct tr_verdict *v)
{
	switch (v->indication) {
	case TR_TOTAL_PASSED:
		return 0;
	case TR_TOTAL_FAILED:
		return 1;
	default:
		return 2;
	}
}
