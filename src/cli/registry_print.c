/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records and their values, for people and for other software. */
#include "cli/registry_run.h"
#include "registry/column_words.h"
#include "registry/reference.h"
#include "registry/value.h"

static json_t *
json_of(const struct tr_column *c, const struct tr_sql_value *v)
{
	TR_AUTO_BUF text = {0};

	if (v->null)
		return json_null();
	if (c->kind == TR_COLUMN_INT)
		return json_integer(v->i);
	if (c->kind == TR_COLUMN_FLAG)
		return json_boolean(v->i);
	return tr_value_write(c, v, &text, NULL) == TRIEN_OK ? json_stringn((const char *)text.p, text.n) : json_null();
}

json_t *
tr_registry_json(const struct tr_record *rec, uint32_t shown)
{
	char object[TR_OBJECT_TEXT];

	snprintf(object, sizeof(object), "%s:%lld", rec->book->name, (long long)rec->id);
	json_t *o = json_pack("{s:s, s:I, s:I}", "object", object, "version", (json_int_t)rec->version, "act", (json_int_t)rec->act);
	for (size_t i = 0; i < rec->book->count; i++)
		if (shown & TR_BIT(i))
			json_object_set_new(o, rec->book->columns[i].name, json_of(&rec->book->columns[i], &rec->v[i]));
	return o;
}

json_t *
tr_registry_json_hidden(const struct tr_book *b, uint32_t hidden)
{
	json_t *all = json_array();

	for (size_t i = 0; i < b->count; i++)
		if (hidden & TR_BIT(i))
			json_array_append_new(all, json_string(b->columns[i].name));
	return all;
}

trien_rc
tr_registry_say_value(const struct tr_registry_run *r, struct tr_sql *db, const struct tr_record *rec, size_t column, FILE *out, struct trien_err *err)
{
	const struct tr_column *c = &rec->book->columns[column];
	const struct tr_sql_value *v = &rec->v[column];
	TR_AUTO_BUF text = {0};

	TR_TRY(c->kind == TR_COLUMN_REFERS ? tr_reference_words(db, &r->who, c, v, &text, err) : tr_value_write(c, v, &text, err));
	TR_TRY(tr_buf_add_byte(&text, 0, err));
	const char *says = v->null ? NULL : tr_column_says(rec->book, c, (const char *)text.p, r->cli->lang);
	tr_cli_print_safe(out, says != NULL ? says : (const char *)text.p);
	return TRIEN_OK;
}

void
tr_registry_say_hidden(const struct tr_registry_run *r, const struct tr_book *b, uint32_t hidden, FILE *out)
{
	const char *between = "";

	if (hidden == 0)
		return;
	fprintf(out, "%s: ", tr_say(r->cli, "Không hiện với vai trò này", "Not shown to this role"));
	for (size_t i = 0; i < b->count; i++)
		if (hidden & TR_BIT(i)) {
			fprintf(out, "%s%s", between, tr_say(r->cli, b->columns[i].vi, b->columns[i].en));
			between = ", ";
		}
	fputc('\n', out);
}
