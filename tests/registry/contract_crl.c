/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R11
 * The book of revocation lists, and the notice of one that is stale: from the second after its end, each step once, gone when a fresh one is there; a
 * list that is older than the book's, or of a time to come, never gets in.
 */
#include <stdio.h>

#include "notice_sample.h"
#include "registry/crl.h"
#include "registry/limits.h"

#define NEXT (NOW + 2 * DAY)
#define HASH(c) "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde" c

static struct tr_crl_seen
list_of(const char *sha256, int64_t made, int64_t next)
{
	return (struct tr_crl_seen){.is = {.issuer = "CA Mẫu", .key_id = "aa01", .sha256 = sha256, .number = "07", .this_update = made, .next_update = next,
		.has_next_update = next != 0}};
}

static trien_rc
see_at(struct contract *c, int64_t now, struct tr_crl_seen *s, struct trien_err *err)
{
	struct tr_act act = act_of("crl.enter");

	act.at = act.effective_at = now;
	return tr_act_do(c->db, &act, TR_ACT_DO, tr_crl_see_work, s, NULL, err);
}

static void
expect_seen(struct contract *c, int64_t now, struct tr_crl_seen s, enum tr_crl_became became)
{
	struct trien_err err = {0};

	assert_ok(see_at(c, now, &s, &err), &err);
	assert_int_equal(s.became, became);
	assert_int_equal(s.id, 1);
}

static void
expect_refused(struct contract *c, int64_t now, struct tr_crl_seen s, const char *id)
{
	struct trien_err err = {0};
	assert_refused(see_at(c, now, &s, &err), id);
}

/* New, the same again, newer; older ones and those of a time to come are refused and change nothing. */
static void
test_book(struct contract *c)
{
	province(c);
	expect_seen(c, NOW, list_of(HASH("0"), NOW - DAY, NEXT), TR_CRL_NEW);
	is(c, "SELECT COUNT(*) FROM act WHERE what = 'crl.enter'", 1);
	expect_seen(c, NOW + 60, list_of(HASH("0"), NOW - DAY, NEXT), TR_CRL_SAME);
	is(c, "SELECT COUNT(*) FROM act WHERE what = 'crl.enter'", 1);
	expect_refused(c, NOW, list_of(HASH("1"), NOW - DAY - 1, NEXT + DAY), "registry.crl-older");
	expect_refused(c, NOW, list_of(HASH("1"), NOW - DAY, NEXT - 1), "registry.crl-older");
	expect_seen(c, NOW, list_of(HASH("2"), NOW - DAY, NEXT), TR_CRL_CHANGED); /* signed again */
	expect_refused(c, NOW, list_of(HASH("3"), NOW + TR_CRL_EARLY_SECONDS + 1, NEXT + DAY), "registry.crl-future");
	is(c, "SELECT version FROM crl", 2);
	expect_seen(c, NOW, list_of(HASH("3"), NOW + TR_CRL_EARLY_SECONDS, NEXT + DAY), TR_CRL_CHANGED);
	expect_refused(c, NOW, list_of(HASH("2"), NOW - DAY, NEXT), "registry.crl-older"); /* shown again */
	is(c, "SELECT COUNT(*) FROM change WHERE book = 'crl' AND object = 1", 3);
	/* Without nextUpdate it has an end of ours; another key of the same name is another row. */
	struct tr_crl_seen undated = list_of(HASH("4"), NOW, 0);
	struct trien_err err = {0};
	undated.is.key_id = "bb02";
	undated.is.number = NULL;
	assert_ok(see_at(c, NOW, &undated, &err), &err);
	assert_int_equal(undated.id, 2);
	assert_int_equal(ask_one(c->db, "SELECT stale_at FROM crl WHERE id = 2"), NOW + TR_CRL_UNDATED_SECONDS);
	is(c, "SELECT COUNT(*) FROM crl WHERE id = 2 AND next_update IS NULL AND number IS NULL", 1);
	end_province();
}

static void
expect_found(struct contract *c, int64_t now, uint64_t found, uint64_t gone)
{
	const struct tr_notice_count n = run_at(c, now);

	assert_int_equal(n.found, found);
	assert_int_equal(n.gone, gone);
}

/* Fresh up to the second of nextUpdate; the department's officer and the administrator are told, each step once, in quiet runs. */
static void
test_stale(struct contract *c)
{
	province(c);
	PUT(c, "post.enter", "post", 0, "person", "1", "agency", "1", "title", "Quản trị", "role", "admin", "from_at", "1");
	expect_seen(c, NOW, list_of(HASH("0"), NOW - DAY, NEXT), TR_CRL_NEW);
	expect_found(c, NOW, 0, 0);
	expect_found(c, NEXT, 0, 0);
	expect_found(c, NEXT + 1, 1, 0);
	expect_found(c, NEXT + 2, 0, 0);
	is(c, "SELECT COUNT(*) FROM notice WHERE kind = 'crl_stale' AND step = 0 AND days = 1 AND agency = 1 AND state = 'told'", 1);
	is(c, "SELECT COUNT(*) FROM notice_to WHERE person IN (1, 4) AND digest IS NOT NULL", 2);
	is(c, "SELECT COUNT(*) FROM notice_to", 2);
	expect_found(c, NEXT + 2 * DAY, 0, 0);
	expect_found(c, NEXT + 2 * DAY + 1, 1, 0);
	expect_found(c, NEXT + 6 * DAY + 1, 1, 0);
	expect_found(c, NEXT + 30 * DAY, 0, 0);
	expect_seen(c, NEXT + 30 * DAY, list_of(HASH("1"), NEXT + 29 * DAY, NEXT + 31 * DAY), TR_CRL_CHANGED);
	expect_found(c, NEXT + 31 * DAY, 0, 0);
	expect_found(c, NEXT + 31 * DAY + 1, 1, 0); /* the next one's end is another event */
	say(c, "%lld\n", (long long)ask_one(c->db, "SELECT COUNT(*) FROM notice"));
	end_province();
}

/* Found and not told yet, as nobody has an address: a fresh list settles it. One that was stale when it was first seen is told too. */
static void
test_settled(struct contract *c)
{
	province(c);
	PUT(c, "person.change", "person", 4, "email", "-");
	expect_seen(c, NOW, list_of(HASH("0"), NOW - 9 * DAY, NOW - DAY), TR_CRL_NEW);
	expect_found(c, NOW, 1, 0);
	is(c, "SELECT COUNT(*) FROM notice WHERE state = 'open'", 1);
	expect_seen(c, NOW + 60, list_of(HASH("1"), NOW, NEXT), TR_CRL_CHANGED);
	expect_found(c, NOW + 60, 0, 1);
	is(c, "SELECT COUNT(*) FROM notice WHERE state = 'gone'", 1);
	expect_found(c, NEXT + 1, 1, 0);
	end_province();
}

static void
test_muted(struct contract *c)
{
	struct trien_err err = {0};

	province(c);
	expect_seen(c, NOW, list_of(HASH("0"), NOW - DAY, NEXT), TR_CRL_NEW);
	assert_ok(mute(c, "crl", 1, NEXT + DAY, "nơi cấp bảo trì", NOW, &err), &err);
	assert_refused(mute(c, "crl", 9, NEXT + DAY, "không có", NOW, &err), "registry.not-found");
	expect_found(c, NEXT + 1, 0, 0);
	expect_found(c, NEXT + DAY, 1, 0);
	end_province();
}

extern const struct contract_row crl_tests[];
const struct contract_row crl_tests[] = {{"crl book", test_book}, {"crl stale", test_stale}, {"crl settled", test_settled}, {"crl muted", test_muted}, {NULL, NULL}};
