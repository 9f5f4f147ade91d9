/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/registry_run.h"

#include "base/errors/cli.h"
#include "base/errors/registry.h"
#include "rules/words.h"
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
	return text == NULL ? TRIEN_OK : tr_time_read_iso(TR_BYTES(text, strlen(text)), TR_ZONE_VIETNAM, out, err);
}

trien_rc
tr_registry_fill_act(struct tr_registry_run *r, const char *what, struct trien_err *err)
{
	enum tr_rules_role role;
	const struct tr_book *book;
	int64_t id;

	r->act.actor = r->w->as != NULL ? r->w->as : "system";
	r->act.role = r->w->role != NULL ? r->w->role : "admin";
	r->act.reason = r->w->reason;
	r->act.what = what;
	if (!tr_rules_role_of(r->act.role, &role))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--role"), TR_S("got", r->act.role), TR_S("want", "admin, department, …"));
	if (r->w->as != NULL) {
		TR_TRY(tr_object_read(r->w->as, &book, &id, err));
		if (book != &tr_books[TR_BOOK_person])
			return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--as"), TR_S("got", r->w->as), TR_S("want", "person:17"));
	}
	return tr_registry_time_of(r, r->w->since, &r->act.effective_at, err);
}

void
tr_registry_print_written(const struct tr_registry_run *r, int64_t act)
{
	char object[TR_OBJECT_TEXT] = "";

	if (r->book != NULL)
		snprintf(object, sizeof(object), "%s:%lld", r->book->name, (long long)r->record.id);
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:s, s:b, s:n}", "act", (json_int_t)act, "object", object, "dry_run", (int)r->w->dry_run, "error"));
	else if (r->w->dry_run)
		tr_cli_printf(r->cli, "Thử, không ghi: được. %s\n", "Tried, nothing written: it can be done. %s\n", object);
	else
		tr_cli_printf(r->cli, "Đã ghi, việc số %lld. %s\n", "Done, act %lld. %s\n", (long long)act, object);
}
