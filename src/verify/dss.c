/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The document security stores, ISO 32000-2 §12.8.4.3: candidates, never trusted. A value is known to have stood in the file since
 * the revision that wrote its stream, whatever dictionary names it today. A later store may have dropped what an earlier one held, and a signature of that time
 * needs: so those of older revisions are read too, the newest first.
 */
#include "base/errors/pdf.h"
#include "crypto/digest.h"
#include "verify/context.h"
#include "verify/judge.h"

static const struct {
	const char *store, *vri;
	size_t max;
} places[TR_STORE_KINDS] = {
	[TR_STORE_CERTIFICATE] = {"Certs", "Cert", TR_CERTIFICATE_SIZE_MAX},
	[TR_STORE_CRL] = {"CRLs", "CRL", TR_CRL_SIZE_MAX},
	[TR_STORE_OCSP] = {"OCSPs", "OCSP", TR_OCSP_SIZE_MAX},
};

struct reader {
	struct tr_context *c;
	size_t at, bytes; /* the revision whose store is read */
};

static bool
is_read(const struct tr_store *s, uint32_t num, size_t revision)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->values[i].num == num && s->values[i].revision == revision)
			return true;
	return false;
}

/* The bytes of a stream, in the arena. *cost: what that took, also where it fails: a stream that bursts its cap was decoded up to it. */
static trien_rc
read_stream(struct reader *r, struct tr_pdf_ref ref, size_t max, struct tr_store_value *v, size_t *cost, struct trien_err *err)
{
	TR_AUTO_BUF der = {.max = max};
	const struct tr_pdf_obj *stream;
	const uint8_t *copy;
	size_t n;

	TR_TRY(tr_pdf_get(r->c->pdf, r->at, ref.num, &stream, err));
	if (stream->type != TR_PDF_STREAM)
		return TRIEN_OK;
	trien_rc rc = tr_pdf_stream_data(r->c->pdf, r->at, ref, stream, max, &der, err);
	*cost = rc == TRIEN_OK ? der.n : rc == TRIEN_E_PDF_DECODED_LIMIT ? max : tr_pdf_stream_raw(r->c->pdf, stream).n;
	TR_TRY(rc);
	TR_TRY(tr_arena_copy(r->c->arena, der.p, der.n, &copy, err));
	v->der = TR_BYTES(copy, der.n);
	return tr_digest(TR_SHA256, v->der, v->sha256, &n, err);
}

static trien_rc
read_value(struct reader *r, enum tr_store_kind kind, const struct tr_pdf_obj *item, struct trien_err *err)
{
	struct tr_store *s = &r->c->store;
	struct trien_err why = {0};
	struct tr_store_value v = {.kind = kind};
	size_t left = TR_VERIFY_STORE_BYTES_MAX - r->bytes, cost = 0;
	struct tr_pdf_change change;
	bool found;

	if (!tr_pdf_is(item, TR_PDF_REF))
		return TRIEN_OK;
	trien_rc rc = tr_pdf_last_change(r->c->pdf, r->at, item->u.ref.num, &change, &v.revision, &found, &why);
	if (rc != TRIEN_OK)
		return tr_judge_pass_over(rc, &why, err);
	if (!found || is_read(s, item->u.ref.num, v.revision))
		return TRIEN_OK;
	if (s->count == TR_VERIFY_STORE_VALUES_MAX || left == 0) {
		s->cut = true;
		return TRIEN_OK;
	}
	v.num = item->u.ref.num;
	rc = read_stream(r, item->u.ref, places[kind].max < left ? places[kind].max : left, &v, &cost, &why);
	/* One that cannot be read is noted without bytes: older stores name it again. */
	if (rc != TRIEN_OK)
		TR_TRY(tr_judge_pass_over(rc, &why, err));
	r->bytes += cost < left ? cost : left;
	s->values[s->count++] = v;
	return TRIEN_OK;
}

static trien_rc
read_array(struct reader *r, enum tr_store_kind kind, const struct tr_pdf_obj *dict, const char *key, struct trien_err *err)
{
	const struct tr_pdf_obj *array;

	if (tr_pdf_find(r->c->pdf, r->at, dict, key, &array, NULL) != TRIEN_OK || array->type != TR_PDF_ARRAY)
		return TRIEN_OK;
	for (size_t i = 0; i < array->u.array.count && !r->c->store.cut; i++)
		TR_TRY(read_value(r, kind, array->u.array.items[i], err));
	return TRIEN_OK;
}

/* "VRI: these shall also be in the store's own arrays" (table 261); some producers forget that. */
static trien_rc
read_vri(struct reader *r, const struct tr_pdf_obj *dss, struct trien_err *err)
{
	const struct tr_pdf_obj *vri, *entry;

	if (tr_pdf_find(r->c->pdf, r->at, dss, "VRI", &vri, NULL) != TRIEN_OK || vri->type != TR_PDF_DICT)
		return TRIEN_OK;
	for (size_t i = 0; i < vri->u.dict.count && i < TR_VERIFY_STORE_VALUES_MAX; i++) {
		if (tr_pdf_resolve(r->c->pdf, r->at, vri->u.dict.entries[i].value, &entry, NULL) != TRIEN_OK)
			continue;
		for (int kind = 0; kind < TR_STORE_KINDS; kind++)
			TR_TRY(read_array(r, (enum tr_store_kind)kind, entry, places[kind].vri, err));
	}
	return TRIEN_OK;
}

/* Evidence is read at once; certificates are only noted. */
static trien_rc
hand_over(struct tr_context *c, struct trien_err *err)
{
	for (size_t i = 0; i < c->store.count; i++) {
		const struct tr_store_value *v = &c->store.values[i];
		const struct tr_place place = {v->revision, TR_NO_GAP};
		if (v->der.n == 0)
			continue;
		if (v->kind == TR_STORE_CERTIFICATE)
			TR_TRY(tr_context_note(c, v->sha256, place, err));
		else if (c->options->revocation != TR_REVOCATION_SKIP)
			TR_TRY(tr_context_add_evidence(c, v->kind, v->der, TR_EVIDENCE_DSS, place, err));
	}
	return TRIEN_OK;
}

static trien_rc
read_store(struct reader *r, struct trien_err *err)
{
	const struct tr_pdf_obj *catalog, *dss;

	if (tr_pdf_catalog(r->c->pdf, r->at, &catalog, NULL, NULL) != TRIEN_OK ||
			tr_pdf_find(r->c->pdf, r->at, catalog, "DSS", &dss, NULL) != TRIEN_OK || dss->type != TR_PDF_DICT)
		return TRIEN_OK;
	if (r->c->store.values == NULL)
		TR_TRY(tr_arena_array(r->c->arena, TR_VERIFY_STORE_VALUES_MAX, sizeof(*r->c->store.values), &r->c->store.values, err));
	for (int kind = 0; kind < TR_STORE_KINDS; kind++)
		TR_TRY(read_array(r, (enum tr_store_kind)kind, dss, places[kind].store, err));
	return read_vri(r, dss, err);
}

trien_rc
tr_store_read(struct tr_context *c, struct trien_err *err)
{
	const size_t newest = tr_pdf_newest(c->pdf);
	struct reader r = {.c = c};

	for (size_t back = 0; back <= newest && back < TR_VERIFY_STORES_MAX && !c->store.cut; back++) {
		r.at = newest - back;
		TR_TRY(read_store(&r, err));
	}
	return hand_over(c, err);
}

trien_rc
tr_store_fill_pool(struct tr_context *c, struct trien_err *err)
{
	for (size_t i = 0; !c->store_in_pool && i < c->store.count; i++) {
		struct trien_err why = {0};
		if (c->store.values[i].kind == TR_STORE_CERTIFICATE && c->store.values[i].der.n > 0)
			TR_TRY(tr_judge_pass_over(tr_pool_add(c->pool, c->store.values[i].der, NULL, &why), &why, err));
	}
	c->store_in_pool = true;
	return TRIEN_OK;
}

bool
tr_store_has(const struct tr_store *s, const uint8_t sha256[32])
{
	for (size_t i = 0; i < s->count; i++)
		if (s->values[i].der.n > 0 && memcmp(s->values[i].sha256, sha256, 32) == 0)
			return true;
	return false;
}
