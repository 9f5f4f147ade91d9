/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office in-stamp: what the stamp ĐẾN says, or a copy of the document with the stamp on it. Requirement: X5 */
#include <stdio.h>

#include "base/env.h"
#include "base/errors/office.h"
#include "cli/office_run.h"
#include "exchange/print.h"
#include "office/incoming_book.h"
#include "worker/task_arrival.h"
#include "worker/tasks.h"

struct stamping {
	struct tr_registry_run *r;
	int64_t arrival;
	char file[TR_HEX256 + 1]; /* "": none */
	struct tr_buf text;
};

static trien_rc
read_stamp(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct stamping *s = context;
	struct tr_viewer viewer;
	TR_AUTO_RECORD row = {0};

	tr_buf_clear(&s->text);
	TR_TRY(tr_registry_see(s->r, db, &tr_books[TR_BOOK_incoming], TR_VERB_SEE, &viewer, err));
	TR_TRY(tr_door_row(db, &s->r->who, &viewer, &tr_books[TR_BOOK_arrival], s->arrival, err));
	TR_TRY(tr_record_load(db, &tr_books[TR_BOOK_arrival], s->arrival, &row, err));
	const struct tr_sql_value *file = &row.v[TR_arrival_file];
	if (!file->null)
		snprintf(s->file, sizeof(s->file), "%.*s", (int)file->b.n, (const char *)file->b.p);
	return tr_incoming_stamp(db, s->arrival, &s->text, err);
}

/* The stored file stays as it came; the stamp is on the copy alone. */
static trien_rc
write_copy(struct tr_registry_run *r, const struct stamping *s, struct trien_err *err)
{
	const struct tr_env *env = &tr_env_system;
	TR_AUTO_BUF document = {.max = TR_BLOB_MAX}, copy = {.max = TR_BLOB_MAX};
	struct tr_worker *w;
	uint8_t id16[16];
	bool over = false;

	if (s->file[0] == '\0')
		return TR_ERR(err, OFFICE_NO_FILE, TR_S("object", r->rest.items[0]));
	TR_TRY(tr_blob_get(r->act.blobs, s->file, &document, err));
	TR_TRY(env->random(env->context, id16, sizeof(id16), err));
	TR_TRY(tr_tasks_start_apart(&w, err));
	const trien_rc rc = tr_task_arrival(w, tr_buf_view(&document), tr_buf_view(&s->text), id16, &over, &copy, err);
	tr_worker_stop(w);
	TR_TRY(rc);
	TR_TRY(tr_registry_write_out(r, tr_buf_view(&copy), err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:b, s:n}", "object", r->rest.items[0], "output", r->w->out, "over", (int)over, "error"));
	else
		tr_cli_printf(r->cli, "Bản có dấu Đến để in: %s%s\n", "Copy with the stamp, to be printed: %s%s\n", r->w->out,
				over ? tr_say(r->cli, " (trang 1 không còn khoảng trống: dấu nằm đè lên nội dung)", " (page 1 has no free room: the stamp lies over what is there)") : "");
	return TRIEN_OK;
}

trien_rc
tr_registry_office_in_stamp(struct tr_registry_run *r, struct trien_err *err)
{
	struct stamping s = {.r = r};

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_arrival], &s.arrival, err));
	trien_rc rc = tr_sql_transact(r->db, TR_SQL_READ, read_stamp, &s, err);
	if (rc == TRIEN_OK)
		rc = tr_print_form_of(r->w->out) == TR_PRINT_PDF ? write_copy(r, &s, err) : tr_office_put_page(r, &s.text, err);
	tr_buf_free(&s.text);
	return rc;
}
