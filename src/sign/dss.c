/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sign/dss.h"

#include "base/errors/sign.h"
#include "base/memory.h"
#include "base/time.h"
#include "crypto/algorithm.h"
#include "sign/document.h"

#define SHA1_OID "\x2b\x0e\x03\x02\x1a"
#define SHA1_SIZE 20u

static const char *const store_keys[TR_DSS_KINDS] = {"Certs", "CRLs", "OCSPs"};
static const char *const entry_keys[TR_DSS_KINDS] = {"Cert", "CRL", "OCSP"};

/* A value and the stream that holds it. */
struct held {
	enum tr_dss_kind kind;
	uint8_t sha256[32];
	struct tr_pdf_ref ref;
	bool added;
};

struct store {
	struct tr_sign_doc d;
	const struct tr_dss_request *request;
	struct tr_pdf_update *u;
	struct tr_sign_at dss;
	struct tr_buf held; /* struct held */
	struct tr_dss_memory memory;
	bool changed;
};

static struct held *
held_of(const struct store *s)
{
	return (struct held *)(void *)s->held.p;
}

static size_t
held_count(const struct store *s)
{
	return s->held.n / sizeof(struct held);
}

static trien_rc
hold(struct store *s, enum tr_dss_kind kind, const uint8_t sha256[32], struct tr_pdf_ref ref, bool added,
		struct trien_err *err)
{
	struct held h = {.kind = kind, .ref = ref, .added = added};

	if (held_count(s) >= TR_SIGN_DSS_VALUES_MAX)
		return TR_ERR(err, SIGN_DSS_LIMIT, TR_U("max", TR_SIGN_DSS_VALUES_MAX));
	memcpy(h.sha256, sha256, sizeof(h.sha256));
	return tr_buf_add(&s->held, &h, sizeof(h), err);
}

/* ---- lists of references, each once ---- */

static trien_rc
add_ref(struct tr_buf *refs, struct tr_pdf_ref ref, struct trien_err *err)
{
	const struct tr_pdf_ref *have = (const struct tr_pdf_ref *)(const void *)refs->p;

	for (size_t i = 0; i < refs->n / sizeof(ref); i++)
		if (have[i].num == ref.num && have[i].gen == ref.gen)
			return TRIEN_OK;
	if (refs->n / sizeof(ref) >= TR_SIGN_DSS_VALUES_MAX)
		return TR_ERR(err, SIGN_DSS_LIMIT, TR_U("max", TR_SIGN_DSS_VALUES_MAX));
	return tr_buf_add(refs, &ref, sizeof(ref), err);
}

/* ---- what is there ---- */

struct visit {
	struct tr_sign_doc d;
	struct tr_dss_memory *memory;
	tr_dss_visitor *see;
	void *context;
};

/*
 * A value that cannot be read is passed over: it stays where it stands, and is never taken for one of ours. A stream that is listed often
 * is seen once.
 */
static trien_rc
visit_value(const struct visit *v, enum tr_dss_kind kind, const struct tr_pdf_obj *item, struct trien_err *err)
{
	const struct tr_dss_stream *stream;
	struct tr_sign_at at;
	struct trien_err why = {0};
	bool again;

	trien_rc rc = tr_sign_follow(&v->d, item, &at, &why);
	if (rc != TRIEN_OK && strcmp(trien_err_class(rc), "resource") == 0 && err != NULL)
		*err = why;
	if (rc != TRIEN_OK)
		return strcmp(trien_err_class(rc), "resource") == 0 ? rc : TRIEN_OK;
	if (at.obj->type != TR_PDF_STREAM || at.ref.num == 0)
		return TRIEN_OK;
	TR_TRY(tr_dss_memory_get(v->memory, v->d.pdf, v->d.rev, at.ref, at.obj, &stream, &again, err));
	return again || !stream->readable ? TRIEN_OK : v->see(v->context, kind, at.ref, stream->der, err);
}

static trien_rc
visit_list(const struct visit *v, enum tr_dss_kind kind, const struct tr_pdf_obj *list, struct trien_err *err)
{
	if (list->u.array.count > TR_SIGN_DSS_VALUES_MAX)
		return TR_ERR(err, SIGN_DSS_LIMIT, TR_U("max", TR_SIGN_DSS_VALUES_MAX));
	tr_dss_memory_begin_list(v->memory);
	for (size_t i = 0; i < list->u.array.count; i++)
		if (list->u.array.items[i]->type == TR_PDF_REF)
			TR_TRY(visit_value(v, kind, list->u.array.items[i], err));
	return TRIEN_OK;
}

static trien_rc
visit_store(const struct visit *v, const struct tr_pdf_obj *dss, struct trien_err *err)
{
	for (int kind = 0; kind < TR_DSS_KINDS; kind++) {
		struct tr_sign_at list;
		TR_TRY(tr_sign_follow_key(&v->d, dss, store_keys[kind], &list, err));
		if (list.obj->type == TR_PDF_ARRAY)
			TR_TRY(visit_list(v, (enum tr_dss_kind)kind, list.obj, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_sign_dss_visit(struct tr_pdf *pdf, size_t rev, struct tr_dss_memory *memory, tr_dss_visitor *see, void *context, struct trien_err *err)
{
	const struct visit v = {.d = {.pdf = pdf, .rev = rev}, .memory = memory, .see = see, .context = context};
	const struct tr_pdf_obj *catalog;
	struct tr_sign_at dss;

	TR_TRY(tr_pdf_catalog(pdf, rev, &catalog, NULL, err));
	TR_TRY(tr_sign_follow_key(&v.d, catalog, "DSS", &dss, err));
	return visit_store(&v, dss.obj, err);
}

static trien_rc
see_value(void *context, enum tr_dss_kind kind, struct tr_pdf_ref ref, struct tr_bytes der, struct trien_err *err)
{
	uint8_t sha256[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_digest(TR_SHA256, der, sha256, &n, err));
	return hold(context, kind, sha256, ref, false, err);
}

/* ---- what is added ---- */

static trien_rc
find_or_add(struct store *s, const struct tr_dss_value *v, struct tr_pdf_ref *out, struct trien_err *err)
{
	uint8_t sha256[TR_DIGEST_MAX];
	size_t n;
	struct tr_pdf_ref ref = {0};

	TR_TRY(tr_digest(TR_SHA256, v->der, sha256, &n, err));
	for (size_t i = 0; i < held_count(s); i++) {
		const struct held *h = &held_of(s)[i];
		if (h->kind == v->kind && memcmp(h->sha256, sha256, sizeof(h->sha256)) == 0) {
			*out = h->ref;
			return TRIEN_OK;
		}
	}
	TR_TRY(tr_pdf_update_number(s->u, &ref.num, err));
	TR_TRY(hold(s, v->kind, sha256, ref, true, err));
	TR_TRY(tr_pdf_update_put_stream(s->u, ref, TR_BYTES_LIT(""), v->der, err));
	s->changed = true;
	*out = ref;
	return TRIEN_OK;
}

static trien_rc
print_key(struct tr_bytes contents, struct tr_buf *out, struct trien_err *err)
{
	uint8_t sha1[TR_DIGEST_MAX];
	struct tr_hash *h = NULL;
	size_t n = 0;

	TR_TRY(tr_hash_new_alg(tr_digest_alg_find(TR_BYTES_LIT(SHA1_OID)), &h, err));
	trien_rc rc = tr_hash_add(h, contents, err);
	if (rc == TRIEN_OK)
		rc = tr_hash_done(h, sha1, &n, err);
	tr_hash_free(h);
	TR_TRY(rc);
	for (size_t i = 0; i < SHA1_SIZE; i++)
		TR_TRY(tr_buf_addf(out, err, "%02X", sha1[i]));
	return TRIEN_OK;
}

static trien_rc
add_refs_of(const struct store *s, const struct tr_pdf_obj *dict, const char *key, struct tr_buf *refs,
		struct trien_err *err)
{
	struct tr_sign_at list;

	TR_TRY(tr_sign_follow_key(&s->d, dict, key, &list, err));
	for (size_t i = 0; list.obj->type == TR_PDF_ARRAY && i < list.obj->u.array.count; i++)
		if (list.obj->u.array.items[i]->type == TR_PDF_REF)
			TR_TRY(add_ref(refs, list.obj->u.array.items[i]->u.ref, err));
	return TRIEN_OK;
}

static trien_rc
print_refs(const char *key, const struct tr_buf *refs, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_pdf_ref *list = (const struct tr_pdf_ref *)(const void *)refs->p;
	size_t n = refs->n / sizeof(*list);

	if (n == 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(out, err, "/%s[", key));
	for (size_t i = 0; i < n; i++)
		TR_TRY(tr_buf_addf(out, err, "%s%u %u R", i > 0 ? " " : "", (unsigned)list[i].num, (unsigned)list[i].gen));
	return tr_buf_add_byte(out, ']', err);
}

/* ---- VRI ---- */

static trien_rc
print_entry_kind(struct store *s, const struct tr_dss_entry *e, enum tr_dss_kind kind, const struct tr_pdf_obj *old,
		struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF refs = {0};

	TR_TRY(add_refs_of(s, old, entry_keys[kind], &refs, err));
	size_t before = refs.n;
	for (size_t i = 0; i < e->count; i++) {
		struct tr_pdf_ref ref;
		if (e->values[i].kind != kind)
			continue;
		TR_TRY(find_or_add(s, &e->values[i], &ref, err));
		TR_TRY(add_ref(&refs, ref, err));
	}
	s->changed |= refs.n > before;
	return print_refs(entry_keys[kind], &refs, out, err);
}

static trien_rc
print_entry(struct store *s, const struct tr_dss_entry *e, struct tr_bytes key, const struct tr_pdf_obj *old,
		struct tr_buf *out, struct trien_err *err)
{
	char time[TR_TIME_TEXT_MAX];

	TR_TRY(tr_pdf_print_name(out, key, err));
	TR_TRY(tr_buf_add(out, "<<", 2, err));
	for (int kind = 0; kind < TR_DSS_KINDS; kind++)
		TR_TRY(print_entry_kind(s, e, (enum tr_dss_kind)kind, old, out, err));
	tr_time_pdf(s->request->time, s->request->zone_minutes, time);
	return tr_buf_addf(out, err, "/TU(%s)>>", time);
}

/* Entries of signatures that nothing is added for stay as they are. */
static trien_rc
print_vri(struct store *s, struct tr_buf *out, struct trien_err *err)
{
	struct tr_sign_at vri;
	TR_AUTO_BUF keys = {0};

	TR_TRY(tr_sign_follow_key(&s->d, s->dss.obj, "VRI", &vri, err));
	TR_TRY(tr_buf_add(out, "<<", 2, err));
	for (size_t i = 0; i < s->request->count; i++) {
		struct tr_sign_at old;
		size_t from = keys.n;
		TR_TRY(print_key(s->request->entries[i].contents, &keys, err));
		TR_TRY(tr_buf_add_byte(&keys, 0, err));
		TR_TRY(tr_sign_follow_key(&s->d, vri.obj, (const char *)keys.p + from, &old, err));
		TR_TRY(print_entry(s, &s->request->entries[i], TR_BYTES(keys.p + from, 2 * SHA1_SIZE), old.obj, out, err));
	}
	const struct tr_pdf_dict *have = tr_pdf_dict_of(vri.obj);
	for (size_t i = 0; have != NULL && i < have->count; i++) {
		const struct tr_bytes key = have->entries[i].key;
		bool ours = false;
		for (size_t at = 0; at < keys.n; at += 2 * SHA1_SIZE + 1)
			ours |= tr_bytes_equal(key, TR_BYTES(keys.p + at, 2 * SHA1_SIZE));
		if (ours)
			continue;
		TR_TRY(tr_pdf_print_name(out, key, err));
		TR_TRY(tr_pdf_print(out, have->entries[i].value, err));
	}
	return tr_buf_add(out, ">>", 2, err);
}

/* ---- the store and the catalog ---- */

static trien_rc
print_store_kind(struct store *s, enum tr_dss_kind kind, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF refs = {0};

	TR_TRY(add_refs_of(s, s->dss.obj, store_keys[kind], &refs, err));
	for (size_t i = 0; i < held_count(s); i++)
		if (held_of(s)[i].added && held_of(s)[i].kind == kind)
			TR_TRY(add_ref(&refs, held_of(s)[i].ref, err));
	return print_refs(store_keys[kind], &refs, out, err);
}

static trien_rc
print_store(struct store *s, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF vri = {0};

	/* First, for it decides which values are new. */
	TR_TRY(print_vri(s, &vri, err));
	TR_TRY(tr_buf_add(out, "<</Type/DSS", 11, err));
	for (int kind = 0; kind < TR_DSS_KINDS; kind++)
		TR_TRY(print_store_kind(s, (enum tr_dss_kind)kind, out, err));
	TR_TRY(tr_buf_add(out, "/VRI", 4, err));
	TR_TRY(tr_buf_add_bytes(out, tr_buf_view(&vri), err));
	return tr_buf_add(out, ">>", 2, err);
}

/* The extension that a DSS belongs to (EN 319 142-1 §5.6), where the catalog is written anyway and declares none. */
static trien_rc
put_catalog(struct store *s, struct tr_pdf_ref dss, struct trien_err *err)
{
	TR_AUTO_BUF body = {0}, ref = {0};
	struct tr_sign_edit edits[2] = {[1] = {"Extensions", TR_BYTES_LIT("<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>")}};
	bool declare = tr_pdf_version(s->d.pdf, s->d.rev) == 17 &&
			tr_pdf_dict_find(s->d.catalog.obj, "Extensions") == NULL;

	TR_TRY(tr_buf_addf(&ref, err, "%u %u R", (unsigned)dss.num, (unsigned)dss.gen));
	edits[0] = (struct tr_sign_edit){"DSS", tr_buf_view(&ref)};
	TR_TRY(tr_sign_print_edited(&body, s->d.catalog.obj, edits, declare ? 2 : 1, err));
	return tr_pdf_update_put(s->u, s->d.catalog.ref, tr_buf_view(&body), err);
}

static trien_rc
write_store(struct store *s, struct tr_buf *tail, struct trien_err *err)
{
	TR_AUTO_BUF body = {.max = TR_SIGN_TAIL_MAX};
	struct tr_pdf_ref ref = s->dss.ref;
	const bool is_new = s->dss.obj->type != TR_PDF_DICT || ref.num == 0;

	TR_TRY(print_store(s, &body, err));
	if (!s->changed)
		return TRIEN_OK;
	if (is_new) {
		ref = (struct tr_pdf_ref){0};
		TR_TRY(tr_pdf_update_number(s->u, &ref.num, err));
		TR_TRY(put_catalog(s, ref, err));
	}
	TR_TRY(tr_pdf_update_put(s->u, ref, tr_buf_view(&body), err));
	TR_TRY(tr_pdf_update_write(s->u, s->request->id16, tail, err));
	return tail->n > TR_SIGN_TAIL_MAX
			? TR_ERR(err, SIGN_TAIL_LIMIT, TR_U("got", tail->n), TR_U("max", TR_SIGN_TAIL_MAX)) : TRIEN_OK;
}

static trien_rc
propose(struct store *s, struct tr_buf *tail, struct trien_err *err)
{
	s->d.rev = tr_pdf_newest(s->d.pdf);
	TR_TRY(tr_pdf_catalog(s->d.pdf, s->d.rev, &s->d.catalog.obj, &s->d.catalog.ref, err));
	TR_TRY(tr_sign_follow_key(&s->d, s->d.catalog.obj, "DSS", &s->dss, err));
	const struct visit v = {.d = s->d, .memory = &s->memory, .see = see_value, .context = s};
	TR_TRY(visit_store(&v, s->dss.obj, err));
	return write_store(s, tail, err);
}

trien_rc
tr_sign_propose_dss(struct tr_bytes file, const struct tr_dss_request *request, struct tr_buf *tail,
		struct trien_err *err)
{
	struct store s = {.request = request};
	TR_AUTO_BUF made = {0};

	TR_TRY(tr_pdf_open(file, NULL, &s.d.pdf, err));
	trien_rc rc = tr_pdf_update_new(s.d.pdf, &s.u, err);
	if (rc == TRIEN_OK)
		rc = propose(&s, &made, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_bytes(tail, tr_buf_view(&made), err);
	tr_pdf_update_free(s.u);
	tr_buf_free(&s.held);
	tr_dss_memory_free(&s.memory);
	tr_pdf_close(s.d.pdf);
	return rc;
}
