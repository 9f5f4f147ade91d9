/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R2.1b
 * What a portal's token opens, and what it does not: its own service's results, and nothing else; how long the answer to a key is kept.
 */
#include <stdio.h>

#include "base/errors/registry.h"
#include "registry/limits.h"
#include "registry/result.h"
#include "registry/value.h"
#include "sample.h"

#define HASH(digit) digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit digit
#define FILE_HASH HASH("abcd")
#define DAY 86400

/* Two public services, each with its portal. */
static void
two_portals(struct contract *c)
{
	open_log(c);
	PUT(c, "t", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	PUT(c, "t", "person", 0, "code", "QT", "name", "Nguyễn Văn Mẫu", "agency", "1", "state", "active");
	PUT(c, "t", "account", 0, "kind", "os", "name", "qt", "person", "1", "state", "active");
	PUT(c, "t", "service", 0, "code", "DV-MOT", "name", "Dịch vụ Mẫu", "agency", "1", "is_signed", "1", "from_at", "1");
	PUT(c, "t", "service", 0, "code", "DV-HAI", "name", "Dịch vụ Mẫu", "agency", "1", "is_signed", "1", "from_at", "1");
	PUT(c, "t", "portal", 0, "service", "1", "name", "Cổng Mẫu Một", "token", HASH("0001"), "state", "active");
	PUT(c, "t", "portal", 0, "service", "2", "name", "Cổng Mẫu Hai", "token", HASH("0002"), "state", "active");
}

/* ---- what a token opens ---- */

struct putting {
	const struct tr_book *book;
	int64_t id;
	const char *column, *value;
};

static trien_rc
put_row(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct putting *p = context;
	TR_AUTO_RECORD r = tr_record_of(p->book);

	if (p->id != 0) {
		TR_TRY(tr_record_load(a->db, p->book, p->id, &r, err));
	} else if (p->book == &tr_books[TR_BOOK_result]) {
		tr_record_set_text(&r, TR_result_dossier, "MAU-1");
		tr_record_set_int(&r, TR_result_signed_at, NOW);
		tr_record_set_text(&r, TR_result_document, FILE_HASH);
		tr_record_set_int(&r, TR_result_withdrawn, 0);
	}
	TR_TRY(tr_value_read(a->db, &r, tr_book_column(p->book, p->column), p->value, err));
	return tr_acting_put(a, &r, err);
}

/* The act of a portal on a row; NULL: it is permitted. */
static int64_t
portal_puts(struct contract *c, int64_t portal, struct putting p, const char *refused)
{
	const struct tr_caller as = {.role = TR_ROLE_PORTAL, .portal = portal};
	struct tr_act act = act_of("result.report");
	struct trien_err err = {0};
	int64_t id = 0;

	act.caller = &as;
	const trien_rc rc = tr_act_do(c->db, &act, TR_ACT_DO, put_row, &p, &id, &err);
	if (refused == NULL)
		assert_ok(rc, &err);
	else
		assert_refused(rc, refused);
	say(c, "portal %lld, %s:%lld %s=%s: %s\n", (long long)portal, p.book->name, (long long)p.id, p.column, p.value, refused != NULL ? refused : "ok");
	return id;
}

static void
portal_undoes(struct contract *c, int64_t portal, int64_t undone, const char *refused)
{
	const struct tr_caller as = {.role = TR_ROLE_PORTAL, .portal = portal};
	struct tr_act act = act_of("act.undo");
	struct trien_err err = {0};
	int64_t id;

	act.caller = &as;
	act.reason = "mẫu";
	const trien_rc rc = tr_act_undo(c->db, &act, TR_ACT_DO, undone, &id, &err);
	if (refused == NULL)
		assert_ok(rc, &err);
	else
		assert_refused(rc, refused);
	say(c, "portal %lld undoes: %s\n", (long long)portal, refused != NULL ? refused : "ok");
}

static void
test_door(struct contract *c)
{
	const struct tr_book *result = &tr_books[TR_BOOK_result];

	two_portals(c);
	const int64_t first = portal_puts(c, 1, (struct putting){result, 0, "service", "DV-MOT"}, NULL);
	portal_puts(c, 1, (struct putting){result, 0, "service", "DV-HAI"}, "registry.out-of-scope");
	const int64_t others = portal_puts(c, 2, (struct putting){result, 0, "service", "DV-HAI"}, NULL);
	/* A dossier of its own is corrected, another's is not, and none is given away or taken. */
	const int64_t last = portal_puts(c, 1, (struct putting){result, 1, "dossier", "MAU-2"}, NULL);
	portal_puts(c, 1, (struct putting){result, 2, "dossier", "MAU-2"}, "registry.out-of-scope");
	portal_puts(c, 1, (struct putting){result, 1, "service", "DV-HAI"}, "registry.out-of-scope");
	portal_puts(c, 1, (struct putting){result, 2, "service", "DV-MOT"}, "registry.out-of-scope");
	/* Other books: what describes a service, its own token, and people. */
	portal_puts(c, 1, (struct putting){&tr_books[TR_BOOK_service], 1, "name", "Dịch vụ khác"}, "registry.no-access");
	portal_puts(c, 1, (struct putting){&tr_books[TR_BOOK_portal], 1, "name", "Cổng khác"}, "registry.no-access");
	portal_puts(c, 1, (struct putting){&tr_books[TR_BOOK_person], 1, "name", "Người Mẫu"}, "registry.no-access");
	/* What it has reported it may take back as long as nothing came after it; another's it may not. */
	portal_undoes(c, 1, first, "registry.undo-later");
	portal_undoes(c, 2, last, "registry.out-of-scope");
	portal_undoes(c, 1, last, NULL);
	portal_undoes(c, 1, others, "registry.out-of-scope");
	portal_undoes(c, 2, others, NULL);
	portal_puts(c, 2, (struct putting){result, 0, "service", "DV-HAI"}, NULL);
	/* Nobody's token, and one that was revoked since. */
	portal_puts(c, 3, (struct putting){result, 0, "service", "DV-MOT"}, "registry.portal-token");
	PUT(c, "t", "portal", 1, "state", "revoked");
	portal_puts(c, 1, (struct putting){result, 1, "dossier", "MAU-4"}, "registry.portal-token");
	portal_puts(c, 2, (struct putting){result, 3, "dossier", "MAU-4"}, NULL);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act WHERE actor = 'portal:1'"), 3);
	assert_int_equal(say_faults(c), 0);
}

/* ---- how long an answer is kept ---- */

struct asking {
	struct tr_results t;
	struct tr_result row;
};

static trien_rc
take_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	return tr_results_take(db, &a->t, err);
}

/* The act that the answer names. */
static int64_t
asks(struct contract *c, const char *key, const char *dossier, int64_t now, const char *refused)
{
	struct asking a = {.row = {.dossier = dossier, .document = FILE_HASH, .signed_at = NOW}};
	const char *body = dossier[0] == 'A' ? HASH("000a") : HASH("000b");
	struct trien_err err = {0};
	long long act = 0;

	a.t = (struct tr_results){.portal = {1, 1}, .now = now, .key = key, .body = body, .rows = &a.row, .count = 1};
	const trien_rc rc = tr_sql_transact(c->db, TR_SQL_WRITE, take_work, &a, &err);
	if (refused == NULL)
		assert_ok(rc, &err);
	else
		assert_refused(rc, refused);
	if (refused == NULL)
		assert_int_equal(tr_buf_add_byte(&a.t.answer, 0, NULL), TRIEN_OK);
	if (refused == NULL)
		assert_int_equal(sscanf((const char *)a.t.answer.p, "{\"act\":%lld", &act), 1);
	tr_buf_free(&a.t.answer);
	say(c, "%s of %s after %lld: %s %lld\n", key, dossier, (long long)(now - NOW), refused != NULL ? refused : "act", act);
	return act;
}

static void
test_key_age(struct contract *c)
{
	static const int64_t last = NOW + TR_REQUEST_KEY_SECONDS;

	assert_int_equal(TR_REQUEST_KEY_SECONDS, 30 * DAY);
	two_portals(c);
	const int64_t act = asks(c, "mot", "A", NOW, NULL);
	assert_true(act > 0);
	/* To its last second the same answer, and another body is refused. */
	assert_int_equal(asks(c, "mot", "A", last, NULL), act);
	asks(c, "mot", "B", last, "registry.request-key-used");
	/* A second later the key is a new one, also where nobody has come in between; the same rows are no act then. */
	assert_true(asks(c, "mot", "B", last + 1, NULL) > act);
	assert_int_equal(asks(c, "hai", "A", last + 1, NULL), 0);
	asks(c, "mot", "A", last + 1, "registry.request-key-used");
	/* A clock that goes back finds what it has. */
	asks(c, "mot", "A", NOW, "registry.request-key-used");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM portal_request"), 2);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM result"), 2);
}

extern const struct contract_row portal_tests[];
const struct contract_row portal_tests[] = {{"a portal's door", test_door}, {"age of a portal's key", test_key_age}, {NULL, NULL}};
