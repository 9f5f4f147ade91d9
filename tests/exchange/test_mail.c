/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Mails and calendars: what would break out of a header or an address is refused, lines are folded between characters, caps hold. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mail_address.h"
#include "exchange/calendar.h"
#include "exchange/limits.h"
#include "exchange/mail.h"
#include "fetch/limits.h"
#include "fetch/postman.h"
#include "test.h"

static const char *
address(const char *text)
{
	struct trien_err err = {0};
	return trien_err_id(tr_mail_address_check(text, &err));
}

static void
addresses(void **state)
{
	static const char *const good[] = {"a@b.vn", "nguyen.van+mau@so-mau.example", "x_1@1.example", "a'b!#$%&*/=?^`{|}~-@so-mau.example"};
	static const char *const bad[] = {"", "a", "@b.vn", "a@", "a@b", "a@@b.vn", "a@b@c.vn", ".a@b.vn", "a.@b.vn", "a..b@c.vn", "a@b..vn", "a@-b.vn", "a@b-.vn",
		"a@.b.vn", "a@b.vn.", "a b@c.vn", "a@b c.vn", "<a@b.vn>", "a@b.vn,c@d.vn", "a@b.vn\r\nBcc: c@d.vn", "a@b.vn\n", "a\"b@c.vn", "a@[127.0.0.1]", "mẫu@b.vn",
		"a@mẫu.vn", "a@b_c.vn", "a:b@c.vn", "a;b@c.vn", "a(b)@c.vn", "a\\b@c.vn"};
	char longest[TR_MAIL_ADDRESS_MAX + 2];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (strcmp(address(good[i]), "ok") != 0)
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (strcmp(address(bad[i]), "exchange.mail-address") != 0)
			fail_msg("taken: %s", bad[i]);
	/* At the caps of the whole, of the part before the @, and of a label; and one past each. */
	for (unsigned more = 0; more < 2; more++) {
		memset(longest, 'a', sizeof(longest));
		longest[64] = '@';
		for (size_t i = 65 + 60; i < TR_MAIL_ADDRESS_MAX - 2; i += 61)
			longest[i] = '.';
		longest[TR_MAIL_ADDRESS_MAX + more] = '\0';
		assert_string_equal(address(longest), more ? "exchange.mail-address" : "ok");
		snprintf(longest, sizeof(longest), "%.*s@b.vn", 64 + (int)more, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
		assert_string_equal(address(longest), more ? "exchange.mail-address" : "ok");
		snprintf(longest, sizeof(longest), "a@%.*s.vn", 63 + (int)more, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
		assert_string_equal(address(longest), more ? "exchange.mail-address" : "ok");
	}
}

static struct tr_mail
mail_of(const char *to_name, const char *subject)
{
	return (struct tr_mail){.from_name = "Sổ Mẫu", .from = "so@so-mau.example", .to_name = to_name, .to = "mot@so-mau.example", .subject = subject, .id = "0a",
		.date = 1790000000, .text = TR_TEXT_LIT("việc\n")};
}

static const char *
written(const char *to_name, const char *subject)
{
	const struct tr_mail m = mail_of(to_name, subject);
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};
	return trien_err_id(tr_mail_write(&m, &out, &err));
}

static void
headers(void **state)
{
	static const char *const bad[] = {"Mẫu\r\nBcc: hai@so-mau.example", "Mẫu\n", "\rMẫu", "Mẫu\t", "M\x01u", "M\x7fu"};
	char longest[TR_MAIL_HEADER_MAX + 2];

	(void)state;
	assert_string_equal(written("Nguyễn Văn Mẫu", "Nhắc việc"), "ok");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_string_equal(written(bad[i], "Nhắc việc"), "exchange.mail-header");
		assert_string_equal(written("Nguyễn Văn Mẫu", bad[i]), "exchange.mail-header");
	}
	assert_string_equal(written("M\xffu", "Nhắc việc"), "base.utf8-invalid");
	memset(longest, 'a', sizeof(longest));
	longest[TR_MAIL_HEADER_MAX] = '\0';
	assert_string_equal(written(longest, longest), "ok");
	longest[TR_MAIL_HEADER_MAX] = 'a';
	longest[TR_MAIL_HEADER_MAX + 1] = '\0';
	assert_string_equal(written(longest, "x"), "exchange.mail-header");
	assert_string_equal(written("x", longest), "exchange.mail-header");
}

/* No line is longer than what mail takes, no character is cut, and the mail is the same each time. */
static void
lines(void **state)
{
	char name[TR_MAIL_HEADER_MAX + 1] = "";
	struct trien_err err = {0};
	TR_AUTO_BUF a = {0};
	TR_AUTO_BUF b = {0};

	(void)state;
	for (size_t i = 0; i + 4 < TR_MAIL_HEADER_MAX; i += 3)
		memcpy(name + i, "ẫ", 4);
	struct tr_mail m = mail_of(name, name);
	m.calendar = TR_TEXT_LIT("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
	assert_ok(tr_mail_write(&m, &a, &err), &err);
	assert_ok(tr_mail_write(&m, &b, &err), &err);
	assert_true(tr_bytes_equal(tr_buf_view(&a), tr_buf_view(&b)));
	size_t line = 0;
	for (size_t i = 0; i < a.n; i++) {
		line = a.p[i] == '\n' ? 0 : line + 1;
		assert_true(line <= 77 && a.p[i] < 0x80);
		assert_true(a.p[i] != '\n' || a.p[i - 1] == '\r');
	}
	assert_int_equal(tr_buf_add_byte(&a, 0, NULL), TRIEN_OK);
	assert_non_null(strstr((char *)a.p, "Message-ID: <0a@so-mau.example>\r\n"));
	assert_non_null(strstr((char *)a.p, "Date: 21 Sep 2026 21:13:20 +0700\r\n"));
}

static void
calendar(void **state)
{
	struct tr_calendar_event e = {.uid = "expiry.certificate.1.2@x.trien", .sequence = 3, .at = 1790000000, .stamp = 1780000000,
		.summary = TR_TEXT_LIT("a;b,c\\d\ne\r\x01g"), .description = TR_TEXT_LIT("BEGIN:VEVENT")};
	char word[400] = "";
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};

	(void)state;
	for (size_t i = 0; i + 4 < sizeof(word); i += 3)
		memcpy(word + i, "ẫ", 4);
	assert_ok(tr_calendar_begin(&out, &err), &err);
	assert_ok(tr_calendar_add(&out, &e, &err), &err);
	e.summary = (struct tr_text){word, strlen(word)};
	assert_ok(tr_calendar_add(&out, &e, &err), &err);
	assert_ok(tr_calendar_end(&out, &err), &err);
	assert_int_equal(tr_buf_add_byte(&out, 0, NULL), TRIEN_OK);
	const char *text = (const char *)out.p;
	assert_non_null(strstr(text, "\r\nSUMMARY:a\\;b\\,c\\\\d\\neg\r\n"));
	assert_non_null(strstr(text, "\r\nDTSTART;TZID=Asia/Ho_Chi_Minh:20260921T211320\r\n"));
	assert_non_null(strstr(text, "\r\nDTSTAMP:20260528T202640Z\r\nSEQUENCE:3\r\n"));
	size_t line = 0, begin = 0;
	for (size_t i = 0; text[i] != '\0'; i++) {
		line = text[i] == '\n' ? 0 : line + 1;
		assert_true(line <= 76); /* with the CR */
		if (text[i] == '\n')
			begin = i + 1;
		/* Behind a fold stands the first byte of a character. */
		assert_true(i != begin + 1 || text[begin] != ' ' || ((unsigned char)text[i] & 0xc0) != 0x80);
	}
}

/* ---- the postman ---- */

static const char *
started(const char *path, const struct tr_mail_server *s)
{
	struct tr_postman *p = NULL;
	struct trien_err err = {0};
	const trien_rc rc = tr_postman_start(path, s, &p, &err);

	tr_postman_stop(p);
	return trien_err_id(rc);
}

static void
postman(void **state)
{
	static const char program[] = TRIEN_BINARY_DIR "/src/cli/trien-mail";
	struct tr_mail_server s = {.host = "127.0.0.1", .port = 1, .tls = TR_MAIL_PLAIN};
	struct tr_postman *p;
	struct trien_err err = {0};

	(void)state;
	assert_string_equal(started("/nowhere/trien-mail", &s), "fetch.mail-program-missing");
	assert_string_equal(started("/bin/true", &s), "fetch.program-failed");
	assert_string_equal(started(program, &s), "ok");
	s.port = 0;
	assert_string_equal(started(program, &s), "fetch.mail-server");
	s.port = 65536;
	assert_string_equal(started(program, &s), "fetch.mail-server");
	s.port = 1;
	s.host = "ma y/x";
	assert_string_equal(started(program, &s), "fetch.mail-server");
	s.host = "127.0.0.1";
	s.total_milliseconds = TR_FETCH_TIMEOUT_MAX;
	assert_string_equal(started(program, &s), "ok");
	s.total_milliseconds++;
	assert_string_equal(started(program, &s), "fetch.timeout-limit");
	s.total_milliseconds = 0;
	s.user = s.password = "x";
	assert_string_equal(started(program, &s), "fetch.mail-plain");
	s.user = s.password = NULL;
	/* Nobody listens; and one byte more than a mail may have. */
	uint8_t *big = calloc(1, TR_MAIL_SIZE_MAX + 1);
	assert_non_null(big);
	assert_ok(tr_postman_start(program, &s, &p, &err), &err);
	struct tr_mail_item m = {"so@so-mau.example", "mot@so-mau.example", TR_BYTES(big, TR_MAIL_SIZE_MAX)};
	assert_refused(tr_postman_send(p, &m, &err), "fetch.failed");
	m.mail.n++;
	assert_refused(tr_postman_send(p, &m, &err), "fetch.mail-too-large");
	/* Without TLS nothing goes to another machine, whatever its name. */
	tr_postman_stop(p);
	s.host = "192.0.2.1";
	assert_ok(tr_postman_start(program, &s, &p, &err), &err);
	m.mail.n = 1;
	assert_refused(tr_postman_send(p, &m, &err), "fetch.failed");
	tr_postman_stop(p);
	free(big);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
		cmocka_unit_test(headers),
		cmocka_unit_test(lines),
		cmocka_unit_test(calendar),
		cmocka_unit_test(postman),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
