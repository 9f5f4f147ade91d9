/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a difference in some use of an object means, and the row that tells of it. */
#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "verify/change_walk.h"

static const struct {
	enum tr_change_kind kind;
	enum tr_permission base;
} meanings[TR_USE_COUNT] = {
	[TR_USE_CONTENT] = {TR_CHANGE_PAGE_CONTENT, TR_CHANGE_FORBIDDEN},
	[TR_USE_RESOURCE] = {TR_CHANGE_PAGE_RESOURCE, TR_CHANGE_FORBIDDEN},
	[TR_USE_GEOMETRY] = {TR_CHANGE_PAGE_GEOMETRY, TR_CHANGE_FORBIDDEN},
	[TR_USE_TREE] = {TR_CHANGE_PAGE_TREE, TR_CHANGE_FORBIDDEN},
	[TR_USE_LAYERS] = {TR_CHANGE_LAYERS, TR_CHANGE_FORBIDDEN},
	[TR_USE_ACTION] = {TR_CHANGE_ACTION, TR_CHANGE_FORBIDDEN},
	/* It shows nothing, but a screen reader follows it: a person has to look. */
	[TR_USE_STRUCTURE] = {TR_CHANGE_STRUCTURE, TR_CHANGE_NOT_UNDERSTOOD},
	[TR_USE_CATALOG] = {TR_CHANGE_CATALOG, TR_CHANGE_FORBIDDEN},
	/* No page looks different for it; a certification permits what it names and nothing else. */
	[TR_USE_VIEWER] = {TR_CHANGE_VIEWER_SETTING, TR_CHANGE_PERMITTED},
	[TR_USE_PERMISSIONS] = {TR_CHANGE_PERMISSIONS, TR_CHANGE_FORBIDDEN},
	/* Producers date the file anew with every revision; nothing of it is shown on a page. */
	[TR_USE_METADATA] = {TR_CHANGE_METADATA, TR_CHANGE_PERMITTED},
	/* What stands in a DSS proves itself or is of no use. ISO 32000-2 §12.8.4.3. */
	[TR_USE_DSS] = {TR_CHANGE_DSS, TR_CHANGE_PERMITTED},
	[TR_USE_EXTENSIONS] = {TR_CHANGE_EXTENSIONS, TR_CHANGE_PERMITTED},
	[TR_USE_FORM] = {TR_CHANGE_FORM_CHANGED, TR_CHANGE_FORBIDDEN},
	[TR_USE_FORM_DATA] = {TR_CHANGE_FORM_CHANGED, TR_CHANGE_NOT_UNDERSTOOD},
	[TR_USE_FORM_SETTING] = {TR_CHANGE_FORM_SETTING, TR_CHANGE_PERMITTED},
	[TR_USE_ANNOTATION] = {TR_CHANGE_ANNOTATION_CHANGED, TR_CHANGE_FORBIDDEN},
	[TR_USE_REMARK] = {TR_CHANGE_ANNOTATION_CHANGED, TR_CHANGE_FORBIDDEN},
	[TR_USE_WIDGET] = {TR_CHANGE_FIELD_APPEARANCE, TR_CHANGE_FORBIDDEN},
	[TR_USE_WIDGET_IDLE] = {TR_CHANGE_FIELD_APPEARANCE, TR_CHANGE_NOT_UNDERSTOOD},
	[TR_USE_SIGNATURE] = {TR_CHANGE_SIGNATURE_CHANGED, TR_CHANGE_FORBIDDEN},
	[TR_USE_ENCRYPTION] = {TR_CHANGE_ENCRYPTION, TR_CHANGE_FORBIDDEN},
	[TR_USE_UNKNOWN] = {TR_CHANGE_UNKNOWN, TR_CHANGE_NOT_UNDERSTOOD},
};

static const struct {
	const char *text;
	enum tr_how how;
} differences[TR_DIFF_MAX] = {
	[TR_DIFF_VALUE] = {"has another value", TR_HOW_OTHERWISE},
	[TR_DIFF_DATA] = {"has other data", TR_HOW_OTHERWISE},
	[TR_DIFF_TYPE] = {"is of another type", TR_HOW_REMOVED},
	[TR_DIFF_COUNT] = {"has another number of entries", TR_HOW_OTHERWISE},
	[TR_DIFF_FLAGS] = {"has other flags", TR_HOW_OTHERWISE},
	[TR_DIFF_LOCKED] = {"was locked", TR_HOW_OTHERWISE},
	[TR_DIFF_DEFAULT_APPEARANCE] = {"has another default appearance", TR_HOW_OTHERWISE},
	[TR_DIFF_FIELD_TYPE] = {"is a field of another type", TR_HOW_OTHERWISE},
	[TR_DIFF_ADDED] = {"was added", TR_HOW_ADDED},
	[TR_DIFF_REMOVED] = {"was removed", TR_HOW_REMOVED},
	[TR_DIFF_ELSEWHERE] = {"leads elsewhere", TR_HOW_OTHERWISE},
	[TR_DIFF_UNREADABLE] = {"was written anew and cannot be read", TR_HOW_REMOVED},
	[TR_DIFF_UNREADABLE_NOW] = {"can no longer be read", TR_HOW_REMOVED},
	[TR_DIFF_UNREADABLE_BEFORE] = {"could not be read before", TR_HOW_ADDED},
	[TR_DIFF_NO_CATALOG] = {"there is no catalog on one side", TR_HOW_OTHERWISE},
	[TR_DIFF_PAGE] = {"is another page", TR_HOW_OTHERWISE},
	[TR_DIFF_PAGES_ADDED] = {"pages were added", TR_HOW_ADDED},
	[TR_DIFF_PAGES_REMOVED] = {"pages were removed", TR_HOW_REMOVED},
	[TR_DIFF_PAGE_TREE] = {"the page tree begins elsewhere", TR_HOW_OTHERWISE},
};

/* The names that make of a stream something that is drawn: another one there, and it is gone. */
static bool
names_a_kind(const struct tr_step *at)
{
	return at != NULL && (tr_bytes_are(at->key, "Type") || tr_bytes_are(at->key, "Subtype"));
}

/* Did the object of this number lie in the file before, unchanged by the revision? */
static bool
is_carried(const struct tr_walk *w, uint32_t num)
{
	return num != 0 && (!tr_walk_has(w, num, TR_MARK_CHANGED) || tr_walk_has(w, num, TR_MARK_CARRIED));
}

trien_rc
tr_step_print(const struct tr_step *at, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_step *steps[TR_VERIFY_DEPTH_MAX * 2];
	size_t n = 0;
	char name[128];

	for (; at != NULL && n < sizeof(steps) / sizeof(*steps); at = at->up)
		steps[n++] = at;
	while (n-- > 0 && out->n < TR_VERIFY_PATH_MAX) {
		if (steps[n]->key.p == NULL) {
			TR_TRY(tr_buf_addf(out, err, "[%zu]", steps[n]->index));
			continue;
		}
		tr_utf8_printable((const char *)steps[n]->key.p, steps[n]->key.n, name, sizeof(name));
		TR_TRY(tr_buf_addf(out, err, "%s%s", out->n ? "/" : "", name));
	}
	return TRIEN_OK;
}

static trien_rc
keep_text(struct tr_arena *arena, const char *p, size_t n, struct tr_text *out, struct trien_err *err)
{
	const uint8_t *copy;
	TR_TRY(tr_arena_copy(arena, p, n, &copy, err));
	*out = (struct tr_text){(const char *)copy, n};
	return TRIEN_OK;
}

static trien_rc
grow(struct tr_change_list *list, struct tr_arena *arena, struct trien_err *err)
{
	struct tr_change *items;
	size_t cap = list->cap ? list->cap * 2 : 16;
	TR_TRY(tr_arena_array(arena, cap, sizeof(*items), &items, err));
	if (list->count > 0)
		memcpy(items, list->items, list->count * sizeof(*items));
	list->items = items;
	list->cap = cap;
	return TRIEN_OK;
}

trien_rc
tr_walk_note(struct tr_walk *w, const struct tr_change_note *n, struct trien_err *err, const char *format, ...)
{
	struct tr_change_list *list = w->list;
	TR_AUTO_BUF path = {.max = TR_VERIFY_PATH_MAX * 2};
	char what[256];
	va_list values;

	if (list->count >= TR_VERIFY_CHANGES_MAX) {
		list->cut = true;
		if (n->base > list->cut_base)
			list->cut_base = n->base;
		return TRIEN_OK;
	}
	if (list->count == list->cap)
		TR_TRY(grow(list, w->arena, err));
	struct tr_change *c = &list->items[list->count];
	*c = (struct tr_change){.revision = w->new_rev, .kind = n->kind, .base = n->base, .num = n->num,
			.field = n->field, .value = n->value, .shown = n->shown, .how = n->how, .new_field = n->new_field, .visible = n->visible};
	c->carried = is_carried(w, n->num);
	TR_TRY(tr_step_print(n->at, &path, err));
	TR_TRY(keep_text(w->arena, (const char *)path.p, path.n, &c->path, err));
	va_start(values, format);
	vsnprintf(what, sizeof(what), format, values);
	va_end(values);
	TR_TRY(keep_text(w->arena, what, tr_utf8_cut(what, strlen(what)), &c->what, err));
	list->count++;
	return TRIEN_OK;
}

trien_rc
tr_walk_differs(struct tr_walk *w, enum tr_use use, const struct tr_step *at, enum tr_difference difference,
		struct trien_err *err)
{
	/* One row for an object is enough to find it; its parts are compared all the same. */
	if (w->draining && (w->noted & (1u << use)) != 0)
		return TRIEN_OK;
	w->noted |= 1u << use;
	/* Of what is permitted anyway, that it was changed is enough. */
	if (meanings[use].base == TR_CHANGE_PERMITTED && (w->told & (1u << use)) != 0)
		return TRIEN_OK;
	w->told |= 1u << use;
	struct tr_change_note n = {
			.kind = meanings[use].kind, .base = meanings[use].base, .at = at, .num = w->num, .field = w->field,
			.visible = use == TR_USE_ANNOTATION, .how = names_a_kind(at) ? TR_HOW_REMOVED : differences[difference].how};
	return tr_walk_note(w, &n, err, "%s", differences[difference].text);
}
