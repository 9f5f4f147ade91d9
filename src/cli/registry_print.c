/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records and their values, for people and for other software. */
#include "cli/registry_run.h"
#include "registry/column_words.h"
#include "registry/reference.h"
#include "registry/value.h"

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
