/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses, the gap of a signature, the order of an errand, and what is shown. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "agent/display.h"
#include "agent/gap.h"
#include "agent/origin.h"
#include "agent/state.h"
#include "agent/uri.h"
#include "revision.h"

#define SECRET "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ID32 "a2345678901234567890123456789012"

static bool
uri(const char *text, struct tr_agent_uri *out)
{
	return tr_agent_uri_read(TR_BYTES(text, strlen(text)), out);
}

static void
addresses(void **state)
{
	static const char *const bad[] = {
		"", "trien:", "trien://", "trien://s", "trien://s/", "trien://s/so-mau", "trien://s/so-mau/", "trien://s//" SECRET, "trien://x/so-mau/" SECRET, "TRIEN://s/so-mau/" SECRET,
		"trien:s/so-mau/" SECRET, "trien://s/so-mau/" SECRET "/", "trien://s/so-mau/" SECRET "0", "trien://s/so-mau/" SECRET "?a=b", "trien://s/so-mau/" SECRET "#x",
		"trien://s/So-mau/" SECRET, "trien://s/-mau/" SECRET, "trien://s/" ID32 "3/" SECRET, "trien://s/so mau/" SECRET, "trien://s/so_mau/" SECRET, "trien://s/../" SECRET,
		"trien://s/so-mau/0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", "trien://s/so-mau/" SECRET "\n", " trien://s/so-mau/" SECRET, "--trust=/tmp",
		"trien://s/so-mau/" SECRET " --etc /x", "trien://user@s/so-mau/" SECRET, "trien://s/so-mau/%30" SECRET, "trien://s/so-mau.example/" SECRET, "https://s/so-mau/" SECRET,
		"trien://s/so-mau/" SECRET "\xc2\xa0"};
	struct tr_agent_uri u;

	(void)state;
	assert_true(uri("trien://s/so-mau/" SECRET, &u));
	assert_int_equal(u.kind, TR_AGENT_SIGNS);
	assert_string_equal(u.server, "so-mau");
	assert_string_equal(u.secret, SECRET);
	assert_true(uri("trien://l/" ID32 "/" SECRET, &u));
	assert_int_equal(u.kind, TR_AGENT_LOGS_IN);
	assert_string_equal(u.server, ID32);
	assert_true(uri("trien://c/so-mau/" SECRET, &u));
	assert_int_equal(u.kind, TR_AGENT_CHECKS);
	assert_true(uri("trien://p/so-mau/" SECRET, &u));
	assert_int_equal(u.kind, TR_AGENT_CHANGES_PIN);
	assert_true(uri("trien://l/7/" SECRET, &u));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (uri(bad[i], &u))
			fail_msg("taken: %s", bad[i]);
	assert_false(tr_agent_uri_read(TR_BYTES("trien://s/so\0mau/" SECRET, sizeof("trien://s/so\0mau/" SECRET) - 1), &u));
	assert_string_equal(u.server, "7"); /* what is refused is not written */
}

static void
origins(void **state)
{
	static const char *const good[] = {"https://ky.example", "https://ky.example:8443", "https://ky.example/so/mau", "https://10.1.2.3", "https://[fd00::1]:444/a", "https://[::1]", "https://127.0.0.1:9",
		"http://127.0.0.1:8080", "http://localhost", "http://[::1]:1/a"};
	static const char *const bad[] = {"", "https://", "http://ky.example", "https://ky.example/", "https://ky.example//a", "https://ky.example/../a", "https://ky.example/a/.", "https://ky.example?x",
		"https://ky.example#x", "https://u@ky.example", "https://u:p@ky.example", "https://KY.example", "https://ky.example:", "https://ky.example:0", "https://ky.example:65536", "https://ky.example:99999",
		"https://ky.example:080", "https://ky example", "https://.example", "https://-a", "ftp://ky.example", "https:ky.example", "https://[::1", "https://[]", "https://[::1]x", "https://ky.example/a b",
		"https://ky.example/%2e", "https://ky.example\\a", "https://ky.example\n", "http://localhost.example"};
	struct tr_agent_origin o;
	char text[TR_AGENT_ORIGIN_MAX + 2];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (!tr_agent_origin_read(TR_BYTES(good[i], strlen(good[i])), &o) || o.secure != (good[i][4] == 's') || o.loopback != (i >= 5))
			fail_msg("not taken: %s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (tr_agent_origin_read(TR_BYTES(bad[i], strlen(bad[i])), &o))
			fail_msg("taken: %s", bad[i]);
	memset(text, 'a', sizeof(text));
	memcpy(text, "https://", 8);
	assert_true(tr_agent_origin_read(TR_BYTES(text, TR_AGENT_ORIGIN_MAX), &o));
	assert_false(tr_agent_origin_read(TR_BYTES(text, TR_AGENT_ORIGIN_MAX + 1), &o));
}

/* ---- the gap ---- */

#define BASE 1000u

static void
gaps(void **state)
{
	struct tr_agent_gap gap, other;
	char text[400];
	const size_t n = revision(BASE, text, sizeof(text), &gap);
	const struct tr_bytes r = TR_BYTES(text, n);

	(void)state;
	assert_true(tr_agent_gap_is_sound(BASE, r, &gap));
	/* Every other gap leaves something out, or nothing. */
	for (uint64_t from = 0; from <= BASE + n + 1; from++)
		for (int by = -2; by <= 2; by++) {
			other = (struct tr_agent_gap){from, gap.to + (uint64_t)(int64_t)by};
			assert_int_equal(tr_agent_gap_is_sound(BASE, r, &other), from == gap.from && by == 0);
		}
	other = (struct tr_agent_gap){gap.to, gap.from};
	assert_false(tr_agent_gap_is_sound(BASE, r, &other));
	other = (struct tr_agent_gap){gap.from, UINT64_MAX};
	assert_false(tr_agent_gap_is_sound(BASE, r, &other));
	assert_false(tr_agent_gap_is_sound(BASE + 1, r, &gap));
	assert_false(tr_agent_gap_is_sound(BASE, tr_bytes_part(r, 0, n - 1), &gap));
	/* One byte in it or before it that is another. */
	for (size_t i = (size_t)(gap.from - BASE) - TR_SIGN_HOLE_PREFIX; i < (size_t)(gap.to - BASE); i++) {
		text[i] ^= 1;
		assert_false(tr_agent_gap_is_sound(BASE, r, &gap));
		text[i] ^= 1;
	}
	assert_true(tr_agent_gap_is_sound(BASE, r, &gap));
}

/* ---- the order ---- */

static void
order(void **state)
{
	static const enum tr_agent_event way[] = {TR_AGENT_REDEEM, TR_AGENT_FETCH, TR_AGENT_FETCH, TR_AGENT_CHECK, TR_AGENT_AGREE, TR_AGENT_OPENS, TR_AGENT_SIGN, TR_AGENT_SIGN, TR_AGENT_END};
	enum tr_agent_state s = TR_AGENT_CALLED;
	unsigned rows = 0;

	(void)state;
	assert_false(tr_agent_is_awaited(s));
	for (size_t i = 0; i < sizeof(way) / sizeof(*way); i++) {
		assert_true(tr_agent_step(&s, way[i]));
		assert_int_equal(tr_agent_is_awaited(s), i < sizeof(way) / sizeof(*way) - 1);
	}
	assert_int_equal(s, TR_AGENT_DONE);
	/* Signed is in one state, and one event leads into it. */
	for (unsigned from = 0; from < TR_AGENT_STATES; from++)
		for (unsigned event = 0; event < TR_AGENT_EVENTS; event++) {
			s = (enum tr_agent_state)from;
			const bool is = tr_agent_step(&s, (enum tr_agent_event)event);
			rows += is;
			if (!is)
				assert_int_equal(s, from);
			if (is && event == TR_AGENT_SIGN)
				assert_int_equal(from, TR_AGENT_OPEN);
			if (is && s == TR_AGENT_OPEN && from != TR_AGENT_OPEN)
				assert_true(from == TR_AGENT_AGREED && event == TR_AGENT_OPENS);
			if (is && s == TR_AGENT_AGREED)
				assert_int_equal(from, TR_AGENT_CHECKED);
			if (is && event == TR_AGENT_REFUSE)
				assert_int_equal(s, TR_AGENT_REFUSED);
		}
	assert_int_equal(rows, 12);
}

/* ---- what is shown ---- */

static const struct tr_agent_server server = {.id = "so-mau", .origin = "https://ky.example", .name = {"Sở Mẫu", "Sample Department"}, .signer = "Phòng lab"};

static void
fill(struct tr_agent_errand *e, struct tr_agent_item *items, size_t count, const char *title)
{
	*e = (struct tr_agent_errand){.code = "0417", .name = "Người Mẫu", .items = items, .count = count};
	for (size_t i = 0; i < count; i++) {
		items[i] = (struct tr_agent_item){.number = (int64_t)i + 1, .seals = i % 2 == 1, .symbol = "79/QĐ-UBND", .base = SECRET};
		snprintf(items[i].title, sizeof(items[i].title), "%s", title);
	}
}

static bool
shows(const struct tr_agent_display *d, const char *what)
{
	for (size_t i = 0; i < d->count; i++)
		if (strstr(d->lines[i].text, what) != NULL)
			return true;
	return false;
}

static void
shown(void **state)
{
	static struct tr_agent_item items[TR_AGENT_ITEMS_MAX];
	struct tr_agent_errand e;
	struct tr_agent_display d;
	struct trien_err err = {0};

	(void)state;
	fill(&e, items, 2, "Quyết định\nMã đối chiếu: 9999\xe2\x80\xae");
	items[0].pages = 3;
	assert_ok(tr_agent_display_errand(&server, &e, TRIEN_LANG_VI, &d, &err), &err);
	assert_true(shows(&d, "Sở Mẫu") && shows(&d, "https://ky.example") && shows(&d, "Người Mẫu") && shows(&d, "Mã đối chiếu: 0417") && shows(&d, "79/QĐ-UBND") && shows(&d, "SHA-256: " SECRET) &&
			shows(&d, "số trang: 3") && shows(&d, "số trang: không đếm được") && shows(&d, "CƠ QUAN") && shows(&d, "cá nhân") && !shows(&d, "LAB"));
	for (size_t i = 0; i < d.count; i++)
		assert_null(strpbrk(d.lines[i].text, "\n\r\x1b"));
	assert_false(shows(&d, "\xe2\x80\xae"));
	tr_agent_display_free(&d);
	assert_ok(tr_agent_display_errand(&server, &e, TRIEN_LANG_EN, &d, &err), &err);
	assert_true(shows(&d, "Sample Department") && shows(&d, "Code: 0417") && shows(&d, "AGENCY"));
	tr_agent_display_free(&d);
	/* What looks like markup is none. */
	fill(&e, items, 1, "<!-- Về <img src=x> việc");
	assert_ok(tr_agent_display_errand(&server, &e, TRIEN_LANG_VI, &d, &err), &err);
	assert_true(shows(&d, "‹!-- Về ‹img src=x› việc") && !shows(&d, "<") && !shows(&d, ">"));
	tr_agent_display_free(&d);
	/* Many are one line each. */
	fill(&e, items, TR_AGENT_LIST_MIN - 1, "Về việc mẫu");
	assert_ok(tr_agent_display_errand(&server, &e, TRIEN_LANG_VI, &d, &err), &err);
	const size_t lines = d.count;
	assert_true(shows(&d, "SHA-256: " SECRET));
	tr_agent_display_free(&d);
	fill(&e, items, TR_AGENT_LIST_MIN, "Về việc mẫu");
	assert_ok(tr_agent_display_errand(&server, &e, TRIEN_LANG_VI, &d, &err), &err);
	assert_true(d.count < lines && shows(&d, "4/4, chữ ký số của CƠ QUAN, 79/QĐ-UBND, Về việc mẫu, số trang: ?, SHA-256 0123456789abcdef…"));
	tr_agent_display_free(&d);
	struct tr_agent_server lab = server;
	lab.lab = true;
	assert_ok(tr_agent_display_login(&lab, TR_TEXT_LIT("Người Mẫu"), TRIEN_LANG_VI, &d, &err), &err);
	assert_true(shows(&d, "LAB") && shows(&d, "ĐĂNG NHẬP") && shows(&d, "Người Mẫu"));
	assert_int_equal(d.lines[1].kind, TR_AGENT_LINE_WARNING);
	tr_agent_display_free(&d);
}

/* Whatever is written there: each page has room in a command, and all pages together are all lines. */
static void
pages(void **state)
{
	static const char *const titles[] = {"%", "ký", "a", "<", "\x1b[2J"};
	static struct tr_agent_item items[TR_AGENT_ITEMS_MAX];
	char title[TR_AGENT_TITLE_MAX + 1];
	struct tr_agent_errand e;
	struct tr_agent_display d;
	struct trien_err err = {0};

	(void)state;
	for (size_t t = 0; t < sizeof(titles) / sizeof(*titles); t++) {
		size_t n = 0, at = 0, seen = 0;
		while (n + strlen(titles[t]) < sizeof(title)) {
			memcpy(title + n, titles[t], strlen(titles[t]));
			n += strlen(titles[t]);
		}
		title[n] = '\0';
		fill(&e, items, TR_AGENT_ITEMS_MAX, title);
		assert_ok(tr_agent_display_errand(&server, &e, TRIEN_LANG_VI, &d, &err), &err);
		assert_true(shows(&d, "…"));
		while (at < d.count) {
			TR_AUTO_BUF page = {0};
			size_t escaped = 0;
			assert_ok(tr_agent_display_page(&d, &at, &page, &err), &err);
			for (size_t i = 0; i < page.n; i++) {
				escaped += page.p[i] == '%' || page.p[i] == '\n' ? 3 : 1;
				seen += page.p[i] == '\n';
			}
			assert_true(escaped > 0 && escaped <= 960);
		}
		assert_int_equal(seen, d.count);
		tr_agent_display_free(&d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(addresses), cmocka_unit_test(origins), cmocka_unit_test(gaps), cmocka_unit_test(order), cmocka_unit_test(shown), cmocka_unit_test(pages)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
