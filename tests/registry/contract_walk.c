/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.3 R6.1 R7 R15.2 R16.1
 * Walks through the rules, step by step at random: rows of their tables by who may do them, requests on their way, what is undone and what is typed, of today and of
 * an earlier day. After each step walk.c asks whether anything that had to stop signs. Each walk is of its number: TRIEN_WALKS and TRIEN_WALK_FROM say how many, and from
 * which on; what fails tells its number and all that was done.
 */
#include <stdio.h>
#include <stdlib.h>

#include "registry/enter.h"
#include "walk.h"

#define WALKS 4
#define STEPS 160
#define HOUR ((int64_t)3600)

static const struct actor {
	const char *account;
	int64_t person;
	enum tr_rules_role role;
} actors[] = {{"keeper", 1, TR_ROLE_SUBSCRIBER}, {"keeper", 1, TR_ROLE_MANAGER}, {"manager", 2, TR_ROLE_MANAGER}, {"beside", 5, TR_ROLE_MANAGER}, {"head", 3, TR_ROLE_HEAD},
	{"department", 4, TR_ROLE_DEPARTMENT}, {"beside", 5, TR_ROLE_SUBSCRIBER}};
#define ACTORS (sizeof(actors) / sizeof(*actors))

/* ---- chance ---- */

static unsigned
below(struct walk *w, unsigned n)
{
	w->random = w->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((w->random >> 33) % n);
}

static bool
one_in(struct walk *w, unsigned n)
{
	return below(w, n) == 0;
}

/* In every other walk the subscriber is a manager too. */
static bool
is_there(const struct walk *w, const struct actor *a)
{
	return w->seed & 1 || a->person != WALK_HOLDER || a->role != TR_ROLE_MANAGER;
}

static const struct actor *
actor_of(struct walk *w, unsigned roles)
{
	const struct actor *found = NULL;

	for (unsigned i = below(w, ACTORS), n = 0; n < ACTORS && found == NULL; n++)
		if (roles & TR_BIT(actors[(i + n) % ACTORS].role) && is_there(w, &actors[(i + n) % ACTORS]))
			found = &actors[(i + n) % ACTORS];
	return found;
}

/* Now, and sometimes some days before. */
static int64_t
from_when(struct walk *w)
{
	return one_in(w, 4) ? deed_at - (int64_t)(1 + below(w, 72)) * HOUR : deed_at;
}

static trien_rc
work_states(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_sql_rows *rows = ((void **)context)[1];
	return tr_sql_ask(db, ((void **)context)[0], NULL, 0, rows, err);
}

/* One of the objects that a row of the table is for; 0: there is none. */
static int64_t
object_of(struct walk *w, const struct tr_rules_row *row)
{
	const enum tr_rules_machine machine = tr_rules_machine_of_act(row->act);
	TR_AUTO_ROWS rows = {0};
	struct trien_err err = {0};
	enum tr_rules_state state;
	int64_t fit[64];
	unsigned count = 0;
	char sql[80];

	snprintf(sql, sizeof(sql), "SELECT id, state FROM %s ORDER BY id", tr_deed_book(row->act)->name);
	void *context[] = {sql, &rows};
	assert_ok(tr_sql_transact(w->c->db, TR_SQL_READ, work_states, context, &err), &err);
	for (size_t i = 0; i < rows.count && count < 64; i++)
		if (tr_rules_state_of(machine, tr_sql_text(&rows, i, 1), &state) && row->from & TR_STATE_BIT(state))
			fit[count++] = tr_sql_int(&rows, i, 0);
	return count == 0 ? 0 : fit[below(w, count)];
}

/* ---- acts of the rules ---- */

static int64_t
number_of(struct walk *w, const char *what, const char *book, int64_t id)
{
	char sql[160];

	snprintf(sql, sizeof(sql), "SELECT COALESCE(MAX(%s), 0) FROM %s WHERE id = %lld", what, book, (long long)id);
	return ask_one(w->c->db, sql);
}

static bool
request_says(struct walk *w, int64_t request, const char *words)
{
	char sql[240];

	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM request WHERE id = %lld AND %s", (long long)request, words);
	return ask_one(w->c->db, sql) == 1;
}

/* Those that have not ended: of the others nothing stops any more. */
static unsigned
certificates_on(struct walk *w, int64_t device)
{
	unsigned bits = 0;
	char sql[200];

	for (int64_t i = 1; i <= WALK_CERTIFICATES; i++) {
		snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM certificate WHERE id = %lld AND device = %lld AND state NOT IN ('revoked', 'superseded', 'expired')", (long long)i, (long long)device);
		if (ask_one(w->c->db, sql) == 1)
			bits |= 1u << i;
	}
	return bits;
}

static enum walk_stop
stop_of(struct walk *w, const struct walk_done *d)
{
	switch (d->what) {
	case TR_ACT_CERTIFICATE_STOP:
		return WALK_SAID;
	case TR_ACT_CERTIFICATE_REVOKE:
		return WALK_ENDED;
	case TR_ACT_REQUEST_COMPLETE:
		return request_says(w, d->request, "kind = 'revoke'") ? WALK_ENDED : WALK_NO_STOP;
	case TR_ACT_REQUEST_SUBMIT:
		return request_says(w, d->request, "kind = 'revoke' AND reason IN ('key_exposed', 'device_lost', 'device_unsafe')") ? WALK_EXPOSED
		       : request_says(w, d->request, "kind = 'revoke' AND reason IN ('procedural', 'device_broken', 'post_changed', 'retired')") ? WALK_ASKED
																    : WALK_NO_STOP;
	case TR_ACT_DEVICE_LOCK:
		return WALK_LOCKED;
	case TR_ACT_DEVICE_LOSE:
	case TR_ACT_DEVICE_BREAK:
	case TR_ACT_DEVICE_EXPOSE:
		return WALK_REPORTED;
	case TR_ACT_DEVICE_COLLECT:
		return WALK_SAID;
	default:
		return WALK_NO_STOP;
	}
}

static void
note_deed(struct walk *w, const struct tr_deed *d, int64_t from, const struct tr_deed_done *done)
{
	const enum tr_rules_machine machine = tr_rules_machine_of_act(d->act);
	struct walk_done n = {.what = d->act, .object = done->object, .person = d->person, .from = from};

	n.request = machine == TR_MACHINE_REQUEST ? done->object : 0;
	for (size_t i = 0; n.request == 0 && i < done->count; i++)
		n.request = done->steps[i].act == TR_ACT_REQUEST_DRAFT ? done->steps[i].id : 0;
	n.device = machine == TR_MACHINE_DEVICE ? done->object : 0;
	n.stop = stop_of(w, &n);
	if (n.stop != WALK_NO_STOP)
		n.certificates = machine == TR_MACHINE_DEVICE	     ? certificates_on(w, n.device)
				 : machine == TR_MACHINE_REQUEST ? 1u << number_of(w, "certificate", "request", n.request)
								 : 1u << n.object;
	for (size_t i = 0; i < done->count; i++)
		w->resumed += done->steps[i].from == TR_STATE_CERTIFICATE_STOPPED && done->steps[i].to == TR_STATE_CERTIFICATE_ACTIVE;
	walk_note(w, &n);
}

/* Hands in whatever the act takes. */
static bool
try_deed(struct walk *w, struct tr_deed *d, const struct actor *by, const char *const *more)
{
	char now[TR_TIME_TEXT_MAX];
	const char *const all[] = {"answer_blob", blob, "answered_at", now_text(0, now), "effective_at", now, "form", blob, "basis", blob, "minutes", blob, "giver_at", now, "taker_at", now,
			"back_minutes", blob, "back_giver_at", now, "back_taker_at", now, "keeper", "CB1", "decision", "02/QĐ-MẪU", "decided_at", now};
	const struct tr_caller caller = {"os", by->account, by->person, by->role, 0};
	struct tr_act act = act_of("set by the deed");
	struct tr_deed_given given[20];
	const struct tr_book *book;
	struct trien_err err = {0};
	struct tr_deed_done done;

	act.caller = &caller;
	act.at = deed_at;
	act.effective_at = from_when(w);
	act.reason = "lý do mẫu";
	d->role = by->role;
	d->person = by->person;
	d->given = given;
	for (size_t i = 0; more[i] != NULL; i += 2)
		given[d->given_count++] = (struct tr_deed_given){more[i], more[i + 1]};
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i += 2)
		if (d->act != TR_ACT_REQUEST_DRAFT && tr_deed_takes(d->act, all[i], &book) != NULL)
			given[d->given_count++] = (struct tr_deed_given){all[i], all[i + 1]};
	const trien_rc rc = tr_deed_do(w->c->db, &act, TR_ACT_DO, d, &done, &err);
	if (rc == TRIEN_OK)
		note_deed(w, d, act.effective_at, &done);
	return rc == TRIEN_OK;
}

/* What ends it, where it can be ended. */
static void
let_go(struct walk *w)
{
	static const enum tr_rules_act acts[] = {TR_ACT_CERTIFICATE_RESUME, TR_ACT_REQUEST_REJECT, TR_ACT_REQUEST_WITHDRAW, TR_ACT_DEVICE_CHANGE_PIN, TR_ACT_CERTIFICATE_ACTIVATE};
	static const struct tr_rules_row any = {.act = TR_ACT_REQUEST_SUBMIT, .from = TR_STATE_BIT(TR_STATE_REQUEST_SUBMITTED) | TR_STATE_BIT(TR_STATE_REQUEST_CONFIRMED)};
	struct tr_deed d = {.act = acts[below(w, 5)], .object = one_in(w, 4) ? 2 : 1};

	if (tr_rules_machine_of_act(d.act) == TR_MACHINE_REQUEST)
		d.object = object_of(w, &any);
	const struct actor *by = d.act == TR_ACT_REQUEST_REJECT ? &actors[4] : d.act == TR_ACT_DEVICE_CHANGE_PIN ? &actors[0] : actor_of(w, TR_BIT(TR_ROLE_MANAGER));
	if (d.object != 0)
		(void)try_deed(w, &d, by, NOTHING);
}

static void
draft_one(struct walk *w)
{
	static const char *const kinds[] = {"renew", "recover", "revoke", "revoke"};
	static const char *const reasons[] = {"key_exposed", "procedural", "device_lost", "device_unsafe", "device_broken", "manager_asked", "retired", "post_changed"};
	const char *kind = kinds[below(w, 4)], *reason = strcmp(kind, "revoke") == 0 ? reasons[below(w, 8)] : "";
	struct tr_deed d = {.act = TR_ACT_REQUEST_DRAFT};

	(void)try_deed(w, &d, actor_of(w, TR_BIT(TR_ROLE_MANAGER)), GIVEN("kind", kind, "reason", reason, "certificate", one_in(w, 4) ? "#2" : "#1", "basis", blob));
}

/* Any row of the table. */
static void
row_of_table(struct walk *w)
{
	static unsigned rows;

	while (tr_rules_row_at(rows) != NULL)
		rows++;
	const struct tr_rules_row *row = tr_rules_row_at(below(w, rows));
	const struct actor *by = actor_of(w, row->roles);
	struct tr_deed d = {.act = row->act};

	if (row->act == TR_ACT_CERTIFICATE_REVOKE && !one_in(w, 6))
		return; /* else there is soon nothing to walk with */
	if (row->act == TR_ACT_REQUEST_DRAFT || by == NULL || row->from == TR_STATE_BIT(TR_STATE_NONE)) {
		draft_one(w);
		return;
	}
	d.object = object_of(w, row);
	if (d.object != 0)
		(void)try_deed(w, &d, by, row->act == TR_ACT_CERTIFICATE_REVOKE ? GIVEN("reason", "key_exposed") : row->act == TR_ACT_REQUEST_RECEIVE_DEVICE ? GIVEN("device", "#2") : NOTHING);
}

/* What stops most often, and what every act can come across. */
static void
lock(struct walk *w)
{
	struct tr_deed d = {.act = TR_ACT_DEVICE_LOCK, .object = 1};
	(void)try_deed(w, &d, &actors[0], NOTHING);
}

static void
step_of(struct walk *w, enum tr_rules_act act, int64_t request, unsigned role, const char *const *more)
{
	struct tr_deed d = {.act = act, .object = request};
	(void)try_deed(w, &d, actor_of(w, TR_BIT(role)), more);
}

/* A request as far on its way as it comes. */
static void
go_along(struct walk *w)
{
	static const struct tr_rules_row open = {.act = TR_ACT_REQUEST_SUBMIT, .from = TR_STATE_BIT(TR_STATE_REQUEST_DRAFT) | TR_STATE_BIT(TR_STATE_REQUEST_SUBMITTED) |
			TR_STATE_BIT(TR_STATE_REQUEST_RETURNED) | TR_STATE_BIT(TR_STATE_REQUEST_CONFIRMED) | TR_STATE_BIT(TR_STATE_REQUEST_SENT)};
	const int64_t r = object_of(w, &open);
	char number[24];

	if (r == 0)
		return;
	if (request_says(w, r, "state IN ('draft', 'returned')"))
		step_of(w, TR_ACT_REQUEST_SUBMIT, r, TR_ROLE_MANAGER, NOTHING);
	if (one_in(w, 3) || !request_says(w, r, "state IN ('submitted', 'confirmed', 'sent')"))
		return;
	if (request_says(w, r, "state = 'submitted'"))
		step_of(w, TR_ACT_REQUEST_CONFIRM, r, TR_ROLE_HEAD, NOTHING);
	const bool recovers = request_says(w, r, "kind = 'recover'");
	if (request_says(w, r, "state = 'confirmed'")) {
		snprintf(number, sizeof(number), "#%lld", (long long)letter(w->c, recovers ? "department" : "authority"));
		step_of(w, TR_ACT_REQUEST_CONSOLIDATE, r, TR_ROLE_MANAGER, GIVEN("letter", number));
		step_of(w, TR_ACT_REQUEST_SEND, r, TR_ROLE_MANAGER, NOTHING);
	}
	if (!request_says(w, r, "state = 'sent'"))
		return;
	const bool refused = !recovers && !one_in(w, 4);
	step_of(w, refused ? TR_ACT_REQUEST_REFUSE : TR_ACT_REQUEST_COMPLETE, r, recovers ? TR_ROLE_DEPARTMENT : TR_ROLE_MANAGER, NOTHING);
	if (recovers && one_in(w, 2)) {
		struct tr_deed d = {.act = TR_ACT_DEVICE_CHANGE_PIN, .object = 1};
		(void)try_deed(w, &d, &actors[0], NOTHING);
	}
}

/* ---- what goes past the rules' tables ---- */

static void
undo_one(struct walk *w)
{
	const unsigned last = (unsigned)(w->count < 10 ? w->count : 10);
	const struct actor *by = &actors[below(w, ACTORS)];
	const struct tr_caller caller = {"os", by->account, by->person, by->role, 0};
	struct tr_act act = act_of("act.undo");
	struct trien_err err = {0};

	if (last == 0 || !is_there(w, by))
		return;
	const struct walk_done *d = &w->done[w->count - 1 - below(w, last)];
	act.caller = &caller;
	act.at = act.effective_at = deed_at;
	act.reason = "ghi nhầm";
	if (tr_act_undo(w->c->db, &act, TR_ACT_DO, d->act, NULL, &err) == TRIEN_OK)
		walk_note(w, &(struct walk_done){.undoes = d->act, .what = TR_ACT_COUNT, .person = by->person, .from = d->from});
}

static void
type_one(struct walk *w)
{
	static const struct {
		const char *book, *column, *value;
	} typed[] = {{"incident", "state", "closed"}, {"incident", "kind", "damaged"}, {"incident", "device", "#2"}, {"incident", "happened_at", "2026-09-25"}, {"certificate", "device", "#2"},
		{"certificate", "device", "#1"}, {"certificate", "reason", "device.lock"}, {"certificate", "renews", ""}, {"certificate", "holder", "service"}, {"certificate", "holder", "person"},
		{"custody", "from_at", "2026-09-01"}, {"custody", "keeper", "CB1"}, {"custody", "keeper", "CB5"}, {"custody", "to_at", ""}};
	const unsigned n = below(w, sizeof(typed) / sizeof(*typed));
	const struct actor *by = actor_of(w, TR_BIT(one_in(w, 2) ? TR_ROLE_MANAGER : TR_ROLE_SUBSCRIBER));
	const struct tr_caller caller = {"os", by->account, by->person, by->role, 0};
	struct tr_entry_value v = {typed[n].column, typed[n].value};
	struct tr_entry e = {.book = tr_book_find(typed[n].book), .values = &v, .count = 1};
	char what[TR_ENTRY_WHAT_MAX], sql[60];
	struct trien_err err = {0};
	int64_t id = 0;

	snprintf(sql, sizeof(sql), "SELECT COALESCE(MAX(id), 0) FROM %s", typed[n].book);
	e.id = ask_one(w->c->db, sql);
	if (e.id == 0)
		return;
	e.id = 1 + below(w, (unsigned)e.id);
	tr_entry_what(&e, what);
	struct tr_act act = act_of(what);
	act.caller = &caller;
	act.at = act.effective_at = deed_at;
	if (tr_act_do(w->c->db, &act, TR_ACT_DO, tr_entry_write, &e, &id, &err) == TRIEN_OK && id != 0)
		walk_note(w, &(struct walk_done){.what = TR_ACT_COUNT, .object = e.id, .person = by->person, .from = deed_at});
}

/* ---- the walk ---- */

/* Persons 2 and 5 are managers, and in every other walk the subscriber is one too. */
static void
begin(struct walk *w)
{
	struct contract *c = w->c;

	office(c);
	post(c, "5", "2", "manager");
	if (w->seed & 1)
		post(c, "1", "2", "manager");
	PUT(c, "duty.enter", "duty", 0, "person", "1", "profile", "congvu-2024", "accepted_at", "1");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T2", "agency", "2", "state", "received", "state_from", "1");
	account(c, "keeper", "1");
	account(c, "manager", "2");
	account(c, "head", "3");
	account(c, "department", "4");
	account(c, "beside", "5");
}

static void
step(struct walk *w, bool *renewed)
{
	const unsigned chance = below(w, 100);

	deed_at += HOUR;
	if (chance < 25)
		row_of_table(w);
	else if (chance < 30)
		lock(w);
	else if (chance < 40)
		draft_one(w);
	else if (chance < 55)
		go_along(w);
	else if (chance < 67)
		let_go(w);
	else if (chance < 90)
		undo_one(w);
	else if (chance < 98 || *renewed)
		type_one(w);
	else {
		certificate(w->c, "bb", "1", "issued", NOW + 900 * DAY, "1");
		*renewed = true;
	}
}

static void
walk(struct contract *c, uint64_t seed, unsigned *stops, unsigned *undoings, unsigned *resumed)
{
	struct walk w = {.c = c, .seed = seed, .random = seed * 0x9E3779B97F4A7C15u + 1};
	bool renewed = false;

	begin(&w);
	for (size_t i = 0; i < STEPS && w.count + 8 < WALK_DONE_MAX; i++)
		step(&w, &renewed);
	assert_int_equal(say_faults(c), 0);
	say(c, "walk %llu: %llu acts, %u stops, %u undone, %u resumed\n", (unsigned long long)seed, (unsigned long long)w.count, w.stops, w.undoings, w.resumed);
	*stops += w.stops;
	*undoings += w.undoings;
	*resumed += w.resumed;
	deed_at = NOW;
	end_office();
}

static uint64_t
asked_for(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);
	return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static void
test_walks(struct contract *c)
{
	const uint64_t from = asked_for("TRIEN_WALK_FROM", 1), count = asked_for("TRIEN_WALKS", WALKS);
	unsigned stops = 0, undoings = 0, resumed = 0;

	for (uint64_t i = from; i < from + count; i++) {
		if (i > from)
			empty_again(c);
		walk(c, i, &stops, &undoings, &resumed);
	}
	/* A walk in which nothing stops, or nothing begins again, has tried nothing. */
	if (count >= WALKS) {
		assert_true(stops >= 10);
		assert_true(undoings >= 10);
		assert_true(resumed >= 1);
	}
}

extern const struct contract_row walk_tests[];
const struct contract_row walk_tests[] = {{"walks", test_walks}, {NULL, NULL}};
