/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R10.1 R10.2 R10.3
 * What becomes of a document that comes: by its judgement, by its sender, by what is there already; what a clerk decides; and that what is refused is
 * nowhere afterwards.
 */
#include <stdio.h>

#include "gate.h"
#include "server.h"

/* ---- judged ---- */

static void
test_valid(struct contract *c)
{
	struct bureau b;
	struct tr_office_coming first, n;

	open_bureau(&b, c);
	first = letter_in(&b, "one", &judged_good);
	first.symbol = "12/BC-UBND";
	first.kind = "Báo cáo";
	assert_int_equal(arrive_ok(&b, &first).number, 1);
	assert_true(arrive_ok(&b, &first).again); /* the same file of the same sender */
	n = letter_in(&b, "two", &judged_good);
	n.contact = "vanthu@xa.example";
	assert_int_equal(arrive_ok(&b, &n).number, 2);
	n = letter_in(&b, NULL, NULL);
	assert_int_equal(arrive_ok(&b, &n).number, 3);
	is(&b, "SELECT COUNT(*) - 2 FROM incoming WHERE year = 2026 AND number BETWEEN 1 AND 3");
	is(&b, "SELECT COUNT(*) FROM incoming WHERE kind = 'BC' AND symbol = '12/BC-UBND'");
	is(&b, "SELECT COUNT(*) FROM job WHERE kind = 'incoming.letter'"); /* whoever gave an address is told that it has come */
	is(&b, "SELECT COUNT(*) - 1 FROM blob JOIN arrival ON file = blob.hash WHERE refs = 1");
	arrive_refused(&b, "office.role-not-held", b.nobody, &n);
	arrive_refused(&b, "rules.role", b.head, &n);
	n.sender = "";
	arrive_refused(&b, "office.sender-wanted", b.clerk, &n);
	n = letter_in(&b, "three", &judged_good);
	n.kind = "XX";
	arrive_refused(&b, "office.kind-unknown", b.clerk, &n);
	n = letter_in(&b, "three", &judged_good);
	n.file = NULL;
	arrive_refused(&b, "office.file-wanted", b.clerk, &n);
	n.judgement = NULL;
	arrive_refused(&b, "office.file-wanted", b.clerk, &n);
	struct tr_office_judgement odd = judged_open;
	odd.findings = "TRY_LATER text of the file";
	n = letter_in(&b, "three", &odd);
	arrive_refused(&b, "office.findings-unknown", b.clerk, &n);
	say_book(c, "arrival");
	say_book(c, "incoming");
	close_bureau(&b);
}

/* A broken signature: nothing is kept, the sender is told; a good one that follows is another file. */
static void
test_broken(struct contract *c)
{
	struct bureau b;
	struct tr_office_coming n;
	struct tr_office_came came;

	open_bureau(&b, c);
	n = letter_in(&b, "a broken file", &judged_broken);
	n.contact = "vanthu@xa.example";
	came = arrive_ok(&b, &n);
	assert_int_equal(came.to, TR_INCOMING_REFUSED);
	assert_false(lies_about(c->dir, "a broken file"));
	assert_true(arrive_ok(&b, &n).again);
	is(&b, "SELECT COUNT(*) FROM job WHERE kind = 'incoming.letter'");
	is(&b, "SELECT COUNT(*) FROM arrival WHERE state = 'refused' AND file IS NULL AND card IS NULL AND findings = 'HASH_FAILURE'");
	is(&b, "SELECT COUNT(*) + 1 FROM incoming");
	handle_refused(&b, "rules.state", b.clerk, came.arrival, TR_INCOMING_ACT_ACCEPT, NULL);
	n = letter_in(&b, "the same, signed anew", &judged_good);
	n.replaces = came.arrival;
	arrive_refused(&b, "rules.state", b.clerk, &n); /* what was refused is not replaced */
	n.replaces = 0;
	assert_int_equal(arrive_ok(&b, &n).number, 1);
	/* It was our clock that was wrong: the very file comes again. */
	n = letter_in(&b, "a broken file", &judged_good);
	assert_int_equal(arrive_ok(&b, &n).number, 2);
	close_bureau(&b);
}

/* A responder was down: judged again, and kept, whatever a clerk says. */
static void
test_undecided(struct contract *c)
{
	struct bureau b;
	struct tr_office_coming n;
	struct trien_err err = {0};
	int64_t one, two;

	open_bureau(&b, c);
	b.act.reason = "thử";
	n = letter_in(&b, "one", &judged_open);
	one = arrive_ok(&b, &n).arrival;
	n = letter_in(&b, "two", &judged_open);
	two = arrive_ok(&b, &n).arrival;
	is(&b, "SELECT COUNT(*) - 1 FROM arrival WHERE state = 'retry' AND retry_at = 1790014400 AND tries = 1");
	handle_refused(&b, "rules.state", b.clerk, one, TR_INCOMING_ACT_REJECT, NULL);
	assert_int_equal(again_ok(&b, one, &judged_good).number, 1);
	assert_true(again_ok(&b, one, &judged_good).again);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(again_ok(&b, two, &judged_open).to, TR_INCOMING_RETRY);
	assert_int_equal(again_ok(&b, two, &judged_open).to, TR_INCOMING_WAITING); /* the sixth time */
	handle_refused(&b, "rules.incoming-not-invalid", b.clerk, two, TR_INCOMING_ACT_REJECT, NULL);
	assert_true(again_ok(&b, two, &judged_open).again);
	assert_true(lies_about(c->dir, "two"));
	assert_int_equal(handle_ok(&b, b.clerk, two, TR_INCOMING_ACT_ACCEPT, NULL).number, 2);
	is(&b, "SELECT COUNT(*) FROM incoming WHERE number = 2 AND subject = 'Báo cáo mẫu'"); /* from its card */
	n = letter_in(&b, "three", &judged_open);
	one = arrive_ok(&b, &n).arrival;
	assert_int_equal(again_ok(&b, one, &judged_broken).to, TR_INCOMING_REFUSED);
	struct tr_office_came came;
	assert_refused(tr_office_judge_again(c->db, &b.act, TR_ACT_DO, &b.clerk, one, &judged_good, &came, &err), "office.file-wanted");
	close_bureau(&b);
}

/* What a clerk may have deleted, and what not even a clerk may register. */
static void
test_decided(struct contract *c)
{
	const struct tr_office_judgement *const judged[] = {&judged_stranger, &judged_other, &judged_bare};
	static const char *const contents[] = {"of a stranger", "of another agency", "without a signature"};
	struct bureau b;

	open_bureau(&b, c);
	for (size_t i = 0; i < 3; i++) {
		struct tr_office_coming n = letter_in(&b, contents[i], judged[i]);
		const struct tr_office_came came = arrive_ok(&b, &n);
		assert_int_equal(came.to, TR_INCOMING_WAITING);
		handle_refused(&b, "rules.reason-given", b.clerk, came.arrival, TR_INCOMING_ACT_REJECT, NULL);
		b.act.reason = "đã hỏi nơi gửi";
		handle_refused(&b, "rules.role", b.head, came.arrival, TR_INCOMING_ACT_REJECT, NULL);
		if (judged[i] == &judged_other)
			handle_refused(&b, "rules.incoming-wrong", b.clerk, came.arrival, TR_INCOMING_ACT_ACCEPT, NULL);
		assert_true(lies_about(c->dir, contents[i]));
		assert_int_equal(handle_ok(&b, b.clerk, came.arrival, TR_INCOMING_ACT_REJECT, NULL).to, TR_INCOMING_REFUSED);
		assert_false(lies_about(c->dir, contents[i]));
		assert_true(arrive_ok(&b, &n).again); /* put again, and gone again */
		assert_false(lies_about(c->dir, contents[i]));
		b.act.reason = NULL;
	}
	is(&b, "SELECT COUNT(*) - 2 FROM job WHERE kind = 'incoming.letter'");
	is(&b, "SELECT COUNT(*) + 1 FROM blob WHERE refs = 0");
	close_bureau(&b);
}

/* By the books a device was with nobody when it signed. */
static void
test_custody(struct contract *c)
{
	static const struct tr_file_signer signers[] = {{"ee", 1500}};
	struct tr_office_judgement j = judged_good;
	struct bureau b;

	open_bureau(&b, c);
	const char *blob = blob_of(&b, "a certificate");
	use_blobs(b.blobs);
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T1", "agency", "2", "state", "lost", "state_from", "1");
	PUT(c, "certificate.enter", "certificate", 0, "fingerprint", "ee", "serial", "ee", "issuer", "CA Mẫu", "subject_name", "Mẫu", "subject", "Mẫu", "holder",
			"agency", "agency", "2", "device", "1", "not_before", "1", "not_after", "4000000000", "key_name", "RSA 2048", "blob", blob, "chain", "trusted",
			"state", "active", "state_from", "1", "renewals", "0");
	PUT(c, "custody.enter", "custody", 0, "device", "1", "keeper", "4", "decision", "1/QĐ", "decided_at", "2000", "taker_at", "2000", "from_at", "2000");
	use_blobs(NULL);
	j.signers = signers;
	j.signer_count = 1;
	struct tr_office_coming n = letter_in(&b, "one", &j);
	const struct tr_office_came came = arrive_ok(&b, &n);
	assert_int_equal(came.to, TR_INCOMING_WAITING);
	is(&b, "SELECT COUNT(*) FROM arrival WHERE control = 'no' AND findings = 'not-kept'");
	b.act.reason = "thử";
	handle_refused(&b, "rules.incoming-wrong", b.clerk, came.arrival, TR_INCOMING_ACT_ACCEPT, NULL);
	assert_int_equal(handle_ok(&b, b.clerk, came.arrival, TR_INCOMING_ACT_REJECT, NULL).to, TR_INCOMING_REFUSED);
	close_bureau(&b);
}

/* ---- what is there already ---- */

static void
test_doubles(struct contract *c)
{
	struct bureau b;
	struct tr_office_coming n, paper;
	int64_t first;

	open_bureau(&b, c);
	n = letter_in(&b, "one", &judged_good);
	n.symbol = "12/BC-UBND";
	n.dated_at = NOW;
	first = arrive_ok(&b, &n).arrival;
	n.sender = "Văn phòng Mẫu"; /* the very file, from somebody else */
	assert_int_equal(arrive_ok(&b, &n).to, TR_INCOMING_WAITING);
	paper = letter_in(&b, NULL, NULL); /* its original on paper, some days later */
	paper.symbol = "12/BC-UBND";
	paper.dated_at = NOW;
	const int64_t waits = arrive_ok(&b, &paper).arrival;
	is(&b, "SELECT COUNT(*) FROM arrival WHERE state = 'waiting' AND findings = 'same-file'");
	is(&b, "SELECT COUNT(*) FROM arrival WHERE state = 'waiting' AND findings = 'same-symbol'");
	b.act.reason = "đã có bản điện tử";
	handle_ok(&b, b.clerk, 2, TR_INCOMING_ACT_REJECT, NULL);
	assert_true(lies_about(c->dir, "one")); /* the first one needs it */
	assert_int_equal(handle_ok(&b, b.clerk, waits, TR_INCOMING_ACT_ACCEPT, NULL).number, 2);
	/* The sender sends another in its place. */
	n = letter_in(&b, "one, corrected", &judged_good);
	n.symbol = "12/BC-UBND";
	n.dated_at = NOW;
	n.replaces = first;
	assert_int_equal(arrive_ok(&b, &n).to, TR_INCOMING_WAITING); /* the paper one is still there */
	handle_ok(&b, b.clerk, waits, TR_INCOMING_ACT_RECALL, NULL);
	assert_int_equal(again_ok(&b, 4, &judged_good).number, 3);
	is(&b, "SELECT COUNT(*) FROM arrival WHERE id = 1 AND state = 'replaced'");
	n.replaces = 999;
	n.hash = n.file = blob_of(&b, "other");
	arrive_refused(&b, "registry.not-found", b.clerk, &n);
	close_bureau(&b);
}

/* ---- days ---- */

static void
test_days(struct contract *c)
{
	struct bureau b;
	struct trien_err err = {0};
	struct tr_office_coming n;
	int64_t act;

	open_bureau(&b, c);
	b.act.at = b.act.effective_at = MIDNIGHT - 1;
	n = letter_in(&b, NULL, NULL);
	n.day = NOW;
	arrive_refused(&b, "office.day-late", b.clerk, &n);
	b.act.reason = "mất điện";
	assert_int_equal(arrive_ok(&b, &n).number, 1);
	n.day = NOW - DAY;
	arrive_refused(&b, "office.day-order", b.clerk, &n);
	n.day = MIDNIGHT;
	arrive_refused(&b, "office.day-future", b.clerk, &n);
	n.day = 0;
	assert_int_equal(arrive_ok(&b, &n).number, 2);
	b.act.at = b.act.effective_at = MIDNIGHT;
	struct tr_office_came came = arrive_ok(&b, &n);
	assert_true(came.number == 1 && came.year == 2027);
	is(&b, "SELECT COUNT(*) FROM incoming WHERE origin = 'late'");
	assert_ok(tr_office_close_in(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, 2026, &act, &err), &err);
	n.day = MIDNIGHT - 1;
	arrive_refused(&b, "office.register-closed", b.clerk, &n);
	assert_refused(tr_office_close_in(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, 2026, &act, &err), "office.register-closed");
	assert_refused(tr_office_close_in(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, 2027, &act, &err), "office.year-open");
	say_book(c, "closing");
	close_bureau(&b);
}

/* ---- nothing is left (R10.2) ---- */

/* The card has what a clerk wrote of it: gone with the file, out of the files, the database's pages and its log. */
static void
test_forgotten(struct contract *c)
{
	static const char secret[] = "bytes of a refused file, nowhere else", about[] = "what a clerk wrote of the refused one";
	struct bureau b;
	struct tr_office_coming n;
	struct trien_err err = {0};

	open_bureau(&b, c);
	n = letter_in(&b, secret, &judged_open);
	n.subject = about;
	n.evidence = blob_of(&b, "evidence of the refused file");
	const int64_t arrival = arrive_ok(&b, &n).arrival;
	again_ok(&b, arrival, &judged_open); /* a second version of the row, which refers to the same */
	assert_true(lies_about(c->dir, secret) && lies_about(c->dir, about));
	/* Killed between the act and the unlinking: the next call does it. */
	struct tr_office_came came;
	assert_ok(tr_office_judge_again(c->db, &b.act, TR_ACT_DO, &b.clerk, arrival, &judged_broken, &came, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM blob WHERE refs = 0"), 3);
	assert_ok(tr_office_forget(c->db, b.blobs, NULL, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM blob WHERE refs = 0"), 0);
	assert_false(lies_about(c->dir, secret) || lies_about(c->dir, about) || lies_about(c->dir, "evidence of the refused file"));
	if (c->server != NULL)
		assert_false(lies_about(c->server->dir, secret) || lies_about(c->server->dir, about));
	is(&b, "SELECT COUNT(*) FROM arrival WHERE state = 'refused' AND hash IS NOT NULL AND findings = 'HASH_FAILURE' AND decided_at IS NOT NULL");
	say_book(c, "arrival");
	close_bureau(&b);
}

/* ---- what comes with it ---- */

static struct tr_office_enclosed
with(struct bureau *b, const char *content, enum tr_incoming_verdict verdict, const char *findings)
{
	const char *name = blob_of(b, content);

	return (struct tr_office_enclosed){.name = content, .hash = name, .file = verdict == TR_VERDICT_FAILED ? NULL : name, .verdict = verdict, .findings = findings};
}

/* Each has its row and its verdict; of a document that waits the name stands on a card alone. */
static void
test_enclosed(struct contract *c)
{
	struct bureau b;
	struct trien_err err = {0};
	struct tr_office_coming n;
	int64_t id;

	open_bureau(&b, c);
	const struct tr_office_enclosed two[] = {with(&b, "annex one", TR_VERDICT_PASSED, NULL), with(&b, "annex two", TR_VERDICT_NOTHING, "unsigned")};
	n = letter_in(&b, "one", &judged_good);
	n.enclosed = two;
	n.enclosed_count = 2;
	const int64_t first = arrive_ok(&b, &n).arrival;
	is(&b, "SELECT COUNT(*) FROM enclosure WHERE arrival = 1 AND name = 'annex one' AND verdict = 'passed' AND card IS NULL AND file = hash");
	is(&b, "SELECT COUNT(*) FROM enclosure WHERE arrival = 1 AND name = 'annex two' AND verdict = 'nothing' AND findings = 'unsigned'");
	assert_true(arrive_ok(&b, &n).again);
	is(&b, "SELECT COUNT(*) - 1 FROM enclosure");
	n = letter_in(&b, "two", &judged_open);
	n.enclosed = two;
	n.enclosed_count = 1;
	const int64_t second = arrive_ok(&b, &n).arrival;
	is(&b, "SELECT COUNT(*) FROM enclosure WHERE arrival = 2 AND name IS NULL AND card IS NOT NULL");
	again_ok(&b, second, &judged_good);
	is(&b, "SELECT COUNT(*) FROM enclosure WHERE arrival = 2 AND name = 'annex one' AND card IS NULL");
	/* One more, later. */
	const struct tr_office_enclosed more = with(&b, "annex three", TR_VERDICT_OPEN, "TRY_LATER"), bad = with(&b, "bad annex", TR_VERDICT_FAILED, "HASH_FAILURE");
	assert_ok(tr_office_enclose(c->db, &b.act, TR_ACT_DO, &b.clerk, first, &more, &id, &err), &err);
	is(&b, "SELECT COUNT(*) FROM enclosure WHERE arrival = 1 AND name = 'annex three'");
	assert_refused(tr_office_enclose(c->db, &b.act, TR_ACT_DO, &b.clerk, first, &bad, &id, &err), "office.enclosed-invalid");
	assert_refused(tr_office_enclose(c->db, &b.act, TR_ACT_DO, &b.nobody, first, &more, &id, &err), "office.role-not-held");
	struct tr_office_enclosed odd = more;
	odd.findings = "text of the file";
	assert_refused(tr_office_enclose(c->db, &b.act, TR_ACT_DO, &b.clerk, first, &odd, &id, &err), "office.findings-unknown");
	b.act.reason = "thử";
	handle_ok(&b, b.clerk, first, TR_INCOMING_ACT_FINISH, NULL);
	assert_refused(tr_office_enclose(c->db, &b.act, TR_ACT_DO, &b.clerk, first, &more, &id, &err), "office.enclosed-state");
	say_book(c, "enclosure");
	close_bureau(&b);
}

struct asked {
	int64_t agency, arrival, at;
	size_t count;
	char first[TR_HEX256 + 1];
};

static trien_rc
open_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asked *a = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_office_enclosed_open(db, a->arrival, &rows, err));
	a->count = rows.count;
	snprintf(a->first, sizeof(a->first), "%s", rows.count > 0 ? tr_sql_text(&rows, 0, 0) : "");
	return TRIEN_OK;
}

static trien_rc
due_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asked *a = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_office_due_again(db, a->agency, a->at, 0, &rows, err));
	a->count = rows.count;
	return TRIEN_OK;
}

/* What was left open is judged again, with its document and after it. */
static void
test_enclosed_again(struct contract *c)
{
	struct bureau b;
	struct trien_err err = {0};
	struct tr_office_coming n;

	open_bureau(&b, c);
	const struct tr_office_enclosed open[] = {with(&b, "open annex", TR_VERDICT_OPEN, "TRY_LATER"), with(&b, "bare annex", TR_VERDICT_NOTHING, "unsigned")};
	const struct tr_office_enclosed good = {.name = "", .hash = open[0].hash, .verdict = TR_VERDICT_PASSED}, bad = {.name = "", .hash = open[0].hash,
		.verdict = TR_VERDICT_FAILED, .findings = "REVOKED"}, strange = {.name = "", .hash = blob_of(&b, "another file"), .verdict = TR_VERDICT_FAILED};
	n = letter_in(&b, "one", &judged_good);
	n.enclosed = open;
	n.enclosed_count = 2;
	const int64_t first = arrive_ok(&b, &n).arrival;
	struct asked a = {.agency = n.agency, .arrival = first, .at = b.act.at + 3600};
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, open_work, &a, &err), &err);
	assert_int_equal(a.count, 1);
	assert_string_equal(a.first, open[0].hash);
	/* Due for as long as a document is. */
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, due_work, &a, &err), &err);
	assert_int_equal(a.count, 1);
	a.at = b.act.at + (int64_t)365 * 86400;
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, due_work, &a, &err), &err);
	assert_int_equal(a.count, 0);
	struct tr_office_judgement j = judged_good;
	j.enclosed = &good;
	j.enclosed_count = 1;
	assert_true(again_ok(&b, first, &j).again);
	is(&b, "SELECT COUNT(*) FROM enclosure WHERE arrival = 1 AND name = 'open annex' AND verdict = 'passed' AND findings IS NULL");
	j.enclosed = &strange; /* none of its files: nothing */
	assert_true(again_ok(&b, first, &j).again);
	is(&b, "SELECT COUNT(*) - 1 FROM enclosure WHERE arrival = 1");
	/* Of one that is registered an invalid one stays, and says so. */
	j.enclosed = &bad;
	assert_true(again_ok(&b, first, &j).again);
	is(&b, "SELECT COUNT(*) FROM enclosure WHERE arrival = 1 AND verdict = 'failed' AND findings = 'REVOKED' AND file IS NOT NULL");
	is(&b, "SELECT COUNT(*) FROM arrival WHERE id = 1 AND state = 'registered'");
	/* One that waits is refused for it, with all its files. */
	n = letter_in(&b, "two", &judged_open);
	n.enclosed = open;
	n.enclosed_count = 2;
	const int64_t second = arrive_ok(&b, &n).arrival;
	struct tr_office_judgement still = judged_open;
	still.enclosed = &bad;
	still.enclosed_count = 1;
	assert_int_equal(again_ok(&b, second, &still).to, TR_INCOMING_REFUSED);
	is(&b, "SELECT COUNT(*) FROM arrival WHERE id = 2 AND state = 'refused' AND file IS NULL AND findings LIKE '%enclosure-failed'");
	is(&b, "SELECT COUNT(*) - 1 FROM enclosure WHERE arrival = 2 AND file IS NULL AND card IS NULL");
	say_book(c, "enclosure");
	close_bureau(&b);
}

/* One invalid file, and all that came is refused; what waited and is refused takes its files with it. */
static void
test_enclosed_refused(struct contract *c)
{
	static const char annex[] = "bytes of an annex, nowhere else";
	struct bureau b;
	struct tr_office_coming n;

	open_bureau(&b, c);
	const struct tr_office_enclosed bad[] = {with(&b, "good annex", TR_VERDICT_PASSED, NULL), with(&b, "bad annex", TR_VERDICT_FAILED, "HASH_FAILURE")};
	n = letter_in(&b, "one", &judged_good);
	n.enclosed = bad;
	n.enclosed_count = 2;
	assert_int_equal(arrive_ok(&b, &n).to, TR_INCOMING_REFUSED);
	is(&b, "SELECT COUNT(*) FROM arrival WHERE state = 'refused' AND verdict = 'failed' AND findings = 'enclosure-failed' AND file IS NULL");
	is(&b, "SELECT COUNT(*) - 1 FROM enclosure WHERE file IS NULL AND card IS NULL AND name IS NULL");
	assert_true(arrive_ok(&b, &n).again);
	/* It comes again with good ones alone. */
	n.enclosed_count = 1;
	n.file = n.hash = blob_of(&b, "one");
	assert_int_equal(arrive_ok(&b, &n).to, TR_INCOMING_REGISTERED);
	is(&b, "SELECT COUNT(*) FROM enclosure WHERE file IS NOT NULL AND name = 'good annex'");
	n.enclosed = bad + 1; /* and the bad one after it */
	arrive_refused(&b, "office.enclosed-invalid", b.clerk, &n);
	/* One that waited. */
	const struct tr_office_enclosed good = with(&b, annex, TR_VERDICT_NOTHING, "unsigned");
	n = letter_in(&b, "two", &judged_open);
	n.enclosed = &good;
	n.enclosed_count = 1;
	const int64_t waits = arrive_ok(&b, &n).arrival;
	assert_true(lies_about(c->dir, annex));
	assert_int_equal(again_ok(&b, waits, &judged_broken).to, TR_INCOMING_REFUSED);
	assert_false(lies_about(c->dir, annex));
	if (c->server != NULL)
		assert_false(lies_about(c->server->dir, annex));
	close_bureau(&b);
}

/* The cap, and one past it; on paper nothing comes as a file. */
static void
test_enclosed_caps(struct contract *c)
{
	static struct tr_office_enclosed many[TR_OFFICE_ENCLOSED_MAX + 1];
	struct bureau b;
	struct trien_err err = {0};
	struct tr_office_coming n;
	int64_t id;

	open_bureau(&b, c);
	for (size_t i = 0; i <= TR_OFFICE_ENCLOSED_MAX; i++) {
		char content[32];
		snprintf(content, sizeof(content), "annex %zu", i);
		many[i] = with(&b, content, TR_VERDICT_NOTHING, "unsigned");
		many[i].name = "Phụ lục";
	}
	n = letter_in(&b, "one", &judged_good);
	n.enclosed = many;
	n.enclosed_count = TR_OFFICE_ENCLOSED_MAX + 1;
	arrive_refused(&b, "office.enclosed-limit", b.clerk, &n);
	n.enclosed_count = TR_OFFICE_ENCLOSED_MAX;
	const int64_t one = arrive_ok(&b, &n).arrival;
	assert_refused(tr_office_enclose(c->db, &b.act, TR_ACT_DO, &b.clerk, one, &many[TR_OFFICE_ENCLOSED_MAX], &id, &err), "office.enclosed-limit");
	n = letter_in(&b, NULL, NULL);
	n.enclosed = many;
	n.enclosed_count = 1;
	arrive_refused(&b, "office.file-wanted", b.clerk, &n);
	close_bureau(&b);
}

static void
scan_says(struct bureau *b, const char *want, struct tr_office_who who, int64_t arrival, const char *file, const char *seal)
{
	const struct tr_office_scan scan = {file, seal};
	struct trien_err err = {0};
	int64_t tried, act;
	const trien_rc dry = tr_office_scan_in(b->c->db, &b->act, TR_ACT_DRY_RUN, &who, arrival, &scan, &tried, &err),
		       rc = tr_office_scan_in(b->c->db, &b->act, TR_ACT_DO, &who, arrival, &scan, &act, &err);

	assert_int_equal(dry, rc);
	assert_string_equal(rc == TRIEN_OK ? "" : trien_err_id(rc), want);
	say(b->c, "scan: %s\n", rc == TRIEN_OK ? "-" : trien_err_id(rc));
}

/* Paper that came has its scan once, sealed by the own agency. */
static void
test_scanned(struct contract *c)
{
	struct bureau b;
	struct tr_office_coming n;

	open_bureau(&b, c);
	n = letter_in(&b, NULL, NULL);
	const int64_t paper = arrive_ok(&b, &n).arrival;
	n = letter_in(&b, "a file", &judged_good);
	const int64_t file = arrive_ok(&b, &n).arrival;
	const char *scan = blob_of(&b, "scan, sealed");
	scan_says(&b, "office.file-wanted", b.clerk, paper, NULL, "aa");
	scan_says(&b, "rules.document-unsealed", b.clerk, paper, scan, NULL);
	scan_says(&b, "rules.document-unsealed", b.clerk, paper, scan, "bb"); /* another agency's */
	scan_says(&b, "rules.document-unsealed", b.clerk, paper, scan, "cc"); /* a person's */
	scan_says(&b, "rules.role", b.head, paper, scan, "aa");
	scan_says(&b, "office.role-not-held", b.other, paper, scan, "aa");
	scan_says(&b, "registry.not-found", b.clerk, 99, scan, "aa");
	scan_says(&b, "rules.incoming-electronic", b.clerk, file, scan, "aa");
	scan_says(&b, "", b.clerk, paper, scan, "aa");
	scan_says(&b, "", b.clerk, paper, scan, "aa"); /* the same again */
	scan_says(&b, "rules.incoming-scanned", b.clerk, paper, blob_of(&b, "another scan"), "aa");
	is(&b, "SELECT COUNT(*) FROM arrival WHERE scan IS NOT NULL AND file IS NULL");
	is(&b, "SELECT COUNT(*) FROM act WHERE what = 'arrival.scan'");
	say_book(c, "arrival");
	close_bureau(&b);
}

extern const struct contract_row incoming_tests[];
const struct contract_row incoming_tests[] = {{"valid", test_valid}, {"broken", test_broken}, {"undecided", test_undecided}, {"decided", test_decided},
	{"custody", test_custody}, {"doubles", test_doubles}, {"days of arrival", test_days}, {"forgotten", test_forgotten}, {"enclosed", test_enclosed}, {"enclosed, judged again", test_enclosed_again}, {"enclosed, refused", test_enclosed_refused},
	{"enclosed, caps", test_enclosed_caps}, {"scanned", test_scanned}, {NULL, NULL}};
