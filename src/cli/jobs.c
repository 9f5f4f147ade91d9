/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien jobs run|list|retry|cancel: what waits to be done. A timer starts `run`; it ends when nothing is ready. */
#include "base/errors/cli.h"
#include "base/errors/fetch.h"
#include "cli/mail_options.h"
#include "cli/registry_run.h"
#include "cli/store_door.h"
#include "store/job.h"

struct words {
	struct tr_mail_words mail;
	const char *after, *state, *at;
	bool once;
};

struct run {
	const struct tr_cli *cli;
	const struct words *w;
	struct tr_sql *db;
	struct tr_registry_run door; /* who comes, by this machine's clock */
	struct tr_env env; /* with the time that was given */
	int64_t fixed;
	int64_t id, after;
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

static trien_rc
run_jobs(struct run *r, const struct tr_post *p, struct trien_err *err)
{
	size_t count[TR_POST_DEAD + 1] = {0};
	json_t *all = json_array();
	struct trien_err why = {0};
	trien_rc rc, stopped = TRIEN_OK;
	unsigned broken = 0;

	for (bool more = true; more;) {
		struct tr_post_job j;
		rc = tr_post_next(p, &j, err);
		more = rc == TRIEN_OK && j.end != TR_POST_NOTHING;
		if (!more)
			break;
		print_job(r, &j, all);
		count[j.end]++;
		if (is_everybodys(&j, &broken)) {
			why = j.why;
			stopped = j.why.code;
		}
		more = !r->w->once && stopped == TRIEN_OK;
	}
	if (rc == TRIEN_OK && stopped == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "jobs", all, "error"));
	else if (rc == TRIEN_OK && !r->cli->json)
		tr_cli_printf(r->cli, "%zu việc xong, %zu sẽ thử lại, %zu hỏng.\n", "%zu jobs done, %zu to be tried again, %zu dead.\n", count[TR_POST_DONE],
				count[TR_POST_LATER], count[TR_POST_DEAD]);
	json_decref(all);
	if (rc == TRIEN_OK && stopped != TRIEN_OK)
		*err = why;
	return rc == TRIEN_OK ? stopped : rc;
}

struct looking {
	const struct tr_post *p;
};

static trien_rc
preview(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct looking *l = context;
	return tr_post_preview(db, l->p, err);
}

/* The process with the network is started before the database is open. */
static trien_rc
run(struct run *r, const char *place, struct trien_err *err)
{
	struct tr_mail_way *way = NULL;

	TR_TRY(tr_mail_way_open(&r->w->mail, &way, err));
	trien_rc rc = tr_cli_store_database(place, TR_SQL_MUST_EXIST, &r->db, err);
	const struct tr_post p = {.db = r->db, .env = &r->env, .from = r->w->mail.from,
		.from_name = r->w->mail.from_name != NULL ? r->w->mail.from_name : "Sổ đăng ký chứng thư số", .mailer = tr_mail_way_mailer(way)};
	if (rc == TRIEN_OK) /* to a server they go unseen */
		rc = r->w->mail.dry_run || r->w->mail.spool != NULL ? tr_sql_transact(r->db, TR_SQL_READ, may_look, r, err)
								    : tr_cli_store_door(r->cli, place, r->db, TR_WORK_RUN, err);
	if (rc == TRIEN_OK && r->w->mail.dry_run)
		rc = tr_sql_transact(r->db, TR_SQL_READ, preview, &(struct looking){&p}, err);
	else if (rc == TRIEN_OK)
		rc = run_jobs(r, &p, err);
	tr_mail_way_close(way);
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
		   cancelling = strcmp(verb, "cancel") == 0 && rest->count == 3;
	if (!listing && !again && !cancelling)
		return TR_ERR(err, CLI_USAGE, TR_S("usage", "trien jobs run STORE | list STORE | retry STORE N | cancel STORE N"));
	TR_TRY(tr_cli_store_database(rest->items[1], TR_SQL_MUST_EXIST, &r->db, err));
	return listing ? list(r, err) : change(r, rest->items[2], again ? retry_work : cancel_work, err);
}

int
tr_cli_jobs(struct tr_cli *cli, int argc, char **argv)
{
	struct words w = {0};
	const struct tr_option options[] = {TR_MAIL_OPTIONS(w.mail), {"--dry-run", TR_OPTION_FLAG, &w.mail.dry_run}, {"--once", TR_OPTION_FLAG, &w.once},
		{"--state", TR_OPTION_TEXT, &w.state}, {"--after", TR_OPTION_TEXT, &w.after}, {"--at", TR_OPTION_TEXT, &w.at}};
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
