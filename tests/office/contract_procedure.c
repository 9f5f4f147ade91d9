/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.1 R5.3 R9.1 R9.2 R9.3 R9.4
 * The four procedures: each walked through, and each way around them refused.
 */
#include <stdio.h>

#include "desk.h"
#include "office/delivery.h"
#include "registry/notice.h"

#define SUB(symbol) TR_SUBMISSION_ACT_##symbol

static struct tr_office_number
number_ok(struct desk *d, int64_t document)
{
	const struct tr_office_wish wish = {0};
	struct tr_office_number n = {0};
	struct trien_err err = {0};

	assert_ok(tr_office_take(d->b.c->db, &d->b.act, TR_ACT_DO, &d->b.clerk, document, &wish, &n, &err), &err);
	return n;
}

static void
number_refused(struct desk *d, const char *error, int64_t document)
{
	const struct tr_office_wish wish = {0};
	struct tr_office_number n = {0};
	struct trien_err err = {0};

	assert_refused(tr_office_take(d->b.c->db, &d->b.act, TR_ACT_DO, &d->b.clerk, document, &wish, &n, &err), error);
	tr_office_number_free(&n);
	say(d->b.c, "%s\n", error);
}

/* ---- procedure 1 ---- */

static void
test_paper(struct contract *c)
{
	struct desk d;

	open_desk(&d, c);
	const int64_t doc = draft_ok(&d, TR_PROCEDURE_PAPER, NULL);
	submit_ok(&d, doc, STEPS({1, 6, TR_STEP_REVIEW}, {2, 3, TR_STEP_HAND}));
	number_refused(&d, "rules.state", doc);
	say_refused(&d, "rules.step-order", d.b.head, doc, SUB(APPROVE));
	say_ok(&d, d.colleague, doc, SUB(APPROVE));
	say_ok(&d, d.b.head, doc, SUB(APPROVE));
	is(&d.b, "SELECT COUNT(*) FROM document WHERE state = 'signed' AND signer = 'Nguyễn Văn Mẫu' AND medium = 'paper'");
	struct tr_office_number n = number_ok(&d, doc);
	tr_office_number_free(&n);
	do_ok(&d.b, d.b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, NULL);
	do_ok(&d.b, d.b.clerk, doc, TR_DOCUMENT_ACT_E_COPY, &(struct tr_office_given){.file = blob_of(&d.b, "the scan, sealed"), .seal = "d1"});
	close_desk(&d);
}

/* ---- procedure 2 ---- */

static void
test_two(struct contract *c)
{
	struct desk d;

	open_desk(&d, c);
	const int64_t doc = draft_ok(&d, TR_PROCEDURE_TWO, "a decision");
	begin_refused(&d, "office.session-nothing", d.b.signatory, doc, "p2"); /* not submitted */
	submit_ok(&d, doc, STEPS({1, 6, TR_STEP_REVIEW}, {2, 2, TR_STEP_SIGN}));
	begin_refused(&d, "rules.step-order", d.b.signatory, doc, "p2");
	begin_refused(&d, "rules.step-said", d.colleague, doc, "p6"); /* a review is no signature */
	say_ok(&d, d.colleague, doc, SUB(APPROVE));
	say_refused(&d, "rules.step-turn", d.colleague, doc, SUB(APPROVE)); /* once */
	say_refused(&d, "rules.step-signature", d.b.signatory, doc, SUB(APPROVE)); /* and a signature is more than a word */
	begin_refused(&d, "rules.step-turn", d.b.head, doc, "p3");
	begin_refused(&d, "rules.step-holder", d.b.signatory, doc, "p3"); /* another's certificate */
	begin_refused(&d, "rules.step-holder", d.b.signatory, doc, "d1"); /* the agency's */
	begin_refused(&d, "rules.step-holder", d.b.signatory, doc, "ff"); /* nobody's */
	/* The clerk does not record it from outside, nor take a number for the draft, nor seal it. */
	do_refused(&d.b, "rules.document-submitted", d.b.clerk, doc, TR_DOCUMENT_ACT_SIGN, &(struct tr_office_given){.signed_file = true});
	begin_refused(&d, "rules.step-turn", d.b.clerk, doc, "d1");
	number_refused(&d, "rules.state", doc);
	sign_ok(&d, d.b.signatory, doc, "p2");
	begin_refused(&d, "office.session-nothing", d.b.clerk, doc, "d1"); /* no number yet */
	struct tr_office_number n = number_ok(&d, doc);
	assert_string_equal((char *)n.text.p, "01/QĐ-UBND");
	tr_office_number_free(&n);
	begin_refused(&d, "office.session-key", d.b.clerk, doc, "p2");
	begin_refused(&d, "office.session-key", d.b.clerk, doc, "aa"); /* the agency's, and nobody has it in custody */
	begin_refused(&d, "office.session-key", d.b.clerk, doc, "d2"); /* another agency's */
	begin_refused(&d, "office.session-key", d.b.signatory, doc, "d1"); /* another's hands */
	sign_ok(&d, d.b.clerk, doc, "d1");
	is(&d.b, "SELECT COUNT(*) FROM document WHERE state = 'issued' AND issued_file IS NOT NULL AND signer = 'Nguyễn Văn Mẫu'");
	is(&d.b, "SELECT COUNT(*) FROM step WHERE state = 'done' AND certificate = 'p2' AND done_by = 2 AND delegation IS NULL");
	is(&d.b, "SELECT COUNT(*) - 1 FROM signing WHERE state = 'done'");
	say_book(c, "step");
	say_book(c, "signing");
	close_desk(&d);
}

/* ---- procedure 3 ---- */

struct telling {
	struct tr_notice_digest digest;
};

static trien_rc
tell_now(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct telling *t = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT payload FROM job WHERE kind = 'registry.tell'", NULL, 0, &rows, err));
	assert_int_equal(rows.count, 1);
	TR_TRY(tr_notice_tell(db, tr_sql_cell(&rows, 0, 0)->b, NOW, err));
	TR_TRY(tr_notice_tell(db, tr_sql_cell(&rows, 0, 0)->b, NOW, err)); /* told once */
	return tr_notice_digest_load(db, 1, &t->digest, err);
}

/* The drafter and who has signed get the reason; who refused, and who was not asked yet, do not. */
static void
tell(struct desk *d)
{
	struct telling t = {0};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(d->b.c->db, TR_SQL_WRITE, tell_now, &t, &err), &err);
	assert_string_equal(tr_sql_text(&t.digest.lines, 0, TR_DIGEST_NAME), "Về việc mẫu, lý do: sai thể thức");
	assert_string_equal(tr_sql_text(&t.digest.lines, 0, TR_DIGEST_DETAIL), "document.refuse");
	tr_notice_digest_free(&t.digest);
	is(&d->b, "SELECT COUNT(*) - 1 FROM notice_to");
	is(&d->b, "SELECT COUNT(*) - 1 FROM notice_to WHERE person IN (5, 6) AND via = person AND digest IS NOT NULL");
}

static void
test_many(struct contract *c)
{
	struct desk d;

	open_desk(&d, c);
	const int64_t doc = draft_ok(&d, TR_PROCEDURE_MANY, "a plan");
	submit_refused(&d, "rules.submission-drafter", d.colleague, doc, STEPS({1, 6, TR_STEP_CONTENT}, {2, 3, TR_STEP_SIGN}));
	submit_refused(&d, "rules.steps-role", d.staff, doc, STEPS({1, 4, TR_STEP_CONTENT}, {2, 3, TR_STEP_SIGN})); /* of another agency */
	submit_refused(&d, "rules.steps-role", d.staff, doc, STEPS({1, 6, TR_STEP_CONTENT}, {2, 5, TR_STEP_SIGN}));
	submit_refused(&d, "rules.steps-order", d.staff, doc, STEPS({2, 6, TR_STEP_CONTENT}, {1, 3, TR_STEP_SIGN}));
	submit_refused(&d, "rules.steps-signatures", d.staff, doc, STEPS({2, 3, TR_STEP_SIGN}));
	submit_ok(&d, doc, STEPS({1, 6, TR_STEP_CONTENT}, {1, 5, TR_STEP_CONTENT}, {2, 1, TR_STEP_FORMAT}, {3, 2, TR_STEP_SIGN}, {4, 3, TR_STEP_SIGN}));
	is(&d.b, "SELECT COUNT(*) - 4 FROM step WHERE state = 'waiting' AND round = 1");
	sign_ok(&d, d.staff, doc, "p5"); /* of one stage in any order */
	begin_refused(&d, "rules.step-order", d.b.signatory, doc, "p2");
	sign_ok(&d, d.colleague, doc, "p6");
	begin_refused(&d, "rules.step-holder", d.b.clerk, doc, "d1"); /* the clerk signs for the form as a person */
	say_refused(&d, "rules.reason-given", d.b.clerk, doc, SUB(REFUSE));
	say_refused(&d, "rules.reason-given", d.staff, doc, SUB(TAKE_BACK));
	d.b.act.reason = "sai thể thức";
	say_refused(&d, "rules.step-order", d.b.head, doc, SUB(REFUSE));
	say_ok(&d, d.b.clerk, doc, SUB(REFUSE));
	is(&d.b, "SELECT COUNT(*) FROM job WHERE kind = 'registry.tell' AND payload LIKE '%\"tell\":\"signers\"%document.refuse%'");
	tell(&d);
	is(&d.b, "SELECT COUNT(*) FROM submission WHERE state = 'refused' AND reason = 'sai thể thức'");
	is(&d.b, "SELECT COUNT(*) - 1 FROM step WHERE state = 'over'");
	begin_refused(&d, "office.session-nothing", d.b.signatory, doc, "p2");
	revise_ok(&d, doc, "a plan, the form mended");
	d.b.act.reason = NULL;
	submit_ok(&d, doc, STEPS({1, 6, TR_STEP_CONTENT}, {3, 3, TR_STEP_SIGN}));
	is(&d.b, "SELECT COUNT(*) FROM submission WHERE round = 2 AND state = 'submitted' AND reason IS NULL");
	sign_ok(&d, d.colleague, doc, "p6");
	sign_ok(&d, d.b.head, doc, "p3");
	is(&d.b, "SELECT COUNT(*) FROM document d JOIN submission s ON s.document = d.id WHERE d.state = 'signed' AND s.state = 'signed'");
	close_desk(&d);
}

/* What a signer had overlooked the clerk finds before the number; what was submitted again is the draft, not what had been signed. */
static void
test_clerk_refuses(struct contract *c)
{
	struct desk d;

	open_desk(&d, c);
	const int64_t doc = draft_ok(&d, TR_PROCEDURE_TWO, "a decision");
	submit_ok(&d, doc, STEPS({1, 2, TR_STEP_SIGN}));
	sign_ok(&d, d.b.signatory, doc, "p2");
	is(&d.b, "SELECT COUNT(*) FROM document d JOIN step s ON s.document = d.id WHERE d.file = s.file");
	d.b.act.reason = "thiếu nơi nhận";
	say_refused(&d, "rules.role", d.b.signatory, doc, SUB(REFUSE));
	do_refused(&d.b, "rules.document-submitted", d.b.clerk, doc, TR_DOCUMENT_ACT_SEND_BACK, NULL);
	say_ok(&d, d.b.clerk, doc, SUB(REFUSE));
	is(&d.b, "SELECT COUNT(*) FROM document WHERE state = 'draft'");
	submit_ok(&d, doc, STEPS({1, 2, TR_STEP_SIGN}));
	is(&d.b, "SELECT COUNT(*) FROM document d JOIN draft v ON v.document = d.id AND v.number = 1 WHERE d.file = v.file");
	sign_ok(&d, d.b.signatory, doc, "p2");
	struct tr_office_number n = number_ok(&d, doc);
	tr_office_number_free(&n);
	say_refused(&d, "rules.state", d.b.clerk, doc, SUB(REFUSE)); /* it has its number */
	close_desk(&d);
}

/* ---- procedure 4 ---- */

struct asking {
	char file[TR_HEX256 + 1];
};

static trien_rc
ask_file(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT file FROM document WHERE id = 1", NULL, 0, &rows, err));
	snprintf(a->file, sizeof(a->file), "%s", tr_sql_text(&rows, 0, 0));
	return TRIEN_OK;
}

static void
test_kept(struct contract *c)
{
	struct desk d;

	open_desk(&d, c);
	const int64_t doc = draft_ok(&d, TR_PROCEDURE_KEPT, "minutes of a meeting");
	submit_refused(&d, "rules.steps-kind", d.staff, doc, STEPS({1, 6, TR_STEP_CONFIRM}, {1, 3, TR_STEP_SIGN}));
	submit_ok(&d, doc, STEPS({1, 6, TR_STEP_CONFIRM}, {1, 3, TR_STEP_CONFIRM}));
	sign_ok(&d, d.b.head, doc, "p3");
	sign_ok(&d, d.colleague, doc, "p6");
	is(&d.b, "SELECT COUNT(*) FROM submission WHERE state = 'complete'");
	/* Nothing is issued, no number taken, by no door. */
	number_refused(&d, "rules.state", doc);
	do_refused(&d.b, "rules.document-submitted", d.b.clerk, doc, TR_DOCUMENT_ACT_SIGN, &(struct tr_office_given){.signed_file = true});
	begin_refused(&d, "office.session-nothing", d.b.clerk, doc, "d1");
	struct trien_err err = {0};
	struct asking a;
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, ask_file, &a, &err), &err);
	const struct tr_office_new same = decision(a.file);
	register_refused(&d.b, "office.file-registered", &same, NULL);
	close_desk(&d);
}

/* ---- drafts ---- */

/* ---- sent to agencies here ---- */

struct arriving {
	const char *file;
	int64_t agency;
};

static trien_rc
arrive(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct arriving *w = context;
	return tr_delivery_arrived(a, TR_BYTES(w->file, strlen(w->file)), w->agency, err);
}

/* As many agencies as a document may go to, in one act. */
static trien_rc
enter_agencies(struct tr_acting *a, void *context, struct trien_err *err)
{
	int64_t *ids = context;
	char code[16];

	for (unsigned i = 0; i < TR_OFFICE_RECEIVERS_MAX; i++) {
		struct tr_record r = tr_record_of(&tr_books[TR_BOOK_agency]);
		snprintf(code, sizeof(code), "X%03u", i);
		tr_record_set_text(&r, TR_agency_code, code);
		tr_record_set_text(&r, TR_agency_name, "Xã Mẫu");
		tr_record_set_text(&r, TR_agency_kind, "commune");
		tr_record_set_int(&r, TR_agency_parent, 1);
		tr_record_set_text(&r, TR_agency_state, "active");
		TR_TRY(tr_acting_put(a, &r, err));
		ids[i] = r.id;
	}
	return TRIEN_OK;
}

static void
test_receivers(struct contract *c)
{
	static int64_t ids[TR_OFFICE_RECEIVERS_MAX + 1];
	struct tr_act act = act_of("agency.enter");
	struct trien_err err = {0};
	struct desk d;

	open_desk(&d, c);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, enter_agencies, ids, NULL, &err), &err);
	ids[TR_OFFICE_RECEIVERS_MAX] = 2;
	const struct tr_office_new n = decision(blob_of(&d.b, "signed"));
	const int64_t doc = register_ok(&d.b, &n, NULL);
	struct tr_office_given g = {.file = blob_of(&d.b, "signed, sealed"), .seal = "d1", .continues = true, .shows_number = true, .to = ids,
		.to_count = TR_OFFICE_RECEIVERS_MAX + 1};
	do_refused(&d.b, "office.receiver-limit", d.b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, &g);
	g.to_count = TR_OFFICE_RECEIVERS_MAX;
	do_ok(&d.b, d.b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, &g);
	is(&d.b, "SELECT COUNT(*) - 499 FROM delivery WHERE state = 'sent'");
	close_desk(&d);
}

static void
test_delivery(struct contract *c)
{
	static const int64_t own[] = {1}, twice[] = {2, 2}, other[] = {2};
	struct trien_err err = {0};
	struct desk d;
	int64_t id;

	open_desk(&d, c);
	const struct tr_office_new n = decision(blob_of(&d.b, "signed"));
	const int64_t doc = register_ok(&d.b, &n, NULL);
	struct tr_office_given g = {.file = blob_of(&d.b, "signed, sealed"), .seal = "d1", .continues = true, .shows_number = true, .to = own, .to_count = 1};
	do_refused(&d.b, "office.receiver-self", d.b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, &g);
	g.to = twice;
	g.to_count = 2;
	do_refused(&d.b, "registry.exists", d.b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, &g);
	g.to = other;
	g.to_count = 1;
	do_ok(&d.b, d.b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, &g);
	is(&d.b, "SELECT COUNT(*) FROM delivery WHERE state = 'sent' AND arrived_at IS NULL");
	struct tr_act act = act_of("incoming.receive");
	struct arriving third = {g.file, 3}, draft = {n.file, 2}, agency = {g.file, 2};
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, arrive, &third, &id, &err), &err); /* to whom nothing was sent */
	assert_int_equal(id, 0);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, arrive, &draft, &id, &err), &err); /* what was not issued */
	assert_int_equal(id, 0);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, arrive, &agency, &id, &err), &err);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, arrive, &agency, &id, &err), &err); /* once */
	assert_int_equal(id, 0);
	is(&d.b, "SELECT COUNT(*) FROM delivery WHERE state = 'arrived' AND arrived_at = 1790000000");
	close_desk(&d);
}

/* A device that turned out to have been lost before it signed: what it signed is not issued. */
static void
test_lost_before(struct contract *c)
{
	struct desk d;

	open_desk(&d, c);
	const struct tr_office_new n = decision(blob_of(&d.b, "signed"));
	const int64_t doc = register_ok(&d.b, &n, NULL);
	const struct tr_office_given g = {.file = blob_of(&d.b, "signed, sealed"), .seal = "d1", .continues = true, .shows_number = true};
	PUT(c, "incident.enter", "incident", 0, "device", "1", "kind", "lost", "happened_at", "1789000000", "reported_by", "1", "state",
			"open");
	do_refused(&d.b, "office.signer-custody", d.b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, &g);
	is(&d.b, "SELECT COUNT(*) FROM document WHERE state = 'numbered'");
	close_desk(&d);
}

/* Signing had stopped, with the device in its keeper's hands: what was sealed without a session is not issued either. Before it stopped it was good. */
static void
test_stopped_before(struct contract *c)
{
	struct desk d;

	open_desk(&d, c);
	const struct tr_office_new n = decision(blob_of(&d.b, "signed"));
	const int64_t doc = register_ok(&d.b, &n, NULL);
	const struct tr_office_given g = {.file = blob_of(&d.b, "signed, sealed"), .seal = "d1", .continues = true, .shows_number = true};
	use_blobs(d.b.blobs);
	PUT(c, "test.put", "certificate", 4, "state", "stopped", "state_from", "1790000000", "reason", "certificate.stop");
	do_refused(&d.b, "office.signer-stopped", d.b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, &g);
	is(&d.b, "SELECT COUNT(*) FROM document WHERE state = 'numbered'");
	PUT(c, "test.put", "certificate", 4, "state_from", "1790000001");
	use_blobs(NULL);
	do_ok(&d.b, d.b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, &g);
	close_desk(&d);
}

static void
test_draft(struct contract *c)
{
	struct tr_submission_done done;
	struct trien_err err = {0};
	struct desk d;
	int64_t doc;

	open_desk(&d, c);
	struct tr_office_new n = decision(blob_of(&d.b, "a draft"));
#define DRAFT(who, p, bare) tr_submission_draft(c->db, &d.b.act, TR_ACT_DO, &(who), &n, p, bare, &doc, &err)
	n.secrecy = "mật";
	assert_refused(DRAFT(d.staff, TR_PROCEDURE_TWO, true), "office.secret");
	n.secrecy = NULL;
	assert_refused(DRAFT(d.staff, TR_PROCEDURE_PAPER, true), "office.procedure-medium");
	assert_refused(DRAFT(d.staff, TR_PROCEDURE_TWO, false), "rules.submission-bare");
	assert_refused(DRAFT(d.b.other, TR_PROCEDURE_TWO, true), "office.role-not-held");
	const struct tr_office_who auditor = {5, TR_ROLE_AUDITOR}, stranger = {4, TR_ROLE_SUBSCRIBER};
	assert_refused(DRAFT(auditor, TR_PROCEDURE_TWO, true), "rules.role");
	assert_refused(DRAFT(stranger, TR_PROCEDURE_TWO, true), "office.role-not-held");
	n.subject = "Giấy khai sinh mẫu";
	d.b.act.at = d.b.act.effective_at = 1704067200; /* the law of 2005 excluded it */
	assert_refused(DRAFT(d.staff, TR_PROCEDURE_TWO, true), "office.kind-excluded");
	d.b.act.at = d.b.act.effective_at = NOW;
	n.subject = "Về việc mẫu";
	assert_ok(DRAFT(d.staff, TR_PROCEDURE_TWO, true), &err);
	assert_refused(DRAFT(d.staff, TR_PROCEDURE_TWO, true), "office.file-registered");
	/* Versions are kept; another's file is none. */
	const int64_t other = draft_ok(&d, TR_PROCEDURE_TWO, "another draft");
	struct tr_submission_version v = {.file = blob_of(&d.b, "another draft"), .bare = true};
	assert_refused(tr_submission_revise(c->db, &d.b.act, TR_ACT_DO, &d.staff, doc, &v, &done, &err), "office.file-registered");
	v = (struct tr_submission_version){.file = blob_of(&d.b, "a draft, signed already")};
	assert_refused(tr_submission_revise(c->db, &d.b.act, TR_ACT_DO, &d.staff, doc, &v, &done, &err), "rules.submission-bare");
	v.bare = true;
	v.file = NULL;
	assert_refused(tr_submission_revise(c->db, &d.b.act, TR_ACT_DO, &d.staff, doc, &v, &done, &err), "office.file-wanted");
	revise_ok(&d, doc, "a better draft");
	revise_ok(&d, doc, "a draft"); /* the first one again */
	is(&d.b, "SELECT COUNT(*) - 2 FROM draft WHERE document = 1");
	is(&d.b, "SELECT COUNT(*) FROM blob b JOIN document d ON d.file = b.hash WHERE d.id = 1 AND b.refs > 1");
	const struct tr_office_attached annex = {"Phụ lục mẫu", blob_of(&d.b, "an annex"), true};
	assert_refused(tr_submission_attach(c->db, &d.b.act, TR_ACT_DO, &d.colleague, doc, &annex, &done, &err), "rules.submission-drafter");
	assert_ok(tr_submission_attach(c->db, &d.b.act, TR_ACT_DO, &d.staff, doc, &annex, &done, &err), &err);
	is(&d.b, "SELECT COUNT(*) FROM attachment WHERE document = 1 AND kind = 'annex'");
	/* Given up by the drafter; withdrawn by the clerk. */
	d.b.act.reason = "không cần nữa";
	say_refused(&d, "rules.submission-drafter", d.colleague, doc, SUB(DROP));
	say_ok(&d, d.staff, doc, SUB(DROP));
	say_refused(&d, "rules.state", d.staff, doc, SUB(DROP));
	submit_ok(&d, other, STEPS({1, 2, TR_STEP_SIGN}));
	do_ok(&d.b, d.b.clerk, other, TR_DOCUMENT_ACT_WITHDRAW, NULL);
	is(&d.b, "SELECT COUNT(*) FROM step WHERE state = 'over'");
	is(&d.b, "SELECT COUNT(*) - 1 FROM document d JOIN submission s ON s.document = d.id WHERE d.state = 'withdrawn' "
		 "AND s.state = 'dropped'");
	/* A document that came ready goes through no procedure. */
	n = decision(blob_of(&d.b, "signed elsewhere"));
	say_refused(&d, "office.not-submitted", d.b.clerk, register_ok(&d.b, &n, NULL), SUB(REFUSE));
	close_desk(&d);
}

static void
test_caps(struct contract *c)
{
	struct tr_submission_done done;
	struct trien_err err = {0};
	char text[64];
	struct desk d;

	open_desk(&d, c);
	const int64_t doc = draft_ok(&d, TR_PROCEDURE_TWO, "version 1");
	for (unsigned i = 2; i <= TR_OFFICE_DRAFTS_MAX + 1; i++) {
		snprintf(text, sizeof(text), "version %u", i);
		const struct tr_submission_version v = {.file = blob_of(&d.b, text), .bare = true};
		if (i <= TR_OFFICE_DRAFTS_MAX)
			assert_ok(tr_submission_revise(c->db, &d.b.act, TR_ACT_DO, &d.staff, doc, &v, &done, &err), &err);
		else
			assert_refused(tr_submission_revise(c->db, &d.b.act, TR_ACT_DO, &d.staff, doc, &v, &done, &err), "office.draft-limit");
	}
	for (unsigned i = 0; i <= TR_OFFICE_ATTACHED_MAX; i++) {
		const struct tr_office_attached a = {"Phụ lục mẫu", blob_of(&d.b, "an annex"), true};
		if (i < TR_OFFICE_ATTACHED_MAX)
			assert_ok(tr_submission_attach(c->db, &d.b.act, TR_ACT_DO, &d.staff, doc, &a, &done, &err), &err);
		else
			assert_refused(tr_submission_attach(c->db, &d.b.act, TR_ACT_DO, &d.staff, doc, &a, &done, &err), "office.attached-limit");
	}
	struct tr_submission_step steps[TR_STEPS_MAX + 1] = {{0}};
	submit_refused(&d, "rules.steps-limit", d.staff, doc, steps, TR_STEPS_MAX + 1);
	close_desk(&d);
}

/* ---- delegation ---- */

static void
test_delegation(struct contract *c)
{
	struct tr_delegation_new n = {.agency = 1, .giver = 3, .taker = 2, .decision = "07/GUQ-MẪU", .decided_at = NOW - DAY, .from_at = NOW, .to_at = NOW + 7 * DAY};
	struct trien_err err = {0};
	struct desk d;
	int64_t id;

	open_desk(&d, c);
	const int64_t doc = draft_ok(&d, TR_PROCEDURE_TWO, "a decision");
	submit_ok(&d, doc, STEPS({1, 3, TR_STEP_SIGN}));
	begin_refused(&d, "rules.step-turn", d.b.signatory, doc, "p2");
#define DELEGATE(who) tr_delegation_enter(c->db, &d.b.act, TR_ACT_DO, &(who), &n, &id, &err)
	assert_refused(DELEGATE(d.b.signatory), "rules.role"); /* nobody takes it himself */
	assert_refused(DELEGATE(d.staff), "rules.role");
	assert_refused(DELEGATE(d.b.other), "office.role-not-held");
	n.decision = "";
	assert_refused(DELEGATE(d.b.head), "rules.delegation-paper");
	n.decision = "07/GUQ-MẪU";
	n.taker = 3;
	assert_refused(DELEGATE(d.b.head), "rules.delegation-self");
	n.taker = 2;
	assert_ok(DELEGATE(d.b.head), &err);
	d.b.act.at = d.b.act.effective_at = NOW - 1;
	begin_refused(&d, "rules.step-turn", d.b.signatory, doc, "p2"); /* not yet */
	d.b.act.at = d.b.act.effective_at = NOW + 7 * DAY;
	begin_refused(&d, "rules.step-turn", d.b.signatory, doc, "p2"); /* no longer */
	d.b.act.at = d.b.act.effective_at = NOW + DAY;
	/* What was given to the signatory the signatory gives to nobody. */
	n.giver = 2;
	n.taker = 6;
	n.to_at = NOW + 9 * DAY;
	assert_ok(DELEGATE(d.b.clerk), &err);
	begin_refused(&d, "rules.step-turn", d.colleague, doc, "p6");
	sign_ok(&d, d.b.signatory, doc, "p2");
	is(&d.b, "SELECT COUNT(*) FROM step WHERE state = 'done' AND person = 3 AND done_by = 2 AND delegation = 1 AND certificate = 'p2'");
	say_book(c, "delegation");
	/* Who has a step of his own in the stage does that one first, and the other's then. */
	d.b.act.at = d.b.act.effective_at = NOW + DAY;
	const int64_t both = draft_ok(&d, TR_PROCEDURE_KEPT, "minutes");
	submit_ok(&d, both, STEPS({1, 3, TR_STEP_CONFIRM}, {1, 2, TR_STEP_CONFIRM}));
	sign_ok(&d, d.b.signatory, both, "p2");
	is(&d.b, "SELECT COUNT(*) FROM step WHERE document = 2 AND state = 'waiting' AND person = 3");
	sign_ok(&d, d.b.signatory, both, "p2");
	is(&d.b, "SELECT COUNT(*) FROM submission WHERE document = 2 AND state = 'complete'");
	close_desk(&d);
}

/* A step of the competent person's is not done by one who is none, whatever was delegated. */
static void
test_delegated_to_staff(struct contract *c)
{
	const struct tr_delegation_new n = {.agency = 1, .giver = 3, .taker = 6, .decision = "07/GUQ-MẪU", .decided_at = NOW - DAY, .from_at = NOW, .to_at = NOW + DAY};
	struct trien_err err = {0};
	struct desk d;
	int64_t id;

	open_desk(&d, c);
	const int64_t doc = draft_ok(&d, TR_PROCEDURE_TWO, "a decision");
	submit_ok(&d, doc, STEPS({1, 3, TR_STEP_SIGN}));
	assert_ok(DELEGATE(d.b.head), &err);
	begin_refused(&d, "rules.step-competent", d.colleague, doc, "p6");
	d.b.act.reason = "không đồng ý";
	say_refused(&d, "rules.step-competent", d.colleague, doc, SUB(REFUSE));
	close_desk(&d);
}

extern const struct contract_row procedure_tests[];
const struct contract_row procedure_tests[] = {
	{"procedure 1", test_paper}, {"procedure 2", test_two}, {"procedure 3", test_many}, {"the clerk refuses", test_clerk_refuses}, {"procedure 4", test_kept},
	{"drafts", test_draft}, {"caps of drafts", test_caps}, {"delegation", test_delegation}, {"delegated to staff", test_delegated_to_staff},
	{"delivery", test_delivery}, {"receivers", test_receivers}, {"lost before it signed", test_lost_before}, {"stopped before it signed", test_stopped_before}, {NULL, NULL},
};
