/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whose turn it is in a reserved document. Names alone decide: a file that uses them otherwise than `trien reserve`
 * can make itself unsignable, and nothing more.
 * Requirement: R9.3
 */
#include "sign/reserved.h"

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

static trien_rc
check_filled(const struct tr_sign_doc *d, struct trien_err *err)
{
	for (size_t i = 0; i < d->field_count; i++) {
		const struct tr_pdf_field *f = &d->fields[i];
		if (tr_bytes_are(f->type, "Tx") && is_empty(f) &&
				tr_sign_is_within(f->name, TR_BYTES_LIT(TR_RESERVED_ROOT)))
			return TR_ERR(err, SIGN_UNFILLED, TR_B("field", f->name.p, f->name.n));
	}
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
	if (turn != TURN_SEAL || (d->request->extra != NULL && d->request->extra->fills))
		return TRIEN_OK;
	return check_filled(d, err);
}
