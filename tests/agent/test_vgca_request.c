/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages of pages at their caps, and what of an address of theirs is their own. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "agent/vgca_request.h"

#define ORIGIN "https://page.example"

static trien_rc
read_as(enum tr_vgca_kind kind, const char *text, struct tr_vgca_request *out, struct trien_err *err)
{
	return tr_vgca_request_read(kind, ORIGIN, TR_BYTES(text, strlen(text)), out, err);
}

/* A member of so many characters in a message that is good else. */
static trien_rc
with(const char *member, const char *before, size_t n, struct trien_err *err)
{
	static struct tr_vgca_request r;
	char *text = malloc(n + 1024), *fill = malloc(n + 1);

	memset(fill, 'x', n);
	fill[n] = '\0';
	snprintf(text, n + 1024, "{\"FileUploadHandler\":\"/u\",\"FileName\":\"/v\",\"%s\":\"%s%s\"}", member, before, fill);
	const trien_rc rc = read_as(TR_VGCA_PDF, text, &r, err);
	tr_vgca_request_free(&r);
	free(text);
	free(fill);
	return rc;
}

static void
caps(void **state)
{
	static const struct { const char *member, *before; size_t max; } rows[] = {
		{"JWTToken", "", TR_AGENT_BEARER_MAX}, {"SessionId", "a=", TR_AGENT_COOKIE_MAX - sizeof("ASP.NET_SessionId=") - 2}, {"DocNumber", "", TR_AGENT_NAME_MAX}, {"IssuedDate", "", TR_AGENT_NAME_MAX}};
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_ok(with(rows[i].member, rows[i].before, rows[i].max, &err), &err);
		assert_refused(with(rows[i].member, rows[i].before, rows[i].max + 1, &err), "agent.page-request");
	}
}

static void
address_of(const char *address, char out[TR_AGENT_URL_MAX + 1], const char *refusal)
{
	static struct tr_vgca_request r;
	struct trien_err err = {0};
	char text[TR_AGENT_URL_MAX + 64];

	snprintf(text, sizeof(text), "{\"FileName\":\"%s\"}", address);
	const trien_rc rc = read_as(TR_VGCA_VERIFY, text, &r, &err);
	if (refusal != NULL)
		assert_refused(rc, refusal);
	else
		assert_ok(rc, &err);
	snprintf(out, TR_AGENT_URL_MAX + 1, "%s", rc == TRIEN_OK ? r.files[0].path : "");
	tr_vgca_request_free(&r);
}

static void
addresses(void **state)
{
	char long_one[TR_AGENT_URL_MAX + 2] = "/", path[TR_AGENT_URL_MAX + 1];

	(void)state;
	address_of(ORIGIN "/v%20b.pdf?a=1&b=/x", path, NULL);
	assert_string_equal(path, "/v%20b.pdf?a=1&b=/x");
	address_of("/văn bản.pdf", path, NULL);
	assert_string_equal(path, "/v%C4%83n%20b%E1%BA%A3n.pdf");
	static const char *const others[] = {ORIGIN, ORIGIN "x/v", ORIGIN "@e/v", ORIGIN ":444/v", "http://page.example/v", "HTTPS://PAGE.EXAMPLE/v", "//page.example/v", ORIGIN "//e", "e.pdf", "ftp://page.example/v"};
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		address_of(others[i], path, "agent.page-other-origin");
	static const char *const malformed[] = {"", "/a#b", "/a\\\\b", "/a\\nb", "/a\\u0000", "/a\\u007f", "/a|b", "/a{b"};
	for (size_t i = 0; i < sizeof(malformed) / sizeof(*malformed); i++)
		address_of(malformed[i], path, "agent.page-request");
	memset(long_one + 1, 'x', TR_AGENT_URL_MAX - 1);
	address_of(long_one, path, "agent.page-request"); /* what is escaped needs some room */
	long_one[TR_AGENT_URL_MAX - 2] = '\0';
	address_of(long_one, path, NULL);
	assert_string_equal(path, long_one);
}

static trien_rc
list_of(const char *member, const char *one, size_t n, struct trien_err *err)
{
	static struct tr_vgca_request r;
	const size_t size = n * (strlen(one) + 1) + 256;
	char *text = malloc(size);
	size_t at = (size_t)snprintf(text, size, "{\"FileUploadHandler\":\"/u\",\"FileName\":\"/v\",%s\"%s\":[", strcmp(member, "Files") == 0 ? "" : "\"Files\":[{\"URL\":\"/v\"}],", member);

	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, size - at, "%s%s", i > 0 ? "," : "", one);
	snprintf(text + at, size - at, "]}");
	const trien_rc rc = read_as(TR_VGCA_FILES, text, &r, err);
	tr_vgca_request_free(&r);
	free(text);
	return rc;
}

static void
lists(void **state)
{
	struct trien_err err = {0};

	(void)state;
	assert_ok(list_of("Files", "{\"URL\":\"/v\",\"FileID\":7}", TR_AGENT_ITEMS_MAX, &err), &err);
	assert_refused(list_of("Files", "{\"URL\":\"/v\"}", TR_AGENT_ITEMS_MAX + 1, &err), "agent.page-limit");
	assert_refused(list_of("Files", "{}", 0, &err), "agent.page-request");
	assert_refused(list_of("Files", "1", 1, &err), "agent.page-request");
	assert_ok(list_of("MetaData", "{\"Key\":\"k\",\"Value\":\"v\"}", TR_AGENT_FIELDS_MAX, &err), &err);
	assert_refused(list_of("MetaData", "{\"Key\":\"k\",\"Value\":\"v\"}", TR_AGENT_FIELDS_MAX + 1, &err), "agent.page-request");
	assert_refused(list_of("MetaData", "{\"Key\":\"\",\"Value\":\"v\"}", 1, &err), "agent.page-request");
}

static void
malformed(void **state)
{
	static const char *const texts[] = {"", "x", "[]", "{", "{}x", "{}{}", "{\"a\":1,\"a\":2}", "{\"FileUploadHandler\":\"/u\"}", "{\"FileName\":\"/v\"}", "{\"FileUploadHandler\":\"/u\",\"FileName\":[\"/v\"]}",
		"{\"FileUploadHandler\":\"/u\",\"FileName\":\"/v\",\"SessionId\":\"a\\r\\nX: y\"}", "{\"FileUploadHandler\":\"/u\",\"FileName\":\"/v\",\"JWTToken\":\"a b\"}",
		"{\"FileUploadHandler\":\"/u\",\"FileName\":\"/v\",\"MetaData\":[{\"Key\":\"a\\\"b\",\"Value\":\"\"}]}", "{\"FileUploadHandler\":\"/u\",\"FileName\":\"/v\",\"DocNumber\":1.5}"};
	static struct tr_vgca_request r;
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_refused(read_as(TR_VGCA_PDF, texts[i], &r, &err), "agent.page-request");
		tr_vgca_request_free(&r);
	}
}

static void
whole(void **state)
{
	static struct tr_vgca_request r;
	struct trien_err err = {0};

	(void)state;
	assert_ok(read_as(TR_VGCA_ISSUE, "{\"FileUploadHandler\":\"" ORIGIN "/u\",\"SessionId\":\"s\",\"JWTToken\":\"j\",\"FileName\":\"" ORIGIN "/a/b.pdf?c\",\"DocNumber\":79,\"IssuedDate\":\"d\",\"MetaData\":null}", &r, &err), &err);
	assert_string_equal(r.upload, "/u");
	assert_string_equal(r.cookie, "ASP.NET_SessionId=s");
	assert_string_equal(r.bearer, "j");
	assert_string_equal(r.number, "79");
	assert_string_equal(r.files[0].name, "b.pdf");
	tr_vgca_request_free(&r);
	/* Nothing is read of what wants nothing. */
	assert_ok(read_as(TR_VGCA_CERTIFICATE, "\xff{", &r, &err), &err);
	tr_vgca_request_free(&r);
	char *large = malloc(TR_AGENT_VGCA_MESSAGE_MAX + 2);
	memset(large, ' ', TR_AGENT_VGCA_MESSAGE_MAX + 1);
	large[TR_AGENT_VGCA_MESSAGE_MAX + 1] = '\0';
	assert_refused(read_as(TR_VGCA_VERSION, large, &r, &err), "agent.page-limit");
	assert_ok(read_as(TR_VGCA_VERSION, large + 1, &r, &err), &err);
	free(large);
}

static void
actions(void **state)
{
	(void)state;
	assert_int_equal(tr_vgca_action_find(TR_BYTES_LIT("/SignIssued"))->kind, TR_VGCA_ISSUE);
	assert_int_equal(tr_vgca_action_find(TR_BYTES_LIT("/Comment"))->kind, TR_VGCA_NONE);
	static const char *const none[] = {"", "/", "SignIssued", "/signissued", "/SignIssued/", "/SignIssue"};
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_null(tr_vgca_action_find(TR_BYTES(none[i], strlen(none[i]))));
	assert_true(tr_vgca_signs(TR_VGCA_APPROVE) && tr_vgca_signs(TR_VGCA_FILES) && !tr_vgca_signs(TR_VGCA_VERIFY) && !tr_vgca_signs(TR_VGCA_CERTIFICATE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(caps), cmocka_unit_test(addresses), cmocka_unit_test(lists), cmocka_unit_test(malformed), cmocka_unit_test(whole), cmocka_unit_test(actions)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
