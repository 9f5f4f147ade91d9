/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.3 R9.3
 * Signing sessions: bound, single, short; whatever goes wrong, the document is as it was. And what random people do at random never breaks the order.
 */
#include <stdio.h>

#include "desk.h"

#define RESULT(...) &(struct tr_session_result){__VA_ARGS__}

static int64_t
submitted(struct desk *d)
{
	const int64_t doc = draft_ok(d, TR_PROCEDURE_KEPT, "minutes");

	submit_ok(d, doc, STEPS({1, 5, TR_STEP_CONFIRM}, {1, 6, TR_STEP_CONFIRM}));
	return doc;
}

/* Two of one stage: one after another, the second on what the first has left. */
static void
test_two_at_once(struct contract *c)
{
	struct trien_err err = {0};
	struct desk d;

	open_desk(&d, c);
	const int64_t doc = submitted(&d);
	const struct tr_session s = begin_ok(&d, d.staff, doc, "p5");
	begin_refused(&d, "office.session-open", d.colleague, doc, "p6");
	finish_ok(&d, d.staff, &s);
	/* Once. The same file again is a retry; another one is not. */
	struct tr_submission_done done;
	const struct tr_session_result again = {.file = signed_file(&d, &s, "p5"), .signer = "p5", .signatures = 1, .good = true};
	assert_ok(tr_session_finish(c->db, &d.b.act, TR_ACT_DO, &d.staff, s.id, &again, &done, &err), &err);
	assert_int_equal(done.act, 0);
	assert_int_equal(done.from, TR_SUBMISSION_SUBMITTED);
	assert_int_equal(done.to, TR_SUBMISSION_SUBMITTED);
	finish_refused(&d, "office.session-over", d.staff, s.id, RESULT(.file = signed_file(&d, &s, "more"), .signer = "p5", .signatures = 1, .good = true));
	const struct tr_session t = begin_ok(&d, d.colleague, doc, "p6");
	assert_string_equal(t.base, again.file); /* on what the first has left */
	finish_ok(&d, d.colleague, &t);
	is(&d.b, "SELECT COUNT(*) FROM submission WHERE state = 'complete'");
	close_desk(&d);
}

/* Each thing that a session is bound to, and its twin. */
static void
test_bound(struct contract *c)
{
	struct desk d;

	open_desk(&d, c);
	const int64_t doc = submitted(&d);
	const struct tr_session s = begin_ok(&d, d.staff, doc, "p5");
	const char *good = signed_file(&d, &s, "p5"), *forged = blob_of(&d.b, "other minutes + p5");
	finish_refused(&d, "office.session-other", d.colleague, s.id, RESULT(.file = good, .signer = "p5", .signatures = 1, .good = true));
	finish_refused(&d, "registry.not-found", d.staff, s.id + 1, RESULT(.file = good, .signer = "p5", .signatures = 1, .good = true));
	finish_refused(&d, "rules.step-holder", d.staff, s.id, RESULT(.file = good, .signer = "p6", .signatures = 1, .good = true));
	finish_refused(&d, "rules.step-holder", d.staff, s.id, RESULT(.file = good, .signatures = 1, .good = true));
	finish_refused(&d, "rules.step-bad", d.staff, s.id, RESULT(.file = good, .signer = "p5", .signatures = 1));
	finish_refused(&d, "rules.step-base", d.staff, s.id, RESULT(.file = good, .signer = "p5", .signatures = 2, .good = true));
	finish_refused(&d, "rules.step-base", d.staff, s.id, RESULT(.file = good, .signer = "p5", .signatures = 0, .good = true));
	finish_refused(&d, "rules.step-base", d.staff, s.id, RESULT(.file = forged, .signer = "p5", .signatures = 1, .good = true));
	finish_refused(&d, "rules.step-base", d.staff, s.id, RESULT(.file = s.base, .signer = "p5", .signatures = 1, .good = true)); /* nothing behind it */
	finish_refused(&d, "store.blob-missing", d.staff, s.id, RESULT(.file = "0000000000000000000000000000000000000000000000000000000000000000", .signer = "p5",
			.signatures = 1, .good = true));
	/* The certificate was stopped meanwhile. */
	use_blobs(d.b.blobs);
	PUT(c, "certificate.stop", "certificate", 8, "state", "stopped");
	finish_refused(&d, "rules.step-holder", d.staff, s.id, RESULT(.file = good, .signer = "p5", .signatures = 1, .good = true));
	PUT(c, "certificate.resume", "certificate", 8, "state", "active");
	use_blobs(NULL);
	/* The draft was taken back and submitted anew meanwhile: the step is another one. */
	d.b.act.reason = "sửa lại";
	say_ok(&d, d.staff, doc, TR_SUBMISSION_ACT_TAKE_BACK);
	finish_refused(&d, "rules.state", d.staff, s.id, RESULT(.file = good, .signer = "p5", .signatures = 1, .good = true));
	submit_ok(&d, doc, STEPS({1, 5, TR_STEP_CONFIRM}, {1, 6, TR_STEP_CONFIRM}));
	finish_refused(&d, "rules.step-turn", d.staff, s.id, RESULT(.file = good, .signer = "p5", .signatures = 1, .good = true));
	is(&d.b, "SELECT COUNT(*) FROM document d JOIN draft v ON v.document = d.id WHERE d.file = v.file AND d.version = 1"); /* as it was */
	close_desk(&d);
}

static void
test_time(struct contract *c)
{
	struct trien_err err = {0};
	struct desk d;

	open_desk(&d, c);
	const int64_t doc = submitted(&d);
	struct tr_session s = begin_ok(&d, d.staff, doc, "p5");
	d.b.act.at = d.b.act.effective_at = NOW + TR_SESSION_SECONDS - 1;
	begin_refused(&d, "office.session-open", d.colleague, doc, "p6");
	d.b.act.at = d.b.act.effective_at = NOW + TR_SESSION_SECONDS;
	finish_refused(&d, "office.session-over", d.staff, s.id, RESULT(.file = signed_file(&d, &s, "p5"), .signer = "p5", .signatures = 1, .good = true));
	s = begin_ok(&d, d.colleague, doc, "p6"); /* who ran out of time stops nobody */
	is(&d.b, "SELECT COUNT(*) FROM signing WHERE state = 'over'");
	/* Abandoned, and begun again by the same: the former one is. */
	assert_refused(tr_session_abandon(c->db, &d.b.act, TR_ACT_DO, &d.staff, s.id, &err), "office.session-other");
	assert_ok(tr_session_abandon(c->db, &d.b.act, TR_ACT_DO, &d.colleague, s.id, &err), &err);
	assert_refused(tr_session_abandon(c->db, &d.b.act, TR_ACT_DO, &d.colleague, s.id, &err), "office.session-over");
	finish_refused(&d, "office.session-over", d.colleague, s.id, RESULT(.file = signed_file(&d, &s, "p6"), .signer = "p6", .signatures = 1, .good = true));
	s = begin_ok(&d, d.colleague, doc, "p6");
	const struct tr_session t = begin_ok(&d, d.colleague, doc, "p6");
	finish_refused(&d, "office.session-over", d.colleague, s.id, RESULT(.file = signed_file(&d, &s, "p6"), .signer = "p6", .signatures = 1, .good = true));
	d.b.act.at = d.b.act.effective_at = NOW + 2 * TR_SESSION_SECONDS - 1;
	finish_ok(&d, d.colleague, &t);
	close_desk(&d);
}

/* The agency's: what its session is bound to. */
static void
test_seal(struct contract *c)
{
	const struct tr_office_wish wish = {0};
	struct tr_office_number n = {0};
	struct trien_err err = {0};
	struct desk d;

	open_desk(&d, c);
	const int64_t doc = draft_ok(&d, TR_PROCEDURE_TWO, "a decision");
	submit_ok(&d, doc, STEPS({1, 3, TR_STEP_SIGN}));
	sign_ok(&d, d.b.head, doc, "p3");
	assert_ok(tr_office_take(c->db, &d.b.act, TR_ACT_DO, &d.b.clerk, doc, &wish, &n, &err), &err);
	tr_office_number_free(&n);
	const struct tr_session s = begin_ok(&d, d.b.clerk, doc, "d1");
	assert_int_equal(s.step, 0);
	assert_int_equal(s.purpose, TR_SESSION_SEAL);
	const char *good = signed_file(&d, &s, "d1");
	finish_refused(&d, "rules.document-unsealed", d.b.clerk, s.id, RESULT(.file = good, .signer = "d1", .signatures = 2, .shows_number = true));
	finish_refused(&d, "rules.document-unsealed", d.b.clerk, s.id, RESULT(.file = good, .signer = "aa", .signatures = 2, .good = true, .shows_number = true));
	finish_refused(&d, "rules.document-other", d.b.clerk, s.id, RESULT(.file = good, .signer = "d1", .signatures = 3, .good = true, .shows_number = true));
	finish_refused(&d, "rules.document-number", d.b.clerk, s.id, RESULT(.file = good, .signer = "d1", .signatures = 2, .good = true));
	/* The device was given back meanwhile. */
	PUT(c, "custody.change", "custody", 1, "to_at", "1789999999", "back_giver_at", "1789999999", "back_taker_at", "1789999999");
	finish_refused(&d, "office.session-key", d.b.clerk, s.id, RESULT(.file = good, .signer = "d1", .signatures = 2, .good = true, .shows_number = true));
	PUT(c, "custody.change", "custody", 1, "to_at", "-", "back_giver_at", "-", "back_taker_at", "-");
	finish_ok(&d, d.b.clerk, &s);
	is(&d.b, "SELECT COUNT(*) FROM document WHERE state = 'issued'");
	begin_refused(&d, "office.session-nothing", d.b.clerk, doc, "d1"); /* issued once */
	close_desk(&d);
}

/* ---- random people, random acts ---- */

#define WALKED 12

struct walking {
	struct desk d;
	uint64_t chance;
	unsigned done, refused, issued;
};

static unsigned
by_chance(struct walking *w, unsigned n)
{
	w->chance = w->chance * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((w->chance >> 33) % n);
}

static struct tr_office_who
anybody(struct walking *w)
{
	const struct tr_office_who all[] = {w->d.b.clerk, w->d.b.signatory, w->d.b.head, w->d.b.other, w->d.staff, w->d.colleague, {2, TR_ROLE_SUBSCRIBER},
		{1, TR_ROLE_HEAD}, {3, TR_ROLE_CLERK}};
	return all[by_chance(w, sizeof(all) / sizeof(*all))];
}

/* Every other time whose turn it is: else no walk would get anywhere. */
static struct tr_office_who
somebody(struct walking *w, int64_t document)
{
	const struct tr_office_who all[] = {w->d.b.clerk, w->d.b.clerk, w->d.b.signatory, w->d.b.head, w->d.b.other, w->d.staff, w->d.colleague};
	char sql[160];

	if (by_chance(w, 2) == 0)
		return anybody(w);
	snprintf(sql, sizeof(sql), "SELECT COALESCE((SELECT person FROM step WHERE document = %lld AND state = 'waiting' ORDER BY stage, place LIMIT 1), 0)",
			(long long)document);
	return all[ask_one(w->d.b.c->db, sql)];
}

static const char *
any_certificate(struct walking *w)
{
	static const char *const all[] = {"p2", "p3", "p5", "p6", "d1", "d2", "aa", "ff"};
	return all[by_chance(w, sizeof(all) / sizeof(*all))];
}

/* The drafter's, with steps that make the procedure. */
static trien_rc
submit_well(struct walking *w, int64_t document, struct trien_err *err)
{
	static const struct tr_submission_step plans[TR_PROCEDURES][2] = {{{1, 6, TR_STEP_REVIEW}, {2, 3, TR_STEP_HAND}}, {{1, 6, TR_STEP_REVIEW}, {2, 2, TR_STEP_SIGN}},
		{{1, 6, TR_STEP_CONTENT}, {2, 3, TR_STEP_SIGN}}, {{1, 2, TR_STEP_CONFIRM}, {1, 5, TR_STEP_CONFIRM}}};
	struct tr_submission_done done;

	return tr_submission_submit(w->d.b.c->db, &w->d.b.act, TR_ACT_DO, &w->d.staff, document, plans[(document - 1) % TR_PROCEDURES], 2, &done, err);
}

static trien_rc
submit_something(struct walking *w, const struct tr_office_who *who, int64_t document, struct trien_err *err)
{
	struct tr_submission_step steps[4];
	const unsigned n = 1 + by_chance(w, 4);
	struct tr_submission_done done;

	for (unsigned i = 0; i < n; i++)
		steps[i] = (struct tr_submission_step){.stage = 1 + by_chance(w, 3), .person = 1 + by_chance(w, 6), .kind = (enum tr_step_kind)by_chance(w, TR_STEP_KINDS)};
	return tr_submission_submit(w->d.b.c->db, &w->d.b.act, TR_ACT_DO, who, document, steps, n, &done, err);
}

/* Half of the files and certificates that come are what they should be, so that some of the walks get far. */
static trien_rc
sign_something(struct walking *w, const struct tr_office_who *who, int64_t document, struct trien_err *err)
{
	static const char *const own[] = {"", "d1", "p2", "p3", "d2", "p5", "p6"};
	const struct tr_session_new n = {document, by_chance(w, 4) > 0 ? own[who->person] : any_certificate(w)};
	struct tr_submission_done done;
	struct tr_session s;

	TR_TRY(tr_session_begin(w->d.b.c->db, &w->d.b.act, TR_ACT_DO, who, &n, &s, err));
	if (by_chance(w, 6) == 0)
		return TRIEN_OK;
	const struct tr_session_result r = {.file = by_chance(w, 5) > 0 ? signed_file(&w->d, &s, s.certificate) : blob_of(&w->d.b, "forged"),
		.signer = by_chance(w, 6) > 0 ? s.certificate : any_certificate(w), .signatures = signatures_of(&w->d, document) + (by_chance(w, 6) > 0), .good = by_chance(w, 6) > 0,
		.shows_number = by_chance(w, 6) > 0};
	return tr_session_finish(w->d.b.c->db, &w->d.b.act, TR_ACT_DO, who, s.id, &r, &done, err);
}

static trien_rc
do_something(struct walking *w, struct trien_err *err)
{
	struct tr_sql *db = w->d.b.c->db;
	const struct tr_act *act = &w->d.b.act;
	const int64_t document = 1 + by_chance(w, WALKED);
	const struct tr_office_who who = somebody(w, document);
	const struct tr_office_given given = {.signed_file = true, .seal = any_certificate(w), .continues = by_chance(w, 2), .shows_number = by_chance(w, 2),
		.file = by_chance(w, 2) ? blob_of(&w->d.b, "something") : NULL};
	const struct tr_office_wish wish = {0};
	struct tr_office_number number = {0};
	struct tr_submission_done done;
	struct tr_office_done changed;

	switch (by_chance(w, 12)) {
	case 0:
		return submit_well(w, document, err);
	case 1:
		return submit_something(w, &who, document, err);
	case 2: {
		const trien_rc rc = tr_office_take(db, act, TR_ACT_DO, &who, document, &wish, &number, err);
		tr_office_number_free(&number);
		return rc;
	}
	case 3:
		return tr_office_do(db, act, TR_ACT_DO, &who, document, (enum tr_document_act)by_chance(w, TR_DOCUMENT_ACTS), &given, &changed, err);
	case 4:
		return tr_submission_do(db, act, TR_ACT_DO, &who, document, (enum tr_submission_act)(TR_SUBMISSION_ACT_APPROVE + by_chance(w, 5)), &done, err);
	case 5:
	case 6:
		return tr_submission_do(db, act, TR_ACT_DO, &who, document, TR_SUBMISSION_ACT_APPROVE, &done, err);
	default:
		return sign_something(w, &who, document, err);
	}
}

/* What must hold whatever was done (R9.3): each statement counts what breaks it. */
static void
holds(struct walking *w)
{
	static const char *const never[] = {
		/* no number without its line, no line without its document */
		"SELECT COUNT(*) FROM document d WHERE d.state IN ('numbered', 'issued', 'voided', 'recalled') AND NOT EXISTS (SELECT 1 FROM outgoing o WHERE o.document = d.id)",
		"SELECT COUNT(*) FROM outgoing o JOIN document d ON d.id = o.document WHERE d.state IN ('draft', 'signed', 'withdrawn')",
		/* nothing issued that does not bear a good signature of its own agency, made on what its persons had signed */
		"SELECT COUNT(*) FROM document d JOIN submission s ON s.document = d.id WHERE d.state = 'issued' AND NOT EXISTS (SELECT 1 FROM signing g JOIN certificate c "
		"ON c.fingerprint = g.certificate WHERE g.document = d.id AND g.purpose = 'seal' AND g.state = 'done' AND g.file = d.issued_file AND g.base = d.file "
		"AND c.holder = 'agency' AND c.agency = d.agency) AND d.medium = 'electronic'",
		/* the agency's never before a personal one */
		"SELECT COUNT(*) FROM signing g JOIN step s ON s.document = g.document WHERE g.purpose = 'seal' AND s.state = 'waiting'",
		"SELECT COUNT(*) FROM signing g JOIN step s ON s.document = g.document WHERE g.purpose = 'seal' AND s.act > g.act AND g.state = 'done'",
		"SELECT COUNT(*) FROM document d JOIN submission s ON s.document = d.id WHERE d.state IN ('signed', 'numbered', 'issued') AND s.state <> 'signed'",
		"SELECT COUNT(*) FROM document d JOIN submission s ON s.document = d.id WHERE s.procedure = '4' AND d.state NOT IN ('draft', 'withdrawn')",
		/* steps in their order, by whose certificate it is */
		"SELECT COUNT(*) FROM step a JOIN step b ON b.document = a.document AND b.round = a.round AND b.stage > a.stage WHERE a.state = 'waiting' AND b.state = 'done'",
		"SELECT COUNT(*) FROM step s JOIN certificate c ON c.fingerprint = s.certificate WHERE c.person IS NULL OR c.person <> s.done_by",
		"SELECT COUNT(*) FROM step WHERE state = 'done' AND kind IN ('content', 'format', 'sign', 'confirm') AND (certificate IS NULL OR file IS NULL)",
		"SELECT COUNT(*) FROM step WHERE state = 'done' AND person <> done_by AND delegation IS NULL",
		/* one at a time */
		"SELECT COUNT(*) FROM signing a JOIN signing b ON b.document = a.document AND b.id > a.id WHERE a.state = 'open' AND b.state = 'open'",
	};

	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
		if (ask_one(w->d.b.c->db, never[i]) != 0)
			fail_msg("after %u acts (chance %llu), not 0: %s", w->done, (unsigned long long)w->chance, never[i]);
}

static void
test_walk(struct contract *c)
{
	static struct walking w;
	char content[32];

	w = (struct walking){.chance = 9};
	open_desk(&w.d, c);
	for (unsigned i = 0; i < WALKED; i++) {
		snprintf(content, sizeof(content), "draft %u", i);
		(void)draft_ok(&w.d, (enum tr_procedure)(i % TR_PROCEDURES), i % TR_PROCEDURES == 0 ? NULL : content);
	}
	for (unsigned i = 0; i < 1500; i++) {
		struct trien_err err = {0};
		w.d.b.act.reason = by_chance(&w, 6) == 0 ? "thử" : NULL; /* without one nothing is given up */
		const trien_rc rc = do_something(&w, &err);
		w.done += rc == TRIEN_OK;
		w.refused += rc != TRIEN_OK;
		w.d.b.act.at += 1 + by_chance(&w, 90);
		w.d.b.act.effective_at = w.d.b.act.at;
		if (rc == TRIEN_OK)
			holds(&w);
	}
	w.issued = (unsigned)ask_one(c->db, "SELECT COUNT(*) FROM document WHERE issued_at IS NOT NULL AND medium = 'electronic'");
	say(c, "%u done, %u refused, %u issued, chance %llu\n", w.done, w.refused, w.issued, (unsigned long long)w.chance);
	print_message("%u done, %u refused, %u issued\n", w.done, w.refused, w.issued);
	assert_true(w.done > 60 && w.refused > 500 && w.issued > 0);
	close_desk(&w.d);
}

extern const struct contract_row session_tests[];
const struct contract_row session_tests[] = {
	{"two sign at once", test_two_at_once}, {"what a session is bound to", test_bound}, {"time of a session", test_time}, {"the agency's session", test_seal},
	{"random people, random acts", test_walk}, {NULL, NULL},
};
