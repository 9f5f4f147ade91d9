/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records and their values, for people and for other software. */
#include "cli/registry_run.h"
#include "registry/column_words.h"
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
tr_registry_json(const struct tr_record *rec)
{
	char object[TR_OBJECT_TEXT];

	snprintf(object, sizeof(object), "%s:%lld", rec->book->name, (long long)rec->id);
	json_t *o = json_pack("{s:s, s:I, s:I}", "object", object, "version", (json_int_t)rec->version, "act", (json_int_t)rec->act);
	for (size_t i = 0; i < rec->book->count; i++)
		json_object_set_new(o, rec->book->columns[i].name, json_of(&rec->book->columns[i], &rec->v[i]));
	return o;
}

void
tr_registry_print_value(const struct tr_registry_run *r, const struct tr_book *b, const struct tr_column *c, const struct tr_sql_value *v)
{
	TR_AUTO_BUF text = {0};

	if (tr_value_write(c, v, &text, NULL) != TRIEN_OK || tr_buf_add_byte(&text, 0, NULL) != TRIEN_OK)
		return;
	const char *says = v->null ? NULL : tr_column_says(b, c, (const char *)text.p, r->cli->lang);
	tr_cli_print_safe(stdout, says != NULL ? says : (const char *)text.p);
}

void
tr_registry_print_record(const struct tr_registry_run *r, const struct tr_record *rec)
{
	printf("%s:%lld\n", rec->book->name, (long long)rec->id);
	for (size_t i = 0; i < rec->book->count; i++) {
		if (rec->v[i].null)
			continue;
		printf("  %s: ", tr_say(r->cli, rec->book->columns[i].vi, rec->book->columns[i].en));
		tr_registry_print_value(r, rec->book, &rec->book->columns[i], &rec->v[i]);
		putchar('\n');
	}
}
