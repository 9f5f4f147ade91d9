/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a signature says may come after it: ISO 32000-2 §12.8.2.2 DocMDP, §12.8.2.4 FieldMDP, table 236 Lock. */
#include "base/errors/verify.h"
#include "base/utf8.h"
#include "verify/judge.h"

static trien_rc
read_names(struct tr_judge *j, const struct tr_pdf_obj *array, struct tr_lock *lock, struct trien_err *err)
{
	struct tr_text *names;
	size_t n = array->type == TR_PDF_ARRAY ? array->u.array.count : 0;

	/* Locks nothing less by being too long: all of them are then locked. */
	if (n > TR_VERIFY_LOCK_FIELDS_MAX) {
		lock->action = TR_LOCK_ALL;
		n = 0;
	}
	TR_TRY(tr_arena_array(j->arena, n + 1, sizeof(*names), &names, err));
	for (size_t i = 0; i < n; i++) {
		const struct tr_pdf_obj *o = array->u.array.items[i];
		TR_AUTO_BUF name = {.max = TR_PDF_OBJECT_BYTES_MAX};
		struct trien_err why = {0};
		names[i] = (struct tr_text){"", 0};
		if (tr_pdf_resolve(j->pdf, j->signature->born, o, &o, &why) != TRIEN_OK || o->type != TR_PDF_STRING)
			continue;
		TR_TRY(tr_pdf_text_utf8(o->u.string, &name, err));
		size_t length = name.n > TR_VERIFY_TEXT_MAX ? tr_utf8_cut((const char *)name.p, TR_VERIFY_TEXT_MAX)
				: name.n;
		TR_TRY(tr_judge_keep(j, (const char *)name.p, length, &names[i], err));
	}
	lock->fields = names;
	lock->field_count = n;
	return TRIEN_OK;
}

/* Which fields it means to lock cannot be told (ISO 32000-2 tables 236 and 259 name three actions): so all of them. */
static trien_rc
lock_all(struct tr_judge *j, const struct tr_pdf_obj *action, struct tr_lock *out, struct trien_err *err)
{
	struct trien_err why = {0};
	const struct tr_finding_note n = {.weight = TR_TOTAL_PASSED, .error = &why, .clause = "ISO 32000-2 §12.8.2.4"};
	const struct tr_bytes got = action->type == TR_PDF_NAME ? action->u.name : TR_BYTES(NULL, 0);

	out->action = TR_LOCK_ALL;
	(void)!TR_ERR(&why, VERIFY_LOCK_ACTION, TR_B("field", j->out->field.p, j->out->field.n), TR_B("got", (const char *)got.p, got.n));
	return tr_judge_find(j, &n, err);
}

/* {/Action /All|/Include|/Exclude /Fields [...]}, in TransformParams and in /Lock alike. */
static trien_rc
read_lock(struct tr_judge *j, const struct tr_pdf_obj *dict, struct tr_lock *out, struct trien_err *err)
{
	const struct tr_pdf_obj *action, *fields;
	TR_TRY(tr_judge_value(j, dict, "Action", &action, err));
	if (tr_pdf_is_name(action, "All"))
		out->action = TR_LOCK_ALL;
	else if (tr_pdf_is_name(action, "Include"))
		out->action = TR_LOCK_INCLUDE;
	else if (tr_pdf_is_name(action, "Exclude"))
		out->action = TR_LOCK_EXCLUDE;
	else
		return lock_all(j, action, out, err);
	TR_TRY(tr_judge_value(j, dict, "Fields", &fields, err));
	return read_names(j, fields, out, err);
}

static trien_rc
read_reference(struct tr_judge *j, const struct tr_pdf_obj *ref, struct trien_err *err)
{
	const struct tr_pdf_obj *method, *params, *p;
	TR_TRY(tr_judge_value(j, ref, "TransformMethod", &method, err));
	TR_TRY(tr_judge_value(j, ref, "TransformParams", &params, err));
	if (tr_pdf_is_name(method, "FieldMDP"))
		return read_lock(j, params, &j->out->field_mdp, err);
	if (!tr_pdf_is_name(method, "DocMDP"))
		return TRIEN_OK;
	TR_TRY(tr_judge_value(j, params, "P", &p, err));
	/* "Default value: 2", table 257; a number that means nothing permits nothing. */
	j->out->docmdp = p->type == TR_PDF_NULL ? 2 : 1;
	if (p->type == TR_PDF_INT && p->u.integer >= 1 && p->u.integer <= 3)
		j->out->docmdp = (unsigned)p->u.integer;
	return TRIEN_OK;
}

trien_rc
tr_judge_permissions(struct tr_judge *j, struct trien_err *err)
{
	const struct tr_pdf_obj *references, *lock, *one;

	TR_TRY(tr_judge_value(j, j->signature->dict, "Reference", &references, err));
	size_t n = references->type == TR_PDF_ARRAY ? references->u.array.count : 0;
	for (size_t i = 0; i < n && i < TR_VERIFY_LOCK_FIELDS_MAX; i++) {
		struct trien_err why = {0};
		if (tr_pdf_resolve(j->pdf, j->signature->born, references->u.array.items[i], &one, &why) == TRIEN_OK)
			TR_TRY(read_reference(j, one, err));
	}
	TR_TRY(tr_judge_value(j, j->signature->field.dict, "Lock", &lock, err));
	return lock->type != TR_PDF_NULL ? read_lock(j, lock, &j->out->lock, err) : TRIEN_OK;
}
