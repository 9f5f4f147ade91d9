/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The CMS of one signature: integrity first, then the signer's certificate and its path. EN 319 102-1 §5.3. */
#include "base/utf8.h"
#include "verify/judge.h"

static const char *const known_sub_filters[] = {
	"ETSI.CAdES.detached", "ETSI.RFC3161", "adbe.pkcs7.detached", "adbe.pkcs7.sha1",
};

static trien_rc
integrity_failed(struct tr_judge *j, enum tr_sub_indication sub, const struct trien_err *why, const char *clause,
		struct trien_err *err)
{
	struct tr_finding_note n = {.weight = TR_TOTAL_FAILED, .sub = sub, .error = why, .clause = clause};
	j->out->integrity = TR_TOTAL_FAILED;
	j->out->integrity_sub = sub;
	return tr_judge_find(j, &n, err);
}

static trien_rc
cannot_tell(struct tr_judge *j, enum tr_sub_indication sub, const struct trien_err *why, const char *clause,
		struct trien_err *err)
{
	struct tr_finding_note n = {.weight = TR_INDETERMINATE, .sub = sub, .error = why, .clause = clause};
	return tr_judge_find(j, &n, err);
}

/* ---- integrity ---- */

static trien_rc
tell_integrity(struct tr_judge *j, enum tr_cms_finding finding, const char *reason, struct trien_err *err)
{
	struct trien_err why = {0};
	const char *text = reason != NULL ? reason : "";

	switch (finding) {
	case TR_CMS_GOOD:
		return TRIEN_OK;
	case TR_CMS_HASH_FAILURE:
		(void)!TR_ERR0(&why, VERIFY_HASH_FAILURE);
		return integrity_failed(j, TR_SUB_HASH_FAILURE, &why, "EN 319 102-1 §5.2.7", err);
	case TR_CMS_SIG_CRYPTO_FAILURE:
		(void)!TR_ERR(&why, VERIFY_SIGNATURE_VALUE, TR_S("why", text));
		return integrity_failed(j, TR_SUB_SIG_CRYPTO_FAILURE, &why, "EN 319 102-1 §5.2.7", err);
	case TR_CMS_FORMAT_FAILURE:
		(void)!TR_ERR(&why, VERIFY_CMS_FORMAT, TR_S("why", text));
		return integrity_failed(j, TR_SUB_FORMAT_FAILURE, &why, "EN 319 142-1 §6.3", err);
	case TR_CMS_NO_CERTIFICATE:
		(void)!TR_ERR0(&why, VERIFY_NO_SIGNING_CERTIFICATE);
		j->out->integrity = TR_INDETERMINATE;
		j->out->integrity_sub = TR_SUB_NO_SIGNING_CERTIFICATE_FOUND;
		return cannot_tell(j, TR_SUB_NO_SIGNING_CERTIFICATE_FOUND, &why, "EN 319 102-1 §5.2.3", err);
	case TR_CMS_WEAK:
		(void)!TR_ERR(&why, VERIFY_WEAK_ALGORITHM, TR_S("digest", j->out->digest), TR_S("scheme", j->out->scheme));
		return cannot_tell(j, TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, &why, "EN 319 102-1 §5.2.8", err);
	}
	return TR_ERR(err, INTERNAL, TR_S("what", "verify/judge_cms.c"));
}

static trien_rc
judge_integrity(struct tr_judge *j, const struct tr_cms *cms, struct trien_err *err)
{
	const struct tr_pdf_signature *s = j->signature;
	struct tr_bytes file = tr_pdf_bytes(j->pdf);
	struct tr_bytes parts[2] = {
			tr_bytes_part(file, (size_t)s->byte_range[0], (size_t)s->byte_range[1]),
			tr_bytes_part(file, (size_t)s->byte_range[2], (size_t)s->byte_range[3]),
	};
	enum tr_cms_finding finding;
	const char *reason = NULL;

	TR_TRY(tr_cms_judge(cms, j->out->sub_filter, parts, 2, &finding, &reason, err));
	return tell_integrity(j, finding, reason, err);
}

/* ---- the signer ---- */

static const enum tr_sub_indication path_subs[TR_PATH_FINDING_COUNT] = {
	[TR_PATH_EXPIRED] = TR_SUB_OUT_OF_BOUNDS_NO_POE,
	[TR_PATH_NOT_YET_VALID] = TR_SUB_OUT_OF_BOUNDS_NO_POE,
	[TR_PATH_NO_CERTIFICATE_CHAIN_FOUND] = TR_SUB_NO_CERTIFICATE_CHAIN_FOUND,
	[TR_PATH_CERTIFICATE_CHAIN_GENERAL_FAILURE] = TR_SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE,
	[TR_PATH_CHAIN_CONSTRAINTS_FAILURE] = TR_SUB_CHAIN_CONSTRAINTS_FAILURE,
	[TR_PATH_CRYPTO_CONSTRAINTS_FAILURE] = TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
};

static trien_rc
judge_path(struct tr_judge *j, const struct tr_certificate *signer, struct tr_pool *pool, struct trien_err *err)
{
	struct tr_path_request request = {.signer = signer, .pool = pool, .trust = j->options->trust,
			.as_of = j->options->as_of, .use = j->out->is_timestamp ? TR_PATH_FOR_TIME_STAMP : TR_PATH_FOR_DOCUMENT};
	struct tr_path path;
	char culprit[256];

	TR_TRY(tr_path_judge(&request, &path, err));
	/* Parsing certificates costs more than all else here: those of the DSS only where one is missing. */
	if (path.finding == TR_PATH_NO_CERTIFICATE_CHAIN_FOUND && j->options->trust != NULL &&
			tr_trust_count(j->options->trust) > 0) {
		TR_TRY(tr_judge_dss_certificates(j, pool, err));
		TR_TRY(tr_path_judge(&request, &path, err));
	}
	TR_TRY(tr_judge_keep_path(j, &path, NULL, &j->out->path, err));
	if (path.finding == TR_PATH_PASSED)
		return TRIEN_OK;
	struct tr_text name = {"", 0};
	if (path.culprit < path.chain_count)
		name = tr_certificate_display_name(path.chain[path.culprit]);
	size_t n = name.n < sizeof(culprit) ? name.n : tr_utf8_cut(name.p, sizeof(culprit) - 1);
	memcpy(culprit, name.p, n);
	culprit[n] = '\0';
	struct tr_finding_note note = {.weight = TR_INDETERMINATE, .sub = path_subs[path.finding],
			.path_reason = (int)path.reason, .clause = "EN 319 102-1 §5.2.6", .got = culprit};
	return tr_judge_find(j, &note, err);
}

/* Certificates that came along; one that cannot be read is as good as absent. */
static trien_rc
fill_pool(const struct tr_cms *cms, struct tr_pool *pool, struct trien_err *err)
{
	for (size_t i = 0; i < tr_cms_certificate_count(cms); i++) {
		struct trien_err why = {0};
		trien_rc rc = tr_pool_add(pool, tr_cms_certificate(cms, i), NULL, &why);
		if (rc != TRIEN_OK && strcmp(trien_err_class(rc), "resource") == 0) {
			if (err != NULL)
				*err = why;
			return rc;
		}
	}
	return TRIEN_OK;
}

static trien_rc
judge_signer(struct tr_judge *j, const struct tr_cms *cms, struct tr_pool *pool, struct trien_err *err)
{
	struct tr_bytes der = tr_cms_signer_certificate(cms);
	const struct tr_certificate *signer;
	struct trien_err why = {0}, told = {0};
	char text[256];

	if (der.n == 0)
		return TRIEN_OK; /* told by the integrity */
	TR_TRY(fill_pool(cms, pool, err));
	if (tr_pool_add(pool, der, &signer, &why) != TRIEN_OK) {
		trien_err_text(&why, TRIEN_LANG_EN, text, sizeof(text));
		(void)!TR_ERR(&told, VERIFY_CERTIFICATE_UNREADABLE, TR_S("why", text));
		return cannot_tell(j, TR_SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE, &told, "RFC 5280 §4.1", err);
	}
	struct tr_text name = tr_certificate_display_name(signer);
	TR_TRY(tr_judge_keep(j, name.p, name.n, &j->out->signer, err));
	TR_TRY(tr_certificate_subject_read(signer, j->arena, &j->out->subject, err));
	return judge_path(j, signer, pool, err);
}

/* ---- */

static const char *
level_of(const struct tr_judge *j, const struct tr_cms *cms)
{
	bool stamped = tr_cms_has_timestamp(cms);
	if (j->out->is_timestamp)
		return "DOC-TIMESTAMP";
	if (strcmp(j->out->sub_filter, "ETSI.CAdES.detached") != 0)
		return stamped ? "PKCS7-T" : "PKCS7";
	/* EN 319 142-1 §6.3: signing-certificate is what makes it more than a PDF signature. */
	if (!tr_cms_has_signing_certificate(cms))
		return "";
	return stamped ? "PAdES-B-T" : "PAdES-B-B";
}

static trien_rc
describe_cms(struct tr_judge *j, const struct tr_cms *cms, struct trien_err *err)
{
	struct tr_text digest, scheme;

	/* A name that is not known is the CMS's own and goes with it. */
	TR_TRY(tr_judge_keep(j, tr_cms_digest_name(cms), strlen(tr_cms_digest_name(cms)), &digest, err));
	TR_TRY(tr_judge_keep(j, tr_cms_scheme_name(cms), strlen(tr_cms_scheme_name(cms)), &scheme, err));
	j->out->digest = digest.p;
	j->out->scheme = scheme.p;
	j->out->level = level_of(j, cms);
	if (j->out->time_source == TR_TIME_NONE && tr_cms_signing_time(cms, &j->out->signing_time))
		j->out->time_source = TR_TIME_FROM_ATTRIBUTE;
	return TRIEN_OK;
}

trien_rc
tr_judge_sub_filter(struct tr_judge *j, struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	TR_TRY(tr_judge_value(j, j->signature->dict, "SubFilter", &o, err));
	j->out->sub_filter = j->out->level = j->out->digest = j->out->scheme = "";
	for (size_t i = 0; i < sizeof(known_sub_filters) / sizeof(*known_sub_filters); i++)
		if (tr_pdf_is_name(o, known_sub_filters[i]))
			j->out->sub_filter = known_sub_filters[i];
	j->out->is_timestamp = tr_pdf_is_name(o, "ETSI.RFC3161");
	return TRIEN_OK;
}

static trien_rc
unknown_kind(struct tr_judge *j, struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	struct trien_err why = {0};

	TR_TRY(tr_judge_value(j, j->signature->dict, "SubFilter", &o, err));
	struct tr_bytes got = o->type == TR_PDF_NAME ? o->u.name : TR_BYTES_LIT("");
	(void)!TR_ERR(&why, VERIFY_SUB_FILTER, TR_B("got", got.p, got.n));
	j->out->integrity = TR_INDETERMINATE;
	j->out->integrity_sub = TR_SUB_GENERIC;
	return cannot_tell(j, TR_SUB_GENERIC, &why, "ISO 32000-2 §12.8.1", err);
}

trien_rc
tr_judge_cms(struct tr_judge *j, struct tr_pool *pool, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_cms *cms;

	TR_TRY(tr_judge_sub_filter(j, err));
	if (j->out->sub_filter[0] == '\0')
		TR_TRY(unknown_kind(j, err));
	if (j->signature->problem != TRIEN_OK) {
		j->out->integrity = TR_TOTAL_FAILED;
		j->out->integrity_sub = TR_SUB_FORMAT_FAILURE;
	}
	if (j->out->sub_filter[0] == '\0' || j->signature->contents.n == 0)
		return TRIEN_OK;
	trien_rc rc = tr_cms_read(j->signature->contents, &cms, &why);
	if (rc != TRIEN_OK && strcmp(trien_err_class(rc), "resource") == 0) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	if (rc != TRIEN_OK)
		return integrity_failed(j, TR_SUB_FORMAT_FAILURE, &why, "RFC 5652 §5", err);
	rc = describe_cms(j, cms, err);
	if (rc == TRIEN_OK && j->signature->problem == TRIEN_OK)
		rc = judge_integrity(j, cms, err);
	if (rc == TRIEN_OK)
		rc = judge_signer(j, cms, pool, err);
	tr_cms_free(cms);
	return rc;
}
