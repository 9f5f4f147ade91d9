/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whose turn it is in a reserved document. Names alone decide: a file that uses them otherwise than `trien reserve`
 * can make itself unsignable, and nothing more.
 * Requirement: R9.3
 */
#include <math.h>

#include "base/errors/sign.h"
#include "base/vietnamese.h"
#include "sign/reserved.h"

#define NAME_MAX_LETTERS 256u /* a name of fewer is compared */
#define TURN_NONE 0u
#define TURN_SEAL UINT32_MAX

/* "trien.sign.3": 3. "trien.seal": after all others. */
static uint32_t
turn_of(struct tr_bytes name)
{
	const size_t from = sizeof(TR_RESERVED_SIGN) - 1;
	uint32_t turn = 0;

	if (tr_bytes_are(name, TR_RESERVED_SEAL))
		return TURN_SEAL;
	if (!tr_bytes_start(name, TR_RESERVED_SIGN) || name.n == from || name.n > from + 6)
		return TURN_NONE;
	for (size_t i = from; i < name.n; i++) {
		if (name.p[i] < '0' || name.p[i] > '9')
			return TURN_NONE;
		turn = turn * 10 + (uint32_t)(name.p[i] - '0');
	}
	return turn;
}

static bool
is_empty(const struct tr_pdf_field *f)
{
	return f->value->type == TR_PDF_NULL || (f->value->type == TR_PDF_STRING && f->value->u.string.n == 0);
}

const struct tr_pdf_field *
tr_sign_next_reserved(const struct tr_sign_doc *d)
{
	const struct tr_pdf_field *next = NULL;
	uint32_t turn = TURN_NONE;

	for (size_t i = 0; i < d->field_count; i++) {
		const struct tr_pdf_field *f = &d->fields[i];
		uint32_t its = tr_bytes_are(f->type, "Sig") && is_empty(f) && f->ref.num != 0 ? turn_of(f->name) : TURN_NONE;
		if (its == TURN_NONE || (next != NULL && its >= turn))
			continue;
		next = f;
		turn = its;
	}
	return next;
}

trien_rc
tr_sign_check_issued(const struct tr_sign_doc *d, struct trien_err *err)
{
	for (size_t i = 0; i < d->field_count; i++) {
		const struct tr_pdf_field *f = &d->fields[i];
		if (tr_bytes_are(f->type, "Sig") && turn_of(f->name) == TURN_SEAL && !is_empty(f))
			return TR_ERR(err, SIGN_ISSUED, TR_B("field", f->name.p, f->name.n));
	}
	return TRIEN_OK;
}

static trien_rc
check_turn(const struct tr_sign_doc *d, const struct tr_bytes name, uint32_t turn, struct trien_err *err)
{
	for (size_t i = 0; i < d->field_count; i++) {
		const struct tr_pdf_field *f = &d->fields[i];
		uint32_t other = tr_bytes_are(f->type, "Sig") && is_empty(f) ? turn_of(f->name) : TURN_NONE;
		if (other != TURN_NONE && other < turn)
			return TR_ERR(err, SIGN_ORDER, TR_B("field", name.p, name.n), TR_B("before", f->name.p, f->name.n));
	}
	return TRIEN_OK;
}

/* Who seals fills in the texts in the same revision: a value from before may be drawn otherwise than it reads. */
static trien_rc
check_fills(const struct tr_sign_doc *d, struct trien_err *err)
{
	if (d->request->extra != NULL && d->request->extra->fills)
		return TRIEN_OK;
	for (size_t i = 0; i < d->field_count; i++) {
		const struct tr_pdf_field *f = &d->fields[i];
		if (tr_bytes_are(f->type, "Tx") && tr_sign_is_within(f->name, TR_BYTES_LIT(TR_RESERVED_ROOT)))
			return TR_ERR(err, SIGN_UNFILLED, TR_B("field", f->name.p, f->name.n));
	}
	return TRIEN_OK;
}

static bool
same_name(struct tr_text a, struct tr_text b)
{
	struct tr_letter x[NAME_MAX_LETTERS], y[NAME_MAX_LETTERS];
	const size_t n = tr_letters_of(a, x, NAME_MAX_LETTERS);

	return n < NAME_MAX_LETTERS && tr_letters_of(b, y, NAME_MAX_LETTERS) == n &&
	       tr_letters_compare(x, y, n) == TR_LETTERS_EQUAL;
}

/* The tooltip of a field says role and name, "Chữ ký: Nguyễn Văn Mẫu", or the role alone; of the seal, the agency's. */
static trien_rc
check_holder(const struct tr_sign_doc *d, const struct tr_pdf_field *f, struct trien_err *err)
{
	TR_AUTO_BUF tooltip = {0};
	const struct tr_pdf_obj *value;

	if (d->request->holder.n == 0)
		return TRIEN_OK;
	TR_TRY(tr_pdf_find(d->pdf, d->rev, f->dict, "TU", &value, err));
	if (value->type != TR_PDF_STRING)
		return TRIEN_OK;
	TR_TRY(tr_pdf_text_utf8(value->u.string, &tooltip, err));
	const char *colon = tooltip.n > 0 ? memmem(tooltip.p, tooltip.n, ": ", 2) : NULL;
	if (colon == NULL)
		return TRIEN_OK;
	const struct tr_text waited = {colon + 2, tooltip.n - (size_t)(colon + 2 - (const char *)tooltip.p)};
	if (same_name(waited, d->request->holder) || same_name(waited, d->request->name))
		return TRIEN_OK;
	return TR_ERR(err, SIGN_SIGNER_NAME, TR_B("field", f->name.p, f->name.n), TR_B("name", waited.p, waited.n),
			TR_B("holder", d->request->holder.p, d->request->holder.n));
}

/* A place that was kept free for a handwriting and stays empty looks like a document that nobody has signed. */
static trien_rc
check_shown(const struct tr_sign_doc *d, const struct tr_pdf_field *f, struct trien_err *err)
{
	const struct tr_pdf_obj *rect, *o;
	double side[4] = {0};

	if (d->request->extra != NULL || d->request->unseen)
		return TRIEN_OK;
	TR_TRY(tr_pdf_find(d->pdf, d->rev, f->dict, "Rect", &rect, err));
	for (size_t i = 0; rect->type == TR_PDF_ARRAY && i < 4 && i < rect->u.array.count; i++) {
		TR_TRY(tr_pdf_resolve(d->pdf, d->rev, rect->u.array.items[i], &o, err));
		(void)tr_pdf_number(o, &side[i]);
	}
	if (fabs(side[2] - side[0]) > 0 && fabs(side[3] - side[1]) > 0)
		return TR_ERR(err, SIGN_LOOK_WANTED, TR_B("field", f->name.p, f->name.n));
	return TRIEN_OK;
}

trien_rc
tr_sign_check_order(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct trien_err *err)
{
	const struct tr_bytes name = tr_buf_view(&target->name);
	const uint32_t turn = turn_of(name);

	if (turn == TURN_NONE)
		return TRIEN_OK;
	TR_TRY(check_turn(d, name, turn, err));
	if (turn == TURN_SEAL)
		TR_TRY(check_fills(d, err));
	if (target->field == NULL)
		return TRIEN_OK;
	TR_TRY(check_holder(d, target->field, err));
	return check_shown(d, target->field, err);
}
