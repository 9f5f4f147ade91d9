/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The CMS of one signature: integrity, and the signer's certificate. EN 319 102-1 §5.2.2, §5.2.3, §5.2.7. */
#include "base/errors/verify.h"
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
	case TR_CMS_WEAK: /* the policy decides that, as of the proven time */
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
	}
	return TR_ERR(err, INTERNAL, TR_S("what", "verify/judge_cms.c"));
}

void
tr_judge_parts(const struct tr_judge *j, struct tr_bytes parts[2])
{
	const struct tr_pdf_signature *s = j->signature;
	struct tr_bytes file = tr_pdf_bytes(j->pdf);

	for (size_t i = 0; i < 2; i++)
		parts[i] = tr_bytes_part(file, (size_t)s->byte_range[2 * i], (size_t)s->byte_range[2 * i + 1]);
}

struct tr_place
tr_judge_place(const struct tr_judge *j)
{
	const struct tr_pdf_signature *s = j->signature;

	/* Of one whose ByteRange is wrong nobody knows which gap it is. */
	return (struct tr_place){s->problem == TRIEN_OK ? s->born : TR_REVISION_NONE, s->contents_at};
}

/* The rows of digest, value and certificate; those that a failure hides stay "not done". */
static trien_rc
check_integrity(struct tr_judge *j, enum tr_cms_finding f, struct trien_err *err)
{
	if (f == TR_CMS_FORMAT_FAILURE)
		return TRIEN_OK;
	TR_TRY(tr_check_set(j, TR_CHECK_DIGEST, f == TR_CMS_HASH_FAILURE ? TR_CHECKED_FAILED : TR_CHECKED_PASSED, j->out->digest, "",
			err));
	if (f == TR_CMS_HASH_FAILURE)
		return TRIEN_OK;
	TR_TRY(tr_check_set(j, TR_CHECK_SIGNING_CERTIFICATE,
			f == TR_CMS_NO_CERTIFICATE ? TR_CHECKED_UNKNOWN : TR_CHECKED_PASSED, "", "", err));
	if (f == TR_CMS_NO_CERTIFICATE)
		return TRIEN_OK;
	return tr_check_set(j, TR_CHECK_VALUE, f == TR_CMS_SIG_CRYPTO_FAILURE ? TR_CHECKED_FAILED : TR_CHECKED_PASSED,
			j->out->scheme, "", err);
}

static trien_rc
judge_integrity(struct tr_judge *j, struct trien_err *err)
{
	struct tr_bytes parts[2];
	enum tr_cms_finding finding;
	const char *reason = NULL;

	tr_judge_parts(j, parts);
	TR_TRY(tr_cms_judge(j->cms, j->out->sub_filter, parts, 2, &finding, &reason, err));
	TR_TRY(check_integrity(j, finding, err));
	return tell_integrity(j, finding, reason, err);
}

/* ---- the signer ---- */

/* What the CMS brings along into the pool, the signer's certificate with it; whom it leads to is judged later. */
static trien_rc
gather(struct tr_judge *j, struct trien_err *err)
{
	struct tr_bytes der = tr_cms_signer_certificate(j->cms);

	TR_TRY(tr_context_add_cms(j->context, j->cms, tr_judge_place(j), err));
	if (der.n > 0 && tr_pool_add(j->context->pool, der, &j->signer, NULL) == TRIEN_OK)
		tr_cms_lend_key(j->cms, j->signer->der, j->signer->verifier);
	return TRIEN_OK;
}

static trien_rc
tell_signer(struct tr_judge *j, struct trien_err *err)
{
	struct tr_bytes der = tr_cms_signer_certificate(j->cms);
	struct trien_err why = {0}, told = {0};

	if (der.n == 0)
		return TRIEN_OK; /* told by the integrity */
	if (j->signer == NULL && tr_pool_add(j->context->pool, der, &j->signer, &why) != TRIEN_OK) {
		(void)!TR_ERR(&told, VERIFY_CERTIFICATE_UNREADABLE, TR_S("cause", trien_err_id(why.code)));
		tr_err_lend(&told, &why);
		return cannot_tell(j, TR_SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE, &told, "RFC 5280 §4.1", err);
	}
	struct tr_text name = tr_certificate_display_name(j->signer);
	TR_TRY(tr_judge_keep(j, name.p, name.n, &j->out->signer, err));
	return tr_certificate_subject_read(j->signer, j->arena, &j->out->subject, err);
}

/* ---- */

static trien_rc
describe_cms(struct tr_judge *j, struct trien_err *err)
{
	const struct tr_cms *cms = j->cms;
	struct tr_text digest, scheme;

	/* A name that is not known is the CMS's own and goes with it. */
	TR_TRY(tr_judge_keep(j, tr_cms_digest_name(cms), strlen(tr_cms_digest_name(cms)), &digest, err));
	TR_TRY(tr_judge_keep(j, tr_cms_scheme_name(cms), strlen(tr_cms_scheme_name(cms)), &scheme, err));
	j->out->digest = digest.p;
	j->out->scheme = scheme.p;
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
tr_judge_cms(struct tr_judge *j, struct trien_err *err)
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
	if (rc != TRIEN_OK) {
		TR_TRY(tr_judge_pass_over(rc, &why, err));
		return integrity_failed(j, TR_SUB_FORMAT_FAILURE, &why, "RFC 5652 §5", err);
	}
	TR_TRY(tr_context_keep_cms(j->context, cms, err));
	j->cms = cms;
	TR_TRY(describe_cms(j, err));
	TR_TRY(gather(j, err));
	if (j->signature->problem == TRIEN_OK)
		TR_TRY(judge_integrity(j, err));
	return tell_signer(j, err);
}
