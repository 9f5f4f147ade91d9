/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry notices: what is due, whom it is told; a run puts the letters into the job table, trien jobs sends them. */
#include "base/errors/cli.h"
#include "base/errors/registry.h"
#include "cli/mail_options.h"
#include "cli/registry_run.h"
#include "cli/store_door.h"
#include "registry/expire.h"
#include "registry/notice.h"

/* What stays of a rehearsal: the text that it would give. */
struct noticing {
	struct tr_registry_run *r;
	int64_t at; /* that is looked at; who comes, and what is recorded, is of this machine's clock */
	struct tr_expire_count expired;
	struct tr_notice_count count;
	const struct tr_post *post; /* by which the letters are shown */
	json_t *all;
	struct tr_registry_text text;
};

/* Who asks sees the notices of those agencies, or the own. */
static trien_rc
may_see(struct noticing *n, struct tr_sql *db, struct tr_viewer *out, struct trien_err *err)
{
	return tr_registry_see(n->r, db, &tr_books[TR_BOOK_mute], TR_VERB_SEE, out, err);
}

/* ---- running: the program's own work, which tells nothing but figures ---- */

static void
print_expired(const struct tr_registry_run *r, const struct tr_expire_count *e)
{
	char why[1024];

	if (e->expired > 0)
		tr_cli_printf(r->cli, "%llu chứng thư số đã hết hạn, nay ghi vào sổ.\n", "%llu certificates have expired and are recorded so.\n",
				(unsigned long long)e->expired);
	if (e->refused == 0)
		return;
	tr_cli_error_text(r->cli, &e->why, why, sizeof(why));
	tr_cli_printf(r->cli, "%llu chứng thư số đã hết hạn mà CHƯA ghi được, lần chạy sau thử lại. Thứ nhất: certificate:%lld: ",
			"%llu certificates have expired and COULD NOT be recorded; the next run tries again. The first: certificate:%lld: ",
			(unsigned long long)e->refused, (long long)e->refused_first);
	tr_cli_print_safe(stdout, why);
	putchar('\n');
}

static void
print_count(const struct noticing *run)
{
	const struct tr_registry_run *r = run->r;
	const struct tr_notice_count *n = &run->count;

	if (r->cli->json) {
		tr_cli_print_json(json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:n}", "expired", (json_int_t)run->expired.expired, "not_expired",
				(json_int_t)run->expired.refused, "found", (json_int_t)n->found, "seen", (json_int_t)n->seen, "gone", (json_int_t)n->gone, "letters",
				(json_int_t)n->digests, "unsent", (json_int_t)n->unsent, "error"));
		return;
	}
	print_expired(r, &run->expired);
	tr_cli_printf(r->cli, "%llu việc đến hạn nhắc (%llu có từ trước, không nhắc), %llu thư chờ gửi, %llu việc không có ai để báo.\n",
			"%llu notices came due (%llu of them history, not told), %llu letters wait to be sent, %llu notices reach nobody.\n",
			(unsigned long long)n->found, (unsigned long long)n->seen, (unsigned long long)n->digests, (unsigned long long)n->unsent);
}

static trien_rc
run_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct noticing *n = context;
	const struct tr_notice_running run = {n->at, n->r->w->all ? TR_NOTICES_ALL : TR_NOTICES_SINCE};

	return tr_notices_run(db, &run, &n->count, err);
}

/* A time that is only looked at (--at) ends no certificate before its day. */
static trien_rc
run(struct noticing *n, struct trien_err *err)
{
	TR_TRY(tr_cli_store_door(n->r->cli, n->r->place, n->r->db, TR_WORK_RUN, err));
	TR_TRY(tr_certificates_expire(n->r->db, &n->r->act, tr_registry_mode(n->r), n->at, &n->expired, err));
	TR_TRY(n->r->w->dry_run ? tr_sql_rehearse(n->r->db, run_work, n, err) : tr_sql_transact(n->r->db, TR_SQL_WRITE, run_work, n, err));
	print_count(n);
	return TRIEN_OK;
}

/* Whole mails, with names and addresses of everybody: for administrators. */
static trien_rc
preview_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct noticing *n = context;

	TR_TRY(tr_registry_open(n->r, db, err));
	TR_TRY(tr_door_choose(&n->r->who, TR_OBJECT_SETTING, TR_VERB_SEE, err));
	TR_TRY(run_work(db, n, err));
	return tr_post_preview(db, n->post, err);
}

/* The mails that a run would make now, and those that wait. */
static trien_rc
preview(struct noticing *n, struct trien_err *err)
{
	const struct tr_mail_words words = {.from = n->r->w->from != NULL ? n->r->w->from : "so-dang-ky@mau.example", .dry_run = true};
	struct tr_mail_way *way;

	TR_TRY(tr_mail_way_open(&words, &way, err));
	const struct tr_post post = {.db = n->r->db, .env = n->r->cli->env, .from = words.from, .from_name = "Sổ đăng ký chứng thư số",
		.mailer = tr_mail_way_mailer(way)};
	n->post = &post;
	const trien_rc rc = tr_sql_rehearse(n->r->db, preview_work, n, err);
	tr_mail_way_close(way);
	return rc;
}

/* ---- listing ---- */

static void
print_notice(const struct tr_registry_run *r, const struct tr_sql_rows *rows, size_t i, json_t *all, FILE *out)
{
	const struct tr_sql_value *person = tr_sql_cell(rows, i, 9), *job = tr_sql_cell(rows, i, 11), *name = tr_sql_cell(rows, i, 4);
	const char *word = tr_sql_text(rows, i, 1), *says = word;
	const bool unsure = tr_sql_int(rows, i, 12) == 1;
	enum tr_notice_kind kind;
	char due[TR_TIME_TEXT_MAX], object[TR_OBJECT_TEXT];

	if (tr_notice_kind_of(word, &kind))
		says = tr_say(r->cli, tr_notice_word(kind)->vi, tr_notice_word(kind)->en);
	tr_time_iso(tr_sql_int(rows, i, 7), TR_ZONE_VIETNAM, due);
	snprintf(object, sizeof(object), "%s:%lld", tr_sql_text(rows, i, 2), (long long)tr_sql_int(rows, i, 3));
	json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:s?, s:s, s:I, s:s, s:s?, s:s?, s:b}", "id", (json_int_t)tr_sql_int(rows, i, 0), "kind", word, "object",
			object, "name", name->null ? NULL : (const char *)name->b.p, "agency", tr_sql_text(rows, i, 5), "days", (json_int_t)tr_sql_int(rows, i, 6),
			"due", due, "person", person->null ? NULL : (const char *)person->b.p, "job", job->null ? NULL : (const char *)job->b.p,
			"deadline_unsure", (int)unsure));
	if (r->cli->json)
		return;
	fprintf(out, "%s\t%s\t", object, says);
	tr_cli_print_safe(out, name->null ? "" : (const char *)name->b.p);
	putc('\t', out);
	tr_cli_print_safe(out, tr_sql_text(rows, i, 5));
	fprintf(out, "\t%lld\t%.10s\t", (long long)tr_sql_int(rows, i, 6), due);
	tr_cli_print_safe(out, person->null ? tr_say(r->cli, "(không có ai)", "(nobody)") : (const char *)person->b.p);
	fputs(unsure ? tr_say(r->cli, "\t(hạn tính trên lịch nghỉ chưa chắc chắn)", "\t(deadline by an uncertain calendar)") : "", out);
	putc('\n', out);
}

static trien_rc
list_pages(struct tr_sql *db, struct noticing *n, struct trien_err *err)
{
	struct tr_notice_query q = {.which = n->r->w->unsent ? TR_NOTICES_UNSENT : TR_NOTICES_OPEN};

	json_array_clear(n->all);
	tr_registry_text_end(&n->text, NULL);
	TR_TRY(tr_registry_text_begin(&n->text, err));
	TR_TRY(may_see(n, db, &q.viewer, err));
	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_notice_page(db, &q, &rows, err));
		for (size_t i = 0; i < rows.count; i++)
			print_notice(n->r, &rows, i, n->all, n->text.file);
		more = rows.count == TR_NOTICE_PAGE;
		if (more) {
			q.after = tr_sql_int(&rows, rows.count - 1, 0);
			q.after_person = tr_sql_cell(&rows, rows.count - 1, 8)->null ? 0 : tr_sql_int(&rows, rows.count - 1, 8);
		}
	}
	return TRIEN_OK;
}

static trien_rc
unsent_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct noticing *n = context;
	return list_pages(db, n, err);
}

static trien_rc
due_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct noticing *n = context;

	TR_TRY(tr_notices_due_now(db, n->at, err));
	return list_pages(db, n, err);
}

/* What is due now is found in a rehearsal, so that looking changes nothing. */
static trien_rc
list(struct noticing *n, struct trien_err *err)
{
	n->all = json_array();
	const trien_rc rc = n->r->w->unsent ? tr_sql_transact(n->r->db, TR_SQL_READ, unsent_work, n, err) : tr_sql_rehearse(n->r->db, due_work, n, err);
	if (rc == TRIEN_OK && n->r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "notices", n->all, "error"));
	json_decref(n->all);
	tr_registry_text_end(&n->text, rc == TRIEN_OK && !n->r->cli->json ? stdout : NULL);
	return rc;
}

/* ---- muting ---- */

static trien_rc
mute(struct tr_registry_run *r, bool end, struct trien_err *err)
{
	struct tr_notice_muting m = {0};
	int64_t act;

	TR_TRY(tr_object_read(r->rest.items[1], &m.book, &m.object, err));
	TR_TRY(tr_registry_fill_act(r, end ? "mute.change" : "mute.enter", err));
	if (!end && r->w->until == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--until"));
	if (!end)
		TR_TRY(tr_registry_time_of(r, r->w->until, &m.until, err));
	TR_TRY(tr_act_do(r->db, &r->act, tr_registry_mode(r), tr_notice_mute_work, &m, &act, err));
	r->book = m.book;
	r->written = m.object;
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}

trien_rc
tr_registry_notices(struct tr_registry_run *r, struct trien_err *err)
{
	struct noticing n = {.r = r, .at = r->act.at};
	const char *word = r->rest.count > 0 ? r->rest.items[0] : "";

	if (r->w->at != NULL)
		TR_TRY(tr_time_read(TR_BYTES(r->w->at, strlen(r->w->at)), TR_ZONE_VIETNAM, &n.at, err));
	if (r->rest.count == 0)
		return list(&n, err);
	if (r->rest.count == 1 && strcmp(word, "run") == 0)
		return run(&n, err);
	if (r->rest.count == 1 && strcmp(word, "preview") == 0)
		return preview(&n, err);
	if (r->rest.count == 2 && r->w->at == NULL && (strcmp(word, "mute") == 0 || strcmp(word, "unmute") == 0))
		return mute(r, word[0] == 'u', err);
	return TR_ERR(err, CLI_USAGE, TR_S("usage", "trien registry notices STORE [run [--all] | preview | mute OBJECT | unmute OBJECT]"));
}
