/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/results_body.h"

#include <stdlib.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "service/json_body.h"
#include "store/hex.h"

#define WANTED "{\"results\": [{\"dossier\", \"signed_at\", \"document\", \"withdrawn\"}, …]}"

/* ---- one row ---- */

static void
refuse(struct tr_result *row, const char *member, const char *want)
{
	if (row->wrong.code == TRIEN_OK)
		(void)TR_ERR(&row->wrong, REGISTRY_RESULT_VALUE, TR_S("member", member), TR_S("want", want));
}

static trien_rc
keep(const json_t *value, struct tr_arena *arena, const char **out, struct trien_err *err)
{
	const uint8_t *copy;

	TR_TRY(tr_arena_copy(arena, json_string_value(value), json_string_length(value), &copy, err));
	*out = (const char *)copy;
	return TRIEN_OK;
}

static bool
is_dossier(const json_t *value)
{
	const char *text = json_string_value(value);

	if (text == NULL || *text == '\0' || json_string_length(value) > TR_DOSSIER_MAX)
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
	return *text != ' ' && text[strlen(text) - 1] != ' ';
}

/* A moment: with its time, and with its zone, for a portal's clock may stand anywhere. */
static bool
read_moment(const json_t *value, int64_t *out)
{
	const char *text = json_string_value(value);
	const size_t n = json_string_length(value);

	if (text == NULL || n < 20 || text[10] != 'T' || (text[n - 1] != 'Z' && text[n - 6] != '+' && text[n - 6] != '-'))
		return false;
	return tr_time_read_iso(TR_BYTES(text, n), 0, out, NULL) == TRIEN_OK;
}

static trien_rc
read_row(const json_t *object, struct tr_arena *arena, struct tr_result *row, struct trien_err *err)
{
	const json_t *dossier = json_object_get(object, "dossier"), *document = json_object_get(object, "document"),
		     *withdrawn = json_object_get(object, "withdrawn");
	const char *hash = json_string_value(document);

	if (is_dossier(dossier))
		TR_TRY(keep(dossier, arena, &row->dossier, err));
	else
		refuse(row, "dossier", "1-128 byte");
	if (!read_moment(json_object_get(object, "signed_at"), &row->signed_at))
		refuse(row, "signed_at", "2026-11-26T09:30:00+07:00");
	if (hash != NULL && tr_hex_is_256(hash))
		TR_TRY(keep(document, arena, &row->document, err));
	else
		refuse(row, "document", "SHA-256, a-f 0-9");
	row->withdrawn = json_is_true(withdrawn);
	if (withdrawn != NULL && !json_is_boolean(withdrawn))
		refuse(row, "withdrawn", "true, false");
	if (json_object_size(object) != 3u + (withdrawn != NULL))
		refuse(row, "*", "dossier, signed_at, document, withdrawn");
	return TRIEN_OK;
}

/* ---- all of them ---- */

static int
by_dossier(const void *a, const void *b)
{
	const struct tr_result *const *x = a, *const *y = b;
	const int order = strcmp((*x)->dossier, (*y)->dossier);

	return order != 0 ? order : (*x > *y) - (*x < *y);
}

static trien_rc
find_twice(struct tr_results *t, struct tr_arena *arena, struct trien_err *err)
{
	struct tr_result **sorted;
	size_t n = 0;

	TR_TRY(tr_arena_array(arena, t->count, sizeof(struct tr_result *), &sorted, err));
	for (size_t i = 0; i < t->count; i++)
		if (t->rows[i].dossier != NULL)
			sorted[n++] = &t->rows[i];
	qsort(sorted, n, sizeof(struct tr_result *), by_dossier);
	for (size_t i = 1; i < n; i++)
		if (strcmp(sorted[i - 1]->dossier, sorted[i]->dossier) == 0 && sorted[i]->wrong.code == TRIEN_OK)
			(void)TR_ERR0(&sorted[i]->wrong, REGISTRY_RESULT_TWICE);
	return TRIEN_OK;
}

static trien_rc
read_all(const json_t *root, struct tr_arena *arena, struct tr_results *out, struct trien_err *err)
{
	const json_t *results = json_object_get(root, "results");
	const size_t count = json_array_size(results);

	if (!json_is_array(results) || json_object_size(root) != 1)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", WANTED));
	if (count == 0 || count > TR_RESULTS_MAX)
		return TR_ERR(err, SERVICE_RESULTS_LIMIT, TR_U("max", TR_RESULTS_MAX));
	TR_TRY(tr_arena_array(arena, count, sizeof(struct tr_result), &out->rows, err));
	memset(out->rows, 0, count * sizeof(struct tr_result));
	out->count = count;
	for (size_t i = 0; i < count; i++)
		TR_TRY(read_row(json_array_get(results, i), arena, &out->rows[i], err));
	return find_twice(out, arena, err);
}

trien_rc
tr_results_read(struct tr_bytes body, struct tr_arena *arena, struct tr_results *out, struct trien_err *err)
{
	json_t *root;

	TR_TRY(tr_json_read(body, WANTED, &root, err));
	const trien_rc rc = read_all(root, arena, out, err);
	json_decref(root);
	return rc;
}
