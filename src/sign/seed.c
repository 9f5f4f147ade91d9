/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Seed values of a signature field (ISO 32000-2 §12.7.5.5, Tables 237 and
 * 238): what its author demands of the signature. A demand (its bit in /Ff is set) that this
 * signature would not meet is refused by its name; a wish (no bit) is left to the person. /Cert is not
 * matched here, where no certificate is known: a demand in it is refused.
 */
#include "base/errors/sign.h"
#include "sign/document.h"

enum seed_bit {
	SEED_FILTER = 1 << 0,
	SEED_SUB_FILTER = 1 << 1,
	SEED_VERSION = 1 << 2,
	SEED_REASONS = 1 << 3,
	SEED_LEGAL = 1 << 4,
	SEED_REVOCATION = 1 << 5,
	SEED_DIGEST = 1 << 6,
	SEED_LOCK = 1 << 7,
	SEED_APPEARANCE = 1 << 8,
};

/* The highest /V that is known: 3, PDF 2.0. */
#define SEED_VERSION_KNOWN 3

struct seed {
	const struct tr_sign_doc *d;
	const struct tr_sign_target *target;
	const struct tr_pdf_obj *dict;
	int64_t flags;
};

static trien_rc
refuse(const struct seed *s, const char *key, const char *have, struct trien_err *err)
{
	return TR_ERR(err, SIGN_SEED_VALUE, TR_B("field", s->target->name.p, s->target->name.n),
			TR_S("key", key), TR_S("have", have));
}

static trien_rc
value(const struct seed *s, const char *key, const struct tr_pdf_obj **out, struct trien_err *err)
{
	return tr_pdf_find(s->d->pdf, s->d->rev, s->dict, key, out, err);
}

/* Does an array hold the name or text? */
static trien_rc
holds(const struct seed *s, const struct tr_pdf_obj *array, struct tr_bytes want, bool *out,
		struct trien_err *err)
{
	TR_AUTO_BUF text = {0};

	*out = false;
	for (size_t i = 0; array->type == TR_PDF_ARRAY && i < array->u.array.count && !*out; i++) {
		const struct tr_pdf_obj *o;
		TR_TRY(tr_pdf_resolve(s->d->pdf, s->d->rev, array->u.array.items[i], &o, err));
		tr_buf_clear(&text);
		if (o->type == TR_PDF_STRING)
			TR_TRY(tr_pdf_text_utf8(o->u.string, &text, err));
		else if (o->type == TR_PDF_NAME)
			TR_TRY(tr_buf_add_bytes(&text, o->u.name, err));
		*out = tr_bytes_equal(tr_buf_view(&text), want);
	}
	return TRIEN_OK;
}

static trien_rc
check_filters(const struct seed *s, struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	bool held;

	TR_TRY(value(s, "Filter", &o, err));
	if ((s->flags & SEED_FILTER) != 0 && o->type == TR_PDF_NAME && !tr_pdf_is_name(o, "Adobe.PPKLite"))
		return refuse(s, "/Filter", "Adobe.PPKLite", err);
	TR_TRY(value(s, "SubFilter", &o, err));
	TR_TRY(holds(s, o, TR_BYTES_LIT("ETSI.CAdES.detached"), &held, err));
	if ((s->flags & SEED_SUB_FILTER) != 0 && o->type == TR_PDF_ARRAY && !held)
		return refuse(s, "/SubFilter", "ETSI.CAdES.detached", err);
	TR_TRY(value(s, "V", &o, err));
	double version = 0;
	if ((s->flags & SEED_VERSION) != 0 && tr_pdf_number(o, &version) && version > SEED_VERSION_KNOWN)
		return refuse(s, "/V", "3", err);
	return TRIEN_OK;
}

/* Table 237: an array of the single "." demands that there be no reason, an empty one likewise. */
static trien_rc
check_reasons(const struct seed *s, struct trien_err *err)
{
	const struct tr_text reason = s->d->request->reason;
	const struct tr_pdf_obj *o;
	bool held, none;

	TR_TRY(value(s, "Reasons", &o, err));
	if ((s->flags & SEED_REASONS) == 0)
		return TRIEN_OK;
	TR_TRY(holds(s, o, TR_BYTES_LIT("."), &none, err));
	none = o->type != TR_PDF_ARRAY || o->u.array.count == 0 || (none && o->u.array.count == 1);
	TR_TRY(holds(s, o, TR_BYTES(reason.p, reason.n), &held, err));
	return (none ? reason.n == 0 : held) ? TRIEN_OK : refuse(s, "/Reasons", "--reason", err);
}

static trien_rc
check_digest(const struct seed *s, struct trien_err *err)
{
	const struct tr_text digest = s->d->request->digest;
	const struct tr_pdf_obj *o;
	bool held;

	TR_TRY(value(s, "DigestMethod", &o, err));
	if ((s->flags & SEED_DIGEST) == 0 || o->type != TR_PDF_ARRAY)
		return TRIEN_OK;
	TR_TRY(holds(s, o, digest.n > 0 ? TR_BYTES(digest.p, digest.n) : TR_BYTES_LIT("SHA256"), &held, err));
	return held ? TRIEN_OK : refuse(s, "/DigestMethod", digest.n > 0 ? "--digest" : "SHA256", err);
}

/* Demands that only other kinds of signature meet: certification, a time stamp, revocation data. */
static trien_rc
check_kind(const struct seed *s, struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	int64_t v;

	TR_TRY(value(s, "MDP", &o, err));
	TR_TRY(tr_sign_integer(s->d, o, "P", 0, &v, err));
	if (v != 0)
		return refuse(s, "/MDP", "/P 0", err);
	TR_TRY(value(s, "TimeStamp", &o, err));
	TR_TRY(tr_sign_integer(s->d, o, "Ff", 0, &v, err));
	if ((v & 1) != 0)
		return refuse(s, "/TimeStamp", "PAdES B-B", err);
	TR_TRY(value(s, "Cert", &o, err));
	TR_TRY(tr_sign_integer(s->d, o, "Ff", 0, &v, err));
	if (v != 0)
		return refuse(s, "/Cert", "-", err);
	if ((s->flags & SEED_LEGAL) != 0)
		return refuse(s, "/LegalAttestation", "-", err);
	TR_TRY(value(s, "AddRevInfo", &o, err));
	if ((s->flags & SEED_REVOCATION) != 0 && o->type == TR_PDF_BOOL && o->u.boolean)
		return refuse(s, "/AddRevInfo", "PAdES B-B", err);
	TR_TRY(value(s, "LockDocument", &o, err));
	if ((s->flags & SEED_LOCK) != 0 && tr_pdf_is_name(o, "true"))
		return refuse(s, "/LockDocument", "false", err);
	if ((s->flags & SEED_APPEARANCE) != 0)
		return refuse(s, "/AppearanceFilter", "-", err);
	return TRIEN_OK;
}

trien_rc
tr_sign_check_seed(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct trien_err *err)
{
	struct seed s = {.d = d, .target = target};

	if (target->field == NULL)
		return TRIEN_OK;
	TR_TRY(tr_pdf_find(d->pdf, d->rev, target->field->dict, "SV", &s.dict, err));
	if (s.dict->type != TR_PDF_DICT)
		return TRIEN_OK;
	TR_TRY(tr_sign_integer(d, s.dict, "Ff", 0, &s.flags, err));
	TR_TRY(check_filters(&s, err));
	TR_TRY(check_reasons(&s, err));
	TR_TRY(check_digest(&s, err));
	return check_kind(&s, err);
}
