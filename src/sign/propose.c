/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Proposes the revision that will carry a signature: the signature dictionary
 * (ISO 32000-2 §12.8.1, ETSI EN 319 142-1 §6.3) with a hole for the CMS, its field, and
 * what must change in page, form and catalog.
 */
#include "sign/propose.h"

#include "base/errors/sign.h"
#include "base/time.h"
#include "sign/document.h"
#include "sign/hole.h"
#include "sign/reserved.h"

void
tr_sign_proposal_free(struct tr_sign_proposal *p)
{
	if (p != NULL)
		tr_buf_free(&p->tail);
}

static trien_rc
check_request(const struct tr_sign_request *r, struct trien_err *err)
{
	const struct {
		const char *key;
		size_t n;
	} texts[] = {{"/T", r->field.n}, {"/Name", r->name.n}, {"/Reason", r->reason.n},
			{"/Location", r->location.n}, {"/ContactInfo", r->contact.n}};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i].n > TR_SIGN_TEXT_MAX)
			return TR_ERR(err, SIGN_TEXT_LIMIT, TR_S("key", texts[i].key),
					TR_U("got", texts[i].n), TR_U("max", TR_SIGN_TEXT_MAX));
	if (r->contents_size == 0 || r->contents_size > TR_SIGN_CONTENTS_MAX)
		return TR_ERR(err, SIGN_CONTENTS_LIMIT, TR_U("got", r->contents_size),
				TR_U("max", TR_SIGN_CONTENTS_MAX));
	return TRIEN_OK;
}

static trien_rc
add_text(struct tr_buf *out, const char *key, struct tr_text text, struct trien_err *err)
{
	if (text.n == 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_add(out, key, strlen(key), err));
	return tr_pdf_print_text(out, text, err);
}

/* Who says what when; of a time stamp its token tells all (§12.8.5). */
static trien_rc
print_head(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct tr_buf *out,
		struct trien_err *err)
{
	static const char approval[] = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(";
	static const char stamp[] = "<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161";
	const struct tr_sign_request *r = d->request;
	char time[TR_TIME_TEXT_MAX];

	if (r->kind == TR_SIGN_TIMESTAMP)
		return tr_buf_add(out, stamp, sizeof(stamp) - 1, err);
	TR_TRY(tr_buf_add(out, approval, sizeof(approval) - 1, err));
	tr_time_pdf(r->time, r->zone_minutes, time);
	TR_TRY(tr_buf_add(out, time, strlen(time), err));
	TR_TRY(tr_buf_add_byte(out, ')', err));
	TR_TRY(add_text(out, "/Name", r->name, err));
	TR_TRY(add_text(out, "/Reason", r->reason, err));
	TR_TRY(add_text(out, "/Location", r->location, err));
	TR_TRY(add_text(out, "/ContactInfo", r->contact, err));
	return tr_sign_print_reference(d, target, out, err);
}

/* The dictionary with room for /ByteRange and a hole of zeros; *hole_at is the place of '<'. */
static trien_rc
print_signature(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct tr_buf *out,
		size_t *hole_at, struct trien_err *err)
{
	const struct tr_sign_request *r = d->request;

	TR_TRY(tr_buf_reserve(out, 2 * r->contents_size + 1024, err));
	TR_TRY(print_head(d, target, out, err));
	TR_TRY(tr_buf_reserve(out, TR_SIGN_HOLE_PREFIX + 2 * r->contents_size + 4, err));
	memset(out->p + out->n, ' ', TR_SIGN_HOLE_PREFIX);
	out->n += TR_SIGN_HOLE_PREFIX;
	*hole_at = out->n;
	out->p[out->n++] = '<';
	memset(out->p + out->n, '0', 2 * r->contents_size);
	out->n += 2 * r->contents_size;
	return tr_buf_add(out, ">>>", 3, err);
}

/* Everything that the revision holds; *hole_at is relative to the signature dictionary. */
static trien_rc
put_objects(const struct tr_sign_doc *d, struct tr_sign_target *target, struct tr_pdf_update *u,
		struct tr_pdf_ref *signature, size_t *hole_at, struct trien_err *err)
{
	TR_AUTO_BUF body = {0};

	TR_TRY(tr_sign_put_extra(d, target, u, err));
	*signature = (struct tr_pdf_ref){0, 0};
	TR_TRY(tr_pdf_update_number(u, &signature->num, err));
	if (target->field == NULL) {
		TR_TRY(tr_pdf_update_number(u, &target->ref.num, err));
		target->root = target->ref;
	}
	TR_TRY(print_signature(d, target, &body, hole_at, err));
	TR_TRY(tr_pdf_update_put(u, *signature, tr_buf_view(&body), err));
	return tr_sign_put_field(d, target, *signature, u, err);
}

/* Writes the revision and fills /ByteRange, now that every length is known. */
static trien_rc
write_revision(const struct tr_sign_doc *d, struct tr_pdf_update *u, uint32_t signature, size_t hole_at,
		struct tr_sign_proposal *out, struct trien_err *err)
{
	uint64_t body_at;

	TR_TRY(tr_pdf_update_write(u, d->request->id16, &out->tail, err));
	TR_TRY(tr_pdf_update_offset(u, signature, &body_at, err));
	if (out->tail.n > TR_SIGN_TAIL_MAX)
		return TR_ERR(err, SIGN_TAIL_LIMIT, TR_U("got", out->tail.n), TR_U("max", TR_SIGN_TAIL_MAX));
	out->base_size = tr_pdf_bytes(d->pdf).n;
	out->contents_at = body_at + hole_at;
	out->contents_end = out->contents_at + 2 * d->request->contents_size + 2;
	uint8_t *prefix = out->tail.p + (out->contents_at - out->base_size) - TR_SIGN_HOLE_PREFIX;
	if (!tr_sign_hole_prefix(out->contents_at, out->contents_end, out->base_size + out->tail.n, prefix))
		return TR_ERR(err, INTERNAL, TR_S("what", "tr_sign_hole_prefix"));
	return TRIEN_OK;
}

/* Acrobat draws a dynamic XFA form from its XML alone: a field of ours would be lost there, and the page with
 * it. */
static trien_rc
check_xfa(const struct tr_sign_doc *d, struct trien_err *err)
{
	const struct tr_pdf_obj *xfa, *rendering;

	TR_TRY(tr_pdf_find(d->pdf, d->rev, d->form.obj, "XFA", &xfa, err));
	TR_TRY(tr_pdf_find(d->pdf, d->rev, d->catalog.obj, "NeedsRendering", &rendering, err));
	if (xfa->type != TR_PDF_NULL && rendering->type == TR_PDF_BOOL && rendering->u.boolean)
		return TR_ERR0(err, SIGN_XFA_DYNAMIC);
	return TRIEN_OK;
}

static trien_rc
propose_update(struct tr_sign_doc *d, struct tr_pdf_update *u, struct tr_sign_target *target,
		struct tr_sign_proposal *out, struct trien_err *err)
{
	struct tr_pdf_ref signature;
	size_t hole_at;

	TR_TRY(tr_sign_doc_open(d, err));
	TR_TRY(check_xfa(d, err));
	if (d->request->kind == TR_SIGN_APPROVAL)
		TR_TRY(tr_sign_check_issued(d, err));
	TR_TRY(tr_sign_choose(d, target, err));
	/* No signature forbids a document time stamp: it keeps it checkable (tables 257 and 259 speak of fields to fill). */
	if (d->request->kind == TR_SIGN_APPROVAL) {
		TR_TRY(tr_sign_check_permissions(d, target, err));
		TR_TRY(tr_sign_check_order(d, target, err));
	}
	TR_TRY(tr_sign_check_seed(d, target, err));
	TR_TRY(put_objects(d, target, u, &signature, &hole_at, err));
	out->untagged = target->untagged;
	return write_revision(d, u, signature.num, hole_at, out, err);
}

trien_rc
tr_sign_propose(struct tr_bytes file, const struct tr_sign_request *request, struct tr_sign_proposal *out,
		struct trien_err *err)
{
	struct tr_sign_doc d = {.request = request};
	struct tr_sign_target target = {0};
	struct tr_sign_proposal made = {0};
	struct tr_pdf_update *u = NULL;

	TR_TRY(check_request(request, err));
	TR_TRY(tr_pdf_open(file, NULL, &d.pdf, err));
	trien_rc rc = tr_pdf_update_new(d.pdf, &u, err);
	if (rc == TRIEN_OK)
		rc = propose_update(&d, u, &target, &made, err);
	tr_pdf_update_free(u);
	tr_buf_free(&target.name);
	tr_pdf_close(d.pdf);
	if (rc == TRIEN_OK)
		*out = made;
	else
		tr_sign_proposal_free(&made);
	return rc;
}
