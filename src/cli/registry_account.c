/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 */
/*
 * trien registry account: the password and the one-time codes of who logs in at the service. A password is typed twice at the terminal, or is the first line
 * of what is piped in; never an argument, which others can read.
 */
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "cli/registry_run.h"
#include "registry/limits.h"
#include "registry/login.h"

#define LINE_MAX_BYTES (TR_PASSWORD_MAX + 2u)

/* ---- a password from outside ---- */

static trien_rc
read_line(char out[LINE_MAX_BYTES], struct trien_err *err)
{
	size_t n = 0;
	char c;

	for (;;) {
		const ssize_t got = read(STDIN_FILENO, &c, 1);
		if (got <= 0 || c == '\n')
			break;
		if (n == LINE_MAX_BYTES - 1)
			return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "password"), TR_S("got", "…"), TR_S("want", "1-256 byte"));
		out[n++] = c;
	}
	out[n] = '\0';
	return TRIEN_OK;
}

/* What is typed is not shown. */
static trien_rc
ask_line(const char *question, char out[LINE_MAX_BYTES], struct trien_err *err)
{
	struct termios shown, hidden;
	const bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0;

	if (!terminal)
		return read_line(out, err);
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden); /* before it is asked: what is typed at once is not lost */
	fputs(question, stderr);
	const trien_rc rc = read_line(out, err);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	fputc('\n', stderr);
	return rc;
}

static trien_rc
ask_twice(const struct tr_cli *cli, char out[LINE_MAX_BYTES], struct trien_err *err)
{
	char again[LINE_MAX_BYTES];

	TR_TRY(ask_line(tr_say(cli, "Mật khẩu mới: ", "New password: "), out, err));
	if (!isatty(STDIN_FILENO))
		return TRIEN_OK;
	const trien_rc rc = ask_line(tr_say(cli, "Nhập lại: ", "Once more: "), again, err);
	const bool same = rc == TRIEN_OK && strcmp(out, again) == 0;
	tr_wipe(again, sizeof(again));
	TR_TRY(rc);
	return same ? TRIEN_OK : TR_ERR0(err, CLI_PASSWORD_TWICE);
}

/* ---- the account ---- */

struct naming {
	struct tr_registry_run *r;
	int64_t id;
	char name[256];
};

static trien_rc
name_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct naming *k = context;
	struct tr_viewer v;
	TR_AUTO_RECORD row = {0};

	TR_TRY(tr_registry_see(k->r, db, &tr_books[TR_BOOK_account], TR_VERB_SEE, &v, err));
	TR_TRY(tr_record_load(db, &tr_books[TR_BOOK_account], k->id, &row, err));
	snprintf(k->name, sizeof(k->name), "%.*s", (int)row.v[TR_account_name].b.n, (const char *)row.v[TR_account_name].b.p);
	return TRIEN_OK;
}

static trien_rc
do_change(struct tr_registry_run *r, struct tr_login_change *c, struct trien_err *err)
{
	int64_t act;

	TR_TRY(tr_registry_fill_act(r, "login.enter", err));
	TR_TRY(tr_act_do(r->db, &r->act, tr_registry_mode(r), tr_login_change, c, &act, err));
	r->book = &tr_books[TR_BOOK_account];
	r->written = c->account;
	if (!r->cli->json || c->verb != TR_LOGIN_TOTP || r->w->dry_run)
		tr_registry_print_written(r, act);
	return TRIEN_OK;
}

static trien_rc
set_password(struct tr_registry_run *r, struct tr_login_change *c, const char *name, struct trien_err *err)
{
	char password[LINE_MAX_BYTES], hash[TR_PASSWORD_HASH_MAX];

	trien_rc rc = ask_twice(r->cli, password, err);
	if (rc == TRIEN_OK)
		rc = tr_password_check(password, name, err);
	if (rc == TRIEN_OK)
		rc = tr_password_hash(r->cli->env, password, hash, err);
	tr_wipe(password, sizeof(password));
	TR_TRY(rc);
	c->hash = hash;
	return do_change(r, c, err);
}

/* For the program on the telephone: as most of them read it from a picture or a line (Key URI Format). */
static void
print_secret(const struct tr_registry_run *r, const struct tr_login_change *c)
{
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:n}", "totp", c->totp, "error"));
	else
		tr_cli_printf(r->cli, "Bí mật (chỉ hiện một lần; nhập vào ứng dụng tạo mã): %s\notpauth://totp/Trien?secret=%s&issuer=Trien\n",
				"Secret (shown once; for the program that makes the codes): %s\notpauth://totp/Trien?secret=%s&issuer=Trien\n", c->totp, c->totp);
}

static trien_rc
set_totp(struct tr_registry_run *r, struct tr_login_change *c, struct trien_err *err)
{
	uint8_t secret[TR_TOTP_SECRET];

	TR_TRY(r->cli->env->random(r->cli->env->context, secret, sizeof(secret), err));
	tr_totp_write(secret, c->totp);
	tr_wipe(secret, sizeof(secret));
	const trien_rc rc = do_change(r, c, err);
	if (rc == TRIEN_OK && !r->w->dry_run)
		print_secret(r, c);
	tr_wipe(c->totp, sizeof(c->totp));
	return rc;
}

trien_rc
tr_registry_login(struct tr_registry_run *r, struct trien_err *err)
{
	const char *word = r->rest.items[0];
	struct naming k = {.r = r};
	struct tr_login_change c = {0};

	TR_TRY(tr_object_read(r->rest.items[1], &r->book, &k.id, err));
	if (r->book != &tr_books[TR_BOOK_account])
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "ACCOUNT"), TR_S("got", r->rest.items[1]), TR_S("want", "account:1"));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, name_work, &k, err));
	c.account = k.id;
	if (strcmp(word, "password") == 0)
		return set_password(r, &c, k.name, err);
	if (strcmp(word, "directory") == 0) {
		c.hash = TR_LOGIN_DIRECTORY;
		return do_change(r, &c, err);
	}
	c.verb = strcmp(word, "totp") == 0 ? TR_LOGIN_TOTP : TR_LOGIN_NO_TOTP;
	if (c.verb == TR_LOGIN_TOTP)
		return set_totp(r, &c, err);
	if (strcmp(word, "no-totp") == 0)
		return do_change(r, &c, err);
	return TR_ERR(err, CLI_USAGE, TR_S("usage", "trien registry account STORE password|directory|totp|no-totp account:N"));
}
