/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>

#include "test.h"

#include "base/bytes.h"
#include "base/details.h"
#include "base/env.h"
#include "base/errors/official.h"
#include "base/errors/pki.h"
#include "base/errors/sign.h"
#include "base/memory.h"
#include "base/time.h"
#include "base/utf8.h"

static void
every_error_has_both_texts_and_a_unique_id(void **state)
{
	(void)state;
	trien_rc code = TR_ERROR_NONE;
	do {
		struct trien_err err = {.code = code};
		char vi[1024], en[1024];
		assert_true(trien_err_text(&err, TRIEN_LANG_VI, vi, sizeof(vi)) > 0);
		assert_true(trien_err_text(&err, TRIEN_LANG_EN, en, sizeof(en)) > 0);
		assert_string_not_equal(vi, en);
		if (code != TR_ERROR_NONE) {
			assert_int_equal(tr_err_code_of_id(trien_err_id(code)), code);
			assert_in_range(trien_err_exit(code), 3, 12);
			assert_non_null(strchr(trien_err_id(code), '.'));
		}
	} while ((code = tr_err_next(code)) != TR_ERROR_NONE);
}

/* What a page may show: the rest is of programs and of who runs the machine. */
static bool
is_for_people(trien_rc code)
{
	static const char *const others[] = {"cli", "lab", "agent", "store", "fetch", "worker", "service", "base", "profile", "token"};
	static const char *const folders[] = {
#define TR_ERRORS(upper, folder) #folder,
#include "base/error.def"
#undef TR_ERRORS
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(folders[code / TR_ERROR_BLOCK], others[i]) == 0)
			return false;
	return true;
}

static void
commands_are_named_at_a_command_line_alone(void **state)
{
	struct trien_err err = {0};
	char text[1024], more[1024];
	size_t said = 0;
	(void)state;

	for (trien_rc code = tr_err_next(TR_ERROR_NONE); code != TR_ERROR_NONE; code = tr_err_next(code))
		for (int lang = TRIEN_LANG_VI; lang <= TRIEN_LANG_EN; lang++) {
			err.code = code;
			trien_err_text(&err, (enum trien_lang)lang, text, sizeof(text));
			tr_err_text_commands(&err, (enum trien_lang)lang, more, sizeof(more));
			assert_null(strstr(more, "<<"));
			assert_null(strstr(more, ">>"));
			assert_null(strstr(text, ">>"));
			/* Nor of rows as commands call them ("person:7"; a value that is not given is "?"). */
			const char *row = strstr(text, ":?");
			if (is_for_people(code) && (strstr(text, " --") != NULL || strstr(text, "trien ") != NULL || (row != NULL && row > text && row[-1] >= 'a' && row[-1] <= 'z')))
				fail_msg("%s: %s", trien_err_id(code), text);
			said += strcmp(text, more) != 0;
		}
	assert_true(said > 100);
	assert_refused(TR_ERR(&err, OFFICIAL_SECRECY_WORD, TR_I("pages", 2), TR_I("page", 1)), "official.secrecy-word-wanted");
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	tr_err_text_commands(&err, TRIEN_LANG_EN, more, sizeof(more));
	assert_non_null(strstr(text, "must say so by name."));
	assert_non_null(strstr(more, "must say so by name: --not-secret \"FULL NAME\"."));
}

static void
a_code_of_no_row_is_an_internal_error(void **state)
{
	(void)state;
	assert_string_equal(trien_err_id(TR_ERRORS_BEFORE_BASE - 1), "base.internal");
	assert_string_equal(trien_err_id(TR_ERRORS_AFTER_BASE), "base.internal");
	assert_string_equal(trien_err_id(TR_ERROR_BLOCK), "base.internal");
	assert_string_equal(trien_err_id(TR_ERROR_BLOCK * TR_ERROR_BLOCK), "base.internal");
}

static void
placeholders_are_filled_and_made_printable(void **state)
{
	struct trien_err err = {0};
	char text[256];
	(void)state;
	assert_refused(TR_ERR(&err, TIME_INVALID, TR_B("got", "a\x1b[31m\xff", 7)), "base.time-invalid");
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	assert_non_null(strstr(text, "a\\u{1b}[31m\\xff"));
	assert_null(strchr(text, 0x1b));
}

static void
text_is_cut_between_characters(void **state)
{
	struct trien_err err = {.code = TRIEN_E_NO_MEMORY};
	char text[64];
	(void)state;
	for (size_t size = 1; size < sizeof(text); size++) {
		trien_err_text(&err, TRIEN_LANG_VI, text, size);
		assert_true(strlen(text) < size);
		assert_int_equal(tr_utf8_check(TR_BYTES(text, strlen(text))), strlen(text));
	}
}

static void
buffer_stops_at_its_maximum(void **state)
{
	struct trien_err err = {0};
	struct tr_buf b = {.max = 1000};
	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_ok(tr_buf_add_byte(&b, 'x', &err), &err);
	assert_refused(tr_buf_add_byte(&b, 'x', &err), "base.buffer-limit");
	assert_int_equal(b.n, 1000);
	tr_buf_free(&b);
}

static void
buffer_formats(void **state)
{
	struct trien_err err = {0};
	TR_AUTO_BUF b = {0};
	(void)state;
	for (int i = 0; i < 500; i++)
		assert_ok(tr_buf_addf(&b, &err, "%03d,", i), &err);
	assert_int_equal(b.n, 2000);
	assert_memory_equal(b.p + 1996, "499,", 4);
}

static void
allocation_failure_is_an_error(void **state)
{
	struct trien_err err = {0};
	struct tr_buf b = {0};
	(void)state;
	tr_mem_fail_at(1);
	assert_refused(tr_buf_add_byte(&b, 'x', &err), "base.no-memory");
	tr_mem_fail_at(0);
	tr_buf_free(&b);
}

static void
cursor_error_is_sticky(void **state)
{
	struct tr_cursor c = tr_cursor_of(TR_BYTES_LIT("\x01\x02\x03\x04\x05"));
	(void)state;
	assert_int_equal(tr_cursor_u32(&c), 0x01020304);
	assert_int_equal(tr_cursor_u32(&c), 0);
	assert_true(c.bad);
	assert_int_equal(tr_cursor_u8(&c), 0);
	assert_int_equal(tr_cursor_left(&c), 0);
}

static void
arena_hands_out_aligned_memory_up_to_its_maximum(void **state)
{
	struct trien_err err = {0};
	struct tr_arena a = {.max = 100000};
	size_t total = 0;
	void *p;
	(void)state;
	for (size_t n = 1; total + n + 16 < 90000; n += 37) {
		assert_ok(tr_arena_take(&a, n, &p, &err), &err);
		assert_int_equal((uintptr_t)p % 16, 0);
		memset(p, 0xa5, n);
		total += n + 16;
	}
	assert_refused(tr_arena_take(&a, 100000, &p, &err), "base.buffer-limit");
	tr_arena_free(&a);
}

static void
utf8_refuses_what_rfc_3629_refuses(void **state)
{
	static const char *const bad[] = {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80",
		"\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe1\xbb", "\xff"};
	static const char good[] = "Quyết định số 09/QĐ-UBND \xf0\x9f\x98\x80";
	(void)state;
	assert_int_equal(tr_utf8_check(TR_BYTES_LIT(good)), sizeof(good) - 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(tr_utf8_check(TR_BYTES(bad[i], strlen(bad[i]))), 0);
}

static void
utf8_tells_what_is_not_seen(void **state)
{
	static const char *const seen[] = {"", "Nguyễn Văn Mẫu", "a\tb\r\nc", "\u00a0", "=+-@", "\u0430"};
	static const struct {
		const char *text;
		uint32_t cp;
	} hidden[] = {{"H\u200b1", 0x200b}, {"\u202eH", 0x202e}, {"\u2066", 0x2066}, {"H\u2028", 0x2028}, {"\ufeffH", 0xfeff}, {"\u00ad", 0xad}, {"\u2060", 0x2060},
		{"\u115f", 0x115f}, {"\u3164", 0x3164}, {"\u2800", 0x2800}, {"\ufe0f", 0xfe0f}, {"\U000e0041", 0xe0041}, {"\x01", 1}, {"\x7f", 0x7f}};

	(void)state;
	for (size_t i = 0; i < sizeof(seen) / sizeof(*seen); i++)
		assert_int_equal(tr_utf8_hidden((struct tr_text){seen[i], strlen(seen[i])}), 0);
	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
		assert_int_equal(tr_utf8_hidden((struct tr_text){hidden[i].text, strlen(hidden[i].text)}), hidden[i].cp);
}

static void
utf8_trims_white_space(void **state)
{
	static const char *const rows[][2] = {{"", ""}, {" ", ""}, {"\u00a0\u3000\t\n", ""}, {" a", "a"}, {"a ", "a"}, {"\u2003a\u00a0b\r\n", "a\u00a0b"}, {"a", "a"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct tr_text t = tr_utf8_trim((struct tr_text){rows[i][0], strlen(rows[i][0])});
		assert_int_equal(t.n, strlen(rows[i][1]));
		assert_memory_equal(t.p, rows[i][1], t.n);
	}
}

static void
utf8_round_trips_every_code_point(void **state)
{
	uint8_t out[4];
	size_t len;
	(void)state;
	for (uint32_t cp = 0; cp <= 0x110000; cp++) {
		size_t n = tr_utf8_put(cp, out);
		if (cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000)) {
			assert_int_equal(n, 0);
			continue;
		}
		assert_int_equal(tr_utf8_next(out, n, &len), cp);
		assert_int_equal(len, n);
	}
}

static void
times_agree_with_the_calendar(void **state)
{
	struct trien_err err = {0};
	char text[TR_TIME_TEXT_MAX];
	int64_t t, back;
	(void)state;
	for (t = -62135596800 + 86400; t < 253402300800 - 86400; t += 86400 * 13 + 3601) {
		struct tr_civil c = tr_civil_of(t, 420);
		if (c.year < 1 || c.year > 9999)
			continue;
		assert_true(tr_epoch_of(&c, 420, &back));
		assert_int_equal(back, t);
		tr_time_iso(t, 420, text);
		assert_ok(tr_time_read_iso(TR_BYTES(text, strlen(text)), 0, &back, &err), &err);
		assert_int_equal(back, t);
		tr_time_pdf(t, -330, text);
		assert_ok(tr_time_read_pdf(TR_BYTES(text, strlen(text)), &back, &err), &err);
		assert_int_equal(back, t);
	}
	tr_time_iso(1795400000, 420, text);
	assert_string_equal(text, "2026-11-23T09:13:20+07:00");
}

static void
times_that_do_not_exist_are_refused(void **state)
{
	static const char *const iso[] = {"", "2026", "2026-13-01", "2026-02-29", "2026-11-23T25:00",
		"2026-11-23T10:00+7", "2026-11-23T10:00Zx", "2026-11-23 10:00:61", "0000-01-01"};
	static const char *const pdf[] = {"", "D:", "D:20260230", "D:2026112x", "D:20261123093000+24'00'",
		"D:20261123093000+07'00'x"};
	static const char *const days[] = {"", "24/11/26", "24/11/20266", "/11/2026", "24//2026", "024/11/2026", "0/11/2026", "31/11/2026", "29/2/2025", "11/24/2026", "3/25/2026", "24-11-2026", "5/3/2026 08:30"};
	struct trien_err err = {0};
	int64_t t;
	(void)state;
	for (size_t i = 0; i < sizeof(iso) / sizeof(*iso); i++)
		assert_refused(tr_time_read_iso(TR_BYTES(iso[i], strlen(iso[i])), 0, &t, &err),
				"base.time-invalid");
	for (size_t i = 0; i < sizeof(pdf) / sizeof(*pdf); i++)
		assert_refused(tr_time_read_pdf(TR_BYTES(pdf[i], strlen(pdf[i])), &t, &err),
				"base.time-invalid");
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++)
		assert_refused(tr_time_read_day(TR_BYTES(days[i], strlen(days[i])), 420, &t, &err), "base.time-invalid");
	assert_ok(tr_time_read_day(TR_BYTES("24/11/2026", 10), 420, &t, &err), &err);
	assert_int_equal(t, 1795453200); /* 2026-11-24T00:00:00+07:00 */
}

/* Day before month, of one digit or two, and a time behind it or not; everything else is ISO. */
static void
what_people_type_is_a_time(void **state)
{
	static const struct {
		const char *text, *iso;
	} good[] = {{"05/3/2026", "2026-03-05T00:00:00+07:00"}, {"5/03/2026", "2026-03-05T00:00:00+07:00"}, {"5/3/2026", "2026-03-05T00:00:00+07:00"},
		{"05/03/2026", "2026-03-05T00:00:00+07:00"}, {"12/11/2026", "2026-11-12T00:00:00+07:00"}, {"5/3/2026 08:30", "2026-03-05T08:30:00+07:00"},
		{"05/03/2026T08:30:59Z", "2026-03-05T15:30:59+07:00"}, {"2026-03-05", "2026-03-05T00:00:00+07:00"}, {"2026-03-05 08:30", "2026-03-05T08:30:00+07:00"}};
	static const char *const bad[] = {"", "/", "3/25/2026", "30/2/2026", "5/3/26", "5/3/2026 8:30", "5/3/2026 24:00", "5/3/2026x", "2026/03/05", "5-3-2026"};
	char iso[TR_TIME_TEXT_MAX];
	struct trien_err err = {0};
	int64_t t;
	(void)state;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_ok(tr_time_read(TR_BYTES(good[i].text, strlen(good[i].text)), TR_ZONE_VIETNAM, &t, &err), &err);
		tr_time_iso(t, TR_ZONE_VIETNAM, iso);
		assert_string_equal(iso, good[i].iso);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_refused(tr_time_read(TR_BYTES(bad[i], strlen(bad[i])), TR_ZONE_VIETNAM, &t, &err), "base.time-invalid");
}

static void
pdf_times_of_the_wild_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t epoch;
	} rows[] = {{"D:1970", 0}, {"D:19700102", 86400}, {"D:19700101070000+07'00'", 0},
		{"D:19700101070000+07'00", 0}, {"D:19700101000000Z00'00'", 0}, {"D:19700101000000Z", 0},
		{"19700101", 0}, {"D:19691231190000-05'00'", 0}, {"D:19700101070000+07", 0}};
	struct trien_err err = {0};
	int64_t t;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_ok(tr_time_read_pdf(TR_BYTES(rows[i].text, strlen(rows[i].text)), &t, &err), &err);
		assert_int_equal(t, rows[i].epoch);
	}
}

static void
constant_time_compare_compares(void **state)
{
	(void)state;
	assert_true(tr_equal_ct(TR_BYTES_LIT("abc"), TR_BYTES_LIT("abc")));
	assert_false(tr_equal_ct(TR_BYTES_LIT("abc"), TR_BYTES_LIT("abd")));
	assert_false(tr_equal_ct(TR_BYTES_LIT("abc"), TR_BYTES_LIT("ab")));
}

static void
fixed_environment_repeats(void **state)
{
	struct tr_env_fixed a = {.now = 5}, b = {.now = 5};
	struct tr_env ea = tr_env_fixed_of(&a), eb = tr_env_fixed_of(&b);
	struct trien_err err = {0};
	uint8_t x[32], y[32];
	(void)state;
	assert_int_equal(ea.now(ea.context), 5);
	assert_ok(ea.random(ea.context, x, sizeof(x), &err), &err);
	assert_ok(eb.random(eb.context, y, sizeof(y), &err), &err);
	assert_memory_equal(x, y, sizeof(x));
	assert_ok(tr_env_system.random(NULL, y, sizeof(y), &err), &err);
	assert_memory_not_equal(x, y, sizeof(x));
}

/* Each word of the table in both languages, in a message that has it; a name that reads like one stays as it is. */
static void
words_inside_messages(void **state)
{
	static const char *const words[] = {
#define TR_DETAIL(word, vi, en) word,
#include "base/details.def"
#undef TR_DETAIL
	};
	char text[1024];
	(void)state;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct trien_err err = {0};
		const char *vi = tr_err_detail(words[i], TRIEN_LANG_VI);
		assert_int_equal(TR_ERR(&err, OFFICIAL_PLACE_UNSURE, TR_S("doubt", words[i]), TR_U("page", 1)),
				TRIEN_E_OFFICIAL_PLACE_UNSURE);
		assert_string_not_equal(vi, words[i]);
		assert_true(strlen(words[i]) < TRIEN_ERR_VALUE_MAX);
		trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
		assert_non_null(strstr(text, vi));
		trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
		assert_non_null(strstr(text, tr_err_detail(words[i], TRIEN_LANG_EN)));
		assert_int_equal(TR_ERR(&err, OFFICIAL_RESERVE_TAKEN, TR_S("field", words[i])), TRIEN_E_OFFICIAL_RESERVE_TAKEN);
		trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
		assert_non_null(strstr(text, words[i]));
	}
}

/* What the operating system says where files, memory and connections fail, as messages have it: never English in a Vietnamese sentence. */
static void
words_of_the_system(void **state)
{
	static const int codes[] = {EPERM, ENOENT, EINTR, EIO, ENOEXEC, EAGAIN, ENOMEM, EACCES, EBUSY, EEXIST, ENOTDIR, EISDIR, EINVAL, ENFILE, EMFILE,
		ENOSPC, EROFS, EPIPE, ENAMETOOLONG, ENOSYS, ELOOP, EOPNOTSUPP, ECONNREFUSED, ESTALE, EDQUOT};

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (strcmp(tr_err_detail(strerror(codes[i]), TRIEN_LANG_VI), strerror(codes[i])) == 0)
			fail_msg("not told in Vietnamese: %s", strerror(codes[i]));
}

/* Every message whose placeholder stands for words of ours, given an id: what a clerk reads has no id in it, and no English. */
static void
no_id_stands_in_a_message(void **state)
{
	static const char *const names[] = {"what", "doubt", "side", "kind", "want", "why", "reason", "policy"};
	static const char *const ids[] = {
#define TR_REVOCATION_WHY(symbol, id, clause, vi, en) id,
#define TR_PATH_REASON(symbol, found, id, vi, en) id,
#include "base/path_reasons.def"
#include "base/revocation_reasons.def"
#undef TR_REVOCATION_WHY
#undef TR_PATH_REASON
	};
	char text[2048];
	(void)state;

	for (trien_rc code = tr_err_next(TR_ERROR_NONE); code != TR_ERROR_NONE; code = tr_err_next(code))
		for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
			for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
				struct trien_err err = {0};
				(void)!tr_err_raise(&err, code, __FILE__, __LINE__, &TR_S(names[k], ids[i]), 1);
				for (int lang = TRIEN_LANG_VI; lang <= TRIEN_LANG_EN; lang++) {
					trien_err_text(&err, (enum trien_lang)lang, text, sizeof(text));
					assert_null(strstr(text, ids[i]));
					if (lang == TRIEN_LANG_VI)
						assert_null(strstr(text, tr_err_detail(ids[i], TRIEN_LANG_EN)));
				}
			}
}

/* An error inside another: in its own words, with its own values, in the language of the whole; the innermost where there are several. */
static void
a_cause_is_told_in_its_own_words(void **state)
{
	struct trien_err cause = {0}, middle = {0}, err = {0};
	char text[1024];
	(void)state;

	assert_refused(TR_ERR(&cause, TSA_REFUSED, TR_S("url", "http://tsa.example.vn/"), TR_U("status", 2), TR_S("why", "bận")), "tsa.refused");
	assert_refused(TR_ERR(&middle, TSA_NONE, TR_U("count", 3), TR_S("cause", trien_err_id(cause.code))), "tsa.none-answered");
	tr_err_lend(&middle, &cause);
	trien_err_text(&middle, TRIEN_LANG_VI, text, sizeof(text));
	assert_string_equal(text, "Không máy chủ dấu thời gian nào trong 3 máy trả lời đúng. Máy cuối cùng: Máy chủ dấu thời gian http://tsa.example.vn/ "
			"từ chối (trạng thái 2): bận. Có thể đóng dấu thời gian sau.");
	assert_refused(TR_ERR(&err, SIGN_LEVEL, TR_S("reached", "B-B"), TR_S("wanted", "B-T"), TR_S("cause", trien_err_id(middle.code))),
			"sign.level-lower");
	tr_err_lend(&err, &middle);
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	assert_string_equal(text, "The file was written, but has reached level B-B instead of B-T. The time-stamp server http://tsa.example.vn/ refused "
			"(status 2): bận. Extend it later.");
	/* A reason is a cause too, and a row that has a cause itself is not told without it. */
	assert_refused(TR_ERR(&err, SIGN_LEVEL, TR_S("reached", "B-B"), TR_S("wanted", "B-T"), TR_S("cause", "path.expired")), "sign.level-lower");
	trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
	assert_non_null(strstr(text, "Chứng thư đã hết hạn tại thời điểm kiểm tra. Hãy"));
	tr_err_lend(NULL, &cause);
}

/* A value that is too long is cut between characters, and shows it; one that just fits is whole. */
static void
long_values_show_that_they_were_cut(void **state)
{
	char value[2 * TRIEN_ERR_VALUE_MAX];
	(void)state;

	for (size_t n = TRIEN_ERR_VALUE_MAX - 8; n < TRIEN_ERR_VALUE_MAX + 8; n++) {
		struct trien_err err = {0};
		memset(value, 'a', n);
		memcpy(value + n - 3, "ữ", 3);
		assert_refused(TR_ERR(&err, TIME_INVALID, TR_B("got", value, n)), "base.time-invalid");
		const char *text = err.values[0].text;
		assert_int_equal(tr_utf8_check(TR_BYTES(text, strlen(text))), strlen(text));
		if (n < TRIEN_ERR_VALUE_MAX)
			assert_memory_equal(text, value, n);
		else
			assert_string_equal(text + strlen(text) - 3, "…");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_id_stands_in_a_message),
		cmocka_unit_test(a_cause_is_told_in_its_own_words),
		cmocka_unit_test(long_values_show_that_they_were_cut),
		cmocka_unit_test(every_error_has_both_texts_and_a_unique_id),
		cmocka_unit_test(commands_are_named_at_a_command_line_alone),
		cmocka_unit_test(a_code_of_no_row_is_an_internal_error),
		cmocka_unit_test(placeholders_are_filled_and_made_printable),
		cmocka_unit_test(text_is_cut_between_characters),
		cmocka_unit_test(buffer_stops_at_its_maximum),
		cmocka_unit_test(buffer_formats),
		cmocka_unit_test(allocation_failure_is_an_error),
		cmocka_unit_test(cursor_error_is_sticky),
		cmocka_unit_test(arena_hands_out_aligned_memory_up_to_its_maximum),
		cmocka_unit_test(utf8_refuses_what_rfc_3629_refuses),
		cmocka_unit_test(utf8_tells_what_is_not_seen), cmocka_unit_test(utf8_trims_white_space), cmocka_unit_test(utf8_round_trips_every_code_point),
		cmocka_unit_test(times_agree_with_the_calendar),
		cmocka_unit_test(times_that_do_not_exist_are_refused),
		cmocka_unit_test(what_people_type_is_a_time),
		cmocka_unit_test(pdf_times_of_the_wild_are_read),
		cmocka_unit_test(words_inside_messages),
		cmocka_unit_test(words_of_the_system),
		cmocka_unit_test(constant_time_compare_compares),
		cmocka_unit_test(fixed_environment_repeats),
	};
	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
