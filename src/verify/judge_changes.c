/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Holds every later change against what one signature permits: the rows and the findings. */
#include <stdio.h>

#include "base/errors/verify.h"
#include "verify/attack.h"
#include "verify/judge.h"

static const trien_rc errors[TR_CHANGE_KIND_COUNT] = {
	[TR_CHANGE_FORM_SETTING] = TRIEN_E_VERIFY_FORM_SETTING_CHANGED,
	[TR_CHANGE_FORM_CHANGED] = TRIEN_E_VERIFY_FORM_CHANGED,
	[TR_CHANGE_FIELD_LOCKED] = TRIEN_E_VERIFY_FIELD_LOCKED,
	[TR_CHANGE_FIELD_APPEARANCE] = TRIEN_E_VERIFY_FIELD_APPEARANCE,
	[TR_CHANGE_SIGNATURE_CHANGED] = TRIEN_E_VERIFY_SIGNATURE_CHANGED,
	[TR_CHANGE_SIGNATURE_REMOVED] = TRIEN_E_VERIFY_SIGNATURE_REMOVED,
	[TR_CHANGE_ANNOTATION_ADDED] = TRIEN_E_VERIFY_ANNOTATION_ADDED,
	[TR_CHANGE_ANNOTATION_CHANGED] = TRIEN_E_VERIFY_ANNOTATION_CHANGED,
	[TR_CHANGE_PAGE_CONTENT] = TRIEN_E_VERIFY_PAGE_CONTENT_CHANGED,
	[TR_CHANGE_PAGE_RESOURCE] = TRIEN_E_VERIFY_PAGE_RESOURCE_CHANGED,
	[TR_CHANGE_PAGE_GEOMETRY] = TRIEN_E_VERIFY_PAGE_GEOMETRY_CHANGED,
	[TR_CHANGE_PAGE_TREE] = TRIEN_E_VERIFY_PAGE_TREE_CHANGED,
	[TR_CHANGE_LAYERS] = TRIEN_E_VERIFY_LAYERS_CHANGED,
	[TR_CHANGE_ACTION] = TRIEN_E_VERIFY_ACTION_CHANGED,
	[TR_CHANGE_STRUCTURE] = TRIEN_E_VERIFY_STRUCTURE_CHANGED,
	[TR_CHANGE_PERMISSIONS] = TRIEN_E_VERIFY_PERMISSIONS_CHANGED,
	[TR_CHANGE_ENCRYPTION] = TRIEN_E_VERIFY_ENCRYPTION_CHANGED,
	[TR_CHANGE_CATALOG] = TRIEN_E_VERIFY_CATALOG_CHANGED,
	[TR_CHANGE_HIDDEN_OBJECT] = TRIEN_E_VERIFY_OBJECT_HIDDEN,
	[TR_CHANGE_UNREADABLE] = TRIEN_E_VERIFY_CHANGES_UNREADABLE,
	[TR_CHANGE_UNKNOWN] = TRIEN_E_VERIFY_CHANGE_UNKNOWN,
};

/* What is fine by itself and refused by DocMDP alone has a reason of its own. */
static trien_rc
error_of(const struct tr_change_row *row, const struct tr_change *c)
{
	if (row->permission > c->base && row->kind != TR_CHANGE_FIELD_LOCKED && c->base == TR_CHANGE_PERMITTED)
		return TRIEN_E_VERIFY_DOCMDP;
	return errors[row->kind] != TR_ERROR_NONE ? errors[row->kind] : TRIEN_E_VERIFY_CHANGE_UNKNOWN;
}

/* "field "so": was filled in": the path names the field. */
static struct tr_text
without_field(struct tr_text what, struct tr_text field)
{
	const size_t before = sizeof("field \"\": ") - 1 + field.n;

	if (field.n == 0 || what.n <= before || memcmp(what.p, "field \"", 7) != 0 || memcmp(what.p + 7, field.p, field.n) != 0)
		return what;
	return (struct tr_text){what.p + before, what.n - before};
}

static trien_rc
find_change(struct tr_judge *j, const struct tr_change_row *row, const struct tr_change *c, unsigned docmdp,
		struct trien_err *err)
{
	const struct tr_text what = without_field(row->what, row->field);
	struct trien_err why = {0};
	struct tr_value values[] = {TR_U("revision", row->revision + 1), TR_B("path", row->path.p, row->path.n),
			TR_B("what", what.p, what.n), TR_U("p", docmdp)};
	char got[64];

	(void)!tr_err_raise(&why, error_of(row, c), __FILE__, __LINE__, values, sizeof(values) / sizeof(*values));
	snprintf(got, sizeof(got), "object %u", (unsigned)row->num);
	struct tr_finding_note n = {.error = &why, .clause = "ISO 32000-2 §12.8.2", .got = row->num ? got : NULL};
	n.weight = row->permission == TR_CHANGE_FORBIDDEN ? TR_TOTAL_FAILED : TR_INDETERMINATE;
	n.sub = row->permission == TR_CHANGE_FORBIDDEN ? TR_SUB_FORMAT_FAILURE : TR_SUB_GENERIC;
	return tr_judge_find(j, &n, err);
}

static trien_rc
find_cut(struct tr_judge *j, const struct tr_change_list *list, struct trien_err *err)
{
	struct trien_err why = {0};
	(void)!TR_ERR(&why, VERIFY_CHANGES_LIMIT, TR_U("count", list->count));
	struct tr_finding_note n = {.weight = TR_INDETERMINATE, .sub = TR_SUB_GENERIC, .error = &why,
			.clause = "ISO 32000-2 §12.8.2"};
	if (list->cut_base == TR_CHANGE_FORBIDDEN) {
		n.weight = TR_TOTAL_FAILED;
		n.sub = TR_SUB_FORMAT_FAILURE;
	}
	j->out->changes_cut = true;
	return tr_judge_find(j, &n, err);
}

/* A look that is not that of the value: both are told. */
static trien_rc
find_look(struct tr_judge *j, const struct tr_change *c, struct trien_err *err)
{
	struct trien_err why = {0};

	if (c->kind == TR_CHANGE_LOOK_DIFFERS)
		(void)!TR_ERR(&why, VERIFY_LOOK_DIFFERS, TR_B("field", c->field.p, c->field.n),
				TR_B("value", c->value.p, c->value.n), TR_U("revision", c->revision + 1),
				TR_B("shown", c->shown.p, c->shown.n));
	else
		(void)!TR_ERR(&why, VERIFY_LOOK_UNREAD, TR_B("field", c->field.p, c->field.n),
				TR_B("value", c->value.p, c->value.n), TR_U("revision", c->revision + 1),
				TR_B("what", c->shown.p, c->shown.n));
	struct tr_finding_note n = {.weight = TR_INDETERMINATE, .sub = TR_SUB_GENERIC, .error = &why,
			.clause = "ISO 32000-2 §12.7.4.3"};
	return tr_judge_find(j, &n, err);
}

/* Filling in is permitted, and everybody can do it: the value is nobody's as long as no signature covers it. */
static trien_rc
find_unsigned_value(struct tr_judge *j, const struct tr_change *c, struct trien_err *err)
{
	struct trien_err why = {0};
	(void)!TR_ERR(&why, VERIFY_VALUE_UNSIGNED, TR_B("field", c->field.p, c->field.n), TR_B("value", c->value.p, c->value.n),
			TR_U("revision", c->revision + 1));
	struct tr_finding_note n = {.weight = TR_TOTAL_PASSED, .sub = TR_SUB_NONE, .error = &why,
			.clause = "ISO 32000-2 §12.8.2.4"};
	return tr_judge_find(j, &n, err);
}

/* Many programs place each signature as it comes, and one that covers the text looks like those: only a person can tell. */
static trien_rc
find_new_look(struct tr_judge *j, const struct tr_change *c, struct trien_err *err)
{
	struct trien_err why = {0};
	(void)!TR_ERR(&why, VERIFY_SIGNATURE_SHOWS, TR_B("field", c->field.p, c->field.n), TR_U("revision", c->revision + 1));
	struct tr_finding_note n = {.weight = TR_TOTAL_PASSED, .sub = TR_SUB_NONE, .error = &why, .clause = "ISO 32000-2 §12.8.2"};
	return tr_judge_find(j, &n, err);
}

/* What is permitted, and has to be told all the same. */
static trien_rc
find_permitted(struct tr_judge *j, const struct tr_change *c, const struct tr_change_rules *rules, bool *unsigned_value,
		struct trien_err *err)
{
	if (c->kind == TR_CHANGE_SIGNATURE_ADDED && c->new_field && c->visible)
		return find_new_look(j, c, err);
	if (c->kind != TR_CHANGE_FORM_FILLED || c->revision <= rules->last_covered || *unsigned_value)
		return TRIEN_OK;
	*unsigned_value = true;
	return find_unsigned_value(j, c, err);
}

trien_rc
tr_judge_changes(struct tr_judge *j, const struct tr_change_list *list, const struct tr_change_rules *rules,
		struct trien_err *err)
{
	/* The worst permission for which an error was found already, plus 1. */
	uint8_t found[TR_CHANGE_KIND_COUNT] = {0};
	struct tr_change_row *rows;
	bool unsigned_value = false;
	size_t n = 0, skip = 0;

	if (j->out->covers == SIZE_MAX)
		return TRIEN_OK;
	while (skip < list->count && list->items[skip].revision <= j->out->covers)
		skip++;
	TR_TRY(tr_arena_array(j->arena, list->count - skip + 1, sizeof(*rows), &rows, err));
	for (size_t i = skip; i < list->count; i++) {
		const struct tr_change *c = &list->items[i];
		struct tr_change_row *row = &rows[n++];
		*row = (struct tr_change_row){.revision = c->revision, .num = c->num, .path = c->path, .what = c->what,
				.field = c->field, .value = c->value, .shown = c->shown};
		row->permission = tr_change_permission(c, rules, &row->kind);
		if (row->permission != TR_CHANGE_PERMITTED)
			row->attacks = tr_attacks_of_change(c, row->kind);
		j->out->attacks |= row->attacks;
		if (row->permission == TR_CHANGE_PERMITTED)
			TR_TRY(find_permitted(j, c, rules, &unsigned_value, err));
		if (row->permission == TR_CHANGE_PERMITTED || found[row->kind] > row->permission)
			continue;
		found[row->kind] = (uint8_t)(row->permission + 1);
		if (row->kind == TR_CHANGE_LOOK_DIFFERS || row->kind == TR_CHANGE_LOOK_UNREAD)
			TR_TRY(find_look(j, c, err));
		else
			TR_TRY(find_change(j, row, c, rules->docmdp, err));
	}
	j->out->changes = rows;
	j->out->change_count = n;
	if (list->cut && tr_pdf_newest(j->pdf) > j->out->covers)
		return find_cut(j, list, err);
	return TRIEN_OK;
}
