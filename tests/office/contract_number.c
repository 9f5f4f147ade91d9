/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.3 X3 X5
 * Numbers: series, symbols, days, the turn of the year, retries, kept numbers, closed registers.
 */
#include <stdio.h>

#include "bureau.h"
#include "office/kind.h"

/* A paper document of a kind and a unit; a copy is signed by the head of agency 1. */
static struct tr_office_new
paper(const char *kind, const char *unit)
{
	static const struct tr_office_copy copy = {.text = "Quyết định 01/QĐ-MẪU", .signer = 3};
	struct tr_office_new n = decision(NULL);
	n.kind = kind;
	n.unit = unit;
	n.copy = strcmp(kind, "SY") == 0 || strcmp(kind, "Sao y") == 0 || strcmp(kind, "TrS") == 0 ? &copy : NULL;
	return n;
}

static void
test_series(struct contract *c)
{
	static const char *const kinds[][2] = {{"QĐ", "VP"}, {"QĐ", NULL}, {"CV", "VP"}, {"Công văn", NULL}, {"cong van", "TH"}, {"SY", NULL}, {"Sao y", NULL},
		{"TrS", NULL}, {"QyĐ", NULL}, {"CTr", NULL}, {"CT", NULL}};
	struct bureau b;

	open_bureau(&b, c);
	PUT(c, "post.enter", "post", 0, "person", "3", "agency", "2", "title", "Giám đốc", "role", "head", "from_at", "1");
	for (unsigned agency = 1; agency <= 2; agency++)
		for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
			struct tr_office_new n = paper(kinds[i][0], kinds[i][1]);
			n.agency = agency;
			register_ok(&b, &n, NULL);
		}
	assert_non_null(strstr((char *)c->said.p, "03/UBND-TH of 2026")); /* official letters: one series, whoever drafts */
	assert_non_null(strstr((char *)c->said.p, "02/SY-UBND of 2026"));
	assert_non_null(strstr((char *)c->said.p, "02/QĐ-SM of 2026"));
	assert_non_null(strstr((char *)c->said.p, "02/SY-SM of 2026")); /* copies have their own, though all others have one */
	is(&b, "SELECT COUNT(*) - 7 FROM outgoing WHERE agency = 2 AND series = '*'");
	close_bureau(&b);
}

/* An agency goes over to another way of numbering at the turn of a year. */
static void
test_scheme(struct contract *c)
{
	struct bureau b;
	struct tr_office_new n = paper("QĐ", NULL), copy = paper("SY", NULL);

	open_bureau(&b, c);
	PUT(c, "numbering.change", "numbering", 1, "scheme", "one");
	register_ok(&b, &copy, NULL); /* nobody's series changes by a copy */
	register_ok(&b, &n, NULL);
	PUT(c, "numbering.change", "numbering", 1, "scheme", "kind");
	register_refused(&b, "office.scheme-changed", &n, NULL);
	register_ok(&b, &copy, NULL);
	b.act.at = b.act.effective_at = MIDNIGHT;
	register_ok(&b, &n, NULL);
	PUT(c, "numbering.change", "numbering", 1, "scheme", "one");
	register_refused(&b, "office.scheme-changed", &n, NULL);
	PUT(c, "agency.enter", "agency", 0, "code", "H03", "name", "Sở Mẫu Ba", "kind", "department", "state", "active");
	PUT(c, "post.enter", "post", 0, "person", "4", "agency", "3", "title", "Văn thư", "role", "clerk", "from_at", "1");
	n.agency = 3;
	register_refused(&b, "office.numbering-missing", &n, NULL);
	close_bureau(&b);
}

static void
test_turn_of_the_year(struct contract *c)
{
	struct bureau b;
	const struct tr_office_new n = paper("QĐ", NULL);
	const struct tr_office_wish late = {.day = MIDNIGHT - 1};

	open_bureau(&b, c);
	b.act.at = b.act.effective_at = MIDNIGHT - 1;
	register_ok(&b, &n, NULL);
	register_ok(&b, &n, NULL);
	b.act.at = b.act.effective_at = MIDNIGHT;
	register_ok(&b, &n, NULL);
	register_refused(&b, "office.day-late", &n, &late);
	b.act.reason = "mất điện";
	register_ok(&b, &n, &late); /* the day says the year */
	is(&b, "SELECT COUNT(*) FROM outgoing WHERE year = 2026 AND number = 3 AND origin = 'late'");
	is(&b, "SELECT COUNT(*) FROM outgoing WHERE year = 2027 AND number = 1 AND origin = 'taken'");
	close_bureau(&b);
}

static void
test_days(struct contract *c)
{
	struct bureau b;
	const struct tr_office_new n = paper("QĐ", NULL), other = paper("TB", NULL);
	const struct tr_office_wish tomorrow = {.day = NOW + DAY}, yesterday = {.day = NOW - DAY};

	open_bureau(&b, c);
	register_refused(&b, "office.day-future", &n, &tomorrow);
	register_refused(&b, "office.day-late", &n, &yesterday);
	b.act.reason = "vào sổ muộn";
	register_ok(&b, &n, &yesterday);
	register_ok(&b, &n, NULL);
	register_refused(&b, "office.day-order", &n, &yesterday);
	register_ok(&b, &other, &yesterday); /* another series has its own days */
	close_bureau(&b);
}

static void
test_again(struct contract *c)
{
	struct bureau b;
	char key[TR_OFFICE_KEY_MAX + 2];
	const struct tr_office_wish wish = {.key = "máy 1, lần 1"}, long_key = {.key = key};

	open_bureau(&b, c);
	memset(key, 'k', sizeof(key));
	key[TR_OFFICE_KEY_MAX + 1] = '\0';
	struct tr_office_new n = decision(blob_of(&b, "one"));
	const int64_t d = register_ok(&b, &n, &wish);
	assert_int_equal(register_ok(&b, &n, &wish), d);
	assert_int_equal(register_ok(&b, &n, NULL), d); /* the file alone says which it is */
	n.subject = "Về việc khác";
	register_refused(&b, "office.key-used", &n, &wish);
	register_refused(&b, "office.file-registered", &n, NULL);
	n = decision(blob_of(&b, "two"));
	register_refused(&b, "office.key-used", &n, &wish);
	register_refused(&b, "office.key-limit", &n, &long_key);
	key[TR_OFFICE_KEY_MAX] = '\0';
	register_ok(&b, &n, &long_key);
	n.agency = 2;
	n.file = blob_of(&b, "three");
	register_ok(&b, &n, &wish); /* another agency's keys are its own */
	n = decision(NULL);
	const struct tr_office_wish by_hand = {.key = "giấy"};
	assert_int_equal(register_ok(&b, &n, &by_hand), register_ok(&b, &n, &by_hand)); /* of paper the key alone */
	close_bureau(&b);
}

static int64_t
keep(struct bureau *b, const char *kind, size_t count, const char *error)
{
	struct trien_err err = {0};
	int64_t first = 0;
	const trien_rc rc = tr_office_keep(b->c->db, &b->act, TR_ACT_DO, &b->clerk, 1, kind, count, &first, &err);

	if (error != NULL)
		assert_refused(rc, error);
	else
		assert_ok(rc, &err);
	return first;
}

static void
test_kept(struct contract *c)
{
	struct bureau b;
	struct trien_err err = {0};
	const struct tr_office_new n = paper("QĐ", NULL);
	struct tr_office_wish wish = {.kept = 3};
	int64_t document;

	open_bureau(&b, c);
	register_ok(&b, &n, NULL);
	keep(&b, "QĐ", 2, "rules.reason-given");
	b.act.reason = "cắt điện để sửa chữa";
	keep(&b, "QĐ", 0, "office.kept-limit");
	keep(&b, "QĐ", TR_OFFICE_KEPT_MAX + 1, "office.kept-limit");
	assert_int_equal(keep(&b, "QĐ", 2, NULL), 2);
	register_ok(&b, &n, NULL); /* number 4 */
	register_ok(&b, &n, &wish);
	register_refused(&b, "office.not-kept", &n, &wish);
	wish.kept = 4;
	register_refused(&b, "office.not-kept", &n, &wish);
	wish.kept = 2;
	wish.day = NOW - DAY; /* number 1 is of today */
	register_refused(&b, "office.day-order", &n, &wish);
	assert_refused(tr_office_void_kept(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, &document, &err), "office.not-kept");
	assert_refused(tr_office_void_kept(c->db, &b.act, TR_ACT_DO, &b.other, 2, &document, &err), "office.role-not-held");
	assert_ok(tr_office_void_kept(c->db, &b.act, TR_ACT_DO, &b.clerk, 2, &document, &err), &err);
	is(&b, "SELECT COUNT(*) FROM document d JOIN outgoing o ON o.document = d.id WHERE o.number = 2 AND d.state = 'voided'");
	wish.day = 0;
	register_refused(&b, "office.not-kept", &n, &wish);
	assert_int_equal(keep(&b, "TB", TR_OFFICE_KEPT_MAX, NULL), 1);
	close_bureau(&b);
}

static void
test_close(struct contract *c)
{
	struct bureau b;
	struct trien_err err = {0};
	const struct tr_office_new n = paper("QĐ", NULL), other = paper("TB", NULL);
	const struct tr_office_wish late = {.day = MIDNIGHT - 1};
	int64_t id, document;

	open_bureau(&b, c);
	b.act.reason = "khóa sổ";
	register_ok(&b, &n, NULL);
	keep(&b, "QĐ", 1, NULL);
	assert_refused(tr_office_close(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, 2026, &id, &err), "office.year-open");
	b.act.at = b.act.effective_at = MIDNIGHT;
	assert_refused(tr_office_close(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, 2026, &id, &err), "office.kept-open");
	assert_ok(tr_office_void_kept(c->db, &b.act, TR_ACT_DO, &b.clerk, 2, &document, &err), &err);
	assert_refused(tr_office_close(c->db, &b.act, TR_ACT_DO, &b.signatory, 1, 2026, &id, &err), "rules.role");
	assert_ok(tr_office_close(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, 2026, &id, &err), &err);
	assert_refused(tr_office_close(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, 2026, &id, &err), "office.register-closed");
	is(&b, "SELECT COUNT(*) FROM closing WHERE series = 'QĐ' AND last = 2 AND year = 2026");
	register_refused(&b, "office.register-closed", &n, &late);
	register_refused(&b, "office.register-closed", &other, &late); /* nor from a series that the year had not */
	register_ok(&b, &n, NULL);
	assert_ok(tr_office_close(c->db, &b.act, TR_ACT_DO, &b.other, 2, 2026, &id, &err), &err); /* a year without a document */
	close_bureau(&b);
}

static void
test_series_limit(struct contract *c)
{
	struct bureau b;
	char series[16];
	const struct tr_office_new n = paper("QĐ", NULL);

	open_bureau(&b, c);
	for (unsigned i = 1; i < TR_OFFICE_SERIES_MAX; i++) {
		snprintf(series, sizeof(series), "M%03u", i);
		PUT(c, "test.put", "outgoing", 0, "agency", "1", "year", "2026", "series", series, "number", "1", "twin", "0", "origin", "taken");
	}
	register_ok(&b, &n, NULL);
	register_ok(&b, &n, NULL); /* as many as there may be */
	PUT(c, "test.put", "outgoing", 0, "agency", "1", "year", "2026", "series", "M128", "number", "1", "twin", "0", "origin", "taken");
	register_refused(&b, "office.series-limit", &n, NULL);
	close_bureau(&b);
}

/* Kinds of a profile that somebody has written wrongly. */
static void
test_profile(struct contract *c)
{
	static const char *const good[] = {"ABCDEFGHIJKLMNOP Mẫu (mẫu)", "(CV) Công văn"}, *const bad[] = {"ABCDEFGHIJKLMNOPQ Mẫu"}, *const bare[] = {"QĐ"};
	static const char *const *const all[] = {good, bad, bare};
	struct tr_profile *p;
	struct tr_office_kind k = {0};
	struct trien_err err = {0};

	assert_ok(tr_profile_builtin("congvu-2024", &p, &err), &err);
	for (size_t i = 0; i < 3; i++) {
		struct tr_profile_value *v = (struct tr_profile_value *)(uintptr_t)tr_profile_find(p, TR_PROFILE_DOCUMENTS_KINDS, NOW);
		const struct tr_profile_value was = *v;
		v->texts = all[i];
		v->text_count = i == 0 ? 2 : 1;
		const trien_rc rc = tr_office_kind_find(p, NOW, "MAU", &k, &err);
		*v = was;
		if (i == 0)
			assert_ok(rc, &err);
		else
			assert_refused(rc, "office.kind-row");
	}
	assert_string_equal(k.code, "ABCDEFGHIJKLMNOP");
	tr_profile_free(p);
	(void)c;
}

extern const struct contract_row number_tests[];
const struct contract_row number_tests[] = {
	{"series", test_series}, {"scheme", test_scheme}, {"turn of the year", test_turn_of_the_year}, {"days", test_days}, {"again", test_again},
	{"series limit", test_series_limit}, {"kept", test_kept}, {"close", test_close}, {"profile", test_profile}, {NULL, NULL},
};
