/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The answer of a placement comes from a process that read a hostile file: what is not exactly an answer is refused. */
#include "test.h"
#include "worker/task_place.h"
#include "worker/wire.h"

static struct trien_err err;

static void
add(struct tr_buf *b, uint64_t v)
{
	assert_ok(tr_wire_add_u64(b, v, &err), &err);
}

static void
add_word(struct tr_buf *b, const char *word)
{
	assert_ok(tr_wire_add_bytes(b, TR_BYTES(word, strlen(word)), &err), &err);
}

static void
add_signatory(struct tr_buf *b, const char *doubt)
{
	add(b, 1);
	for (uint64_t i = 0; i < 12; i++)
		add(b, i * 1000);
	add_word(b, "KT.");
	add_word(b, "KT. GIÁM ĐỐC");
	add_word(b, "Nguyễn Văn Mẫu");
	add_word(b, doubt);
}

static void
add_spot(struct tr_buf *b, uint64_t kind, const char *doubt)
{
	add(b, kind);
	add(b, 0);
	for (uint64_t i = 0; i < 6; i++)
		add(b, i * 1500);
	add(b, 3);
	add_word(b, doubt);
}

static void
add_corner(struct tr_buf *b)
{
	add(b, 0); /* spots cut */
	add(b, 1); /* top right free */
	for (uint64_t i = 0; i < 4; i++)
		add(b, i);
	add_word(b, "picture");
}

static void
whole(struct tr_buf *b, uint64_t signatories, uint64_t spots, uint64_t kind, const char *doubt, uint64_t typed, uint64_t year)
{
	add(b, 2);
	add(b, signatories);
	for (uint64_t i = 0; i < signatories; i++)
		add_signatory(b, doubt);
	add(b, 2);
	add_word(b, "UBND TỈNH MẪU");
	add_word(b, "SỞ VÍ DỤ");
	add(b, 7);
	add(b, spots);
	for (uint64_t i = 0; i < spots; i++)
		add_spot(b, kind, "narrow");
	add(b, typed);
	for (uint64_t i = 0; i < typed; i++) {
		add(b, 1);
		add(b, 0);
		add(b, 11);
		add(b, year);
	}
	add_corner(b);
}

static void
test_answer(void **state)
{
	TR_AUTO_BUF b = {0};
	struct tr_place_answer a;
	(void)state;
	whole(&b, 1, 1, TR_SPOT_MONTH, "", 1, 2026);
	add(&b, 1);
	add_word(&b, "png");
	assert_ok(tr_place_answer_read(tr_buf_view(&b), &a, &err), &err);
	assert_int_equal(a.pages, 2);
	assert_int_equal(a.placement.signatories[0].sure, TR_SURE);
	assert_null(a.placement.signatories[0].doubt);
	assert_string_equal(a.placement.signatories[0].title_text.p, "KT. GIÁM ĐỐC");
	assert_float_equal(a.placement.signatories[0].room.y1, 11, 0.001);
	assert_int_equal(a.placement.authority_count, 2);
	assert_string_equal(a.placement.authority[1].p, "SỞ VÍ DỤ");
	assert_int_equal(a.placement.name_elsewhere, 7);
	assert_int_equal(a.placement.spots[0].kind, TR_SPOT_MONTH);
	assert_true(a.placement.spots[0].italic && a.placement.spots[0].bold);
	assert_string_equal(a.placement.spots[0].doubt, "narrow");
	assert_int_equal(a.placement.typed_count, 1);
	assert_int_equal(a.placement.typed[0].page, 1);
	assert_int_equal(a.placement.typed[0].part[1], 11);
	assert_int_equal(a.placement.typed[0].part[2], 2026);
	assert_int_equal(a.placement.top_right_sure, TR_UNSURE);
	assert_int_equal(a.preview_count, 1);
	tr_place_answer_free(&a);
	/* cut anywhere but before its pictures, it is no answer */
	for (size_t n = 0; n < b.n; n++) {
		trien_rc rc = tr_place_answer_read(tr_bytes_part(tr_buf_view(&b), 0, n), &a, &err);
		if (rc == TRIEN_OK) {
			assert_int_equal(n, b.n - 8 - 8 - 3);
			tr_place_answer_free(&a);
		} else {
			assert_refused(rc, "worker.answer-invalid");
		}
	}
}

static const char *
read_whole(uint64_t signatories, uint64_t spots, uint64_t kind, const char *doubt, size_t previews, uint64_t typed, uint64_t year)
{
	TR_AUTO_BUF b = {0};
	struct tr_place_answer a;

	whole(&b, signatories, spots, kind, doubt, typed, year);
	for (size_t i = 0; i < previews; i++) {
		add(&b, i);
		add_word(&b, "");
	}
	const trien_rc rc = tr_place_answer_read(tr_buf_view(&b), &a, &err);
	if (rc == TRIEN_OK)
		tr_place_answer_free(&a);
	return trien_err_id(rc);
}

static void
test_caps_and_words(void **state)
{
	const char *const refused = "worker.answer-invalid";
	(void)state;
	assert_string_equal(read_whole(TR_PLACE_CANDIDATES_MAX, TR_PLACE_SPOTS_MAX, TR_SPOT_YEAR, "far-apart",
					   TR_PLACE_PREVIEW_PAGES_MAX, TR_PLACE_SPOTS_MAX, 9999), "ok");
	assert_string_equal(read_whole(TR_PLACE_CANDIDATES_MAX + 1, 0, 0, "", 0, 0, 0), refused);
	assert_string_equal(read_whole(0, TR_PLACE_SPOTS_MAX + 1, 0, "", 0, 0, 0), refused);
	assert_string_equal(read_whole(0, 1, TR_SPOT_YEAR + 1, "", 0, 0, 0), refused);
	assert_string_equal(read_whole(1, 0, 0, "no such doubt", 0, 0, 0), refused);
	assert_string_equal(read_whole(0, 0, 0, "", TR_PLACE_PREVIEW_PAGES_MAX + 1, 0, 0), refused);
	assert_string_equal(read_whole(0, 0, 0, "", 0, TR_PLACE_SPOTS_MAX + 1, 2026), refused);
	assert_string_equal(read_whole(0, 0, 0, "", 0, 1, 10000), refused);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_caps_and_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
