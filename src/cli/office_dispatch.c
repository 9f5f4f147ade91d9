/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office dispatch, dispatches, dispatch-close: issued documents to receivers outside, by mail or by a link. Requirement: R9.2 */
#include <stdio.h>

#include "base/time.h"
#include "cli/office_run.h"
#include "office/dispatch.h"
#include "registry/secret.h"

/* ---- sending ---- */

static trien_rc
read_number(const char *text, const char *option, int64_t *out, struct trien_err *err)
{
	return text == NULL ? TRIEN_OK : tr_registry_number_of(text, option, out, err);
}

static void
print_sent(const struct tr_registry_run *r, const struct tr_dispatched *d, const char *code)
{
	if (r->cli->json) {
		tr_cli_print_json(json_pack("{s:I, s:b, s:s?, s:b, s:n}", "dispatch", (json_int_t)d->dispatch, "again", (int)d->again, "code", code, "dry_run",
				(int)r->w->dry_run, "error"));
		return;
	}
	tr_cli_printf(r->cli, "dispatch:%lld: %s%s\n", "dispatch:%lld: %s%s\n", (long long)d->dispatch,
			d->again ? tr_say(r->cli, "đã gửi địa chỉ này từ trước", "this address has got it before")
				: code != NULL ? tr_say(r->cli, "đã tạo đường dẫn", "a link was made")
					       : tr_say(r->cli, "thư chờ gửi (trien jobs run)", "a mail waits to go (trien jobs run)"),
			r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
	if (code != NULL && !r->w->dry_run)
		tr_cli_printf(r->cli, "  " TR_SHARED_PAGE "#%s (chỉ hiện một lần; viết sau địa chỉ của dịch vụ)\n",
				"  " TR_SHARED_PAGE "#%s (shown once; behind the address of the service)\n", code);
}

trien_rc
tr_registry_office_dispatch(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	struct tr_dispatch_new n = {.receiver = o->to, .address = o->in.contact};
	struct tr_dispatched done;
	struct tr_office_who who;
	struct tr_secret code = {0};

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_document], &n.document, err));
	TR_TRY(tr_office_wanted(o->to, "--to", err));
	TR_TRY(read_number(o->in.days, "--days", &n.days, err));
	TR_TRY(read_number(o->count, "--count", &n.downloads, err));
	TR_TRY(tr_office_who_of(r, "document.dispatch", &who, err));
	if (n.address == NULL) {
		TR_TRY(tr_secret_make(r->cli->env, &code, err));
		n.token = code.hash;
	}
	const trien_rc rc = tr_dispatch_send(r->db, &r->act, tr_registry_mode(r), &who, &n, &done, err);
	if (rc == TRIEN_OK)
		print_sent(r, &done, n.token != NULL && !r->w->dry_run ? code.value : NULL);
	explicit_bzero(&code, sizeof(code));
	return rc;
}

/* ---- ending a link ---- */

trien_rc
tr_registry_office_dispatch_close(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_office_who who;
	int64_t dispatch, act;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_dispatch], &dispatch, err));
	TR_TRY(tr_office_who_of(r, "document.dispatch", &who, err));
	TR_TRY(tr_dispatch_close(r->db, &r->act, tr_registry_mode(r), &who, dispatch, &act, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:b, s:n}", "act", (json_int_t)act, "dry_run", (int)r->w->dry_run, "error"));
	else
		tr_cli_printf(r->cli, "dispatch:%lld: đường dẫn hết hiệu lực%s\n", "dispatch:%lld: the link has ended%s\n", (long long)dispatch,
				r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
	return TRIEN_OK;
}

/* ---- what became of them ---- */

static trien_rc
read_all(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_registry_run *r = context;
	struct tr_viewer viewer;

	tr_sql_rows_free(&r->rows);
	TR_TRY(tr_registry_see(r, db, &tr_books[TR_BOOK_document], TR_VERB_SEE, &viewer, err));
	TR_TRY(tr_door_row(db, &r->who, &viewer, &tr_books[TR_BOOK_document], r->id, err));
	return tr_dispatch_list(db, r->id, &r->rows, err);
}

static const char *
mail_says(const struct tr_registry_run *r, const char *state)
{
	static const struct {
		const char *word, *vi, *en;
	} words[] = {{"ready", "thư chờ gửi", "its mail waits"}, {"leased", "đang gửi", "its mail is under way"}, {"done", "thư đã gửi", "its mail has gone"},
		{"dead", "THƯ KHÔNG GỬI ĐƯỢC", "ITS MAIL FAILED"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i].word, state) == 0)
			return tr_say(r->cli, words[i].vi, words[i].en);
	return "";
}

static void
print_row(const struct tr_registry_run *r, size_t i, json_t *all)
{
	const struct tr_sql_rows *rows = &r->rows;
	const bool link = strcmp(tr_sql_text(rows, i, TR_DISPATCH_WAY), "link") == 0, closed = !tr_sql_cell(rows, i, TR_DISPATCH_CLOSED)->null;
	const int64_t max = link ? tr_sql_int(rows, i, TR_DISPATCH_MAX) : 0;
	char until[TR_TIME_TEXT_MAX] = "";

	if (link)
		tr_time_iso(tr_sql_int(rows, i, closed ? TR_DISPATCH_CLOSED : TR_DISPATCH_UNTIL), TR_ZONE_VIETNAM, until);
	json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:b, s:I, s:I, s:s, s:s}", "dispatch", (json_int_t)tr_sql_int(rows, i, TR_DISPATCH_ID), "way",
			tr_sql_text(rows, i, TR_DISPATCH_WAY), "receiver", tr_sql_text(rows, i, TR_DISPATCH_RECEIVER), "address", tr_sql_text(rows, i, TR_DISPATCH_ADDRESS), "maker",
			tr_sql_text(rows, i, TR_DISPATCH_MAKER), "until", until, "closed", (int)closed, "downloads", (json_int_t)tr_sql_int(rows, i, TR_DISPATCH_USED), "downloads_max",
			(json_int_t)max, "mail", tr_sql_text(rows, i, TR_DISPATCH_MAIL), "why", tr_sql_text(rows, i, TR_DISPATCH_WHY)));
	if (r->cli->json)
		return;
	printf("dispatch:%lld\t", (long long)tr_sql_int(rows, i, TR_DISPATCH_ID));
	tr_cli_print_safe(stdout, tr_sql_text(rows, i, TR_DISPATCH_RECEIVER));
	putchar('\t');
	if (link)
		tr_cli_printf(r->cli, "đường dẫn đến %s, %lld/%lld lượt tải%s\n", "link until %s, %lld of %lld downloads%s\n", until, (long long)tr_sql_int(rows, i, TR_DISPATCH_USED), (long long)max, closed ? tr_say(r->cli, ", đã khóa", ", closed") : "");
	else
		printf("%s: %s %s\n", tr_sql_text(rows, i, TR_DISPATCH_ADDRESS), mail_says(r, tr_sql_text(rows, i, TR_DISPATCH_MAIL)), tr_sql_text(rows, i, TR_DISPATCH_WHY));
}

trien_rc
tr_registry_office_dispatches(struct tr_registry_run *r, struct trien_err *err)
{
	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_document], &r->id, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, read_all, r, err));
	json_t *all = json_array();
	for (size_t i = 0; i < r->rows.count; i++)
		print_row(r, i, all);
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "dispatches", all, "error"));
	json_decref(all);
	return TRIEN_OK;
}
