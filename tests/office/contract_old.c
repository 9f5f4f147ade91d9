/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X5
 * Old paper books: their lines as they were written, doubles marked, numbers that go on behind them, the same file twice, undone as one.
 */
#include <stdio.h>

#include "gate.h"
#include "office/old_book.h"

#define LINES_MAX 16

struct book {
	struct tr_old_book b;
	struct tr_old_line lines[LINES_MAX];
};

static struct tr_old_line *
add(struct book *k, const char *number, const char *date, const char *subject)
{
	struct tr_old_line *l = &k->lines[k->b.count++];

	assert_true(k->b.count <= LINES_MAX);
	*l = (struct tr_old_line){.cells = {[TR_OLD_NUMBER] = number, [TR_OLD_DATE] = date, [TR_OLD_SUBJECT] = subject}};
	if (k->b.which == TR_OLD_INCOMING) {
		l->cells[TR_OLD_ARRIVED] = date;
		l->cells[TR_OLD_AUTHOR] = "UBND xã Mẫu";
	}
	return l;
}

static void
begin(struct book *k, enum tr_old_register which, int64_t year)
{
	*k = (struct book){.b = {.which = which, .agency = 1, .year = year}};
	k->b.lines = k->lines;
}

/* Tried first, then done; says each line and each series. */
static void
import_ok(struct bureau *b, struct book *k)
{
	const int64_t changes = ask_one(b->c->db, "SELECT COUNT(*) FROM change");
	struct trien_err err = {0};

	assert_ok(tr_office_old_book(b->c->db, &b->act, TR_ACT_DRY_RUN, &b->clerk, &k->b, &err), &err);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM change"), changes);
	const size_t tried = k->b.counts[TR_OLD_NEW];
	assert_ok(tr_office_old_book(b->c->db, &b->act, TR_ACT_DO, &b->clerk, &k->b, &err), &err);
	assert_int_equal(k->b.counts[TR_OLD_NEW], tried);
	assert_true((k->b.act == 0) == (tried == 0));
	for (size_t i = 0; i < k->b.count; i++)
		say(b->c, "%lld/%lld %s\n", (long long)k->lines[i].number, (long long)k->lines[i].twin, k->lines[i].what == TR_OLD_NEW ? "new" : "same");
	for (size_t i = 0; i < k->b.series_count; i++)
		say(b->c, "%s: %lld lines, %lld doubles, %lld missing, next %lld\n", k->b.series[i].name, (long long)k->b.series[i].lines,
				(long long)k->b.series[i].doubles, (long long)k->b.series[i].missing, (long long)k->b.series[i].next);
}

/* Nothing is written. */
static void
import_refused(struct bureau *b, const char *error, struct tr_office_who who, struct book *k)
{
	const int64_t changes = ask_one(b->c->db, "SELECT COUNT(*) FROM change");
	struct trien_err err = {0};

	assert_refused(tr_office_old_book(b->c->db, &b->act, TR_ACT_DO, &who, &k->b, &err), error);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM change"), changes);
	say(b->c, "%s\n", error);
}

static void
counts(const struct book *k, size_t new, size_t doubles, size_t same)
{
	assert_int_equal(k->b.counts[TR_OLD_NEW], new);
	assert_int_equal(k->b.doubles, doubles);
	assert_int_equal(k->b.counts[TR_OLD_SAME], same);
}

static void
test_outgoing(struct contract *c)
{
	struct bureau b;
	struct book k;
	struct trien_err err = {0};
	struct tr_office_new n = decision(NULL);
	const struct tr_office_correction note = {"note", "đã đối chiếu"};
	int64_t id;

	open_bureau(&b, c);
	b.act.reason = "nhập sổ cũ";
	register_ok(&b, &n, NULL); /* 01/QĐ-UBND of this year is here already */
	begin(&k, TR_OLD_OUTGOING, 2026);
	add(&k, "01/QĐ-UBND", "5/1/2026", "Về việc mẫu một");
	add(&k, "02/QĐ-UBND", "6/1/2026", "Về việc mẫu hai");
	add(&k, "02/QĐ-UBND", "6/1/2026", "Về việc mẫu hai");  /* the very same words, twice in the book */
	add(&k, "2", "2/2/2026", "Quyết định. Về việc mẫu ba"); /* the kind stands before the subject */
	add(&k, "7", NULL, "Mẫu bốn")->cells[TR_OLD_KIND] = "quyet dinh";
	add(&k, "03/UBND-VP", "7/1/2026", "V/v mẫu");
	import_ok(&b, &k);
	counts(&k, 6, 3, 0);
	assert_int_equal(k.lines[0].twin, 1);
	assert_int_equal(k.lines[1].twin, 0);
	assert_int_equal(k.lines[2].twin, 1);
	assert_int_equal(k.lines[3].twin, 2);
	const int64_t act = k.b.act;
	is(&b, "SELECT COUNT(*) FROM outgoing o JOIN document d ON d.id = o.document WHERE o.number = 2 AND o.twin = 2 AND d.subject = 'Về việc mẫu ba' "
	       "AND o.symbol = 'QĐ-UBND' AND o.origin = 'legacy' AND d.state = 'issued' AND d.medium = 'paper'");
	is(&b, "SELECT COUNT(*) FROM outgoing WHERE series = 'CV' AND number = 3 AND symbol = 'UBND-VP'");
	is(&b, "SELECT COUNT(*) FROM outgoing WHERE number = 7 AND dated_at IS NULL");
	/* The numbers go on behind the old ones; their days are not held against today's. */
	is(&b, "SELECT COUNT(*) FROM outgoing WHERE document = 1 AND number = 1");
	const int64_t next = register_ok(&b, &n, NULL);
	assert_int_equal(ask_one(c->db, "SELECT number FROM outgoing WHERE twin = 0 ORDER BY id DESC LIMIT 1"), 8);
	(void)next;
	/* The same file again, also where a line was corrected since, and with one line more. */
	import_ok(&b, &k);
	counts(&k, 0, 0, 6);
	assert_ok(tr_office_correct(c->db, &b.act, TR_ACT_DO, &b.clerk, 2, &note, 1, &id, &err), &err);
	add(&k, "02/QĐ-UBND", "6/1/2026", "Về việc mẫu hai");
	import_ok(&b, &k);
	counts(&k, 1, 1, 6);
	assert_int_equal(k.lines[6].twin, 3);
	/* Undone as one: the last batch; the first has a line that was changed since. */
	assert_ok(tr_act_undo(c->db, &b.act, TR_ACT_DO, k.b.act, &id, &err), &err);
	is(&b, "SELECT COUNT(*) - 6 FROM outgoing WHERE number < 8");
	assert_refused(tr_act_undo(c->db, &b.act, TR_ACT_DO, act, &id, &err), "registry.undo-later");
	import_ok(&b, &k);
	counts(&k, 1, 1, 6);
	say_book(c, "outgoing");
	close_bureau(&b);
}

static void
test_undo(struct contract *c)
{
	struct bureau b;
	struct book k;
	struct trien_err err = {0};
	int64_t id;

	open_bureau(&b, c);
	b.act.reason = "nhập sổ cũ";
	begin(&k, TR_OLD_OUTGOING, 2024);
	add(&k, "1/QĐ-UBND", "5/1/2024", "Một");
	add(&k, "2/QĐ-UBND", "5/1/2024", "Hai");
	import_ok(&b, &k);
	assert_ok(tr_act_undo(c->db, &b.act, TR_ACT_DO, k.b.act, &id, &err), &err);
	is(&b, "SELECT (SELECT COUNT(*) FROM outgoing) + (SELECT COUNT(*) FROM document) + 1");
	import_ok(&b, &k);
	counts(&k, 2, 0, 0);
	close_bureau(&b);
}

static void
test_bad(struct contract *c)
{
	static const char *const numbers[] = {NULL, "0", "00", "x", "5/", "-1", "1.5", "100000", "99999999999999999999", "1 /QĐ"};
	struct bureau b;
	struct book k;
	struct trien_err err = {0};
	int64_t id;

	open_bureau(&b, c);
	b.act.reason = "nhập sổ cũ";
	begin(&k, TR_OLD_OUTGOING, 2025);
	add(&k, "99999", "5/1/2025", "Về việc mẫu")->cells[TR_OLD_KIND] = "QĐ"; /* as great as it may be */
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		add(&k, numbers[i], "5/1/2025", "Về việc mẫu");
	add(&k, "5", "31/2/2025", "Về việc mẫu");
	add(&k, "5", "5/1/2025", "E\xcc\x82 tách"); /* letters and marks apart */
	add(&k, "5", "5/1/2025", NULL);
	add(&k, "5", "5/1/2025", "Về việc mẫu")->cells[TR_OLD_KIND] = "Chưa có";
	import_refused(&b, "office.old-bad", b.clerk, &k);
	assert_int_equal(k.b.counts[TR_OLD_BAD], k.b.count - 1);
	assert_int_equal(k.lines[0].what, TR_OLD_NEW);
	for (size_t i = 1; i <= sizeof(numbers) / sizeof(*numbers); i++)
		assert_refused(k.lines[i].err.code, "office.old-number");
	assert_refused(k.lines[11].err.code, "registry.value-invalid");
	assert_refused(k.lines[12].err.code, "registry.letters-apart");
	assert_refused(k.lines[13].err.code, "registry.value-missing");
	assert_refused(k.lines[14].err.code, "office.kind-unknown");
	k.b.count = 1;
	import_ok(&b, &k);
	/* Years. */
	k.b.year = TR_OFFICE_OLD_YEAR_MIN - 1;
	import_refused(&b, "office.old-year", b.clerk, &k);
	k.b.year = 2027;
	import_refused(&b, "office.old-year", b.clerk, &k);
	k.b.year = TR_OFFICE_OLD_YEAR_MIN;
	import_ok(&b, &k);
	/* Who. */
	import_refused(&b, "rules.role", b.head, &k);
	import_refused(&b, "office.role-not-held", b.other, &k);
	import_refused(&b, "office.role-not-held", b.nobody, &k);
	/* A closed year has its last number; one before it may still come. */
	b.act.at = b.act.effective_at = MIDNIGHT;
	assert_ok(tr_office_close(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, 2026, &id, &err), &err);
	k.b.year = 2026;
	import_refused(&b, "office.register-closed", b.clerk, &k);
	k.b.year = 2024;
	import_ok(&b, &k);
	assert_int_equal(PUT(c, "agency.enter", "agency", 0, "code", "H03", "name", "Sở không đánh số", "kind", "department", "state", "active", "parent", "1"), 3);
	PUT(c, "post.enter", "post", 0, "person", "1", "agency", "3", "title", "Văn thư", "role", "clerk", "from_at", "1");
	k.b.agency = 3;
	import_refused(&b, "office.numbering-missing", b.clerk, &k);
	close_bureau(&b);
}

static void
test_incoming(struct contract *c)
{
	struct bureau b;
	struct book k;
	struct tr_office_coming n;

	open_bureau(&b, c);
	b.act.reason = "nhập sổ cũ";
	begin(&k, TR_OLD_INCOMING, 2026);
	add(&k, "01", "5/1/2026", "Báo cáo. Về mẫu một")->cells[TR_OLD_SYMBOL] = "12/BC-UBND";
	add(&k, "1", "5/1/2026", "Về mẫu hai");
	add(&k, "9", "6/1/2026", "Về mẫu ba")->cells[TR_OLD_DEADLINE] = "21/09/2026"; /* today: it is still to be dealt with */
	add(&k, "4", "6/1/2026", "Về mẫu bốn")->cells[TR_OLD_DEADLINE] = "20/09/2026";
	import_ok(&b, &k);
	counts(&k, 4, 1, 0);
	is(&b, "SELECT COUNT(*) FROM incoming WHERE number = 1 AND twin = 0 AND kind = 'BC' AND subject = 'Về mẫu một' AND symbol = '12/BC-UBND'");
	is(&b, "SELECT COUNT(*) - 2 FROM arrival WHERE state = 'done' AND channel = 'legacy'");
	is(&b, "SELECT COUNT(*) FROM arrival a JOIN incoming i ON i.arrival = a.id WHERE a.state = 'registered' AND i.number = 9");
	n = letter_in(&b, NULL, NULL);
	assert_int_equal(arrive_ok(&b, &n).number, 10);
	import_ok(&b, &k);
	counts(&k, 0, 0, 4);
	add(&k, "5/BC", "6/1/2026", "Về mẫu");
	import_refused(&b, "office.old-bad", b.clerk, &k);
	assert_refused(k.lines[4].err.code, "office.old-number");
	k.lines[4].cells[TR_OLD_NUMBER] = "5";
	k.lines[4].cells[TR_OLD_ARRIVED] = NULL;
	import_refused(&b, "office.old-bad", b.clerk, &k);
	assert_refused(k.lines[4].err.code, "registry.value-missing");
	say_book(c, "incoming");
	close_bureau(&b);
}

extern const struct contract_row old_tests[];
const struct contract_row old_tests[] = {{"outgoing", test_outgoing}, {"undo", test_undo}, {"bad", test_bad}, {"incoming", test_incoming}, {NULL, NULL}};
