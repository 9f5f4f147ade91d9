/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.1 R5.3 R9.1 R9.2
 * Documents: what is refused at the door, and what becomes of one: each act with the twin that is refused.
 */
#include <stdio.h>

#include "bureau.h"

#define ACT(symbol) TR_DOCUMENT_ACT_##symbol
#define GIVEN(...) &(struct tr_office_given){__VA_ARGS__}

static void
test_door(struct contract *c)
{
	struct bureau b;
	struct tr_office_new n;

	open_bureau(&b, c);
	n = decision(blob_of(&b, "draft"));
	n.secrecy = "mật";
	register_refused(&b, "office.secret", &n, NULL);
	n.secrecy = "Mat";
	register_refused(&b, "office.secret", &n, NULL);
	n.secrecy = "none";
	n.kind = "XYZ";
	register_refused(&b, "office.kind-unknown", &n, NULL);
	n.kind = "quyet dinh"; /* by name, without diacritics */
	n.urgency = "soon";
	register_refused(&b, "registry.value-invalid", &n, NULL);
	n.urgency = "express";
	n.signed_file = false;
	register_refused(&b, "rules.state", &n, NULL); /* a draft takes no number */
	n.signed_file = true;
	n.file = NULL;
	register_refused(&b, "office.file-wanted", &n, NULL);
	n.file = blob_of(&b, "draft");
	n.paper = true;
	register_refused(&b, "office.file-wanted", &n, NULL);
	n.paper = false;
	register_ok(&b, &n, NULL);
	n = decision(NULL);
	n.signer = NULL;
	register_refused(&b, "rules.state", &n, NULL); /* on paper, and nobody has signed */
	n.signer = "Nguyễn Văn Mẫu";
	n.subject = "";
	register_refused(&b, "registry.value-missing", &n, NULL);
	close_bureau(&b);
}

/* The law of 2005 excluded some kinds; that of the day of the act counts. */
static void
test_excluded(struct contract *c)
{
	struct bureau b;
	struct tr_office_new n;

	open_bureau(&b, c);
	n = decision(blob_of(&b, "draft"));
	n.subject = "Giấy khai sinh mẫu";
	b.act.at = b.act.effective_at = 1704067200; /* 2024-01-01 */
	register_refused(&b, "office.kind-excluded", &n, NULL);
	n.subject = "Về việc cấp giấy khai sinh mẫu"; /* about it, and none itself */
	register_ok(&b, &n, NULL);
	n.subject = "Giấy khai sinh mẫu";
	n.paper = true;
	n.file = NULL;
	register_ok(&b, &n, NULL);
	n = decision(blob_of(&b, "another"));
	n.subject = "Giấy khai sinh mẫu";
	b.act.at = b.act.effective_at = NOW;
	register_ok(&b, &n, NULL);
	close_bureau(&b);
}

static void
test_attached(struct contract *c)
{
	struct tr_office_attached a[TR_OFFICE_ATTACHED_MAX + 1];
	struct bureau b;
	struct tr_office_new n;

	open_bureau(&b, c);
	for (size_t i = 0; i < TR_OFFICE_ATTACHED_MAX + 1; i++)
		a[i] = (struct tr_office_attached){"Phụ lục mẫu", blob_of(&b, "annex"), i % 2 == 0};
	n = decision(blob_of(&b, "draft"));
	n.attached = a;
	n.attached_count = TR_OFFICE_ATTACHED_MAX + 1;
	register_refused(&b, "office.attached-limit", &n, NULL);
	n.attached_count = TR_OFFICE_ATTACHED_MAX;
	register_ok(&b, &n, NULL);
	is(&b, "SELECT COUNT(*) - 49 FROM attachment WHERE document = 1");
	is(&b, "SELECT COUNT(*) FROM blob WHERE refs = 50");
	close_bureau(&b);
}

static void
test_issue(struct contract *c)
{
	struct bureau b;
	const char *file, *issued;

	open_bureau(&b, c);
	file = blob_of(&b, "signed by the leader");
	issued = blob_of(&b, "signed by the leader, sealed");
	struct tr_office_new n = decision(file);
	const int64_t d = register_ok(&b, &n, NULL);
	do_refused(&b, "rules.document-other", b.clerk, d, ACT(ISSUE), GIVEN(.file = issued, .seal = "aa", .shows_number = true));
	do_refused(&b, "rules.document-unsealed", b.clerk, d, ACT(ISSUE), GIVEN(.file = issued, .continues = true, .shows_number = true));
	/* By another agency, by a person, by nobody whom the registry knows. */
	do_refused(&b, "rules.document-unsealed", b.clerk, d, ACT(ISSUE), GIVEN(.file = issued, .seal = "bb", .continues = true, .shows_number = true));
	do_refused(&b, "rules.document-unsealed", b.clerk, d, ACT(ISSUE), GIVEN(.file = issued, .seal = "cc", .continues = true, .shows_number = true));
	do_refused(&b, "rules.document-unsealed", b.clerk, d, ACT(ISSUE), GIVEN(.file = issued, .seal = "dd", .continues = true, .shows_number = true));
	do_refused(&b, "rules.document-number", b.clerk, d, ACT(ISSUE), GIVEN(.file = issued, .continues = true, .seal = "aa"));
	do_refused(&b, "office.file-wanted", b.clerk, d, ACT(ISSUE), GIVEN(.continues = true, .seal = "aa", .shows_number = true));
#define GOOD(f) GIVEN(.file = f, .continues = true, .seal = "aa", .shows_number = true)
	do_refused(&b, "office.role-not-held", b.other, d, ACT(ISSUE), GOOD(issued));
	do_refused(&b, "office.role-not-held", b.nobody, d, ACT(ISSUE), GOOD(issued));
	do_refused(&b, "rules.role", b.signatory, d, ACT(ISSUE), GOOD(issued));
	do_ok(&b, b.clerk, d, ACT(ISSUE), GOOD(issued));
	do_ok(&b, b.clerk, d, ACT(ISSUE), GOOD(issued)); /* a retry: nothing more is written */
	/* The file that the number was taken for, issued to a second target: another file under the same number. */
	do_refused(&b, "rules.state", b.clerk, d, ACT(ISSUE), GOOD(blob_of(&b, "signed by the leader, sealed again")));
	register_refused(&b, "office.file-registered", &n, NULL);
	n.file = issued;
	register_refused(&b, "office.file-registered", &n, NULL);
	is(&b, "SELECT COUNT(*) FROM act WHERE what = 'document.issue'");
	is(&b, "SELECT COUNT(*) FROM document WHERE state = 'issued' AND issued_at = 1790000000");
	/* Nor does another document take it. */
	n = decision(blob_of(&b, "another"));
	const int64_t e = register_ok(&b, &n, NULL);
	do_refused(&b, "office.file-registered", b.clerk, e, ACT(ISSUE), GOOD(issued));
	close_bureau(&b);
}

static void
test_ends(struct contract *c)
{
	struct bureau b;
	struct trien_err err = {0};
	int64_t id;

	open_bureau(&b, c);
	struct tr_office_new n = decision(blob_of(&b, "one"));
	int64_t d = register_ok(&b, &n, NULL);
	do_refused(&b, "rules.reason-given", b.clerk, d, ACT(VOID), NULL);
	do_refused(&b, "rules.state", b.clerk, d, ACT(WITHDRAW), NULL); /* it has its number */
	b.act.reason = "ký nhầm";
	do_ok(&b, b.clerk, d, ACT(VOID), NULL);
	is(&b, "SELECT COUNT(*) FROM document WHERE state = 'voided' AND reason = 'ký nhầm'");
	d = register_ok(&b, &n, NULL); /* the same file again: a new number, the void one is never used again */
	do_ok(&b, b.clerk, d, ACT(ISSUE), GOOD(blob_of(&b, "one, sealed")));
	do_refused(&b, "rules.role", b.clerk, d, ACT(RECALL), NULL);
	do_ok(&b, b.head, d, ACT(RECALL), NULL);
	do_refused(&b, "rules.state", b.clerk, d, ACT(VOID), NULL);
	/* No way round by undoing. */
	struct tr_act undo = act_of("act.undo");
	undo.reason = "thử";
	undo.blobs = b.blobs;
	assert_refused(tr_act_undo(c->db, &undo, TR_ACT_DO, ask_one(c->db, "SELECT MAX(id) FROM act"), &id, &err), "registry.undo-by-act");
	assert_refused(tr_act_undo(c->db, &undo, TR_ACT_DO, ask_one(c->db, "SELECT MIN(id) FROM act WHERE what = 'document.number'"), &id, &err),
			"registry.undo-by-act");
	close_bureau(&b);
}

static void
test_draft(struct contract *c)
{
	struct tr_office_number number = {0};
	const struct tr_office_wish wish = {0};
	struct bureau b;
	struct trien_err err = {0};
	int64_t d;

	open_bureau(&b, c);
	struct tr_office_new n = decision(blob_of(&b, "draft"));
	n.signed_file = false;
	assert_refused(tr_office_enter(c->db, &b.act, TR_ACT_DO, &b.signatory, &n, &d, &err), "rules.role");
	assert_ok(tr_office_enter(c->db, &b.act, TR_ACT_DO, &b.clerk, &n, &d, &err), &err);
	is(&b, "SELECT COUNT(*) FROM document WHERE state = 'draft'");
	assert_refused(tr_office_enter(c->db, &b.act, TR_ACT_DO, &b.clerk, &n, &d, &err), "office.file-registered");
	assert_refused(tr_office_take(c->db, &b.act, TR_ACT_DO, &b.clerk, d, &wish, &number, &err), "rules.state");
	do_refused(&b, "rules.document-unsigned", b.signatory, d, ACT(SIGN), NULL);
	do_ok(&b, b.signatory, d, ACT(SIGN), GIVEN(.signed_file = true));
	do_refused(&b, "office.own-way", b.clerk, d, ACT(NUMBER), NULL); /* a number is never without its line */
	do_refused(&b, "office.own-way", b.clerk, d, ACT(ENTER), NULL);
	do_refused(&b, "office.own-way", b.clerk, d, ACT(CORRECT), NULL);
	assert_ok(tr_office_take(c->db, &b.act, TR_ACT_DO, &b.clerk, d, &wish, &number, &err), &err);
	assert_string_equal((char *)number.text.p, "01/QĐ-UBND");
	tr_office_number_free(&number);
	assert_ok(tr_office_take(c->db, &b.act, TR_ACT_DO, &b.clerk, d, &wish, &number, &err), &err); /* it keeps the one that it has */
	assert_true(number.again && number.number == 1);
	tr_office_number_free(&number);
	n.file = blob_of(&b, "given up");
	assert_ok(tr_office_enter(c->db, &b.act, TR_ACT_DO, &b.clerk, &n, &d, &err), &err);
	b.act.reason = "không ban hành";
	do_ok(&b, b.clerk, d, ACT(WITHDRAW), NULL);
	do_refused(&b, "rules.state", b.signatory, d, ACT(SIGN), GIVEN(.signed_file = true));
	close_bureau(&b);
}

/* Procedure 1: the number is taken for the paper, its e-copy follows under the same number. */
static void
test_paper(struct contract *c)
{
	struct bureau b;

	open_bureau(&b, c);
	const struct tr_office_new n = decision(NULL);
	const int64_t d = register_ok(&b, &n, NULL), other = register_ok(&b, &n, NULL); /* two papers may have one subject */
	const char *scan = blob_of(&b, "scan, sealed");
	assert_int_not_equal(d, other);
	do_refused(&b, "rules.document-unsealed", b.clerk, d, ACT(E_COPY), GIVEN(.file = scan));
	do_refused(&b, "office.file-wanted", b.clerk, d, ACT(E_COPY), GIVEN(.seal = "aa"));
	do_refused(&b, "office.file-wanted", b.clerk, d, ACT(ISSUE), GOOD(scan)); /* what is issued is the paper */
	do_ok(&b, b.clerk, d, ACT(ISSUE), NULL);
	do_ok(&b, b.clerk, d, ACT(E_COPY), GIVEN(.file = scan, .seal = "aa"));
	do_ok(&b, b.clerk, d, ACT(E_COPY), GIVEN(.file = scan, .seal = "aa"));
	do_refused(&b, "rules.document-copied", b.clerk, d, ACT(E_COPY), GIVEN(.file = blob_of(&b, "another scan"), .seal = "aa"));
	do_refused(&b, "office.file-registered", b.clerk, other, ACT(E_COPY), GIVEN(.file = scan, .seal = "aa"));
	is(&b, "SELECT COUNT(*) FROM document WHERE id = 1 AND state = 'issued' AND e_copy IS NOT NULL");
	const struct tr_office_new e = decision(blob_of(&b, "born digital"));
	do_refused(&b, "rules.document-electronic", b.clerk, register_ok(&b, &e, NULL), ACT(E_COPY), GIVEN(.file = blob_of(&b, "x"), .seal = "aa"));
	close_bureau(&b);
}

static void
test_replace(struct contract *c)
{
	struct bureau b;

	open_bureau(&b, c);
	struct tr_office_new n = decision(blob_of(&b, "old"));
	const int64_t old = register_ok(&b, &n, NULL);
	n = decision(blob_of(&b, "new"));
	n.replaces = old;
	const int64_t new = register_ok(&b, &n, NULL);
	do_refused(&b, "rules.state", b.clerk, new, ACT(ISSUE), GOOD(blob_of(&b, "new, sealed"))); /* the old one was not issued */
	do_ok(&b, b.clerk, old, ACT(ISSUE), GOOD(blob_of(&b, "old, sealed")));
	do_ok(&b, b.clerk, new, ACT(ISSUE), GOOD(blob_of(&b, "new, sealed")));
	is(&b, "SELECT COUNT(*) FROM document WHERE id = 1 AND state = 'replaced'");
	do_refused(&b, "rules.document-replacer", b.clerk, new, ACT(REPLACE), NULL); /* not by hand */
	close_bureau(&b);
}

static void
test_correct(struct contract *c)
{
	struct bureau b;
	struct trien_err err = {0};
	int64_t id;

	open_bureau(&b, c);
	const struct tr_office_new n = decision(blob_of(&b, "one"));
	const int64_t d = register_ok(&b, &n, NULL);
	const struct tr_office_correction good[] = {{"recipients", "Như Điều 3"}, {"copies", "12"}, {"sent_at", "21/09/2026"}},
		bad[] = {{"number", "7"}}, bad_file[] = {{"file", "x"}}, bad_value[] = {{"copies", "nhiều"}};
	assert_refused(tr_office_correct(c->db, &b.act, TR_ACT_DO, &b.clerk, d, good, 3, &id, &err), "rules.reason-given");
	b.act.reason = "ghi thiếu";
	assert_refused(tr_office_correct(c->db, &b.act, TR_ACT_DO, &b.clerk, d, bad, 1, &id, &err), "office.not-corrected");
	assert_refused(tr_office_correct(c->db, &b.act, TR_ACT_DO, &b.clerk, d, bad_file, 1, &id, &err), "office.not-corrected");
	assert_refused(tr_office_correct(c->db, &b.act, TR_ACT_DO, &b.clerk, d, bad_value, 1, &id, &err), "registry.value-invalid");
	assert_refused(tr_office_correct(c->db, &b.act, TR_ACT_DO, &b.other, d, good, 3, &id, &err), "office.role-not-held");
	assert_ok(tr_office_correct(c->db, &b.act, TR_ACT_DO, &b.clerk, d, good, 3, &id, &err), &err);
	is(&b, "SELECT COUNT(*) FROM outgoing WHERE copies = 12 AND sent_at = 1789923600 AND number = 1");
	is(&b, "SELECT COUNT(*) FROM document WHERE recipients = 'Như Điều 3' AND version = 2");
	close_bureau(&b);
}

extern const struct contract_row document_tests[];
const struct contract_row document_tests[] = {
	{"door", test_door}, {"excluded kinds", test_excluded}, {"attached files", test_attached}, {"issue", test_issue}, {"ends", test_ends},
	{"draft", test_draft}, {"paper", test_paper}, {"replace", test_replace}, {"correct", test_correct}, {NULL, NULL},
};
