/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien jobs run|list|retry|cancel|evidence: what waits to be done. A timer starts `run`; it ends when nothing is ready. */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/errors/fetch.h"
#include "cli/jobs_evidence.h"
#include "cli/jobs_retention.h"
#include "cli/jobs_webhook.h"
#include "cli/mail_options.h"
#include "cli/registry_run.h"
#include "cli/store_door.h"
#include "office/dispatch.h"
#include "office/limits.h"
#include "office/proof.h"
#include "store/job.h"

struct words {
	struct tr_mail_words mail;
	const char *after, *state, *at, *tsa, *trust, *blobs, *webhook_key;
	struct tr_option_list allow;
	bool once, webhooks;
};

struct run {
	const struct tr_cli *cli;
	const struct words *w;
	struct tr_sql *db;
	struct tr_registry_run door; /* who comes, by this machine's clock */
	struct tr_env env; /* with the time that was given */
	int64_t fixed;
	struct tr_mail_way *way;         /* NULL: no mail goes out */
	struct tr_jobs_evidence evidence; /* open with --tsa */
	struct tr_jobs_webhook webhooks;   /* open with --webhooks */
	struct tr_blobs *blobs; /* documents; NULL: their mails wait */
	bool mail_stopped, evidence_stopped, webhooks_stopped; /* for the rest of the run */
	unsigned broken; /* mails in a row that the server left off at */
	int64_t id, after, waiting, mails;
	const struct tr_book *book; /* of which evidence is listed */
	struct tr_sql_rows rows;
};

/* ---- time ---- */

static int64_t
fixed_now(void *context)
{
	return ((const struct run *)context)->fixed;
}

static trien_rc
system_random(void *context, uint8_t *out, size_t n, struct trien_err *err)
{
	(void)context;
	return tr_env_system.random(tr_env_system.context, out, n, err);
}

static trien_rc
set_time(struct run *r, struct trien_err *err)
{
	r->env = *r->cli->env;
	if (r->w->at == NULL)
		return TRIEN_OK;
	r->env = (struct tr_env){.now = fixed_now, .random = system_random, .context = r, .zone_minutes = TR_ZONE_VIETNAM};
	return tr_time_read(TR_BYTES(r->w->at, strlen(r->w->at)), TR_ZONE_VIETNAM, &r->fixed, err);
}

/* ---- who ---- */

/* Mails name people, their addresses and what is due: where the store has accounts, only its administrators look at them or hold them back. */
static trien_rc
ask_door(struct run *r, struct tr_sql *db, enum tr_rules_verb verb, struct trien_err *err)
{
	TR_TRY(tr_registry_open(&r->door, db, err));
	return tr_door_choose(&r->door.who, TR_OBJECT_SETTING, verb, err);
}

static trien_rc
may_look(struct tr_sql *db, void *context, struct trien_err *err)
{
	return ask_door(context, db, TR_VERB_SEE, err);
}

/* ---- run ---- */

static void
print_job(const struct run *r, const struct tr_post_job *j, json_t *all)
{
	static const struct {
		const char *word, *vi, *en;
	} words[] = {[TR_POST_DONE] = {"done", "xong", "done"}, [TR_POST_LATER] = {"later", "sẽ thử lại", "tried again later"},
		[TR_POST_DEAD] = {"dead", "HỎNG", "DEAD"}};
	char why[1024] = "";

	if (j->end != TR_POST_DONE)
		tr_cli_error_text(r->cli, &j->why, why, sizeof(why));
	json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:i, s:s?}", "id", (json_int_t)j->id, "kind", j->kind, "end", words[j->end].word, "tries",
			(int)j->tries, "why", j->end == TR_POST_DONE ? NULL : trien_err_id(j->why.code)));
	if (r->cli->json)
		return;
	printf("%lld\t%s\t%s\t", (long long)j->id, j->kind, tr_say(r->cli, words[j->end].vi, words[j->end].en));
	tr_cli_print_safe(stdout, why);
	putchar('\n');
}

/* Mails in a row that a server left off at, until that is taken for the server's way with all of them. */
#define BROKEN_MAX 3u

/* What keeps every mail from going out: nothing more is tried in this run, so that no try is wasted. What is wrong with one receiver is no reason. */
static bool
is_everybodys(const struct tr_post_job *j, unsigned *broken)
{
	*broken = j->end == TR_POST_LATER && j->why.code == TRIEN_E_FETCH_MAIL_BROKEN ? *broken + 1 : 0;
	if (j->end != TR_POST_LATER || strcmp(j->kind, TR_JOB_TELL) == 0 || j->why.code == TRIEN_E_FETCH_MAIL_LATER)
		return false;
	return j->why.code != TRIEN_E_FETCH_MAIL_BROKEN || *broken >= BROKEN_MAX;
}

/* The month's lists, which want no network; then letters, then webhooks. A mail server that is down keeps no evidence waiting, and an authority no letter. */
static trien_rc
next(struct run *r, struct tr_post_job *j, bool *everybodys, struct trien_err *err)
{
	const struct tr_post p = {.db = r->db, .env = &r->env, .from = r->w->mail.from,
		.from_name = r->w->mail.from_name != NULL ? r->w->mail.from_name : "Sổ đăng ký chứng thư số", .mailer = tr_mail_way_mailer(r->way), .blobs = r->blobs};

	*everybodys = false;
	TR_TRY(tr_jobs_retention_next(r->db, &r->env, j, err));
	if (j->end != TR_POST_NOTHING)
		return TRIEN_OK;
	if (r->way != NULL && !r->mail_stopped) {
		TR_TRY(tr_post_next(&p, j, err));
		*everybodys = r->mail_stopped = is_everybodys(j, &r->broken);
	}
	if (j->end == TR_POST_NOTHING && r->webhooks.open && !r->webhooks_stopped) {
		TR_TRY(tr_jobs_webhook_next(&r->webhooks, r->db, &r->env, j, everybodys, err));
		r->webhooks_stopped = *everybodys;
	}
	if (j->end != TR_POST_NOTHING || r->evidence.blobs == NULL || r->evidence_stopped)
		return TRIEN_OK;
	TR_TRY(tr_jobs_evidence_next(&r->evidence, j, everybodys, err));
	r->evidence_stopped = *everybodys;
	return TRIEN_OK;
}

static trien_rc
count_waiting(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(SUM(CASE kind WHEN $1 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE kind WHEN $2 THEN 1 ELSE 0 END), 0) FROM job "
				  "WHERE kind IN ($1, $2) AND state = 'ready' AND ready_at <= $3";
	struct run *r = context;

	tr_sql_rows_free(&r->rows);
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(TR_JOB_EVIDENCE), TR_SQL_T(TR_JOB_DISPATCH), TR_SQL_I(r->env.now(r->env.context))), &r->rows, err));
	r->waiting = r->evidence.blobs == NULL ? tr_sql_int(&r->rows, 0, 0) : 0;
	r->mails = r->blobs == NULL ? tr_sql_int(&r->rows, 0, 1) : 0;
	return TRIEN_OK;
}

static void
tell_run(const struct run *r, json_t *all, const size_t count[])
{
	if (r->cli->json) {
		tr_cli_print_json(json_pack("{s:O, s:I, s:n}", "jobs", all, "evidence_waiting", (json_int_t)r->waiting, "error"));
		return;
	}
	tr_cli_printf(r->cli, "%zu việc xong, %zu sẽ thử lại, %zu hỏng.\n", "%zu jobs done, %zu to be tried again, %zu dead.\n", count[TR_POST_DONE],
			count[TR_POST_LATER], count[TR_POST_DEAD]);
	if (r->waiting > 0)
		tr_cli_printf(r->cli, "%lld việc giữ chứng cứ đang chờ: lượt chạy này không có --tsa.\n", "%lld jobs of evidence wait: this run has no --tsa.\n",
				(long long)r->waiting);
	if (r->mails > 0)
		tr_cli_printf(r->cli, "%lld thư gửi văn bản đang chờ: lượt chạy này không có --blobs hoặc không gửi thư.\n",
				"%lld mails with documents wait: this run has no --blobs, or sends no mail.\n", (long long)r->mails);
}

static trien_rc
run_jobs(struct run *r, struct trien_err *err)
{
	size_t count[TR_POST_DEAD + 1] = {0};
	json_t *all = json_array();
	struct trien_err why = {0};
	trien_rc rc, stopped = TRIEN_OK;

	for (bool more = true; more;) {
		struct tr_post_job j;
		bool everybodys;
		rc = next(r, &j, &everybodys, err);
		more = rc == TRIEN_OK && j.end != TR_POST_NOTHING;
		if (!more)
			break;
		print_job(r, &j, all);
		count[j.end]++;
		if (everybodys && stopped == TRIEN_OK) {
			why = j.why;
			stopped = j.why.code;
		}
		more = !r->w->once;
	}
	if (rc == TRIEN_OK && (r->evidence.blobs == NULL || r->blobs == NULL))
		rc = tr_sql_transact(r->db, TR_SQL_READ, count_waiting, r, err);
	if (rc == TRIEN_OK && (stopped == TRIEN_OK || !r->cli->json))
		tell_run(r, all, count);
	json_decref(all);
	if (rc == TRIEN_OK && stopped != TRIEN_OK)
		*err = why;
	return rc == TRIEN_OK ? stopped : rc;
}

static trien_rc
preview(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct run *r = context;
	const struct tr_post p = {.db = db, .env = &r->env, .from = r->w->mail.from,
		.from_name = r->w->mail.from_name != NULL ? r->w->mail.from_name : "Sổ đăng ký chứng thư số", .mailer = tr_mail_way_mailer(r->way)};
	return tr_post_preview(db, &p, err);
}

static bool
names_mail(const struct tr_mail_words *m)
{
	return m->smtp != NULL || m->spool != NULL || m->from != NULL || m->from_name != NULL || m->user != NULL || m->password != NULL ||
			m->authorities != NULL || m->plain || m->dry_run;
}

/* The processes with the network are started before the database is open. A run that names an authority, or webhooks, and no mail sends no letters. */
static trien_rc
open_ways(struct run *r, const char *place, struct trien_err *err)
{
	const struct tr_jobs_webhook_options webhooks = {.place = place, .key = r->w->webhook_key, .trust = r->w->trust, .allow = &r->w->allow};
	struct tr_evidence_work *w = &r->evidence.work;

	if ((r->w->tsa == NULL && !r->w->webhooks) || names_mail(&r->w->mail))
		TR_TRY(tr_mail_way_open(&r->w->mail, &r->way, err));
	if (r->w->webhooks && !r->w->mail.dry_run)
		TR_TRY(tr_jobs_webhook_open(r->cli, &webhooks, &r->webhooks, err));
	*w = (struct tr_evidence_work){.cli = r->cli, .tsa = r->w->tsa, .trust = r->w->trust, .file = "-",
		.lacking = {.fresh = true, .env = r->cli->env, .allow = r->w->allow, .trust = r->w->trust}};
	return r->w->tsa != NULL && !r->w->mail.dry_run ? tr_evidence_work_open(w, &r->w->allow, err) : TRIEN_OK;
}

static trien_rc
open_store(struct run *r, const char *place, struct trien_err *err)
{
	char *path = NULL;

	TR_TRY(tr_cli_store_database(place, TR_SQL_MUST_EXIST, &r->db, err));
	r->evidence.db = r->db;
	r->evidence.env = &r->env;
	/* Where a database elsewhere has its documents, who runs it says. */
	if (r->evidence.work.worker == NULL && (r->way == NULL || (r->w->blobs == NULL && tr_sql_is_url(place))))
		return TRIEN_OK;
	TR_TRY(tr_cli_store_folder(place, "blobs", r->w->blobs, "--blobs", &path, err));
	const trien_rc rc = tr_blobs_open(path, &r->blobs, err);
	free(path);
	r->evidence.blobs = r->evidence.work.worker != NULL ? r->blobs : NULL;
	return rc;
}

static trien_rc
run(struct run *r, const char *place, struct trien_err *err)
{
	trien_rc rc = open_ways(r, place, err);

	if (rc == TRIEN_OK)
		rc = open_store(r, place, err);
	if (rc == TRIEN_OK) /* a timer sends them, to a server or into a folder that another program sends from; to look at them is more */
		rc = r->w->mail.dry_run ? tr_sql_transact(r->db, TR_SQL_READ, may_look, r, err)
					: tr_cli_store_door(r->cli, place, r->db, TR_WORK_RUN, err);
	if (rc == TRIEN_OK && r->w->mail.dry_run)
		rc = tr_sql_transact(r->db, TR_SQL_READ, preview, r, err);
	else if (rc == TRIEN_OK)
		rc = run_jobs(r, err);
	tr_mail_way_close(r->way);
	tr_evidence_work_close(&r->evidence.work);
	tr_jobs_webhook_close(&r->webhooks);
	tr_blobs_close(r->blobs);
	return rc;
}

/* ---- list ---- */

static trien_rc
page(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct run *r = context;

	tr_sql_rows_free(&r->rows);
	TR_TRY(may_look(db, r, err));
	return tr_job_page(db, r->w->state, r->after, &r->rows, err);
}

static void
print_row(const struct run *r, size_t i, json_t *all)
{
	static const struct {
		const char *word, *vi, *en;
	} states[] = {{"ready", "chờ", "waits"}, {"leased", "đang làm", "under way"}, {"done", "xong", "done"}, {"dead", "HỎNG", "DEAD"}};
	const struct tr_sql_value *reason = tr_sql_cell(&r->rows, i, 5);
	const char *state = tr_sql_text(&r->rows, i, 2), *says = state;
	char ready[TR_TIME_TEXT_MAX];

	tr_time_iso(tr_sql_int(&r->rows, i, 4), TR_ZONE_VIETNAM, ready);
	for (size_t s = 0; s < sizeof(states) / sizeof(*states); s++)
		if (strcmp(states[s].word, state) == 0)
			says = tr_say(r->cli, states[s].vi, states[s].en);
	json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:I, s:s, s:s?}", "id", (json_int_t)tr_sql_int(&r->rows, i, 0), "kind",
			tr_sql_text(&r->rows, i, 1), "state", state, "tries", (json_int_t)tr_sql_int(&r->rows, i, 3), "ready_at", ready, "reason",
			reason->null ? NULL : (const char *)reason->b.p));
	if (!r->cli->json)
		printf("%lld\t%s\t%s\t%lld\t%s\t%s\n", (long long)tr_sql_int(&r->rows, i, 0), tr_sql_text(&r->rows, i, 1), says,
				(long long)tr_sql_int(&r->rows, i, 3), ready, reason->null ? "" : (const char *)reason->b.p);
}

static trien_rc
list(struct run *r, struct trien_err *err)
{
	if (r->w->after != NULL)
		TR_TRY(tr_registry_number_of(r->w->after, "--after", &r->after, err));
	json_t *all = json_array();
	trien_rc rc = TRIEN_OK;

	for (bool more = true; rc == TRIEN_OK && more;) {
		rc = tr_sql_transact(r->db, TR_SQL_READ, page, r, err);
		for (size_t i = 0; rc == TRIEN_OK && i < r->rows.count; i++)
			print_row(r, i, all);
		more = rc == TRIEN_OK && r->rows.count == TR_JOB_PAGE;
		if (more)
			r->after = tr_sql_int(&r->rows, r->rows.count - 1, 0);
	}
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "jobs", all, "error"));
	json_decref(all);
	return rc;
}

/* ---- evidence: every document whose evidence is not as it should be, and why ---- */

static trien_rc
evidence_page(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct run *r = context;

	tr_sql_rows_free(&r->rows);
	TR_TRY(may_look(db, r, err));
	return tr_proof_open(db, r->book, r->env.now(r->env.context), r->after, &r->rows, err);
}

/* Why it is where it is: of its job first, for that is what will change it. */
static const char *
reason_of(const struct run *r, size_t i)
{
	const char *level_reason = tr_sql_text(&r->rows, i, 2), *state = tr_sql_text(&r->rows, i, 5), *job_reason = tr_sql_text(&r->rows, i, 6);

	if (tr_sql_int(&r->rows, i, 4) == 0 || strcmp(state, "done") == 0)
		return "no-job";
	if (strcmp(state, "leased") == 0)
		return "under-way";
	return *job_reason != '\0' ? job_reason : *level_reason != '\0' ? level_reason : "not-run-yet";
}

static void
print_open(const struct run *r, size_t i, json_t *all)
{
	static const struct {
		const char *word, *vi, *en;
	} levels[] = {{"", "chưa có dấu thời gian", "no time stamp yet"}, {"stamped", "có dấu thời gian, chưa đủ", "stamped, not whole"},
		{"whole", "ĐẾN HẠN ĐÓNG DẤU LẠI", "THE NEXT STAMP IS DUE"}};
	const char *level = tr_sql_text(&r->rows, i, 1), *says = level, *reason = reason_of(r, i), *state = tr_sql_text(&r->rows, i, 5);
	const long long id = tr_sql_int(&r->rows, i, 0), job = tr_sql_int(&r->rows, i, 4);
	char ready[TR_TIME_TEXT_MAX] = "";

	if (job != 0)
		tr_time_iso(tr_sql_int(&r->rows, i, 7), TR_ZONE_VIETNAM, ready);
	for (size_t s = 0; s < sizeof(levels) / sizeof(*levels); s++)
		if (strcmp(levels[s].word, level) == 0)
			says = tr_say(r->cli, levels[s].vi, levels[s].en);
	json_array_append_new(all, json_pack("{s:s, s:I, s:s, s:s, s:I, s:s, s:s}", "book", r->book->name, "id", (json_int_t)id, "level", level, "reason", reason,
			"job", (json_int_t)job, "state", state, "ready_at", ready));
	if (!r->cli->json)
		printf("%s:%lld\t%s\t%s\t%lld\t%s\t%s\n", r->book->name, id, says, reason, job, state, ready);
}

static trien_rc
list_open(struct run *r, const struct tr_book *book, json_t *all, struct trien_err *err)
{
	r->book = book;
	r->after = 0;
	for (bool more = true; more;) {
		TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, evidence_page, r, err));
		for (size_t i = 0; i < r->rows.count; i++)
			print_open(r, i, all);
		more = r->rows.count == TR_OFFICE_PAGE;
		if (more)
			r->after = tr_sql_int(&r->rows, r->rows.count - 1, 0);
	}
	return TRIEN_OK;
}

static trien_rc
evidence(struct run *r, struct trien_err *err)
{
	json_t *all = json_array();
	trien_rc rc = list_open(r, &tr_books[TR_BOOK_document], all, err);

	if (rc == TRIEN_OK)
		rc = list_open(r, &tr_books[TR_BOOK_arrival], all, err);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "open", all, "error"));
	else if (rc == TRIEN_OK && json_array_size(all) == 0)
		puts(tr_say(r->cli, "Mọi văn bản đều đủ chứng cứ.", "The evidence of every document is whole."));
	json_decref(all);
	return rc;
}

/* ---- retry, cancel ---- */

static trien_rc
retry_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct run *r = context;

	TR_TRY(ask_door(r, db, TR_VERB_CHANGE, err));
	return tr_job_retry(db, r->id, r->env.now(r->env.context), err);
}

static trien_rc
cancel_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct run *r = context;

	TR_TRY(ask_door(r, db, TR_VERB_CHANGE, err));
	return tr_job_cancel(db, r->id, r->env.now(r->env.context), err);
}

static trien_rc
change(struct run *r, const char *number, tr_sql_work work, struct trien_err *err)
{
	TR_TRY(tr_registry_number_of(number, "N", &r->id, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_WRITE, work, r, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:n}", "id", (json_int_t)r->id, "error"));
	else
		tr_cli_printf(r->cli, "Đã ghi, việc chờ số %lld.\n", "Done, job %lld.\n", (long long)r->id);
	return TRIEN_OK;
}

/* ---- all of it ---- */

static trien_rc
jobs(struct run *r, const struct tr_arguments *rest, struct trien_err *err)
{
	const char *verb = rest->count > 1 ? rest->items[0] : "";

	TR_TRY(set_time(r, err));
	r->door.place = rest->count > 1 ? rest->items[1] : "";
	if (strcmp(verb, "run") == 0 && rest->count == 2)
		return run(r, rest->items[1], err);
	const bool listing = strcmp(verb, "list") == 0 && rest->count == 2, again = strcmp(verb, "retry") == 0 && rest->count == 3,
		   cancelling = strcmp(verb, "cancel") == 0 && rest->count == 3, proving = strcmp(verb, "evidence") == 0 && rest->count == 2;
	if (!listing && !again && !cancelling && !proving)
		return TR_ERR(err, CLI_USAGE, TR_S("usage", "trien jobs run STORE | list STORE | evidence STORE | retry STORE N | cancel STORE N"));
	TR_TRY(tr_cli_store_database(rest->items[1], TR_SQL_MUST_EXIST, &r->db, err));
	if (proving)
		return evidence(r, err);
	return listing ? list(r, err) : change(r, rest->items[2], again ? retry_work : cancel_work, err);
}

int
tr_cli_jobs(struct tr_cli *cli, int argc, char **argv)
{
	struct words w = {0};
	const struct tr_option options[] = {TR_MAIL_OPTIONS(w.mail), {"--dry-run", TR_OPTION_FLAG, &w.mail.dry_run}, {"--once", TR_OPTION_FLAG, &w.once},
		{"--state", TR_OPTION_TEXT, &w.state}, {"--after", TR_OPTION_TEXT, &w.after}, {"--at", TR_OPTION_TEXT, &w.at},
		{"--tsa", TR_OPTION_TEXT, &w.tsa}, {"--trust", TR_OPTION_TEXT, &w.trust}, {"--allow-host", TR_OPTION_LIST, &w.allow}, {"--blobs", TR_OPTION_TEXT, &w.blobs},
		{"--webhooks", TR_OPTION_FLAG, &w.webhooks}, {"--webhook-key", TR_OPTION_TEXT, &w.webhook_key}};
	const struct tr_registry_words nobody_else = {0}; /* neither --as nor --role: of those that are held, the one that may */
	struct run r = {.cli = cli, .w = &w, .door = {.cli = cli, .w = &nobody_else, .act = {.at = cli->env->now(cli->env->context)}}};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK)
		rc = jobs(&r, &rest, &err);
	tr_sql_rows_free(&r.rows);
	tr_sql_close(r.db);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, NULL, &err);
}
