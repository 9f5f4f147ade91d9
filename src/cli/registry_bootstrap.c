/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien registry bootstrap: an empty place becomes a registry with its first agency and its first administrator, whose account is the
 * one that calls. Run again it changes nothing. Requirement: R1 R4.1
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/registry.h"
#include "base/errors/store.h"
#include "cli/registry_run.h"
#include "profile/profile.h"
#include "registry/value.h"
#include "store/audit.h"
#include "store/schema.h"

#define ANSWER_MAX 512u
#define WHAT "registry.bootstrap"

enum answer { ORIGIN, AGENCY, AGENCY_NAME, PERSON, NAME, ANSWERS };

struct setting_up {
	struct tr_registry_run *r;
	char given[ANSWERS][ANSWER_MAX];
	const char *kind;
	char account[256];
	bool before; /* it was set up like that already */
};

/* ---- what is asked for ---- */

static trien_rc
ask(const char *question, const char *option, const char *given, char out[ANSWER_MAX], struct trien_err *err)
{
	if (given == NULL && isatty(STDIN_FILENO)) {
		fprintf(stderr, "%s: ", question);
		given = fgets(out, ANSWER_MAX, stdin) != NULL ? out : NULL;
		out[strcspn(out, "\r\n")] = '\0';
	} else if (given != NULL) {
		snprintf(out, ANSWER_MAX, "%s", given);
	}
	return given != NULL && out[0] != '\0' ? TRIEN_OK : TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", option));
}

struct question {
	const char *option, *given, *vi, *en;
};

static void
questions_of(const struct tr_registry_words *w, struct question out[ANSWERS])
{
	out[ORIGIN] = (struct question){"--origin", w->origin, "Tên của nhật ký, ví dụ so-noi-vu.example/mau", "The log's name, for example so-noi-vu.example/mau"};
	out[AGENCY] = (struct question){"--agency", w->agency, "Mã cơ quan cấp tỉnh, ví dụ H00", "Code of the province, for example H00"};
	out[AGENCY_NAME] = (struct question){"--agency-name", w->agency_name, "Tên cơ quan cấp tỉnh", "Name of the province"};
	out[PERSON] = (struct question){"--person", w->person, "Mã cán bộ của quản trị viên thứ nhất", "Staff number of the first administrator"};
	out[NAME] = (struct question){"--name", w->name, "Họ và tên quản trị viên thứ nhất", "Name of the first administrator"};
}

static trien_rc
ask_all(struct setting_up *s, struct trien_err *err)
{
	struct question questions[ANSWERS];

	questions_of(s->r->w, questions);
	for (size_t i = 0; i < ANSWERS; i++)
		TR_TRY(ask(tr_say(s->r->cli, questions[i].vi, questions[i].en), questions[i].option, questions[i].given, s->given[i], err));
	return TRIEN_OK;
}

/* Where nobody can be asked, what is missing is said before anything is made. */
static trien_rc
check_given(const struct tr_registry_words *w, struct trien_err *err)
{
	struct question questions[ANSWERS];

	questions_of(w, questions);
	for (size_t i = 0; i < ANSWERS && !isatty(STDIN_FILENO); i++)
		if (questions[i].given == NULL)
			return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", questions[i].option));
	return TRIEN_OK;
}

/* Before the database is opened as every subcommand does: it is made here. */
trien_rc
tr_registry_make_store(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_sql *db;
	unsigned applied;

	TR_TRY(check_given(r->w, err));
	TR_TRY(tr_cli_store_database(r->place, TR_SQL_MAY_CREATE, &db, err));
	const trien_rc rc = tr_schema_migrate(db, r->act.at, &applied, err);
	tr_sql_close(db);
	return rc;
}

/* ---- the first act ---- */

/* Is the store empty, or was it set up with the same agency, person and account? */
static trien_rc
look(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char same[] = "SELECT a.id FROM account a JOIN person p ON p.id = a.person JOIN agency g ON g.id = p.agency JOIN act t ON t.id = 1 "
				   "WHERE a.kind = $1 AND a.name = $2 AND p.code = $3 AND g.code = $4 AND t.what = $5";
	struct setting_up *s = context;
	TR_AUTO_ROWS acts = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_registry_account(s->r->place, db, &s->kind, s->account, sizeof(s->account), err));
	if (s->r->w->account != NULL)
		snprintf(s->account, sizeof(s->account), "%s", s->r->w->account);
	TR_TRY(tr_sql_ask(db, "SELECT COUNT(*) FROM act", NULL, 0, &acts, err));
	if (tr_sql_int(&acts, 0, 0) == 0)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(db, same, TR_SQL_IN(TR_SQL_T(s->kind), TR_SQL_T(s->account), TR_SQL_T(s->given[PERSON]), TR_SQL_T(s->given[AGENCY]),
			TR_SQL_T(WHAT)), &rows, err));
	s->before = rows.count > 0;
	return s->before ? TRIEN_OK : TR_ERR(err, REGISTRY_BOOTSTRAPPED, TR_I("acts", tr_sql_int(&acts, 0, 0)));
}

static trien_rc
put(struct tr_acting *a, struct tr_record *r, int64_t *id, struct trien_err *err)
{
	TR_TRY(tr_acting_put(a, r, err));
	*id = r->id;
	return TRIEN_OK;
}

static trien_rc
put_first(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct setting_up *s = context;
	struct tr_record agency = tr_record_of(&tr_books[TR_BOOK_agency]), person = tr_record_of(&tr_books[TR_BOOK_person]),
			 post = tr_record_of(&tr_books[TR_BOOK_post]), account = tr_record_of(&tr_books[TR_BOOK_account]);
	int64_t at_agency, who, id;

	if (a->id != 1)
		return TR_ERR(err, REGISTRY_BOOTSTRAPPED, TR_I("acts", a->id - 1));
	TR_TRY(tr_value_letters(agency.book, TR_agency_code, s->given[AGENCY], err));
	TR_TRY(tr_value_letters(agency.book, TR_agency_name, s->given[AGENCY_NAME], err));
	TR_TRY(tr_value_letters(person.book, TR_person_code, s->given[PERSON], err));
	TR_TRY(tr_value_letters(person.book, TR_person_name, s->given[NAME], err));
	tr_record_set_text(&agency, TR_agency_code, s->given[AGENCY]);
	tr_record_set_text(&agency, TR_agency_name, s->given[AGENCY_NAME]);
	tr_record_set_text(&agency, TR_agency_kind, "province");
	tr_record_set_text(&agency, TR_agency_state, "active");
	TR_TRY(put(a, &agency, &at_agency, err));
	tr_record_set_text(&person, TR_person_code, s->given[PERSON]);
	tr_record_set_text(&person, TR_person_name, s->given[NAME]);
	tr_record_set_int(&person, TR_person_agency, at_agency);
	tr_record_set_text(&person, TR_person_state, "active");
	TR_TRY(put(a, &person, &who, err));
	tr_record_set_int(&post, TR_post_person, who);
	tr_record_set_int(&post, TR_post_agency, at_agency);
	tr_record_set_text(&post, TR_post_title, "Quản trị viên hệ thống");
	tr_record_set_text(&post, TR_post_role, "admin");
	tr_record_set_int(&post, TR_post_from_at, a->act->at);
	TR_TRY(put(a, &post, &id, err));
	tr_record_set_text(&account, TR_account_kind, s->kind);
	tr_record_set_text(&account, TR_account_name, s->account);
	tr_record_set_int(&account, TR_account_person, who);
	tr_record_set_text(&account, TR_account_state, "active");
	return put(a, &account, &id, err);
}

/* A log that is open already, of a first try that was cut short, is gone on with. */
static trien_rc
find_log(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_audit_log log;

	(void)context;
	return tr_audit_log(db, 0, &log, err);
}

static trien_rc
set_up(struct setting_up *s, struct trien_err *err)
{
	struct tr_registry_run *r = s->r;
	struct tr_audit_log log;

	const trien_rc rc = tr_sql_transact(r->db, TR_SQL_READ, find_log, NULL, err);
	if (rc == TRIEN_E_AUDIT_NO_LOG)
		TR_TRY(tr_audit_open(r->db, s->given[ORIGIN], TR_BYTES(NULL, 0), r->act.at, &log, err));
	else if (rc != TRIEN_OK)
		return rc;
	*err = (struct trien_err){0};
	r->act.actor = "system";
	r->act.role = "admin";
	r->act.what = WHAT;
	r->act.effective_at = r->act.at;
	return tr_act_do(r->db, &r->act, TR_ACT_DO, put_first, s, NULL, err);
}

/* ---- what comes next ---- */

static void
print_next(const struct setting_up *s, const struct tr_profile *p)
{
	const struct tr_cli *cli = s->r->cli;
	const char *place = s->r->place, *origin = s->given[ORIGIN];

	tr_cli_printf(cli, "Bộ quy định đang áp dụng: %s (chọn theo ngày của mỗi việc; trien profile show)\n",
			"The legal profile in force: %s (chosen by the date of each act; trien profile show)\n", tr_profile_name(p));
	tr_cli_printf(cli,
			"Việc tiếp theo:\n"
			"  1. Dưới một tài khoản máy khác, tạo khóa ký nhật ký và giữ bản in khóa công khai:\n"
			"       trien audit key --origin %s audit.key\n"
			"  2. Cũng dưới tài khoản đó, ký nhật ký hằng ngày:\n"
			"       trien audit sign --key audit.key %s\n"
			"  3. Ghi cơ quan, cán bộ, chức vụ, rồi tài khoản của họ:\n"
			"       trien registry enter %s account kind=%s name=TÊN person=MÃ\n",
			"Next:\n"
			"  1. As another user of the machine, make the key that signs the log, and keep a print of the public key:\n"
			"       trien audit key --origin %s audit.key\n"
			"  2. As that user too, sign the log every day:\n"
			"       trien audit sign --key audit.key %s\n"
			"  3. Enter agencies, people and posts, then their accounts:\n"
			"       trien registry enter %s account kind=%s name=NAME person=KEY\n",
			origin, place, place, s->kind);
}

trien_rc
tr_registry_bootstrap(struct tr_registry_run *r, struct trien_err *err)
{
	struct setting_up s = {.r = r};
	struct tr_profile *profile = NULL;

	TR_TRY(ask_all(&s, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, look, &s, err));
	TR_TRY(tr_profile_for_time(r->act.at, &profile, err));
	trien_rc rc = s.before ? TRIEN_OK : set_up(&s, err);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:b, s:s, s:s, s:s, s:n}", "done_before", (int)s.before, "kind", s.kind, "account", s.account, "profile",
				tr_profile_name(profile), "error"));
	else if (rc == TRIEN_OK) {
		tr_cli_printf(r->cli, "%s Quản trị viên: %s (%s/%s).\n", "%s Administrator: %s (%s/%s).\n",
				s.before ? tr_say(r->cli, "Sổ đã được khởi tạo như vậy từ trước.", "The registry was set up like that already.")
					 : tr_say(r->cli, "Đã khởi tạo sổ đăng ký.", "The registry is set up."), s.given[PERSON], s.kind, s.account);
		print_next(&s, profile);
	}
	tr_profile_free(profile);
	return rc;
}
