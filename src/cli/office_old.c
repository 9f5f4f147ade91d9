/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office import, in-import: the lines of old paper books. Requirement: X5 */
#include <stdlib.h>

#include "base/errors/office.h"
#include "cli/office_run.h"
#include "exchange/old_book.h"

/* Before the database is open: what reads the file has no descriptor of it. */
trien_rc
tr_registry_office_read_table(struct tr_registry_run *r, struct trien_err *err)
{
	return tr_registry_read_file(r, r->rest.items[0], err);
}

static const struct {
	const char *word, *vi, *en;
} whats[TR_OLD_WHATS] = {[TR_OLD_NEW] = {"new", "mới", "new"}, [TR_OLD_SAME] = {"same", "như cũ", "the same"}, [TR_OLD_BAD] = {"bad", "LỖI", "BAD"}};

/* Bad ones and doubles are told; the others are as they were written. */
static void
print_line(const struct tr_registry_run *r, const struct tr_old_line *l, size_t at, json_t *all)
{
	char text[1024] = "";

	if (l->what == TR_OLD_BAD)
		tr_cli_error_text(r->cli, &l->err, text, sizeof(text));
	json_array_append_new(all, json_pack("{s:I, s:s, s:I, s:I, s:s?, s:s?}", "row", (json_int_t)at, "what", whats[l->what].word, "number",
			(json_int_t)l->number, "twin", (json_int_t)l->twin, "why", l->what == TR_OLD_BAD ? trien_err_id(l->err.code) : NULL, "message",
			l->what == TR_OLD_BAD ? text : NULL));
	if (r->cli->json || (l->what != TR_OLD_BAD && (l->what == TR_OLD_SAME || l->twin == 0)))
		return;
	printf("%zu\t%s\t", at, tr_say(r->cli, whats[l->what].vi, whats[l->what].en));
	if (l->what == TR_OLD_BAD)
		tr_cli_print_safe(stdout, text);
	else
		tr_cli_printf(r->cli, "số %lld trùng, đánh dấu lần %lld", "number %lld is a double, marked as no. %lld", (long long)l->number, (long long)l->twin + 1);
	putchar('\n');
}

static json_t *
json_of_series(const struct tr_old_book *b)
{
	json_t *all = json_array();

	for (size_t i = 0; i < b->series_count; i++)
		json_array_append_new(all, json_pack("{s:s, s:I, s:I, s:I, s:I}", "series", b->series[i].name, "lines", (json_int_t)b->series[i].lines, "doubles",
				(json_int_t)b->series[i].doubles, "missing", (json_int_t)b->series[i].missing, "next", (json_int_t)b->series[i].next));
	return all;
}

static void
print_sums(const struct tr_registry_run *r, const struct tr_old_book *b)
{
	for (size_t i = 0; i < b->series_count; i++) {
		const struct tr_old_series *s = &b->series[i];
		printf("%s\t", s->name);
		tr_cli_printf(r->cli, "%lld dòng, %lld trùng số, thiếu %lld số, số tiếp theo %02lld\n", "%lld lines, %lld doubles, %lld numbers missing, the next is %02lld\n",
				(long long)s->lines, (long long)s->doubles, (long long)s->missing, (long long)s->next);
	}
	tr_cli_printf(r->cli, "%zu mới (%zu trùng số), %zu như cũ%s", "%zu new (%zu doubles), %zu the same%s", b->counts[TR_OLD_NEW], b->doubles, b->counts[TR_OLD_SAME],
			r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
	if (b->act != 0 && !r->w->dry_run)
		tr_cli_printf(r->cli, "; việc số %lld", "; act %lld", (long long)b->act);
	putchar('\n');
}

static void
print_book(const struct tr_registry_run *r, const struct tr_old_book *b, const size_t *rows, const struct trien_err *refused)
{
	json_t *all = json_array();

	for (size_t i = 0; i < b->count; i++)
		if (refused == NULL || b->lines[i].what == TR_OLD_BAD)
			print_line(r, &b->lines[i], tr_table_line(&r->table, rows[i]), all);
	if (r->cli->json) {
		json_t *o = json_pack("{s:I, s:b, s:I, s:I, s:I, s:I, s:o, s:O}", "act", (json_int_t)b->act, "dry_run", (int)r->w->dry_run, "new",
				(json_int_t)b->counts[TR_OLD_NEW], "doubles", (json_int_t)b->doubles, "same", (json_int_t)b->counts[TR_OLD_SAME], "bad",
				(json_int_t)b->counts[TR_OLD_BAD], "series", json_of_series(b), "rows", all);
		tr_cli_put_error(r->cli, o, refused != NULL ? refused : &(struct trien_err){0});
		tr_cli_print_json(o);
	} else if (refused == NULL) {
		print_sums(r, b);
	}
	json_decref(all);
}

static trien_rc
import(struct tr_registry_run *r, struct tr_old_book *b, const size_t *rows, struct trien_err *err)
{
	struct tr_office_who who;

	TR_TRY(tr_office_agency(r, &b->agency, err));
	TR_TRY(tr_office_wanted(r->w->office->year, "--year", err));
	TR_TRY(tr_registry_number_of(r->w->office->year, "--year", &b->year, err));
	TR_TRY(tr_office_who_of(r, b->which == TR_OLD_OUTGOING ? "outgoing.import" : "incoming.import", &who, err));
	const trien_rc rc = tr_office_old_book(r->db, &r->act, tr_registry_mode(r), &who, b, err);
	r->told = rc == TRIEN_E_OFFICE_OLD_BAD && r->cli->json; /* the lines and what refuses them are one object */
	if (rc == TRIEN_OK || rc == TRIEN_E_OFFICE_OLD_BAD)
		print_book(r, b, rows, rc == TRIEN_OK ? NULL : err);
	return rc;
}

static trien_rc
import_book(struct tr_registry_run *r, enum tr_old_register which, struct trien_err *err)
{
	struct tr_old_book b = {.which = which};
	size_t *rows;

	TR_TRY(tr_old_lines(&r->table, which, &b.lines, &rows, &b.count, err));
	const trien_rc rc = import(r, &b, rows, err);
	free(b.lines);
	free(rows);
	return rc;
}

trien_rc
tr_registry_office_import(struct tr_registry_run *r, struct trien_err *err)
{
	return import_book(r, TR_OLD_OUTGOING, err);
}

trien_rc
tr_registry_office_in_import(struct tr_registry_run *r, struct trien_err *err)
{
	return import_book(r, TR_OLD_INCOMING, err);
}
