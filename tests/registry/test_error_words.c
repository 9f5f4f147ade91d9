/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R1 */
/* What a clerk reads: no message of the registry, of imports, of the rules or of the office shows a name of the program but beside its words. */
#include <stdio.h>

#include "base/error.h"
#include "base/errors/exchange.h"
#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "base/errors/rules.h"
#include "registry/book.h"
#include "registry/error_words.h"
#include "test.h"

#define TR_ERROR(symbol, cls, http, id, vi, en) {TRIEN_E_##symbol, id, vi},
static const struct row {
	trien_rc code;
	const char *id, *vi;
} rows[] = {
#include "base/errors/exchange.def"
#include "base/errors/office.def"
#include "base/errors/registry.def"
#include "base/errors/rules.def"
};

static const struct {
	const char *name, *value;
} samples[] = {{"book", "certificate"}, {"column", "state_from"}, {"other", "not_after"}, {"state", "handed_over"}, {"role", "admin"}, {"given", "it_officer"},
	{"act", "device.reassign"}, {"verb", "change"}, {"object", "device"}, {"kind", "renew"}};

static void
give(struct trien_err *e, char names[TRIEN_ERR_VALUES_MAX][32], const char *name, size_t n)
{
	const char *value = "1";

	snprintf(names[e->value_count], 32, "%.*s", (int)n, name);
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		if (strcmp(samples[i].name, names[e->value_count]) == 0)
			value = samples[i].value;
	e->values[e->value_count].name = names[e->value_count];
	snprintf(e->values[e->value_count++].text, TRIEN_ERR_VALUE_MAX, "%s", value);
}

/* Each of its placeholders with a value as the program has it. */
static struct trien_err
filled(const struct row *r, char names[TRIEN_ERR_VALUES_MAX][32])
{
	struct trien_err e = {.code = r->code};

	for (const char *at = strchr(r->vi, '{'); at != NULL && e.value_count < TRIEN_ERR_VALUES_MAX; at = strchr(at + 1, '{'))
		give(&e, names, at + 1, strcspn(at + 1, "}"));
	for (unsigned i = 0; i < e.value_count && (r->code == TRIEN_E_REGISTRY_NO_ACCOUNT || r->code == TRIEN_E_REGISTRY_LOGIN_KIND); i++)
		if (strcmp(names[i], "kind") == 0) /* of an account */
			snprintf(e.values[i].text, TRIEN_ERR_VALUE_MAX, "os");
	return e;
}

/* Takes away what stands in brackets, and commands ("trien …" up to the end of the sentence). */
static void
bare(char *text)
{
	char *to = text;
	int depth = 0;

	for (const char *at = text; *at != '\0'; at++) {
		if (depth == 0 && strncmp(at, "trien ", 6) == 0)
			at += strcspn(at, ".;)");
		if (*at == '\0')
			break;
		depth += *at == '(';
		if (depth == 0)
			*to++ = *at;
		depth -= *at == ')' && depth > 0;
	}
	*to = '\0';
}

static bool
names_something(const char *text)
{
	char object[64];

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		if (strstr(text, samples[i].value) != NULL)
			return true;
	for (size_t i = 0; i < TR_BOOK_COUNT; i++) {
		snprintf(object, sizeof(object), "%s:", tr_books[i].name);
		if (strstr(text, object) != NULL)
			return true;
	}
	return false;
}

static void
test_messages(void **state)
{
	char names[TRIEN_ERR_VALUES_MAX][32], text[2048];
	unsigned bad = 0, plain = 0;
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct trien_err e = filled(&rows[i], names);
		struct trien_err said;
		trien_err_text(&e, TRIEN_LANG_VI, text, sizeof(text));
		bare(text);
		plain += names_something(text); /* the checker sees what was there before */
		tr_registry_error_words(&e, TRIEN_LANG_VI, &said);
		trien_err_text(&said, TRIEN_LANG_VI, text, sizeof(text));
		bare(text);
		if (names_something(text)) {
			print_message("%s: %s\n", rows[i].id, text);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
	assert_true(plain > 20);
}

static void
says(const struct trien_err *e, enum trien_lang lang, const char *want)
{
	struct trien_err said;
	char text[1024];

	tr_registry_error_words(e, lang, &said);
	trien_err_text(&said, lang, text, sizeof(text));
	assert_string_equal(text, want);
}

static void
test_words(void **state)
{
	struct trien_err e = {0}, said;
	(void)state;

	(void)TR_ERR(&e, REGISTRY_VALUE, TR_S("book", "device"), TR_S("column", "kind"), TR_S("got", "usb"), TR_S("want", "token sim hsm"));
	says(&e, TRIEN_LANG_VI, "Sổ Thiết bị (device), cột Loại (kind): “usb” không hợp lệ; cần: Thẻ PKI (USB); SIM PKI; Khe HSM.");
	says(&e, TRIEN_LANG_EN, "Book Device (device), column Kind (kind): \"usb\" is not valid; wanted: PKI token; SIM PKI; HSM slot.");
	(void)TR_ERR(&e, REGISTRY_CUSTODY_BY_ACT, TR_I("id", 7), TR_S("book", "device"), TR_S("state", "in_stock"));
	says(&e, TRIEN_LANG_EN, "The device is in stock: nobody keeps it. To give it to somebody is an act; a custody is typed where it is over, or "
				"where the device came into the book in somebody's hands.");
	/* A file that a page has handed in is called by its column, one of a command by its path. */
	(void)TR_ERR(&e, REGISTRY_FILE_SIGNATURE, TR_S("file", "basis"), TR_S("why", "x"));
	tr_registry_error_words(&e, TRIEN_LANG_VI, &said);
	assert_string_equal(said.values[0].text, "Văn bản của cơ quan tố tụng, an ninh (basis)");
	(void)TR_ERR(&e, REGISTRY_FILE_SIGNATURE, TR_S("file", "./basis"), TR_S("why", "x"));
	tr_registry_error_words(&e, TRIEN_LANG_VI, &said);
	assert_string_equal(said.values[0].text, "./basis");
	/* What has no words stays as it is; what people typed is not translated. */
	(void)TR_ERR(&e, REGISTRY_KEY_UNKNOWN, TR_S("column", "khong_co"), TR_S("book", "so_la"), TR_S("got", "admin"));
	says(&e, TRIEN_LANG_VI, "Cột khong_co: sổ so_la không có bản ghi mang mã “admin”, hoặc vai trò đang dùng không được thấy bản ghi đó.");
	(void)TR_ERR(&e, REGISTRY_NO_ACCOUNT, TR_S("kind", "os"), TR_S("name", "admin"));
	says(&e, TRIEN_LANG_EN, "The account of the operating system (os)/admin is not in the book of accounts, is closed, or its person is in office no longer. Ask an administrator to enter it into "
				"the book account.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_messages), cmocka_unit_test(test_words)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
