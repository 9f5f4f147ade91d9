/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R7 R4.1 */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/registry.h"
#include "registry/deed_parts.h"
#include "registry/list.h"
#include "rules/dossier.h"

/* ---- who ---- */

/* The agencies in which the person holds the role now. A subscriber is who works somewhere. */
static trien_rc
find_posts(const struct tr_deeding *d, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char posts[] = "SELECT agency FROM post WHERE person = $1 AND role = $2 AND from_at <= $3 AND (to_at IS NULL OR to_at > $3) "
				    "ORDER BY id";
	static const char works[] = "SELECT agency FROM person WHERE id = $1 AND state = 'active' AND $2 = $2 AND $3 = $3";
	const char *role = tr_rules_role_word(d->deed->role)->word;

	TR_TRY(tr_sql_ask(d->a->db, d->deed->role == TR_ROLE_SUBSCRIBER ? works : posts,
			TR_SQL_IN(TR_SQL_I(d->deed->person), TR_SQL_T(role), TR_SQL_I(d->a->act->at)), out, err));
	return out->count > 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_ROLE_HELD, TR_I("person", d->deed->person), TR_S("role", role));
}

/* The object as the list of its book shows it to who acts: what the list would not show cannot be acted on. */
trien_rc
tr_deed_may(const struct tr_deeding *d, enum tr_rules_scope scope, const struct tr_book *b, int64_t id, struct trien_err *err)
{
	struct tr_list_query q = {.book = b, .id = id, .limit = 1, .viewer = {.scope = scope}};
	TR_AUTO_ROWS posts = {0};

	q.viewer.person = d->deed->person;
	TR_TRY(find_posts(d, &posts, err));
	for (size_t i = 0; i < posts.count; i++) {
		TR_AUTO_ROWS seen = {0};
		q.viewer.agency = tr_sql_int(&posts, i, 0);
		TR_TRY(tr_list(d->a->db, &q, &seen, err));
		if (seen.count == 1)
			return TRIEN_OK;
	}
	return TR_ERR(err, REGISTRY_SCOPE, TR_S("role", tr_rules_role_word(d->deed->role)->word), TR_S("book", b->name), TR_I("id", id));
}

static trien_rc
check_scope(const struct tr_deeding *d, const struct tr_book *b, int64_t id, struct trien_err *err)
{
	if (d->deed->person == 0)
		return TRIEN_OK;
	return tr_deed_may(d, tr_rules_access(d->deed->role, tr_rules_act_object(d->deed->act), tr_rules_act_verb(d->deed->act)), b, id, err);
}

/* ---- one step ---- */

const struct tr_book *
tr_deed_book(enum tr_rules_act act)
{
	static const size_t books[] = {[TR_MACHINE_REQUEST] = TR_BOOK_request, [TR_MACHINE_CERTIFICATE] = TR_BOOK_certificate,
		[TR_MACHINE_DEVICE] = TR_BOOK_device};

	return &tr_books[books[tr_rules_machine_of_act(act)]];
}

static struct tr_record *
record_of(struct tr_case *c, enum tr_rules_act act)
{
	switch (tr_rules_machine_of_act(act)) {
	case TR_MACHINE_CERTIFICATE:
		return &c->certificate;
	case TR_MACHINE_DEVICE:
		return &c->device;
	default:
		return &c->request;
	}
}

static trien_rc
put_state(struct tr_deeding *d, const struct tr_deed_what *w, struct tr_record *r, enum tr_rules_state to, struct trien_err *err)
{
	const size_t since = tr_book_column(r->book, "state_from");
	struct tr_deed_done *done = d->done;
	const enum tr_rules_state from = r->id == 0 ? TR_STATE_NONE : tr_state_of(r);

	if (done->count == TR_DEED_STEPS_MAX)
		return TR_ERR(err, REGISTRY_DEED_LIMIT, TR_U("max", TR_DEED_STEPS_MAX));
	tr_record_set_text(r, tr_state_column(r->book), tr_rules_state_word(to)->word);
	if (since < r->book->count)
		tr_record_set_int(r, since, d->a->act->effective_at);
	TR_TRY(tr_acting_put(d->a, r, err));
	done->steps[done->count++] = (struct tr_deed_step){r->book, r->id, w->act, from, to};
	return TRIEN_OK;
}

trien_rc
tr_deed_step(struct tr_deeding *d, const struct tr_deed_what *w, struct trien_err *err)
{
	TR_AUTO_CASE c = {0};
	struct tr_rules_facts facts;
	struct tr_rules_decision is;
	char missing[TR_RULES_MISSING_MAX];

	TR_TRY(tr_case_load(d, w, &c, err));
	TR_TRY(tr_case_facts(d, w, &c, missing, &facts, err));
	TR_TRY(tr_rules_decide(&facts, w->act, &is, err));
	TR_TRY(tr_deed_write(d, w, &c, &is, err));
	TR_TRY(put_state(d, w, record_of(&c, w->act), is.to, err));
	d->done->effects |= is.effects;
	return tr_deed_effects(d, w, &c, &is, err);
}

/* ---- the whole ---- */

struct work {
	const struct tr_deed *deed;
	struct tr_rules_law law;
	struct tr_deed_done *done;
};

static trien_rc
check_given(const struct tr_deed *deed, struct trien_err *err)
{
	const struct tr_book *book;

	for (size_t i = 0; i < deed->given_count; i++)
		if (tr_deed_takes(deed->act, deed->given[i].column, &book) == NULL)
			return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", tr_rules_act_word(deed->act)->word), TR_S("got", deed->given[i].column));
	return TRIEN_OK;
}

static trien_rc
work(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct work *k = context;
	const struct tr_deed *deed = k->deed;
	struct tr_deeding d = {a, deed, &k->law, k->done};
	const struct tr_deed_what w = {.act = deed->act, .object = deed->object, .role = deed->role, .person = deed->person};
	const bool drafts = deed->act == TR_ACT_REQUEST_DRAFT;
	TR_AUTO_ROWS posts = {0};

	*k->done = (struct tr_deed_done){0};
	if (a->who.guarded && (deed->person != a->who.person || deed->role != a->who.role))
		return TR_ERR(err, REGISTRY_ROLE_HELD, TR_I("person", deed->person), TR_S("role", tr_rules_role_word(deed->role)->word));
	if ((deed->object == 0) != drafts)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", tr_deed_book(deed->act)->name), TR_I("id", deed->object));
	TR_TRY(check_given(deed, err));
	if (deed->person != 0)
		TR_TRY(find_posts(&d, &posts, err));
	if (!drafts) {
		TR_TRY(check_scope(&d, tr_deed_book(deed->act), deed->object, err));
		tr_acting_about(a, tr_deed_book(deed->act), deed->object);
	}
	TR_TRY(tr_deed_step(&d, &w, err));
	k->done->object = drafts ? k->done->steps[0].id : deed->object;
	TR_TRY(tr_deed_tell(&d, err));
	if (!drafts)
		return TRIEN_OK;
	tr_acting_about(a, tr_deed_book(deed->act), k->done->object);
	return check_scope(&d, tr_deed_book(deed->act), k->done->object, err); /* there was no row before */
}

trien_rc
tr_deed_run(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_deed *d, const struct tr_deed_running *run,
		struct trien_err *err)
{
	struct tr_profile *profile = NULL;
	struct tr_act whole = *act;
	char actor[TR_OBJECT_TEXT];

	snprintf(actor, sizeof(actor), "person:%lld", (long long)d->person);
	whole.actor = d->person == 0 ? "system" : actor;
	whole.role = tr_rules_role_word(d->role)->word;
	whole.what = tr_rules_act_word(d->act)->word;
	whole.decided = true;
	TR_TRY(tr_profile_for_time(act->at, &profile, err));
	*run->law = tr_rules_law_of(profile, act->at);
	const trien_rc rc = tr_act_do(db, &whole, mode, run->work, run->context, run->id, err);
	tr_profile_free(profile);
	return rc;
}

trien_rc
tr_deed_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_deed *d, struct tr_deed_done *out,
		struct trien_err *err)
{
	struct tr_deed_done *done = tr_mem_zeroed(1, sizeof(*done));
	struct work k = {.deed = d, .done = done};
	int64_t id = 0;

	if (done == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*done)));
	const trien_rc rc = tr_deed_run(db, act, mode, d, &(struct tr_deed_running){&k.law, work, &k, &id}, err);
	if (rc == TRIEN_OK) {
		done->act = id;
		*out = *done;
	}
	free(done);
	return rc;
}
