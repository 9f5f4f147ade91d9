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
		[TR_SUB_REVOKED] = "REVOKED",
		[TR_SUB_EXPIRED] = "EXPIRED",
		[TR_SUB_NOT_YET_VALID] = "NOT_YET_VALID",
		[TR_SUB_SIG_CONSTRAINTS_FAILURE] = "SIG_CONSTRAINTS_FAILURE",
		[TR_SUB_CHAIN_CONSTRAINTS_FAILURE] = "CHAIN_CONSTRAINTS_FAILURE",
		[TR_SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE] = "CERTIFICATE_CHAIN_GENERAL_FAILURE",
		[TR_SUB_CRYPTO_CONSTRAINTS_FAILURE] = "CRYPTO_CONSTRAINTS_FAILURE",
		[TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE] = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
		[TR_SUB_POLICY_PROCESSING_ERROR] = "POLICY_PROCESSING_ERROR",
		[TR_SUB_SIGNATURE_POLICY_NOT_AVAILABLE] = "SIGNATURE_POLICY_NOT_AVAILABLE",
		[TR_SUB_TIMESTAMP_ORDER_FAILURE] = "TIMESTAMP_ORDER_FAILURE",
		[TR_SUB_NO_SIGNING_CERTIFICATE_FOUND] = "NO_SIGNING_CERTIFICATE_FOUND",
		[TR_SUB_NO_CERTIFICATE_CHAIN_FOUND] = "NO_CERTIFICATE_CHAIN_FOUND",
		[TR_SUB_REVOKED_NO_POE] = "REVOKED_NO_POE",
		[TR_SUB_REVOKED_CA_NO_POE] = "REVOKED_CA_NO_POE",
		[TR_SUB_OUT_OF_BOUNDS_NO_POE] = "OUT_OF_BOUNDS_NO_POE",
		[TR_SUB_OUT_OF_BOUNDS_NOT_REVOKED] = "OUT_OF_BOUNDS_NOT_REVOKED",
		[TR_SUB_REVOCATION_OUT_OF_BOUNDS_NO_POE] = "REVOCATION_OUT_OF_BOUNDS_NO_POE",
		[TR_SUB_NO_POE] = "NO_POE",
		[TR_SUB_TRY_LATER] = "TRY_LATER",
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
#include "base/change_kinds.def"
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

#define TR_CHECK(symbol, id, clause, vi, en) {id, clause, {vi, en}},
static const struct {
	const char *id, *clause, *text[2];
} checks[TR_CHECK_KIND_COUNT] = {
#include "verify/check_kinds.def"
};
#undef TR_CHECK

const char *
tr_check_id(enum tr_check_kind k)
{
	return checks[k].id;
}

const char *
tr_check_clause(enum tr_check_kind k)
{
	return checks[k].clause;
}

const char *
tr_check_text(enum tr_check_kind k, enum trien_lang lang)
{
	return checks[k].text[lang == TRIEN_LANG_EN];
}

const char *
tr_check_result_name(enum tr_check_result r)
{
	static const char *const names[] = {[TR_CHECKED_PASSED] = "passed", [TR_CHECKED_UNKNOWN] = "unknown",
		[TR_CHECKED_FAILED] = "failed", [TR_CHECKED_NOT_DONE] = "not-done"};
	return names[r];
}

const char *
tr_best_time_source_name(enum tr_best_time_source s)
{
	static const char *const names[] = {[TR_BEST_AS_OF] = "as-of", [TR_BEST_SIGNATURE_STAMP] = "signature-stamp",
		[TR_BEST_DOCUMENT_STAMP] = "document-stamp", [TR_BEST_GIVEN_STAMP] = "given-stamp"};
	return names[s];
}

const char *
tr_stamp_kind_name(enum tr_stamp_kind k)
{
	static const char *const names[] = {[TR_STAMP_SIGNATURE] = "signature", [TR_STAMP_DOCUMENT] = "document",
		[TR_STAMP_GIVEN] = "given"};
	return names[k];
}

static const char *const revocation_policies[] = {[TR_REVOCATION_REQUIRED] = "required",
	[TR_REVOCATION_IF_PRESENT] = "if-present", [TR_REVOCATION_SKIP] = "skip"};

const char *
tr_revocation_policy_name(enum tr_revocation_policy p)
{
	return revocation_policies[p];
}

bool
tr_revocation_policy_of(struct tr_bytes name, enum tr_revocation_policy *out)
{
	for (size_t i = 0; i < sizeof(revocation_policies) / sizeof(*revocation_policies); i++)
		if (tr_bytes_are(name, revocation_policies[i])) {
			*out = (enum tr_revocation_policy)i;
			return true;
		}
	return false;
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

size_t
tr_verdict_stamp_count(const struct tr_verdict *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->signature_count; i++)
		n += v->signatures[i].is_timestamp;
	return n;
}

bool
tr_verdict_counts(const struct tr_verdict *v, size_t i)
{
	return !v->signatures[i].is_timestamp || tr_verdict_stamp_count(v) == v->signature_count;
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
