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
	json_t *version = tr_history_json(r->book, &r->rows, i, p->hidden);

	json_array_append_new(all, version);
	if (r->cli->json)
		return;
	say_version(r, i, json_string_value(json_object_get(version, "at")), json_string_value(json_object_get(version, "effective_at")));
	print_content(p, tr_sql_cell(&r->rows, i, 8), json_object_get(version, "content"));
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
