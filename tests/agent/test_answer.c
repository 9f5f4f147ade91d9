/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a server answers: the whole of it, and each member as something else. */
#include "test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent/errand.h"
#include "crypto/base64.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static json_t *
item(int number)
{
	return json_pack("{s:i, s:i, s:i, s:s, s:s, s:s, s:s, s:i, s:s, s:i, s:i, s:[i,i], s:s, s:s, s:s}", "item", number, "signing", 5, "document", 6, "purpose", "seal", "agency", "Sở Mẫu", "symbol", "79/QĐ",
		"title", "Về việc mẫu", "pages", 3, "base", HEX, "size", 1000, "revision_size", 500, "gap", 1100, 1200, "digest_algorithm", "sha384", "scheme", "ecdsa", "attributes", "MQA=");
}

static json_t *
answer(int count)
{
	json_t *items = json_array();

	for (int i = 1; i <= count; i++)
		json_array_append_new(items, item(i));
	return json_pack("{s:s, s:i, s:s, s:s, s:{s:s, s:n, s:s}, s:s, s:o}", "secret", HEX, "errand", 7, "code", "0417", "until", "2026-11-27T10:00:00+07:00", "who", "name", "Người Mẫu", "post", "agency", "UBND",
		"certificate", HEX, "items", items);
}

static trien_rc
reads(json_t *o, struct tr_agent_errand *e, struct trien_err *err)
{
	char *text = json_dumps(o, 0);
	const trien_rc rc = tr_agent_errand_read(TR_BYTES(text, strlen(text)), e, err);

	free(text);
	json_decref(o);
	return rc;
}

static void
whole(void **state)
{
	struct tr_agent_errand e;
	struct trien_err err = {0};

	(void)state;
	assert_ok(reads(answer(2), &e, &err), &err);
	assert_string_equal(e.code, "0417");
	assert_string_equal(e.name, "Người Mẫu");
	assert_string_equal(e.post, "");
	assert_int_equal(e.until, 1795748400);
	assert_int_equal(e.count, 2);
	const struct tr_agent_item *i = &e.items[1];
	assert_true(i->number == 2 && i->seals && i->base_size == 1000 && i->revision_size == 500 && i->gap.from == 1100 && i->gap.to == 1200);
	assert_true(i->how.digest == TR_SHA384 && i->how.scheme == TR_ECDSA && i->attributes.n == 2);
	tr_agent_errand_free(&e);
	json_t *o = answer(1);
	json_object_set_new(o, "later", json_integer(1)); /* what is not known is passed over */
	assert_ok(reads(o, &e, &err), &err);
	tr_agent_errand_free(&e);
}

static void
refused(json_t *o, const char *member)
{
	struct tr_agent_errand e;
	struct trien_err err = {0};

	assert_refused(reads(o, &e, &err), "agent.answer-invalid");
	assert_string_equal(err.values[0].text, member);
	tr_agent_errand_free(&e);
}

/* o: taken over; path: "items" leads into the first. */
static void
otherwise(const char *member, bool of_item, json_t *value)
{
	json_t *o = answer(1), *in = of_item ? json_array_get(json_object_get(o, "items"), 0) : o;

	if (value != NULL)
		json_object_set_new(in, member, value);
	else
		json_object_del(in, member);
	refused(o, member);
}

static void
each_member(void **state)
{
	static const struct {
		const char *member;
		bool of_item;
		const char *value; /* JSON; NULL: it is not there */
	} rows[] = {
		{"secret", false, NULL}, {"secret", false, "5"}, {"secret", false, "\"" HEX "0\""}, {"secret", false, "\"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\""}, {"certificate", false, NULL},
		{"certificate", false, "\"\""}, {"code", false, NULL}, {"code", false, "\"041\""}, {"code", false, "\"04177\""}, {"code", false, "\"04 7\""}, {"until", false, NULL}, {"until", false, "\"soon\""},
		{"items", false, NULL}, {"items", false, "[]"}, {"items", false, "{}"}, {"item", true, "0"}, {"item", true, "-1"}, {"item", true, "2147483648"}, {"item", true, "1.5"}, {"purpose", true, "\"other\""},
		{"purpose", true, NULL}, {"agency", true, "5"}, {"title", true, NULL}, {"title", true, "\"a\\u0000b\""}, {"base", true, NULL}, {"base", true, "\"x\""},
		{"size", true, "0"}, {"size", true, "67108865"}, {"size", true, "-1"}, {"revision_size", true, "0"}, {"revision_size", true, "16777217"}, {"gap", true, NULL}, {"gap", true, "[1100]"},
		{"gap", true, "[999,1200]"}, {"gap", true, "[1200,1100]"}, {"gap", true, "[1100,1501]"}, {"gap", true, "[1100,1200,1300]"}, {"digest_algorithm", true, "\"sha1\""}, {"digest_algorithm", true, NULL},
		{"scheme", true, "\"rsa\""}, {"attributes", true, NULL}, {"attributes", true, "\"\""}, {"attributes", true, "\"MQ\""}, {"attributes", true, "\"M Q A =\""}};
	static const char *const texts[] = {"", "[]", "5", "{", "{\"secret\":1,\"secret\":2}", "{}x", "\xff", "null"};
	struct tr_agent_errand e;
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		otherwise(rows[i].member, rows[i].of_item, rows[i].value != NULL ? json_loads(rows[i].value, JSON_DECODE_ANY, NULL) : NULL);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_refused(tr_agent_errand_read(TR_BYTES(texts[i], strlen(texts[i])), &e, &err), "agent.answer-invalid");
		tr_agent_errand_free(&e);
	}
	json_t *o = answer(2);
	json_object_set_new(json_array_get(json_object_get(o, "items"), 1), "item", json_integer(1));
	refused(o, "item");
	o = answer(1);
	json_object_set_new(o, "who", json_null());
	refused(o, "name");
}

static char *
letters(size_t n)
{
	char *text = calloc(n + 1, 1);

	assert_non_null(text);
	memset(text, 'A', n);
	return text;
}

/* At each cap, and one past it. */
static void
caps(void **state)
{
	struct tr_agent_errand e;
	struct trien_err err = {0};

	(void)state;
	assert_ok(reads(answer(TR_AGENT_ITEMS_MAX), &e, &err), &err);
	tr_agent_errand_free(&e);
	refused(answer(TR_AGENT_ITEMS_MAX + 1), "items");
	for (unsigned past = 0; past <= 1; past++) {
		char *name = letters(TR_AGENT_NAME_MAX + past), *title = letters(TR_AGENT_TITLE_MAX + past), *attributes = letters((TR_AGENT_ATTRIBUTES_MAX + 2) / 3 * 4 + 4 * past);
		json_t *o = answer(1), *i = json_array_get(json_object_get(o, "items"), 0);
		attributes[strlen(attributes) - 1] = past ? 'A' : '='; /* 4,096 bytes and two, or their cap and three more */
		attributes[strlen(attributes) - 2] = past ? 'A' : '=';
		json_object_set_new(json_object_get(o, "who"), "name", json_string(name));
		if (past)
			refused(o, "name");
		else {
			json_object_set_new(i, "title", json_string(title));
			json_object_set_new(i, "attributes", json_string(attributes));
			assert_ok(reads(o, &e, &err), &err);
			assert_int_equal(e.items[0].attributes.n, TR_AGENT_ATTRIBUTES_MAX);
			tr_agent_errand_free(&e);
		}
		if (past) {
			otherwise("title", true, json_string(title));
			otherwise("attributes", true, json_string(attributes));
		}
		free(name);
		free(title);
		free(attributes);
	}
	json_t *o = answer(10);
	for (size_t i = 0; i < 10; i++) {
		json_t *one = json_array_get(json_object_get(o, "items"), i);
		json_object_set_new(one, "size", json_integer(TR_AGENT_DOCUMENT_MAX));
		json_object_set_new(one, "gap", json_pack("[i,i]", (int)TR_AGENT_DOCUMENT_MAX, (int)TR_AGENT_DOCUMENT_MAX + 4));
	}
	assert_refused(reads(o, &e, &err), "agent.errand-too-large");
	tr_agent_errand_free(&e);
	char *long_answer = letters(TR_AGENT_ANSWER_MAX + 1);
	memset(long_answer, ' ', TR_AGENT_ANSWER_MAX + 1);
	memcpy(long_answer, "{\"ticket\":\"" HEX "\"}", strlen("{\"ticket\":\"" HEX "\"}"));
	char ticket[TR_AGENT_SECRET_SIZE + 1];
	assert_ok(tr_agent_ticket_read(TR_BYTES(long_answer, TR_AGENT_ANSWER_MAX), ticket, &err), &err);
	assert_string_equal(ticket, HEX);
	assert_refused(tr_agent_ticket_read(TR_BYTES(long_answer, TR_AGENT_ANSWER_MAX + 1), ticket, &err), "agent.answer-invalid");
	free(long_answer);
}

/* A text that a token signs for a login is of this server, and nothing that could be something else. */
static void
logins(void **state)
{
	static const struct {
		const char *text, *id;
	} rows[] = {{"trien-login-1\\nhttps://ky.example\\nab\\n1\\nmac\\n", "base.ok"}, {"trien-login-1\\nhttps://ky.example.evil\\nab\\n", "agent.other-origin"},
		{"trien-login-1\\nhttps://ky.exampl\\nab\\n", "agent.other-origin"}, {"trien-login-1\\nhttps://ky.example", "agent.other-origin"}, {"trien-login-2\\nhttps://ky.example\\nab\\n", "agent.answer-invalid"},
		{"", "agent.answer-invalid"}};
	struct trien_err err = {0};
	char json[256], ticket[TR_AGENT_SECRET_SIZE + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		TR_AUTO_BUF text = {0};
		snprintf(json, sizeof(json), "{\"text\":\"%s\",\"seconds\":60}", rows[i].text);
		const trien_rc rc = tr_agent_challenge_read(TR_BYTES(json, strlen(json)), "https://ky.example", &text, &err);
		if (i == 0)
			assert_ok(rc, &err);
		else
			assert_refused(rc, rows[i].id);
		assert_int_equal(text.n > 0, i == 0);
	}
	assert_refused(tr_agent_ticket_read(TR_BYTES_LIT("{\"ticket\":\"x\"}"), ticket, &err), "agent.answer-invalid");
}

static void
refusals(void **state)
{
	char text[512];
	struct trien_err err = {0};

	(void)state;
	assert_refused(tr_agent_refusal(404, TR_BYTES_LIT("{\"id\":\"desk.token\",\"detail\":\"Mã đã dùng\",\"detail_en\":\"Used\"}"), TRIEN_LANG_VI, &err), "agent.server-refuses");
	trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
	assert_non_null(strstr(text, "(404, desk.token). Mã đã dùng"));
	assert_refused(tr_agent_refusal(302, TR_BYTES_LIT("<html>"), TRIEN_LANG_EN, &err), "agent.server-refuses");
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	assert_non_null(strstr(text, "(302, ?)"));
	assert_refused(tr_agent_refusal(409, TR_BYTES_LIT("{\"id\":5,\"detail\":\"\\u001b[2J\\u202e\"}"), TRIEN_LANG_VI, &err), "agent.server-refuses");
	trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
	assert_null(strpbrk(text, "\x1b"));
	assert_null(strstr(text, "\xe2\x80\xae"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(whole), cmocka_unit_test(each_member), cmocka_unit_test(caps), cmocka_unit_test(logins), cmocka_unit_test(refusals)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
