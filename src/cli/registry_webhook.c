/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry webhook: other systems that hear what happens to an agency's documents; their secrets, what each was told. */
#include "base/errors/cli.h"
#include "cli/jobs_webhook.h"
#include "cli/registry_run.h"
#include "registry/webhook.h"

#define USAGE "trien registry webhook STORE make AGENCY NAME URL EVENTS [agency|subtree] | change WEBHOOK name=|url=|events=|scope=|state=... | secret WEBHOOK | list | deliveries WEBHOOK | resend WEBHOOK DELIVERY"

static trien_rc
usage(struct trien_err *err)
{
	return TR_ERR(err, CLI_USAGE, TR_S("usage", USAGE));
}

static trien_rc
read_webhook(struct tr_registry_run *r, int64_t *out, struct trien_err *err)
{
	TR_TRY(tr_object_read(r->rest.items[1], &r->book, out, err));
	return r->book == &tr_books[TR_BOOK_webhook] ? TRIEN_OK
						     : TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", r->rest.items[0]), TR_S("got", r->rest.items[1]), TR_S("want", "webhook:1"));
}

/* ---- make, change, secret ---- */

static void
print_changed(const struct tr_registry_run *r, const struct tr_webhook_change *c, int64_t act)
{
	char object[TR_OBJECT_TEXT];

	snprintf(object, sizeof(object), "webhook:%lld", (long long)c->webhook);
	/* Of what was only tried there is no secret. */
	const char *secret = c->secret[0] != '\0' && !r->w->dry_run ? c->secret : NULL;
	if (r->cli->json) {
		tr_cli_print_json(json_pack("{s:I, s:s, s:b, s:s?, s:n}", "act", (json_int_t)act, "object", object, "dry_run", (int)r->w->dry_run, "secret", secret, "error"));
		return;
	}
	tr_registry_print_written(r, act);
	if (secret != NULL)
		tr_cli_printf(r->cli, "Mã bí mật (chỉ hiện một lần, không lưu ở đâu): %s\n", "Secret (shown once, kept nowhere): %s\n", secret);
}

static trien_rc
change(struct tr_registry_run *r, struct tr_webhook_change *c, struct trien_err *err)
{
	int64_t act;

	TR_TRY(tr_registry_fill_act(r, tr_webhook_act(c->verb), err));
	TR_TRY(tr_act_do(r->db, &r->act, tr_registry_mode(r), tr_webhook_change, c, &act, err));
	r->book = &tr_books[TR_BOOK_webhook];
	r->written = c->webhook;
	print_changed(r, c, act);
	return TRIEN_OK;
}

static trien_rc
change_with_key(struct tr_registry_run *r, struct tr_webhook_change *c, struct trien_err *err)
{
	struct tr_key_file key = {0};

	c->key = &key;
	c->env = r->cli->env;
	trien_rc rc = tr_cli_webhook_key(r->cli, r->place, r->w->webhook_key, &key, err);
	if (rc == TRIEN_OK)
		rc = change(r, c, err);
	tr_wipe(&key, sizeof(key));
	tr_wipe(c->secret, sizeof(c->secret));
	return rc;
}

/* "url=https://...", each column once at most. */
static trien_rc
change_columns(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_webhook_change c = {.verb = TR_WEBHOOK_CHANGE};
	const struct {
		const char *before, **value;
	} columns[] = {{"name=", &c.name}, {"url=", &c.url}, {"events=", &c.events}, {"scope=", &c.scope}, {"state=", &c.state}};

	TR_TRY(read_webhook(r, &c.webhook, err));
	for (size_t i = 2; i < r->rest.count; i++) {
		const char *pair = r->rest.items[i];
		bool known = false;
		for (size_t k = 0; k < sizeof(columns) / sizeof(*columns); k++)
			if (strncmp(pair, columns[k].before, strlen(columns[k].before)) == 0 && *columns[k].value == NULL) {
				*columns[k].value = pair + strlen(columns[k].before);
				known = true;
			}
		if (!known)
			return usage(err);
	}
	return change(r, &c, err);
}

/* ---- what it was told ---- */

struct listing {
	struct tr_registry_run *r;
	int64_t webhook;
	json_t *all;
	struct tr_registry_text text;
};

static void
say_delivery(const struct listing *l, const struct tr_sql_rows *rows, size_t i)
{
	const struct tr_sql_value *status = tr_sql_cell(rows, i, 7), *tried = tr_sql_cell(rows, i, 8), *reason = tr_sql_cell(rows, i, 12);
	char at[TR_TIME_TEXT_MAX], last[TR_TIME_TEXT_MAX] = "";

	tr_time_iso(tr_sql_int(rows, i, 5), TR_ZONE_VIETNAM, at);
	if (!tried->null)
		tr_time_iso(tried->i, TR_ZONE_VIETNAM, last);
	const char *why = reason->null || strcmp(tr_sql_text(rows, i, 9), "done") == 0 ? "" : tr_sql_text(rows, i, 12);
	json_array_append_new(l->all, json_pack("{s:I, s:s, s:s, s:s, s:s, s:I, s:I, s:s, s:I, s:s}", "delivery", (json_int_t)tr_sql_int(rows, i, 0), "event", tr_sql_text(rows, i, 2),
			"object", tr_sql_text(rows, i, 3), "at", at, "state", tr_sql_text(rows, i, 9), "tries", (json_int_t)tr_sql_int(rows, i, 10), "status",
			(json_int_t)(status->null ? 0 : status->i), "tried_at", last, "job", (json_int_t)tr_sql_int(rows, i, 6), "reason", why));
	fprintf(l->text.file, "%lld\t%s\t%s\t%s\t%s\t%lld\t%lld\t%s\t%s\n", (long long)tr_sql_int(rows, i, 0), tr_sql_text(rows, i, 2), tr_sql_text(rows, i, 3), at, tr_sql_text(rows, i, 9),
			(long long)tr_sql_int(rows, i, 10), (long long)(status->null ? 0 : status->i), last, why);
}

static trien_rc
list_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct listing *l = context;
	struct tr_viewer viewer;
	TR_AUTO_ROWS rows = {0};
	int64_t before = 0;

	json_array_clear(l->all);
	TR_TRY(tr_registry_text_begin(&l->text, err));
	TR_TRY(tr_registry_see(l->r, db, &tr_books[TR_BOOK_webhook], TR_VERB_SEE, &viewer, err));
	if (l->r->w->after != NULL)
		TR_TRY(tr_registry_number_of(l->r->w->after, "--after", &before, err));
	TR_TRY(tr_webhook_deliveries(db, l->webhook, before, &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		say_delivery(l, &rows, i);
	return TRIEN_OK;
}

static trien_rc
deliveries(struct tr_registry_run *r, struct trien_err *err)
{
	struct listing l = {.r = r, .all = json_array()};

	trien_rc rc = read_webhook(r, &l.webhook, err);
	if (rc == TRIEN_OK)
		rc = tr_sql_transact(r->db, TR_SQL_READ, list_work, &l, err);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "deliveries", l.all, "error"));
	json_decref(l.all);
	tr_registry_text_end(&l.text, rc == TRIEN_OK && !r->cli->json ? stdout : NULL);
	return rc;
}

struct sending {
	struct tr_registry_run *r;
	int64_t webhook, delivery, job;
};

static trien_rc
resend_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct sending *s = context;

	TR_TRY(tr_registry_open(s->r, db, err));
	TR_TRY(tr_door_choose(&s->r->who, TR_OBJECT_SETTING, TR_VERB_CHANGE, err));
	return tr_webhook_resend(db, s->webhook, s->delivery, s->r->act.at, &s->job, err);
}

static trien_rc
resend(struct tr_registry_run *r, struct trien_err *err)
{
	struct sending s = {.r = r};

	TR_TRY(read_webhook(r, &s.webhook, err));
	TR_TRY(tr_registry_number_of(r->rest.items[2], "DELIVERY", &s.delivery, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_WRITE, resend_work, &s, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:n}", "job", (json_int_t)s.job, "error"));
	else
		tr_cli_printf(r->cli, "Đã ghi, việc chờ số %lld.\n", "Done, job %lld.\n", (long long)s.job);
	return TRIEN_OK;
}

/* ---- all of it ---- */

trien_rc
tr_registry_webhook(struct tr_registry_run *r, struct trien_err *err)
{
	const char *word = r->rest.items[0];
	struct tr_webhook_change c = {0};
	char book[] = "webhook";

	if ((r->rest.count == 5 || r->rest.count == 6) && strcmp(word, "make") == 0) {
		c = (struct tr_webhook_change){.verb = TR_WEBHOOK_MAKE, .agency = r->rest.items[1], .name = r->rest.items[2], .url = r->rest.items[3], .events = r->rest.items[4],
			.scope = r->rest.count == 6 ? r->rest.items[5] : NULL};
		return change_with_key(r, &c, err);
	}
	if (r->rest.count == 2 && strcmp(word, "secret") == 0) {
		c.verb = TR_WEBHOOK_SECRET;
		TR_TRY(read_webhook(r, &c.webhook, err));
		return change_with_key(r, &c, err);
	}
	if (r->rest.count > 2 && strcmp(word, "change") == 0)
		return change_columns(r, err);
	if (r->rest.count == 2 && strcmp(word, "deliveries") == 0)
		return deliveries(r, err);
	if (r->rest.count == 3 && strcmp(word, "resend") == 0)
		return resend(r, err);
	if (r->rest.count == 1 && strcmp(word, "list") == 0) {
		r->rest.items[0] = book;
		return tr_registry_list(r, err);
	}
	return usage(err);
}
