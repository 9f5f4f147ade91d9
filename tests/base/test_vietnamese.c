/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/vietnamese.h"

#include "base/utf8.h"
#include "test.h"

static enum tr_letters_match
compare(const char *a, const char *b)
{
	struct tr_letter la[64], lb[64];
	const size_t n = tr_letters_of((struct tr_text){a, strlen(a)}, la, 64);

	if (tr_letters_of((struct tr_text){b, strlen(b)}, lb, 64) != n)
		return TR_LETTERS_DIFFER;
	return tr_letters_compare(la, lb, n);
}

static void
test_case_form_and_spaces(void **state)
{
	(void)state;
	assert_int_equal(compare("NGUYỄN VĂN MẪU", "Nguyễn Văn Mẫu"), TR_LETTERS_EQUAL);
	assert_int_equal(compare("Nguyễn Văn Mẫu", "N g u y ễ n  V ă n\u00a0M ẫ u"), TR_LETTERS_EQUAL);
	/* NFD, in both orders of marks; the twin lacks the horn */
	assert_int_equal(compare("Mẫu Đặng Ớt", "Ma\u0302\u0303u Đa\u0323\u0306ng O\u031b\u0301t"), TR_LETTERS_EQUAL);
	assert_int_equal(compare("Mẫu Đặng Ớt", "Ma\u0302\u0303u Đa\u0306\u0323ng O\u0301\u031bt"), TR_LETTERS_EQUAL);
	assert_int_equal(compare("Mẫu Đặng Ớt", "Ma\u0302\u0303u Đa\u0323\u0306ng O\u0301t"), TR_LETTERS_BARE);
}

static void
test_tone_on_either_vowel(void **state)
{
	(void)state;
	assert_int_equal(compare("Hoà", "Hòa"), TR_LETTERS_EQUAL);
	assert_int_equal(compare("THUỶ", "Thủy"), TR_LETTERS_EQUAL);
	/* twins: another tone, no tone, a tone farther away */
	assert_int_equal(compare("Hoà", "Hoá"), TR_LETTERS_BARE);
	assert_int_equal(compare("Hoà", "Hoa"), TR_LETTERS_BARE);
	assert_int_equal(compare("Hoàng An", "Hoang Àn"), TR_LETTERS_BARE);
	assert_int_equal(compare("Hoà", "Hoè"), TR_LETTERS_DIFFER);
}

static void
test_other_writings(void **state)
{
	(void)state;
	assert_int_equal(compare("Ðỗ", "Đỗ"), TR_LETTERS_EQUAL);
	assert_int_equal(compare("H'Mẫu Niê", "H’ MẪU NIÊ"), TR_LETTERS_EQUAL);
	assert_int_equal(compare("LƢƠNG", "Lương"), TR_LETTERS_EQUAL);
	assert_int_equal(compare("Nguyen Van Mau", "Nguyễn Văn Mẫu"), TR_LETTERS_BARE);
	assert_int_equal(compare("Do", "Đỗ"), TR_LETTERS_BARE);
}

/* All letters of Latin Extended Additional that are Vietnamese: both cases compare equal, neighbours do not. */
static void
test_every_letter(void **state)
{
	struct tr_letter l[2];
	char pair[9];
	(void)state;
	for (uint32_t cp = 0x1ea0; cp < 0x1efa; cp += 2) {
		uint8_t a[4], b[4];
		const size_t n = tr_utf8_put(cp, a), m = tr_utf8_put(cp + 1, b);
		memcpy(pair, a, n);
		memcpy(pair + n, b, m);
		assert_int_equal(tr_letters_of((struct tr_text){pair, n + m}, l, 2), 2);
		assert_true(l[0].upper && !l[1].upper);
		assert_int_equal(l[0].base, l[1].base);
		assert_int_equal(l[0].tone, l[1].tone);
		assert_int_not_equal(l[0].tone, TR_TONE_NONE);
	}
}

static void
test_cut_at_the_room_given(void **state)
{
	struct tr_letter l[3];
	(void)state;
	assert_int_equal(tr_letters_of(TR_TEXT_LIT("Mẫu đơn"), l, 3), 3);
	assert_int_equal(tr_letters_of(TR_TEXT_LIT("Ma\u0302"), l, 3), 2);
	assert_int_equal(l[1].base, 0xe2);
	/* a mark without a letter before it is a character of its own */
	assert_int_equal(tr_letters_of(TR_TEXT_LIT("\u0302"), l, 3), 1);
	assert_int_equal(tr_letters_of(TR_TEXT_LIT("\U0001f600"), l, 3), 1);
	assert_int_equal(l[0].base, 0xfffd);
}

static void
test_kinds(void **state)
{
	(void)state;
	assert_true(tr_letter_is('a') && tr_letter_is(0x111) && tr_letter_is(0xfffd) && tr_letter_is(0x430));
	assert_false(tr_letter_is('A') || tr_letter_is('0') || tr_letter_is('/') || tr_letter_is(0x2026) || tr_letter_is(0xd7));
	assert_int_equal(tr_letter_bare(0x1b0), 'u');
	assert_int_equal(tr_letter_bare('z'), 'z');
}

static void
test_apart(void **state)
{
	static const char *const whole[] = {"", "MÃ Ầ Ậ ặ ơ Ư ý", "\u00ea\u0306", "\u01b0\u0306", "n\u0306", "\u0301", "3\u0301", "\u0111\u0323"};
	static const char *const apart[] = {"MA\u0303", "a\u0302\u0301", "\u00e2\u0301", "\u1ea1\u0302", "\u1ea1\u0306", "O\u031b", "x u\u0323", "y\u0309"};

	(void)state;
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		assert_false(tr_letters_apart((struct tr_text){whole[i], strlen(whole[i])}));
	for (size_t i = 0; i < sizeof(apart) / sizeof(*apart); i++)
		assert_true(tr_letters_apart((struct tr_text){apart[i], strlen(apart[i])}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_case_form_and_spaces),
		cmocka_unit_test(test_tone_on_either_vowel),
		cmocka_unit_test(test_other_writings),
		cmocka_unit_test(test_every_letter),
		cmocka_unit_test(test_cut_at_the_room_given),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
