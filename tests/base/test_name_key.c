/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R1 */
#include "base/name_key.h"

#include <stdio.h>

#include "test.h"

static struct tr_text
text(const char *p)
{
	return (struct tr_text){p, strlen(p)};
}

static const char *
sort_key(const char *name, enum tr_name_order order, struct tr_buf *b)
{
	tr_buf_clear(b);
	assert_int_equal(tr_name_sort_key(text(name), order, b, NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add_byte(b, 0, NULL), TRIEN_OK);
	return (const char *)b->p;
}

/* Each stands before the next, by bytes. */
static void
in_order(const char *const *names, size_t count, enum tr_name_order order)
{
	TR_AUTO_BUF a = {0};
	TR_AUTO_BUF b = {0};

	for (size_t i = 0; i + 1 < count; i++)
		if (strcmp(sort_key(names[i], order, &a), sort_key(names[i + 1], order, &b)) >= 0)
			fail_msg("%s (%s) does not come before %s (%s)", names[i], (char *)a.p, names[i + 1], (char *)b.p);
}

static void
test_letters_and_tones(void **state)
{
	static const char *const names[] = {"1 Mẫu", "2 Mẫu", "A", "An", "Àn", "Ản", "Ãn", "Án", "Ạn", "An Bình", "Anh", "Ăn", "Ân", "Ba", "Cam", "Dung",
		"Đào", "Em", "Ếch", "Hoa", "Hòa", "Hoàng", "Ô", "Ơn", "Tu", "Tú", "Tư", "Xa", "Yên", "Zin", "Ж"};
	(void)state;
	/* "An Bình" stands behind every tone of "An" only where its first word is less: word by word. */
	static const char *const words[] = {"An", "An Bình", "Án", "Án Anh"};
	in_order(words, 4, TR_NAME_AS_WRITTEN);
	for (size_t i = 0; i + 1 < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i + 1], "An Bình") != 0 && strcmp(names[i], "An Bình") != 0)
			in_order(&names[i], 2, TR_NAME_AS_WRITTEN);
}

static void
test_given_name_first(void **state)
{
	static const char *const people[] = {"Lê Văn An", "Nguyễn Thị An", "Nguyễn Văn An", "Trần An", "Bùi Mẫu Ánh", "Đỗ Văn Bê"};
	(void)state;
	in_order(people, sizeof(people) / sizeof(*people), TR_NAME_GIVEN_FIRST);
	/* As written, the twin, they stand otherwise. */
	TR_AUTO_BUF a = {0};
	TR_AUTO_BUF b = {0};
	assert_true(strcmp(sort_key("Trần An", TR_NAME_AS_WRITTEN, &a), sort_key("Bùi Mẫu Ánh", TR_NAME_AS_WRITTEN, &b)) > 0);
}

static void
test_spelling_does_not_matter(void **state)
{
	TR_AUTO_BUF a = {0};
	TR_AUTO_BUF b = {0};
	(void)state;
	sort_key("NGUYỄN  VĂN\u00a0 MẪU", TR_NAME_GIVEN_FIRST, &a);
	sort_key("Nguye\u0302\u0303n Va\u0306n, Ma\u0302\u0303u.", TR_NAME_GIVEN_FIRST, &b);
	assert_string_equal((char *)a.p, (char *)b.p);
	sort_key("H'Mẫu", TR_NAME_AS_WRITTEN, &a);
	sort_key("H’Mẫu", TR_NAME_AS_WRITTEN, &b);
	assert_string_equal((char *)a.p, (char *)b.p);
	sort_key("Hoà", TR_NAME_AS_WRITTEN, &a);
	sort_key("Hòa", TR_NAME_AS_WRITTEN, &b);
	assert_string_equal((char *)a.p, (char *)b.p);
}

static void
search_is(const char *name, const char *want)
{
	TR_AUTO_BUF b = {0};
	assert_int_equal(tr_name_search_key(text(name), &b, NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add_byte(&b, 0, NULL), TRIEN_OK);
	assert_string_equal((char *)b.p, want);
}

static void
test_search(void **state)
{
	(void)state;
	search_is("Đỗ Thị  Mẫu-Ánh", " do thi mau anh ");
	search_is("Ban QLDA số 2", " ban qlda so 2 ");
	search_is("Sở TT&TT", " so tt tt ");
	search_is(" .- ", "");
	search_is("", "");
}

/* The last word that counts, and one past it; the same of letters. */
static void
test_caps(void **state)
{
	char words[2 * TR_NAME_WORDS_MAX + 3], at[sizeof(words) + 2], past[sizeof(words) + 4];
	TR_AUTO_BUF a = {0};
	TR_AUTO_BUF b = {0};
	(void)state;
	for (size_t i = 0; i < TR_NAME_WORDS_MAX - 1; i++)
		memcpy(words + 2 * i, "a ", 3);
	snprintf(at, sizeof(at), "%sb", words);
	snprintf(past, sizeof(past), "%sb c", words);
	assert_string_equal(sort_key(at, TR_NAME_AS_WRITTEN, &a), sort_key(past, TR_NAME_AS_WRITTEN, &b));
	assert_string_not_equal(sort_key(at, TR_NAME_AS_WRITTEN, &a), sort_key(words, TR_NAME_AS_WRITTEN, &b));
	char long_word[TR_NAME_WORD_LETTERS_MAX + 2];
	memset(long_word, 'a', sizeof(long_word) - 1);
	long_word[sizeof(long_word) - 1] = '\0';
	sort_key(long_word, TR_NAME_AS_WRITTEN, &a);
	long_word[TR_NAME_WORD_LETTERS_MAX] = '\0';
	assert_string_equal((char *)a.p, sort_key(long_word, TR_NAME_AS_WRITTEN, &b));
	long_word[TR_NAME_WORD_LETTERS_MAX - 1] = '\0';
	assert_string_not_equal((char *)a.p, sort_key(long_word, TR_NAME_AS_WRITTEN, &b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_letters_and_tones), cmocka_unit_test(test_given_name_first),
		cmocka_unit_test(test_spelling_does_not_matter), cmocka_unit_test(test_search), cmocka_unit_test(test_caps)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
