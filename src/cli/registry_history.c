/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry history: all versions of a row. */
#include <stdlib.h>

#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "registry/history.h"

struct page {
	struct tr_registry_run *r;
	int64_t from;
	uint32_t hidden;
};

static trien_rc
history_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct page *p = context;

	struct tr_viewer v;

	tr_sql_rows_free(&p->r->rows);
	TR_TRY(tr_registry_see(p->r, db, p->r->book, TR_VERB_SEE, &v, err));
	TR_TRY(tr_door_row(db, &p->r->who, &v, p->r->book, p->r->id, err));
	p->hidden = tr_door_hidden(&p->r->who, p->r->book);
	return tr_history_page(db, p->r->book, p->r->id, p->from, &p->r->rows, err);
}

/* The row as that version had it, without what is hidden. */
static json_t *
content_of(const struct page *p, const struct tr_sql_value *content)
{
	json_t *row = content->null ? json_null() : json_loadb((const char *)content->b.p, content->b.n, 0, NULL);

	for (size_t i = 0; i < p->r->book->count; i++)
		if (p->hidden & TR_BIT(i))
			json_object_del(row, p->r->book->columns[i].name);
	return row;
}

static void
print_content(const struct page *p, const struct tr_sql_value *content, json_t *row)
{
	char *text = json_dumps(row, JSON_COMPACT);

	fputs("   ", stdout);
	tr_cli_print_safe(stdout, content->null ? tr_say(p->r->cli, "(đã hủy việc nhập)", "(its entry was undone)") : text != NULL ? text : "");
	putchar('\n');
	free(text);
}

static void
say_version(const struct tr_registry_run *r, size_t i, const char *at, const char *since)
{
	const struct tr_sql_rows *v = &r->rows;
	const struct tr_sql_value *reason = tr_sql_cell(v, i, 7);

	tr_cli_printf(r->cli, "%lld. %s, việc số %lld (%s), hiệu lực từ %s, bởi %s (%s)", "%lld. %s, act %lld (%s), holds since %s, by %s (%s)",
			(long long)tr_sql_int(v, i, 0), at, (long long)tr_sql_int(v, i, 1), tr_sql_text(v, i, 6), since, tr_sql_text(v, i, 4),
			tr_sql_text(v, i, 5));
	if (tr_sql_int(v, i, 10) != 0)
		tr_cli_printf(r->cli, ", qua account:%lld", ", through account:%lld", (long long)tr_sql_int(v, i, 10));
	fputs(reason->null ? "" : ": ", stdout);
	tr_cli_print_safe(stdout, reason->null ? "" : (const char *)reason->b.p);
	putchar('\n');
}

static void
print_version(const struct page *p, size_t i, json_t *all)
{
	const struct tr_registry_run *r = p->r;
	const struct tr_sql_rows *v = &r->rows;
	const struct tr_sql_value *reason = tr_sql_cell(v, i, 7), *content = tr_sql_cell(v, i, 8);
	json_t *row = content_of(p, content);
	char at[TR_TIME_TEXT_MAX], since[TR_TIME_TEXT_MAX];

	tr_time_iso(tr_sql_int(v, i, 2), TR_ZONE_VIETNAM, at);
	tr_time_iso(tr_sql_int(v, i, 3), TR_ZONE_VIETNAM, since);
	json_array_append_new(all, json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:s?, s:I, s:O}", "version", (json_int_t)tr_sql_int(v, i, 0), "act",
			(json_int_t)tr_sql_int(v, i, 1), "at", at, "effective_at", since, "actor", tr_sql_text(v, i, 4), "role", tr_sql_text(v, i, 5),
			"what", tr_sql_text(v, i, 6), "reason", reason->null ? NULL : (const char *)reason->b.p, "account",
			(json_int_t)tr_sql_int(v, i, 10), "content", row));
	if (!r->cli->json)
		say_version(r, i, at, since);
	if (!r->cli->json)
		print_content(p, content, row);
	json_decref(row);
}

trien_rc
tr_registry_history(struct tr_registry_run *r, struct trien_err *err)
{
	struct page p = {r, 1, 0};
	json_t *all = json_array();
	trien_rc rc = tr_object_read(r->rest.items[0], &r->book, &r->id, err);

	for (bool more = true; rc == TRIEN_OK && more;) {
		rc = tr_sql_transact(r->db, TR_SQL_READ, history_work, &p, err);
		if (rc != TRIEN_OK)
			break;
		for (size_t i = 0; i < r->rows.count; i++)
			print_version(&p, i, all);
		more = r->rows.count == TR_HISTORY_PAGE;
		p.from += (int64_t)r->rows.count;
	}
	if (rc == TRIEN_OK && json_array_size(all) == 0)
		rc = TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", r->book->name), TR_I("id", r->id));
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:O, s:n}", "object", r->rest.items[0], "versions", all, "error"));
	json_decref(all);
	return rc;
}
