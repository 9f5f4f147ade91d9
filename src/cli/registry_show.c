/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry show: one row, as it is or was. Requirement: R4.1 */
#include <stdlib.h>

#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "registry/history.h"

struct showing {
	struct tr_registry_run *r;
	uint32_t hidden;
	struct tr_registry_text text;
	json_t *json;
};

static trien_rc
load(struct showing *s, struct tr_sql *db, struct tr_record *out, struct trien_err *err)
{
	struct tr_registry_run *r = s->r;
	struct tr_viewer v;
	bool found;
	int64_t time;

	TR_TRY(tr_registry_see(r, db, r->book, TR_VERB_SEE, &v, err));
	TR_TRY(tr_door_row(db, &r->who, &v, r->book, r->id, err));
	s->hidden = tr_door_hidden(&r->who, r->book);
	if (r->w->on == NULL) {
		TR_TRY(tr_record_load(db, r->book, r->id, out, err));
	} else {
		TR_TRY(tr_registry_time_of(r, r->w->on, &time, err));
		TR_TRY(tr_history_as_of(db, r->book, r->id, time, out, &found, err));
		if (!found)
			return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", r->book->name), TR_I("id", r->id));
	}
	tr_door_mask(s->hidden, out);
	return TRIEN_OK;
}

static trien_rc
say_record(const struct showing *s, struct tr_sql *db, const struct tr_record *rec, struct trien_err *err)
{
	const struct tr_registry_run *r = s->r;
	FILE *out = s->text.file;

	fprintf(out, "%s:%lld\n", rec->book->name, (long long)rec->id);
	for (size_t i = 0; i < rec->book->count; i++) {
		if (rec->v[i].null)
			continue;
		fprintf(out, "  %s: ", tr_say(r->cli, rec->book->columns[i].vi, rec->book->columns[i].en));
		TR_TRY(tr_registry_say_value(r, db, rec, i, out, err));
		fputc('\n', out);
	}
	if (s->hidden != 0)
		fputs("  ", out);
	tr_registry_say_hidden(r, rec->book, s->hidden, out);
	return TRIEN_OK;
}

static trien_rc
show_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct showing *s = context;
	TR_AUTO_RECORD rec = {0};

	json_decref(s->json);
	s->json = NULL;
	TR_TRY(tr_registry_text_begin(&s->text, err));
	TR_TRY(load(s, db, &rec, err));
	if (!s->r->cli->json)
		return say_record(s, db, &rec, err);
	s->json = tr_registry_json(&rec, ~s->hidden);
	return TRIEN_OK;
}

trien_rc
tr_registry_show(struct tr_registry_run *r, struct trien_err *err)
{
	struct showing s = {.r = r};

	trien_rc rc = tr_object_read(r->rest.items[0], &r->book, &r->id, err);
	if (rc == TRIEN_OK)
		rc = tr_sql_transact(r->db, TR_SQL_READ, show_work, &s, err);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:o, s:n}", "record", s.json, "hidden", tr_registry_json_hidden(r->book, s.hidden), "error"));
	tr_registry_text_end(&s.text, rc == TRIEN_OK ? stdout : NULL);
	json_decref(s.json);
	return rc;
}
