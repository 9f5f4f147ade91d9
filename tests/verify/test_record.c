/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The evidence file: the same items give the same bytes, and only these are read; every cut and every cap.
 * Requirement: X1
 */
#include "test.h"

#include <stdlib.h>

#include "verify/record.h"

static struct trien_err err;

static void
write_record(const struct tr_record *r, struct tr_buf *out)
{
	tr_buf_clear(out);
	assert_ok(tr_record_write(r, out, &err), &err);
}

static struct tr_record_list
three(struct tr_arena *arena, bool backwards)
{
	static const struct tr_record_item items[] = {{TR_RECORD_CERTIFICATE, {(const uint8_t *)"b", 1}},
		{TR_RECORD_CERTIFICATE, {(const uint8_t *)"aa", 2}}, {TR_RECORD_RESPONSIBILITY, {(const uint8_t *)"lời", 5}}};
	struct tr_record_list l = {.arena = arena};

	for (size_t i = 0; i < 3; i++) {
		const struct tr_record_item *item = &items[backwards ? 2 - i : i];
		assert_ok(tr_record_add(&l, item->type, item->value, &err), &err);
		assert_ok(tr_record_add(&l, item->type, item->value, &err), &err); /* twice counts once */
	}
	assert_ok(tr_record_add(&l, TR_RECORD_POLICY, TR_BYTES(NULL, 0), &err), &err); /* nothing is nothing */
	assert_int_equal(l.count, 3);
	return l;
}

static void
is_deterministic(void **state)
{
	struct tr_arena arena = {0};
	TR_AUTO_BUF one = {0}, two = {0};
	struct tr_record r = {.kind = TR_RECORD_INCOMING, .made = 1764000000, .sha256 = {1, 2}}, read;
	(void)state;

	for (int backwards = 0; backwards < 2; backwards++) {
		const struct tr_record_list l = three(&arena, backwards);
		r.items = l.items;
		r.count = l.count;
		write_record(&r, backwards ? &two : &one);
	}
	assert_int_equal(one.n, two.n);
	assert_memory_equal(one.p, two.p, one.n);
	assert_ok(tr_record_read(tr_buf_view(&one), &arena, &read, &err), &err);
	assert_int_equal(read.kind, TR_RECORD_INCOMING);
	assert_int_equal(read.made, 1764000000);
	assert_memory_equal(read.sha256, r.sha256, 32);
	assert_int_equal(read.count, 3);
	assert_memory_equal(read.items[0].value.p, "aa", 2);
	write_record(&read, &two);
	assert_memory_equal(one.p, two.p, one.n);
	tr_arena_free(&arena);
}

/* Every cut, every byte more, and an order that nobody writes. */
static void
reads_nothing_else(void **state)
{
	struct tr_arena arena = {0};
	TR_AUTO_BUF b = {0};
	const struct tr_record_list l = three(&arena, false);
	const struct tr_record r = {.made = 1764000000, .items = l.items, .count = l.count};
	struct tr_record read;
	(void)state;

	write_record(&r, &b);
	for (size_t n = 0; n < b.n; n++)
		assert_refused(tr_record_read(TR_BYTES(b.p, n), &arena, &read, &err), "evidence.malformed");
	assert_int_equal(tr_buf_add_byte(&b, 0, NULL), TRIEN_OK);
	assert_refused(tr_record_read(tr_buf_view(&b), &arena, &read, &err), "evidence.malformed");
	b.n--;
	uint8_t *aa = memmem(b.p, b.n, "aa", 2);
	assert_non_null(aa);
	memcpy(aa, "zz", 2); /* now behind "b" */
	assert_refused(tr_record_read(tr_buf_view(&b), &arena, &read, &err), "evidence.malformed");
	assert_string_equal(err.values[0].text, "order");
	tr_arena_free(&arena);
}

static void
binds_one_document(void **state)
{
	static const uint8_t abc[32] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
		0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad}; /* FIPS 180-4 */
	struct tr_record r = {0};
	(void)state;

	memcpy(r.sha256, abc, sizeof(abc));
	assert_ok(tr_record_binds(&r, TR_BYTES_LIT("abc"), &err), &err);
	assert_refused(tr_record_binds(&r, TR_BYTES_LIT("abd"), &err), "evidence.other-document");
}

static void
refuses_a_stamp_that_is_none(void **state)
{
	struct tr_arena arena = {0};
	TR_AUTO_BUF b = {0};
	const struct tr_bytes token = TR_BYTES_LIT("\x30\x03\x02\x01\x05");
	const struct tr_record_stamp stamp = {.token = token};
	const struct tr_record r = {.made = 1, .stamps = &stamp, .stamp_count = 1};
	const struct tr_given_stamp *stamps;
	struct tr_record read;
	(void)state;

	write_record(&r, &b);
	assert_ok(tr_record_read(tr_buf_view(&b), &arena, &read, &err), &err);
	assert_int_equal(read.stamp_count, 1);
	assert_refused(tr_record_stamps(&read, &arena, &stamps, &err), "evidence.stamp-broken");
	tr_arena_free(&arena);
}

/* What came with a stamp is read as it was written, belongs to that stamp, and has one form. */
static void
items_come_with_stamps(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *what;
	} bad[] = {
#define BAD(literal, what) {literal, sizeof(literal) - 1, what}
		BAD("\xa0\x00\x30\x00", "item"),                                                         /* a list of nothing */
		BAD("\xa0\x08\x30\x06\x0a\x01\x01\x04\x01z", "stamp"),                                   /* with no stamp behind it */
		BAD("\xa0\x08\x30\x06\x0a\x01\x01\x04\x01z\xa0\x08\x30\x06\x0a\x01\x01\x04\x01z\x30\x00", "stamp"), /* two lists */
		BAD("\xa0\x10\x30\x06\x0a\x01\x01\x04\x01z\x30\x06\x0a\x01\x01\x04\x01y\x30\x00", "order"),
		BAD("\xa1\x08\x30\x06\x0a\x01\x01\x04\x01z\x30\x00", "stamp"),
	};
	struct tr_arena arena = {0};
	TR_AUTO_BUF added = {0}, one = {0}, two = {0};
	struct tr_record_list l = three(&arena, false);
	struct tr_record r = {.made = 1764000000, .items = l.items, .count = l.count}, read;
	(void)state;

	assert_ok(tr_record_write_added(&r, &l, &added, &err), &err);
	assert_int_equal(added.n, 0); /* it has them all */
	struct tr_record_list later = {.arena = &arena};
	assert_ok(tr_record_add(&later, TR_RECORD_CRL, TR_BYTES_LIT("z"), &err), &err);
	assert_ok(tr_record_add(&later, TR_RECORD_CERTIFICATE, TR_BYTES_LIT("b"), &err), &err); /* is there */
	assert_ok(tr_record_write_added(&r, &later, &added, &err), &err);
	assert_int_equal(added.n, 10);
	const struct tr_record_stamp stamps[] = {{.token = TR_BYTES_LIT("\x30\x00")},
		{.added = tr_buf_view(&added), .token = TR_BYTES_LIT("\x30\x00")}};
	r.stamps = stamps;
	r.stamp_count = 2;
	write_record(&r, &one);
	assert_ok(tr_record_read(tr_buf_view(&one), &arena, &read, &err), &err);
	assert_int_equal(read.count, 4);
	assert_int_equal(read.later, 1);
	assert_int_equal(read.stamps[0].covers, 3);
	assert_int_equal(read.stamps[1].covers, 4);
	write_record(&read, &two);
	assert_true(tr_bytes_equal(tr_buf_view(&one), tr_buf_view(&two)));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct tr_record_stamp stamp = {.token = TR_BYTES(bad[i].bytes, bad[i].n)};
		r.stamps = &stamp;
		r.stamp_count = 1;
		write_record(&r, &one);
		assert_refused(tr_record_read(tr_buf_view(&one), &arena, &read, &err), "evidence.malformed");
		assert_string_equal(err.values[0].text, bad[i].what);
	}
	tr_arena_free(&arena);
}

static void
items_and_bytes_are_capped(void **state)
{
	struct tr_arena arena = {0};
	struct tr_record_list l = {.arena = &arena};
	uint8_t *large = calloc(1, TR_RECORD_BYTES_MAX + 1);
	(void)state;

	for (uint32_t i = 0; i < TR_RECORD_ITEMS_MAX; i++)
		assert_ok(tr_record_add(&l, TR_RECORD_CRL, TR_BYTES(&i, sizeof(i)), &err), &err);
	assert_refused(tr_record_add(&l, TR_RECORD_CRL, TR_BYTES_LIT("one more"), &err), "evidence.limit");
	l = (struct tr_record_list){.arena = &arena};
	assert_refused(tr_record_add(&l, TR_RECORD_POLICY, TR_BYTES(large, TR_RECORD_BYTES_MAX + 1), &err), "evidence.limit");
	assert_ok(tr_record_add(&l, TR_RECORD_POLICY, TR_BYTES(large, TR_RECORD_BYTES_MAX), &err), &err);
	assert_refused(tr_record_add(&l, TR_RECORD_POLICY, TR_BYTES_LIT("x"), &err), "evidence.limit");
	free(large);
	tr_arena_free(&arena);
}

/* One past the cap, as somebody else could write it. */
static void
files_are_capped(void **state)
{
	static struct tr_record_item items[TR_RECORD_ITEMS_MAX + 1];
	static uint32_t values[TR_RECORD_ITEMS_MAX + 1];
	static struct tr_record_stamp stamps[TR_RECORD_STAMPS_MAX + 1];
	struct tr_arena arena = {0};
	TR_AUTO_BUF b = {0};
	struct tr_record r = {.made = 1, .items = items, .stamps = stamps}, read;
	uint8_t *large = calloc(1, TR_RECORD_SIZE_MAX + 1);
	(void)state;

	for (uint32_t i = 0; i <= TR_RECORD_ITEMS_MAX; i++) {
		values[i] = i;
		items[i] = (struct tr_record_item){TR_RECORD_OCSP, TR_BYTES(&values[i], sizeof(values[i]))};
	}
	for (size_t i = 0; i <= TR_RECORD_STAMPS_MAX; i++)
		stamps[i].token = TR_BYTES_LIT("\x30\x00");
	r.count = TR_RECORD_ITEMS_MAX;
	r.stamp_count = TR_RECORD_STAMPS_MAX;
	write_record(&r, &b);
	assert_ok(tr_record_read(tr_buf_view(&b), &arena, &read, &err), &err);
	/* What comes with a stamp counts too. */
	stamps[0].added = TR_BYTES_LIT("\xa0\x08\x30\x06\x0a\x01\x01\x04\x01z");
	write_record(&r, &b);
	assert_refused(tr_record_read(tr_buf_view(&b), &arena, &read, &err), "evidence.limit");
	r.count--;
	write_record(&r, &b);
	assert_ok(tr_record_read(tr_buf_view(&b), &arena, &read, &err), &err);
	r.count++;
	stamps[0].added = TR_BYTES(NULL, 0);
	r.count++;
	write_record(&r, &b);
	assert_refused(tr_record_read(tr_buf_view(&b), &arena, &read, &err), "evidence.limit");
	r.count--;
	r.stamp_count++;
	write_record(&r, &b);
	assert_refused(tr_record_read(tr_buf_view(&b), &arena, &read, &err), "evidence.limit");

	assert_refused(tr_record_read(TR_BYTES(large, TR_RECORD_SIZE_MAX + 1), &arena, &read, &err), "evidence.limit");
	assert_refused(tr_record_read(TR_BYTES(large, TR_RECORD_SIZE_MAX), &arena, &read, &err), "evidence.malformed");
	items[0].value = TR_BYTES(large, TR_RECORD_SIZE_MAX);
	r = (struct tr_record){.made = 1, .items = items, .count = 1};
	tr_buf_clear(&b);
	assert_refused(tr_record_write(&r, &b, &err), "evidence.limit");
	free(large);
	tr_arena_free(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_deterministic),
		cmocka_unit_test(reads_nothing_else),
		cmocka_unit_test(binds_one_document),
		cmocka_unit_test(refuses_a_stamp_that_is_none),
		cmocka_unit_test(items_come_with_stamps),
		cmocka_unit_test(items_and_bytes_are_capped),
		cmocka_unit_test(files_are_capped),
	};
	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
