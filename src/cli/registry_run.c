/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/registry_run.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/registry.h"
#include "rules/words.h"
#include "store/file.h"
#include "store/note.h"

trien_rc
tr_registry_book_of(const char *name, const struct tr_book **out, struct trien_err *err)
{
	char all[400];
	size_t n = 0;

	*out = tr_book_find(name);
	if (*out != NULL)
		return TRIEN_OK;
	for (size_t i = 0; i < TR_BOOK_COUNT && n < sizeof(all); i++)
		n += (size_t)snprintf(all + n, sizeof(all) - n, "%s%s", i > 0 ? ", " : "", tr_books[i].name);
	return TR_ERR(err, REGISTRY_BOOK, TR_B("got", name, strlen(name)), TR_S("want", all));
}

trien_rc
tr_registry_number_of(const char *text, const char *option, int64_t *out, struct trien_err *err)
{
	uint64_t number;

	if (!tr_decimal_read(TR_BYTES(text, strlen(text)), &number) || number > INT64_MAX)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", option), TR_S("got", text), TR_S("want", "0, 1, 2, …"));
	*out = (int64_t)number;
	return TRIEN_OK;
}

trien_rc
tr_registry_time_of(const struct tr_registry_run *r, const char *text, int64_t *out, struct trien_err *err)
{
	*out = r->act.at;
	return text == NULL ? TRIEN_OK : tr_time_read(TR_BYTES(text, strlen(text)), TR_ZONE_VIETNAM, out, err);
}

/* ---- who ---- */

static trien_rc
said_person(const struct tr_registry_run *r, int64_t *out, struct trien_err *err)
{
	const struct tr_book *book;

	*out = 0;
	if (r->w->as == NULL)
		return TRIEN_OK;
	TR_TRY(tr_object_read(r->w->as, &book, out, err));
	if (book != &tr_books[TR_BOOK_person])
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--as"), TR_S("got", r->w->as), TR_S("want", "person:17"));
	return TRIEN_OK;
}

trien_rc
tr_registry_account(const char *place, struct tr_sql *db, const char **kind, char *name, size_t room, struct trien_err *err)
{
	struct passwd entry, *found = NULL;
	char text[4096];
	TR_AUTO_ROWS rows = {0};

	if (tr_sql_is_url(place)) {
		TR_TRY(tr_sql_ask(db, "SELECT CAST(SESSION_USER AS text)", NULL, 0, &rows, err));
		*kind = "postgresql";
		snprintf(name, room, "%s", tr_sql_text(&rows, 0, 0));
		return TRIEN_OK;
	}
	*kind = "os";
	if (getpwuid_r(getuid(), &entry, text, sizeof(text), &found) == 0 && found != NULL)
		snprintf(name, room, "%s", entry.pw_name);
	else
		snprintf(name, room, "#%lu", (unsigned long)getuid()); /* no name: its number, as PostgreSQL and sudo write it */
	return TRIEN_OK;
}

trien_rc
tr_registry_open(struct tr_registry_run *r, struct tr_sql *db, struct trien_err *err)
{
	struct tr_caller *c = &r->caller.is;

	c->name = r->caller.name;
	c->role = TR_ROLE_COUNT;
	if (r->w->role != NULL && !tr_rules_role_of(r->w->role, &c->role))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--role"), TR_S("got", r->w->role), TR_S("want", "admin, department, …"));
	TR_TRY(said_person(r, &c->person, err));
	TR_TRY(tr_registry_account(r->place, db, &c->kind, r->caller.name, sizeof(r->caller.name), err));
	return tr_door_open(db, c, r->act.at, &r->who, err);
}

trien_rc
tr_registry_see(struct tr_registry_run *r, struct tr_sql *db, const struct tr_book *b, enum tr_rules_verb verb, struct tr_viewer *out, struct trien_err *err)
{
	TR_TRY(tr_registry_open(r, db, err));
	return tr_door_viewer(&r->who, b, verb, out, err);
}

struct filling {
	struct tr_registry_run *r;
	const char *as;
};

static trien_rc
fill_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct filling *f = context;

	TR_TRY(tr_registry_open(f->r, db, err));
	return tr_door_choose_act(&f->r->who, f->as, err);
}

trien_rc
tr_registry_fill_act_as(struct tr_registry_run *r, const char *what, const char *as, struct trien_err *err)
{
	struct filling f = {r, as};

	r->act.reason = r->w->reason;
	r->act.what = what;
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, fill_work, &f, err));
	if (r->who.guarded) {
		snprintf(r->caller.actor, sizeof(r->caller.actor), "person:%lld", (long long)r->who.person);
		r->caller.is.role = r->who.role;
		r->act.actor = r->caller.actor;
		r->act.role = tr_rules_role_word(r->who.role)->word;
	} else {
		r->act.actor = r->w->as != NULL ? r->w->as : "system";
		r->act.role = r->w->role != NULL ? r->w->role : "admin";
	}
	r->act.caller = &r->caller.is;
	return tr_registry_time_of(r, r->w->since, &r->act.effective_at, err);
}

trien_rc
tr_registry_fill_act(struct tr_registry_run *r, const char *what, struct trien_err *err)
{
	return tr_registry_fill_act_as(r, what, what, err);
}

/* ---- texts ---- */

trien_rc
tr_registry_text_begin(struct tr_registry_text *t, struct trien_err *err)
{
	tr_registry_text_end(t, NULL);
	t->file = open_memstream(&t->p, &t->n);
	return t->file != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", BUFSIZ));
}

void
tr_registry_text_end(struct tr_registry_text *t, FILE *out)
{
	if (t->file == NULL)
		return;
	fclose(t->file);
	if (out != NULL)
		fwrite(t->p, 1, t->n, out);
	free(t->p);
	*t = (struct tr_registry_text){0};
}

trien_rc
tr_registry_write_out(const struct tr_registry_run *r, struct tr_bytes content, struct trien_err *err)
{
	bool there = false;

	if (r->w->force)
		return tr_file_replace(AT_FDCWD, r->w->out, content, err);
	TR_TRY(tr_file_add(AT_FDCWD, r->w->out, content, &there, err));
	return there ? TR_ERR(err, CLI_TARGET_EXISTS, TR_S("file", r->w->out)) : TRIEN_OK;
}

void
tr_registry_print_written(const struct tr_registry_run *r, int64_t act)
{
	char object[TR_OBJECT_TEXT] = "";

	if (r->book != NULL)
		snprintf(object, sizeof(object), "%s:%lld", r->book->name, (long long)r->written);
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:s, s:b, s:o, s:n}", "act", (json_int_t)act, "object", object, "dry_run", (int)r->w->dry_run, "files",
				tr_registry_checks_json(r), "error"));
	else if (r->w->dry_run)
		tr_cli_printf(r->cli, "Thử, không ghi: được. %s\n", "Tried, nothing written: it can be done. %s\n", object);
	else
		tr_cli_printf(r->cli, "Đã ghi, việc số %lld.%s%s\n", "Done, act %lld.%s%s\n", (long long)act, object[0] != '\0' ? " " : "", object);
	tr_registry_print_checks(r);
}
