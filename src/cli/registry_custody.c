/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry custody: was a key under the sole control of its subscriber? */
#include "base/errors/registry.h"
#include "cli/custody_words.h"
#include "cli/registry_run.h"
#include "registry/custody.h"

struct asking {
	struct tr_registry_run *r;
	struct tr_custody custody;
};

static trien_rc
custody_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	struct tr_viewer v, keeper;
	int64_t time;

	TR_TRY(tr_registry_time_of(a->r, a->r->w->on, &time, err));
	TR_TRY(tr_registry_see(a->r, db, &tr_books[TR_BOOK_custody], TR_VERB_SEE, &keeper, err));
	TR_TRY(tr_registry_see(a->r, db, &tr_books[TR_BOOK_certificate], TR_VERB_SEE, &v, err));
	TR_TRY(tr_custody_at(db, a->r->rest.items[0], time, &a->custody, err));
	if (a->custody.certificate == 0)
		return TRIEN_OK;
	/* One of others is answered as one that is not in the book: which of the two it is, is not told. */
	const trien_rc rc = tr_door_row(db, &a->r->who, &v, &tr_books[TR_BOOK_certificate], a->custody.certificate, err);
	if (rc == TRIEN_E_REGISTRY_SCOPE)
		return tr_custody_at(db, "", time, &a->custody, err);
	return rc;
}

static void
say(const struct tr_cli *cli, const char *control, const struct tr_custody *c)
{
	printf("%s (%s). ", control, tr_custody_why_word(c->why));
	tr_cli_custody_words(cli, c);
}

trien_rc
tr_registry_custody(struct tr_registry_run *r, struct trien_err *err)
{
	static const struct {
		const char *word, *vi, *en;
	} controls[] = {[TR_CONTROL_UNKNOWN] = {"unknown", "Chưa rõ", "Not known"},
		[TR_CONTROL_YES] = {"yes", "Khóa do thuê bao kiểm soát duy nhất", "Under the subscriber's sole control"},
		[TR_CONTROL_NO] = {"no", "Khóa KHÔNG do thuê bao kiểm soát duy nhất", "NOT under the subscriber's sole control"}};
	struct asking a = {.r = r};

	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, custody_work, &a, err));
	const struct tr_custody *c = &a.custody;
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:I, s:I, s:I, s:n}", "control", controls[c->control].word, "why", tr_custody_why_word(c->why),
				"certificate", (json_int_t)c->certificate, "device", (json_int_t)c->device, "keeper", (json_int_t)c->keeper, "error"));
	else
		say(r->cli, tr_say(r->cli, controls[c->control].vi, controls[c->control].en), c);
	return TRIEN_OK;
}
