/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What may be reserved, and in which order things are written. The objects themselves: reserve_put.c.
 * Requirement: R9.2 R9.3
 */
#include "official/reserve.h"

#include <math.h>

#include "base/errors/official.h"
#include "official/reserve_parts.h"
#include "sign/reserved.h"

/* ---- what a plan must be ---- */

bool
tr_reserve_issues(const struct tr_reserve_plan *p, size_t signer)
{
	return signer + 1 == p->signer_count && p->signers[signer].role == TR_ROLE_AGENCY;
}

static trien_rc
check_signers(const struct tr_reserve_plan *p, struct trien_err *err)
{
	if (p->signer_count > TR_RESERVE_SIGNERS_MAX)
		return TR_ERR(err, OFFICIAL_RESERVE_LIMIT, TR_S("what", "signers"), TR_U("got", p->signer_count),
				TR_U("max", TR_RESERVE_SIGNERS_MAX));
	if (p->signer_count == 0)
		return TR_ERR(err, OFFICIAL_RESERVE_ORDER, TR_S("what", "nobody signs"));
	for (size_t i = 0; i + 1 < p->signer_count; i++)
		if (p->signers[i].role == TR_ROLE_AGENCY && p->signers[i + 1].role != TR_ROLE_AGENCY)
			return TR_ERR(err, OFFICIAL_RESERVE_ORDER, TR_S("what", "the agency signs before a person"));
	if (p->signers[0].role == TR_ROLE_AGENCY)
		return TR_ERR(err, OFFICIAL_RESERVE_ORDER, TR_S("what", "the agency signs and no person does"));
	if (p->spot_count > 0 && p->signers[p->signer_count - 1].role != TR_ROLE_AGENCY)
		return TR_ERR(err, OFFICIAL_RESERVE_ORDER,
				TR_S("what", "there is a number or a date, and no agency to fill it in"));
	return TRIEN_OK;
}

static trien_rc
check_spots(const struct tr_reserve_plan *p, struct trien_err *err)
{
	if (p->spot_count > TR_RESERVE_SPOTS_MAX)
		return TR_ERR(err, OFFICIAL_RESERVE_LIMIT, TR_S("what", "texts"), TR_U("got", p->spot_count),
				TR_U("max", TR_RESERVE_SPOTS_MAX));
	for (size_t i = 0; i < p->spot_count; i++) {
		const struct tr_reserve_spot *s = &p->spots[i];
		if (!(s->size >= TR_RESERVE_SIZE_MIN && s->size <= TR_RESERVE_SIZE_MAX) || s->face >= TR_RESERVE_FACES ||
				!isfinite(s->baseline))
			return TR_ERR(err, OFFICIAL_RESERVE_BOX, TR_U("page", s->page + 1),
					TR_S("what", tr_reserve_name(s->kind)));
	}
	return TRIEN_OK;
}

/* ---- what a file must be ---- */

static trien_rc
check_names(const struct tr_sign_doc *d, struct trien_err *err)
{
	for (size_t i = 0; i < d->field_count; i++)
		if (tr_sign_is_within(d->fields[i].name, TR_BYTES_LIT(TR_RESERVED_ROOT)))
			return TR_ERR(err, OFFICIAL_RESERVE_TAKEN,
					TR_B("field", d->fields[i].name.p, d->fields[i].name.n));
	return TRIEN_OK;
}

/* A form in XML is filled and drawn by its XML: what we put beside it would not be seen in every viewer. */
static trien_rc
check_xfa(const struct tr_sign_doc *d, struct trien_err *err)
{
	const struct tr_pdf_obj *xfa;

	TR_TRY(tr_pdf_find(d->pdf, d->rev, d->form.obj, "XFA", &xfa, err));
	return xfa->type == TR_PDF_NULL ? TRIEN_OK : TR_ERR0(err, OFFICIAL_RESERVE_XFA);
}

/* A certification that the catalog names counts, whether or not its field is found. */
static trien_rc
check_unsigned(const struct tr_sign_doc *d, struct trien_err *err)
{
	const struct tr_pdf_obj *perms;

	TR_TRY(tr_pdf_find(d->pdf, d->rev, d->catalog.obj, "Perms", &perms, err));
	return d->signed_before || perms->type != TR_PDF_NULL ? TR_ERR0(err, OFFICIAL_RESERVE_SIGNED) : TRIEN_OK;
}

trien_rc
tr_reserve_check_unsigned(struct tr_bytes file, struct trien_err *err)
{
	struct tr_sign_doc d = {0};

	TR_TRY(tr_pdf_open(file, NULL, &d.pdf, err));
	trien_rc rc = tr_sign_doc_open(&d, err);
	if (rc == TRIEN_OK)
		rc = check_unsigned(&d, err);
	tr_pdf_close(d.pdf);
	return rc;
}

/* ---- the revision ---- */

static trien_rc
reserve(struct tr_reserve *r, const uint8_t id16[16], struct tr_buf *tail, struct trien_err *err)
{
	TR_TRY(tr_sign_doc_open(&r->doc, err));
	TR_TRY(check_unsigned(&r->doc, err));
	TR_TRY(check_xfa(&r->doc, err));
	TR_TRY(check_names(&r->doc, err));
	TR_TRY(tr_reserve_number(r, err));
	TR_TRY(tr_reserve_put_texts(r, err));
	TR_TRY(tr_reserve_put_signatures(r, err));
	TR_TRY(tr_reserve_put_pages(r, err));
	TR_TRY(tr_reserve_put_form(r, err));
	return tr_pdf_update_write(r->update, id16, tail, err);
}

trien_rc
tr_reserve(struct tr_bytes file, const struct tr_reserve_plan *plan, struct tr_buf *tail, struct trien_err *err)
{
	struct tr_reserve r = {.plan = plan};

	TR_TRY(check_signers(plan, err));
	TR_TRY(check_spots(plan, err));
	TR_TRY(tr_pdf_open(file, NULL, &r.doc.pdf, err));
	trien_rc rc = tr_pdf_update_new(r.doc.pdf, &r.update, err);
	if (rc == TRIEN_OK)
		rc = reserve(&r, plan->id16, tail, err);
	for (size_t i = 0; i < TR_RESERVE_FACES; i++)
		tr_font_free(r.fonts[i].font);
	tr_buf_free(&r.kids);
	tr_pdf_update_free(r.update);
	tr_pdf_close(r.doc.pdf);
	return rc;
}
