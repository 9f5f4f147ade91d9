/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry history: all versions of a row. */
#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "registry/history.h"

struct page {
	struct tr_registry_run *r;
	int64_t from;
};

static trien_rc
history_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct page *p = context;

	tr_sql_rows_free(&p->r->rows);
	return tr_history_page(db, p->r->book, p->r->id, p->from, &p->r->rows, err);
}

static void
print_version(const struct tr_registry_run *r, size_t i, json_t *all)
{
	const struct tr_sql_rows *v = &r->rows;
	const struct tr_sql_value *reason = tr_sql_cell(v, i, 7), *content = tr_sql_cell(v, i, 8);
	char at[TR_TIME_TEXT_MAX], since[TR_TIME_TEXT_MAX];

	tr_time_iso(tr_sql_int(v, i, 2), TR_ZONE_VIETNAM, at);
	tr_time_iso(tr_sql_int(v, i, 3), TR_ZONE_VIETNAM, since);
	json_array_append_new(all, json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:s?, s:o}", "version", (json_int_t)tr_sql_int(v, i, 0), "act",
			(json_int_t)tr_sql_int(v, i, 1), "at", at, "effective_at", since, "actor", tr_sql_text(v, i, 4), "role", tr_sql_text(v, i, 5),
			"what", tr_sql_text(v, i, 6), "reason", reason->null ? NULL : (const char *)reason->b.p, "content",
			content->null ? json_null() : json_loadb((const char *)content->b.p, content->b.n, 0, NULL)));
	if (r->cli->json)
		return;
	tr_cli_printf(r->cli, "%lld. %s, việc số %lld (%s), hiệu lực từ %s, bởi %s (%s)", "%lld. %s, act %lld (%s), holds since %s, by %s (%s)",
			(long long)tr_sql_int(v, i, 0), at, (long long)tr_sql_int(v, i, 1), tr_sql_text(v, i, 6), since, tr_sql_text(v, i, 4),
			tr_sql_text(v, i, 5));
	fputs(reason->null ? "" : ": ", stdout);
	tr_cli_print_safe(stdout, reason->null ? "" : (const char *)reason->b.p);
	fputs("\n   ", stdout);
	tr_cli_print_safe(stdout, content->null ? tr_say(r->cli, "(đã hủy việc nhập)", "(its entry was undone)") : (const char *)content->b.p);
	putchar('\n');
}

trien_rc
tr_registry_history(struct tr_registry_run *r, struct trien_err *err)
{
	struct page p = {r, 1};
	json_t *all = json_array();
	trien_rc rc = tr_object_read(r->rest.items[0], &r->book, &r->id, err);

	for (bool more = true; rc == TRIEN_OK && more;) {
		rc = tr_sql_transact(r->db, TR_SQL_READ, history_work, &p, err);
		if (rc != TRIEN_OK)
			break;
		for (size_t i = 0; i < r->rows.count; i++)
			print_version(r, i, all);
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
