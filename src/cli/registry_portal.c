/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R2.1b */
/* trien registry portal: the portals of public services, their tokens, and how many results they have reported. */
#include "base/errors/cli.h"
#include "cli/registry_run.h"
#include "registry/portal.h"
#include "registry/result.h"

/* ---- make, rotate, revoke ---- */

static void
print_changed(const struct tr_registry_run *r, const struct tr_portal_change *c, int64_t act)
{
	char object[TR_OBJECT_TEXT];

	snprintf(object, sizeof(object), "portal:%lld", (long long)c->portal);
	/* Of what was only tried there is no token. */
	const char *token = c->token[0] != '\0' && !r->w->dry_run ? c->token : NULL;
	if (r->cli->json) {
		tr_cli_print_json(json_pack("{s:I, s:s, s:b, s:s?, s:n}", "act", (json_int_t)act, "object", object, "dry_run", (int)r->w->dry_run, "token", token,
				"error"));
		return;
	}
	tr_registry_print_written(r, act);
	if (token != NULL)
		tr_cli_printf(r->cli, "Mã truy cập (chỉ hiện một lần, không lưu ở đâu): %s\n", "Token (shown once, kept nowhere): %s\n", token);
}

static trien_rc
change(struct tr_registry_run *r, enum tr_portal_verb verb, struct trien_err *err)
{
	struct tr_portal_change c = {.verb = verb, .env = r->cli->env};
	int64_t act;

	if (verb == TR_PORTAL_MAKE) {
		c.service = r->rest.items[1];
		c.name = r->rest.items[2];
	} else {
		TR_TRY(tr_object_read(r->rest.items[1], &r->book, &c.portal, err));
		if (r->book != &tr_books[TR_BOOK_portal])
			return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "rotate, revoke"), TR_S("got", r->rest.items[1]), TR_S("want", "portal:1"));
	}
	TR_TRY(tr_registry_fill_act(r, tr_portal_act(verb), err));
	TR_TRY(tr_act_do(r->db, &r->act, tr_registry_mode(r), tr_portal_change, &c, &act, err));
	r->book = &tr_books[TR_BOOK_portal];
	r->written = c.portal;
	print_changed(r, &c, act);
	tr_wipe(&c, sizeof(c));
	return TRIEN_OK;
}

/* ---- count ---- */

struct counting {
	struct tr_registry_run *r;
	int64_t from, to;
	json_t *all;
	struct tr_registry_text text;
};

static trien_rc
count_service(struct counting *k, struct tr_sql *db, const struct tr_sql_rows *rows, size_t i, struct trien_err *err)
{
	const size_t code = 3 + TR_service_code, name = 3 + TR_service_name;
	int64_t count;

	TR_TRY(tr_results_count(db, tr_sql_int(rows, i, 0), k->from, k->to, &count, err));
	json_array_append_new(k->all, json_pack("{s:I, s:s, s:s, s:I}", "service", (json_int_t)tr_sql_int(rows, i, 0), "code", tr_sql_text(rows, i, code), "name",
			tr_sql_text(rows, i, name), "results", (json_int_t)count));
	fprintf(k->text.file, "service:%lld\t", (long long)tr_sql_int(rows, i, 0));
	tr_cli_print_safe(k->text.file, tr_sql_text(rows, i, code));
	putc('\t', k->text.file);
	tr_cli_print_safe(k->text.file, tr_sql_text(rows, i, name));
	fprintf(k->text.file, "\t%lld\n", (long long)count);
	return TRIEN_OK;
}

/* The services that may be seen, where their results may be seen. */
static trien_rc
count_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct counting *k = context;
	struct tr_list_query q = {.book = &tr_books[TR_BOOK_service], .limit = TR_LIST_MAX};

	json_array_clear(k->all);
	TR_TRY(tr_registry_text_begin(&k->text, err));
	TR_TRY(tr_registry_see(k->r, db, &tr_books[TR_BOOK_result], TR_VERB_SEE, &q.viewer, err));
	TR_TRY(tr_registry_see(k->r, db, q.book, TR_VERB_SEE, &q.viewer, err));
	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_list(db, &q, &rows, err));
		for (size_t i = 0; i < rows.count; i++)
			TR_TRY(count_service(k, db, &rows, i, err));
		more = rows.count == TR_LIST_MAX;
		q.after_id = more ? tr_sql_int(&rows, rows.count - 1, 0) : 0;
	}
	return TRIEN_OK;
}

static trien_rc
count(struct tr_registry_run *r, struct trien_err *err)
{
	struct counting k = {.r = r};

	if (r->w->since == NULL || r->w->until == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", r->w->since == NULL ? "--since" : "--until"));
	TR_TRY(tr_registry_time_of(r, r->w->since, &k.from, err));
	TR_TRY(tr_registry_time_of(r, r->w->until, &k.to, err));
	k.all = json_array();
	const trien_rc rc = tr_sql_transact(r->db, TR_SQL_READ, count_work, &k, err);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "services", k.all, "error"));
	json_decref(k.all);
	tr_registry_text_end(&k.text, rc == TRIEN_OK && !r->cli->json ? stdout : NULL);
	return rc;
}

trien_rc
tr_registry_portal(struct tr_registry_run *r, struct trien_err *err)
{
	const char *word = r->rest.items[0];
	char book[] = "portal";

	if (r->rest.count == 3 && strcmp(word, "make") == 0)
		return change(r, TR_PORTAL_MAKE, err);
	if (r->rest.count == 2 && strcmp(word, "rotate") == 0)
		return change(r, TR_PORTAL_ROTATE, err);
	if (r->rest.count == 2 && strcmp(word, "revoke") == 0)
		return change(r, TR_PORTAL_REVOKE, err);
	if (r->rest.count == 1 && strcmp(word, "count") == 0)
		return count(r, err);
	if (r->rest.count == 1 && strcmp(word, "list") == 0) {
		r->rest.items[0] = book;
		return tr_registry_list(r, err);
	}
	return TR_ERR(err, CLI_USAGE, TR_S("usage", "trien registry portal STORE make SERVICE NAME | rotate PORTAL | revoke PORTAL | list | count"));
}
