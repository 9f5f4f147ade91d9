/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R9.2 R10.1
 * Messages of the document exchange in the books: what comes is taken in once a message, and its receiver's words follow from where it stands; what goes is an
 * issued document of the clerk's own agency, and only its receiver says what became of it.
 */
#include <stdio.h>

#include "desk.h"
#include "gate.h"
#include "office/message.h"
#include "office/withdrawal.h"

static trien_rc
due_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_message_due(db, 1, 0, context, err);
}

static void
due_is(struct bureau *b, const char *want)
{
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(b->c->db, TR_SQL_READ, due_work, &rows, &err), &err);
	for (size_t i = 0; i < rows.count; i++)
		assert_ok(tr_buf_addf(&out, &err, "%lld %s %s;", (long long)tr_sql_int(&rows, i, 0), tr_sql_text(&rows, i, 1), tr_sql_text(&rows, i, 2)), &err);
	assert_ok(tr_buf_add_byte(&out, 0, &err), &err);
	assert_string_equal((char *)out.p, want);
}

static void
told_ok(struct bureau *b, int64_t id, enum tr_message_state state)
{
	struct trien_err err = {0};

	assert_ok(tr_message_told(b->c->db, &b->act, TR_ACT_DO, &b->clerk, id, state, &err), &err);
}

/* ---- what comes ---- */

static void
test_in(struct contract *c)
{
	const struct tr_message_in one = {"H00.05", "H00.05,2026/03/02,12/BC"}, other = {"H00.06", "H00.05,2026/03/02,12/BC"}, bad = {"H00 05", "x"};
	struct bureau b;

	open_bureau(&b, c);
	struct tr_office_coming n = letter_in(&b, "one", &judged_good);
	n.message = &one;
	n.symbol = "12/BC-UBND";
	const struct tr_office_came first = arrive_ok(&b, &n);
	assert_int_equal(first.number, 1);
	assert_true(arrive_ok(&b, &n).again);
	is(&b, "SELECT COUNT(*) FROM message WHERE direction = 'in' AND state = 'queued' AND symbol = '12/BC-UBND'");
	/* The same message with another file is not taken in; the same name of another sender is another message. */
	struct tr_office_coming twin = letter_in(&b, "two", &judged_good);
	twin.message = &one;
	arrive_refused(&b, "office.message-twice", b.clerk, &twin);
	twin.message = &other;
	arrive_ok(&b, &twin);
	twin.message = &bad;
	arrive_refused(&b, "office.message-code", b.clerk, &twin);
	struct tr_office_coming paper = letter_in(&b, NULL, NULL);
	paper.message = &one;
	arrive_refused(&b, "office.file-wanted", b.clerk, &paper);
	say_book(c, "message");
	close_bureau(&b);
}

/* What is told follows from the state of the document, once each. */
static void
test_told(struct contract *c)
{
	const struct tr_message_in good = {"H00.05", "a"}, broken = {"H00.05", "b"}, open = {"H00.05", "c"};
	struct tr_office_handling given = {.receiver = "Phòng Mẫu"};
	struct tr_office_came came;
	struct trien_err err = {0};
	struct bureau b;

	open_bureau(&b, c);
	struct tr_office_coming n = letter_in(&b, "one", &judged_good);
	n.message = &good;
	const int64_t arrival = arrive_ok(&b, &n).arrival;
	n = letter_in(&b, "two", &judged_broken);
	n.message = &broken;
	arrive_ok(&b, &n);
	n = letter_in(&b, "three", &judged_open);
	n.message = &open;
	arrive_ok(&b, &n);
	due_is(&b, "1 in received;2 in refused;3 in arrived;");
	told_ok(&b, 1, TR_MESSAGE_RECEIVED);
	told_ok(&b, 2, TR_MESSAGE_REFUSED);
	told_ok(&b, 3, TR_MESSAGE_ARRIVED);
	due_is(&b, "");
	assert_ok(tr_office_handle(c->db, &b.act, TR_ACT_DO, &b.clerk, arrival, TR_INCOMING_ACT_ASSIGN, &given, &came, &err), &err);
	due_is(&b, "1 in progress;");
	told_ok(&b, 1, TR_MESSAGE_PROGRESS);
	due_is(&b, "");
	close_bureau(&b);
}

/* ---- what goes ---- */

static void
send_refused(struct bureau *b, const char *id, struct tr_office_who who, const struct tr_message_new *n)
{
	struct trien_err err = {0};
	int64_t message = -1;

	assert_string_equal(trien_err_id(tr_message_send(b->c->db, &b->act, TR_ACT_DO, &who, n, &message, &err)), id);
	assert_int_equal(message, -1);
}

static void
hear_says(struct bureau *b, const char *organ, const char *code, enum tr_message_state state, const char *want)
{
	const struct tr_message_heard h = {1, organ, code, state};
	struct trien_err err = {0};
	int64_t act = -1;
	const trien_rc rc = tr_message_hear(b->c->db, &b->act, TR_ACT_DO, &b->clerk, &h, &act, &err);

	assert_string_equal(rc != TRIEN_OK ? trien_err_id(rc) : act != 0 ? "new" : "known", want);
}

static void
test_out(struct contract *c)
{
	char organ[TR_MESSAGE_ORGAN_MAX + 2];
	struct trien_err err = {0};
	struct desk d;
	int64_t id;

	open_desk(&d, c);
	const struct tr_office_new n = decision(blob_of(&d.b, "signed"));
	const int64_t doc = register_ok(&d.b, &n, NULL);
	struct tr_message_new m = {.document = doc, .organ = "H00.05", .name = "Sở Mẫu", .from = "H00.01"};
	send_refused(&d.b, "office.message-not-issued", d.b.clerk, &m);
	const struct tr_office_given g = {.file = blob_of(&d.b, "signed, sealed"), .seal = "d1", .continues = true, .shows_number = true};
	do_ok(&d.b, d.b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, &g);
	send_refused(&d.b, "rules.role", d.b.head, &m);
	m.organ = "";
	send_refused(&d.b, "office.message-code", d.b.clerk, &m);
	memset(organ, 'H', sizeof(organ));
	organ[TR_MESSAGE_ORGAN_MAX + 1] = '\0';
	m.organ = organ;
	send_refused(&d.b, "office.message-code", d.b.clerk, &m);
	organ[TR_MESSAGE_ORGAN_MAX] = '\0';
	assert_ok(tr_message_send(c->db, &d.b.act, TR_ACT_DRY_RUN, &d.b.clerk, &m, &id, &err), &err);
	m.organ = "H00.05";
	assert_ok(tr_message_send(c->db, &d.b.act, TR_ACT_DO, &d.b.clerk, &m, &id, &err), &err);
	send_refused(&d.b, "registry.exists", d.b.clerk, &m);
	due_is(&d.b, "1 out sent;");
	const char *code = "H00.01,2026/09/21,01/QĐ-UBND";
	/* Nobody tells of what has not gone, nor of what went to another. */
	hear_says(&d.b, "H00.05", code, TR_MESSAGE_RECEIVED, "office.message-unknown");
	told_ok(&d.b, id, TR_MESSAGE_SENT);
	due_is(&d.b, "");
	hear_says(&d.b, "H00.06", code, TR_MESSAGE_RECEIVED, "office.message-unknown");
	hear_says(&d.b, "H00.05", "H00.01,2026/09/21,02/QĐ-UBND", TR_MESSAGE_RECEIVED, "office.message-unknown");
	hear_says(&d.b, "H00.05", code, TR_MESSAGE_RECEIVED, "new");
	hear_says(&d.b, "H00.05", code, TR_MESSAGE_RECEIVED, "known");
	hear_says(&d.b, "H00.05", code, TR_MESSAGE_ARRIVED, "known"); /* late */
	hear_says(&d.b, "H00.05", code, TR_MESSAGE_DONE, "new");
	is(&d.b, "SELECT COUNT(*) FROM message WHERE state = 'done' AND direction = 'out'");
	say_book(c, "message");
	close_desk(&d);
}

/* ---- asked back ---- */

static trien_rc
withdrawals_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_withdrawal_due(db, 1, 0, context, err);
}

static void
withdrawals_are(struct bureau *b, const char *want)
{
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(b->c->db, TR_SQL_READ, withdrawals_work, &rows, &err), &err);
	for (size_t i = 0; i < rows.count; i++)
		assert_ok(tr_buf_addf(&out, &err, "%lld %s;", (long long)tr_sql_int(&rows, i, 0), tr_sql_text(&rows, i, 1)), &err);
	assert_ok(tr_buf_add_byte(&out, 0, &err), &err);
	assert_string_equal((char *)out.p, want);
}

/* "asked new", "agreed known", or the id of the refusal. */
static void
withdrawal_says(struct bureau *b, const char *organ, const char *code, enum tr_withdrawal_state says, const char *want)
{
	const struct tr_withdrawal_heard h = {1, organ, code, says, "phát hành nhầm"};
	struct tr_withdrawal_done done;
	struct trien_err err = {0};
	char got[64];
	const trien_rc rc = tr_withdrawal_hear(b->c->db, &b->act, TR_ACT_DO, &b->clerk, &h, &done, &err);

	if (rc == TRIEN_OK)
		snprintf(got, sizeof(got), "%s %s", tr_withdrawal_word(done.state), done.act != 0 ? "new" : "known");
	assert_string_equal(rc == TRIEN_OK ? got : trien_err_id(rc), want);
}

static void
withdrawal_told_ok(struct bureau *b, int64_t id)
{
	struct trien_err err = {0};

	assert_ok(tr_withdrawal_told(b->c->db, &b->act, TR_ACT_DO, &b->clerk, id, &err), &err);
}

/* What came: its sender alone asks for it, the clerk answers once, and may agree after a refusal. */
static void
test_asked_back(struct contract *c)
{
	const struct tr_message_in ways[] = {{"H00.05", "a"}, {"H00.05", "b"}, {"H00.05", "c"}};
	const struct tr_office_judgement *const found[] = {&judged_good, &judged_open, &judged_broken};
	int64_t ids[3];
	struct bureau b;

	open_bureau(&b, c);
	for (size_t i = 0; i < 3; i++) {
		struct tr_office_coming n = letter_in(&b, ways[i].code, found[i]);
		n.message = &ways[i];
		ids[i] = arrive_ok(&b, &n).arrival;
	}
	b.act.reason = "theo đề nghị của nơi gửi";
	handle_refused(&b, "rules.incoming-not-asked", b.clerk, ids[0], TR_INCOMING_ACT_REFUSE_RECALL, NULL);
	withdrawal_says(&b, "H00.06", "a", TR_WITHDRAWAL_ASKED, "office.message-not-came");
	withdrawal_says(&b, "H00.05", "d", TR_WITHDRAWAL_ASKED, "office.message-not-came");
	withdrawal_says(&b, "H00.05", "a", TR_WITHDRAWAL_AGREED, "office.message-unknown"); /* it came, it did not go */
	withdrawal_says(&b, "H00.05", "a", TR_WITHDRAWAL_ASKED, "asked new");
	withdrawal_says(&b, "H00.05", "a", TR_WITHDRAWAL_ASKED, "asked known");
	withdrawal_says(&b, "H00.05", "b", TR_WITHDRAWAL_ASKED, "asked new");
	withdrawal_says(&b, "H00.05", "c", TR_WITHDRAWAL_ASKED, "agreed new"); /* it was refused: nothing of it is kept */
	withdrawals_are(&b, "3 agreed;");
	withdrawal_told_ok(&b, 3);
	b.act.reason = NULL;
	handle_refused(&b, "rules.reason-given", b.clerk, ids[0], TR_INCOMING_ACT_REFUSE_RECALL, NULL);
	b.act.reason = "đã giải quyết xong";
	handle_refused(&b, "rules.role", b.head, ids[0], TR_INCOMING_ACT_REFUSE_RECALL, NULL);
	assert_int_equal(handle_ok(&b, b.clerk, ids[0], TR_INCOMING_ACT_REFUSE_RECALL, NULL).to, TR_INCOMING_REGISTERED);
	handle_refused(&b, "rules.incoming-not-asked", b.clerk, ids[0], TR_INCOMING_ACT_REFUSE_RECALL, NULL);
	assert_int_equal(handle_ok(&b, b.clerk, ids[1], TR_INCOMING_ACT_RECALL, NULL).to, TR_INCOMING_RECALLED); /* it waited: no line, no number */
	is(&b, "SELECT COUNT(*) FROM message WHERE code = 'a' AND withdrawal = 'refused' AND withdrawal_reason = 'đã giải quyết xong'");
	is(&b, "SELECT COUNT(*) FROM arrival WHERE state = 'recalled' AND reason = 'đã giải quyết xong'");
	withdrawals_are(&b, "1 refused;2 agreed;");
	withdrawal_told_ok(&b, 1);
	withdrawal_told_ok(&b, 2);
	withdrawals_are(&b, "");
	withdrawal_says(&b, "H00.05", "a", TR_WITHDRAWAL_ASKED, "refused known"); /* it was answered */
	withdrawals_are(&b, "");
	handle_ok(&b, b.clerk, ids[0], TR_INCOMING_ACT_RECALL, NULL);
	withdrawals_are(&b, "1 agreed;");
	due_is(&b, "3 in refused;"); /* nothing else is told of what was taken back */
	say_book(c, "message");
	close_bureau(&b);
}

/* What went: a recall asks it back from where it is, and keeps here what has not gone yet; its receivers alone answer. */
static void
test_take_back(struct contract *c)
{
	const char *const organs[] = {"H00.05", "H00.06", "H00.07"}, *code = "H00.01,2026/09/21,01/QĐ-UBND";
	struct trien_err err = {0};
	struct desk d;
	int64_t ids[3];

	open_desk(&d, c);
	const struct tr_office_new n = decision(blob_of(&d.b, "signed"));
	const int64_t doc = register_ok(&d.b, &n, NULL);
	const struct tr_office_given g = {.file = blob_of(&d.b, "signed, sealed"), .seal = "d1", .continues = true, .shows_number = true}, none = {0};
	do_ok(&d.b, d.b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, &g);
	for (size_t i = 0; i < 3; i++) {
		const struct tr_message_new m = {.document = doc, .organ = organs[i], .name = "Sở Mẫu", .from = "H00.01"};
		assert_ok(tr_message_send(c->db, &d.b.act, TR_ACT_DO, &d.b.clerk, &m, &ids[i], &err), &err);
	}
	told_ok(&d.b, ids[0], TR_MESSAGE_SENT);
	withdrawal_says(&d.b, "H00.05", code, TR_WITHDRAWAL_AGREED, "office.message-not-asked");
	d.b.act.reason = "phát hành nhầm";
	do_ok(&d.b, d.b.head, doc, TR_DOCUMENT_ACT_RECALL, &none);
	due_is(&d.b, "");
	withdrawals_are(&d.b, "1 asked;");
	withdrawal_says(&d.b, "H00.05", code, TR_WITHDRAWAL_AGREED, "office.message-not-asked"); /* not yet */
	withdrawal_told_ok(&d.b, ids[0]);
	withdrawal_says(&d.b, "H00.06", code, TR_WITHDRAWAL_AGREED, "office.message-unknown"); /* it has not gone there */
	withdrawal_says(&d.b, "H00.08", code, TR_WITHDRAWAL_AGREED, "office.message-unknown");
	withdrawal_says(&d.b, "H00.05", code, TR_WITHDRAWAL_REFUSED, "refused new");
	withdrawal_says(&d.b, "H00.05", code, TR_WITHDRAWAL_REFUSED, "refused known");
	withdrawal_says(&d.b, "H00.05", code, TR_WITHDRAWAL_AGREED, "agreed new");
	withdrawal_says(&d.b, "H00.05", code, TR_WITHDRAWAL_REFUSED, "agreed known");
	hear_says(&d.b, "H00.05", code, TR_MESSAGE_DONE, "new"); /* its own way goes on beside */
	/* A run that was killed between the file and the book, or one beside the recall: it went after all. */
	told_ok(&d.b, ids[1], TR_MESSAGE_SENT);
	hear_says(&d.b, "H00.07", code, TR_MESSAGE_RECEIVED, "new");
	withdrawals_are(&d.b, "2 asked;3 asked;");
	is(&d.b, "SELECT COUNT(*) - 2 FROM message WHERE withdrawal IS NOT NULL AND withdrawal_at IS NOT NULL");
	say_book(c, "message");
	close_desk(&d);
}

static void
test_states(struct contract *c)
{
	(void)c;
	for (int i = 0; i < TR_MESSAGE_STATE_COUNT; i++) {
		assert_int_equal(tr_message_state_of(tr_message_state_word((enum tr_message_state)i)), i);
		assert_true((tr_message_code((enum tr_message_state)i) == NULL) == (i < TR_MESSAGE_ARRIVED || i > TR_MESSAGE_DONE));
	}
	assert_int_equal(tr_message_state_of("x"), TR_MESSAGE_STATE_COUNT);
	assert_int_equal(tr_message_state_told(3), TR_MESSAGE_RECEIVED);
	for (int s = TR_WITHDRAWAL_NONE; s < TR_WITHDRAWAL_STATES; s++)
		assert_int_equal(tr_withdrawal_state_of(tr_withdrawal_word((enum tr_withdrawal_state)s)), s);
	assert_int_equal(tr_message_state_told(15), TR_MESSAGE_STATE_COUNT); /* of a withdrawal */
	assert_int_equal(tr_message_state_told(-1), TR_MESSAGE_STATE_COUNT);
	assert_int_equal(tr_message_state_told(13), TR_MESSAGE_STATE_COUNT); /* it is a wish, no state */
}

extern const struct contract_row message_tests[];
const struct contract_row message_tests[] = {{"messages that come", test_in}, {"what is told of them", test_told}, {"messages that go", test_out},
	{"asked back by their sender", test_asked_back}, {"taken back here", test_take_back}, {"states of messages", test_states}, {NULL, NULL}};
