/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R10.3 X3 X5
 * What becomes of a document that is registered: assigned, followed, answered; the books as they are printed; the letter to the sender; many at once, some
 * killed, a disk that is full.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/env.h"
#include "exchange/print.h"
#include "gate.h"
#include "office/incoming_book.h"

#define WRITERS 8u
#define EACH 12u
#define KILLS 6u

/* ---- from hand to hand ---- */

static void
test_follow(struct contract *c)
{
	struct bureau b;
	struct trien_err err = {0};
	struct tr_office_coming n;
	struct tr_office_handling g = {0};
	int64_t act;

	open_bureau(&b, c);
	n = letter_in(&b, "one", &judged_good);
	arrive_ok(&b, &n);
	handle_refused(&b, "rules.incoming-receiver", b.clerk, 1, TR_INCOMING_ACT_ASSIGN, NULL);
	g = (struct tr_office_handling){.receiver = "Phòng Mẫu", .head_opinion = "Giao Phòng Mẫu", .days = 5};
	handle_ok(&b, b.head, 1, TR_INCOMING_ACT_ASSIGN, &g);
	is(&b, "SELECT COUNT(*) FROM incoming WHERE deadline_at = 1790528400 AND receiver = 'Phòng Mẫu'"); /* five working days behind Monday, 21 September */
	g.days = (int64_t)250;
	handle_ok(&b, b.clerk, 1, TR_INCOMING_ACT_ASSIGN, &g);
	g.days = 251;
	handle_refused(&b, "office.days-limit", b.clerk, 1, TR_INCOMING_ACT_ASSIGN, &g);
	g.days = 0;
	g.deadline_at = NOW + 3 * DAY;
	handle_ok(&b, b.clerk, 1, TR_INCOMING_ACT_ASSIGN, &g);
	g = (struct tr_office_handling){.progress = "đang lấy ý kiến", .proposal = "Trình ký"};
	handle_ok(&b, b.clerk, 1, TR_INCOMING_ACT_PROGRESS, &g);
	handle_refused(&b, "rules.role", b.head, 1, TR_INCOMING_ACT_PROGRESS, &g);

	struct tr_office_new answer = decision(NULL);
	const int64_t document = register_ok(&b, &answer, NULL);
	g = (struct tr_office_handling){.answer = document};
	handle_refused(&b, "rules.incoming-answer", b.clerk, 1, TR_INCOMING_ACT_ANSWER, &g); /* it has a number and is not issued */
	do_ok(&b, b.clerk, document, TR_DOCUMENT_ACT_ISSUE, NULL);
	handle_ok(&b, b.clerk, 1, TR_INCOMING_ACT_ANSWER, &g);
	handle_refused(&b, "rules.state", b.clerk, 1, TR_INCOMING_ACT_FINISH, NULL);
	b.act.reason = "còn thiếu";
	handle_ok(&b, b.head, 1, TR_INCOMING_ACT_REOPEN, NULL);
	handle_ok(&b, b.clerk, 1, TR_INCOMING_ACT_FINISH, NULL);

	const struct tr_office_correction note = {"note", "kèm 2 phụ lục"}, number = {"number", "9"};
	assert_ok(tr_office_correct_in(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, &note, 1, &act, &err), &err);
	assert_refused(tr_office_correct_in(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, &number, 1, &act, &err), "office.not-corrected-in");
	assert_refused(tr_act_undo(c->db, &b.act, TR_ACT_DO, act, &act, &err), "registry.undo-by-act");
	handle_ok(&b, b.clerk, 1, TR_INCOMING_ACT_RECALL, NULL);
	say_book(c, "incoming");
	close_bureau(&b);
}

/* ---- on paper ---- */

struct reading {
	struct tr_incoming_page page;
	struct tr_incoming_print print;
	struct tr_sql_rows rows;
	struct tr_buf text;
	struct tr_office_letter letter;
	int64_t arrival;
};

static trien_rc
read_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;
	return tr_incoming_read(db, &d->page, &d->rows, err);
}

static trien_rc
book_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	TR_AUTO_BUF printed = {0};

	TR_TRY(tr_incoming_print_book(db, &d->print, &printed, err));
	TR_TRY(tr_print_html(tr_buf_view(&printed), &d->text, err));
	return tr_buf_add_byte(&d->text, 0, err);
}

static trien_rc
slip_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	TR_AUTO_BUF printed = {0};

	TR_TRY(tr_incoming_print_slip(db, d->arrival, &printed, err));
	TR_TRY(tr_print_html(tr_buf_view(&printed), &d->text, err));
	TR_TRY(tr_incoming_stamp(db, d->arrival, &d->text, err));
	return tr_buf_add_byte(&d->text, 0, err);
}

static trien_rc
letter_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	tr_office_letter_free(&d->letter);
	TR_TRY(tr_office_letter_write(db, d->arrival, &d->letter, err));
	TR_TRY(tr_buf_add_byte(&d->letter.text, 0, err));
	assert_null(strstr((char *)d->letter.text.p, "ocument")); /* in one language */
	return TRIEN_OK;
}

static const char *
text_of(struct bureau *b, struct reading *d, tr_sql_work work)
{
	struct trien_err err = {0};

	tr_buf_clear(&d->text);
	assert_ok(tr_sql_transact(b->c->db, TR_SQL_READ, work, d, &err), &err);
	return (const char *)d->text.p;
}

static void
has(const char *text, const char *want)
{
	if (strstr(text, want) == NULL)
		fail_msg("no \"%s\" in: %s", want, text);
}

static void
test_books(struct contract *c)
{
	struct bureau b;
	struct reading d = {.print = {TR_INCOMING_REGISTER, 1, 2026, NOW}, .arrival = 1};
	struct trien_err err = {0};
	struct tr_office_coming n;
	const struct tr_office_handling g = {.receiver = "Phòng Mẫu", .deadline_at = NOW, .head_opinion = "Giao <Phòng>"};

	open_bureau(&b, c);
	n = letter_in(&b, "one", &judged_good);
	n.subject = "Về việc <mẫu> & \"khác\"";
	n.symbol = "12/BC-UBND";
	n.kind = "BC";
	n.dated_at = NOW;
	n.contact = "vanthu@xa.example";
	arrive_ok(&b, &n);
	handle_ok(&b, b.head, 1, TR_INCOMING_ACT_ASSIGN, &g);
	const char *text = text_of(&b, &d, book_work);
	has(text, "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN");
	has(text, "<th>(10)</th>");
	has(text, "<td>21/09/2026</td><td>01</td><td>UBND xã Mẫu</td><td>12/BC-UBND</td><td>21/09/2026</td>"
		  "<td>BC. Về việc &#60;mẫu&#62; &#38; &#34;khác&#34;</td><td>Phòng Mẫu</td><td>21/09/2026</td><td></td>");
	has(text, "Từ số 01 đến số 01, gồm 1 văn bản");
	has(text, "Nhật ký khi in");
	d.print.book = TR_INCOMING_FOLLOW_UP;
	text = text_of(&b, &d, book_work);
	has(text, "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN");
	has(text, "<td>01</td><td>BC. Về việc &#60;mẫu&#62; &#38; &#34;khác&#34;; số 12/BC-UBND ngày 21/09/2026; UBND xã Mẫu</td><td>Phòng Mẫu</td>"
		  "<td>21/09/2026</td><td>đang giải quyết</td><td></td>");
	assert_null(strstr(text, "<th>(8)</th>"));
	text = text_of(&b, &d, slip_work);
	has(text, "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN");
	has(text, "<p>Giao &#60;Phòng&#62;</p>");
	has(text, "UBND tỉnh Mẫu\nĐẾN\nSố: 01\nNgày: 21/09/2026\nChuyển: Phòng Mẫu\n");
	/* What is late: from the day behind its deadline on. */
	d.page = (struct tr_incoming_page){.agency = 1, .year = 2026, .late_by = 1789923600 + DAY};
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, read_work, &d, &err), &err);
	assert_int_equal(d.rows.count, 1);
	tr_sql_rows_free(&d.rows);
	d.page.late_by = 1789923600;
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, read_work, &d, &err), &err);
	assert_int_equal(d.rows.count, 0);
	tr_sql_rows_free(&d.rows);
	/* A refused one, one that waits: the letter, and no slip. */
	(void)text_of(&b, &d, letter_work);
	assert_string_equal(d.letter.to, "vanthu@xa.example");
	has((char *)d.letter.subject.p, "số đến 01");
	n = letter_in(&b, "two", &judged_broken);
	d.arrival = arrive_ok(&b, &n).arrival;
	(void)text_of(&b, &d, letter_work);
	has((char *)d.letter.text.p, "- nội dung đã bị thay đổi sau khi ký (HASH_FAILURE)\nĐề nghị ký và gửi lại. Tệp đã nhận đã được xóa");
	assert_string_equal(d.letter.to, "");
	n = letter_in(&b, "three", &judged_open);
	d.arrival = arrive_ok(&b, &n).arrival;
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, letter_work, &d, &err), "office.no-letter");
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, slip_work, &d, &err), "office.not-registered");
	tr_office_letter_free(&d.letter);
	tr_buf_free(&d.text);
	close_bureau(&b);
}

/* ---- many at once ---- */

static trien_rc
take_one(struct tr_sql *db, const struct bureau *b, unsigned writer, unsigned turn, struct tr_office_came *out, struct trien_err *err)
{
	char content[64], name[TR_HEX256 + 1];
	const struct tr_office_judgement *j = turn % 4 == 3 ? &judged_broken : &judged_good;

	snprintf(content, sizeof(content), "file %u of writer %u", turn, writer);
	TR_TRY(tr_blob_put(b->blobs, TR_BYTES(content, strlen(content)), name, err));
	const struct tr_office_coming n = {.agency = 1, .sender = "UBND xã Mẫu", .subject = "Mẫu", .channel = "folder", .hash = name,
		.file = j == &judged_broken ? NULL : name, .judgement = j};
	TR_TRY(tr_office_arrive(db, &b->act, TR_ACT_DO, &b->clerk, &n, out, err));
	return out->to == TR_INCOMING_REFUSED ? tr_office_forget(db, b->blobs, name, err) : TRIEN_OK;
}

static _Noreturn void
write_many(const struct bureau *b, unsigned writer, unsigned count)
{
	struct tr_office_came came, again;
	struct tr_sql *db;

	if (tr_sql_open(b->c->place, TR_SQL_MUST_EXIST, &db, NULL) != TRIEN_OK)
		_exit(2);
	tr_sql_set_wait(db, 60000);
	for (unsigned turn = 0; turn < count; turn++)
		if (take_one(db, b, writer, turn, &came, NULL) != TRIEN_OK || take_one(db, b, writer, turn, &again, NULL) != TRIEN_OK || !again.again ||
				again.arrival != came.arrival || again.number != came.number)
			_exit(3);
	_exit(0);
}

static pid_t
start(const struct bureau *b, unsigned writer, unsigned count)
{
	const pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		write_many(b, writer, count);
	return pid;
}

/* No double, no gap, a document with its file for each; of what was refused no file. */
static int64_t
check_numbers(struct bureau *b)
{
	struct contract *c = b->c;
	const int64_t last = ask_one(c->db, "SELECT COALESCE(MAX(number), 0) FROM incoming");

	assert_int_equal(ask_one(c->db, "SELECT COUNT(DISTINCT number) FROM incoming"), last);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM incoming"), last);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM arrival a JOIN incoming i ON i.arrival = a.id JOIN blob f ON f.hash = a.file "
					"WHERE a.state = 'registered' AND f.refs = 1"), last);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM arrival WHERE state = 'refused'"), ask_one(c->db, "SELECT COUNT(*) FROM job WHERE kind = 'incoming.letter'"));
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM job WHERE kind = 'evidence.keep'"), last); /* each has the job that keeps it provable, once */
	return last;
}

static void
test_at_once(struct contract *c)
{
	struct bureau b;
	pid_t pids[WRITERS];
	int status;

	open_bureau(&b, c);
	for (unsigned i = 0; i < WRITERS; i++)
		pids[i] = start(&b, i, EACH);
	for (unsigned i = 0; i < WRITERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(check_numbers(&b), WRITERS * EACH * 3 / 4);
	assert_false(lies_about(c->dir, "file 3 of writer"));
	say(c, "%u writers, %u files\n", WRITERS, WRITERS * EACH);
	close_bureau_quietly(&b);
}

static void
test_killed(struct contract *c)
{
	struct bureau b;
	struct trien_err err = {0};
	int64_t last = 0;

	open_bureau(&b, c);
	for (unsigned i = 0; i < KILLS; i++) {
		uint8_t chance = 0;
		const pid_t pids[2] = {start(&b, 2 * i, UINT32_MAX), start(&b, 2 * i + 1, UINT32_MAX)};
		(void)!tr_env_system.random(NULL, &chance, 1, NULL);
		const struct timespec t = {.tv_nsec = 200000000 + chance * 500000};
		nanosleep(&t, NULL);
		for (unsigned k = 0; k < 2; k++) {
			kill(pids[k], SIGKILL);
			waitpid(pids[k], NULL, 0);
		}
		const int64_t now = check_numbers(&b);
		assert_true(now >= last);
		last = now;
	}
	assert_true(last > 0);
	assert_ok(tr_office_forget(c->db, b.blobs, NULL, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM blob WHERE refs = 0"), 0);
	close_bureau_quietly(&b);
}

/* ---- a disk that is full ---- */

/* SQLite can be told to be full; of PostgreSQL it is known by the same error (tests/store). */
static void
test_full(struct contract *c)
{
	struct bureau b;
	struct tr_office_came came;
	struct trien_err err = {0};
	trien_rc rc = TRIEN_OK;
	unsigned turn = 0;

	open_bureau(&b, c);
	if (c->server == NULL) {
		limit(c, "PRAGMA max_page_count = 1"); /* as many as there are */
		for (; turn < 1000 && rc == TRIEN_OK; turn++)
			rc = take_one(c->db, &b, 1, turn * 4, &came, &err);
		assert_refused(rc, "store.disk-full");
		assert_int_equal(check_numbers(&b), turn - 1);
		limit(c, "PRAGMA max_page_count = 4294967294");
		assert_ok(take_one(c->db, &b, 1, (turn - 1) * 4, &came, &err), &err); /* what was refused comes again */
		assert_int_equal(came.number, turn);
	}
	close_bureau_quietly(&b);
}

extern const struct contract_row follow_tests[];
const struct contract_row follow_tests[] = {{"follow", test_follow}, {"books of incoming documents", test_books}, {"incoming at once", test_at_once},
	{"incoming killed", test_killed}, {"incoming, full disk", test_full}, {NULL, NULL}};
