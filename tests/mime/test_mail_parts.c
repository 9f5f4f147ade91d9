/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Mails as they come, and their hostile twins. Requirement: R10.1 X4 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "mime/mail.h"

static struct tr_mime_mail mail;
static struct tr_arena arena;

static trien_rc
read(const char *text, struct trien_err *err)
{
	tr_arena_free(&arena);
	return tr_mime_read(TR_BYTES(text, strlen(text)), &arena, &mail, err);
}

static void
is_read(const char *text)
{
	struct trien_err err = {0};
	assert_ok(read(text, &err), &err);
}

static void
is_refused(const char *text, const char *id)
{
	struct trien_err err = {0};
	assert_refused(read(text, &err), id);
}

static void
has(size_t part, const char *name, const char *content)
{
	assert_true(part < mail.count);
	assert_string_equal(mail.parts[part].name, name);
	assert_int_equal(mail.parts[part].pdf, content != NULL);
	if (content == NULL)
		return;
	assert_int_equal(mail.parts[part].content.n, strlen(content));
	assert_memory_equal(mail.parts[part].content.p, content, strlen(content));
}

#define FROM "From: =?utf-8?B?VsSDbg==?= <van.thu@so-mau.example>\r\n"
#define MIXED FROM "Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n"
#define ONE(head, body) MIXED "--x\r\n" head "\r\n\r\n" body "\r\n--x--\r\n"

static void
subjects(void **state)
{
	static const char *const all[][2] = {{"Subject: m\xe1\xba\xabu", "m\xe1\xba\xabu"}, {"Subject: =?utf-8?Q?V=C4=83n_b=E1=BA=A3n?=\r\n =?UTF-8?B?IG3huqt1?=", "Văn bản mẫu"},
		{"Subject:  a\r\n\tb ", "a b"}, {"Subject: =?windows-1258?Q?x?= y", "=?windows-1258?Q?x?= y"}, {"Subject: =?utf-8?B?!!!?=", "=?utf-8?B?!!!?="},
		{"Subject: =?iso-8859-1?Q?d=E9?=", "dé"}, {"Subject: a\xe2\x80\xaet\xc3", "at"}, {"Subject: =?utf-8?B?YQ0KQmNjOiB4?=", "a Bcc: x"}, {"X: y", ""},
		{"Subject: =?utf-8?Q?a?= b =?utf-8?Q?c?= =?utf-8?Q?d?=", "a b cd"}};
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		snprintf(text, sizeof(text), FROM "%s\r\n\r\nbody", all[i][0]);
		is_read(text);
		assert_string_equal(mail.subject, all[i][1]);
		assert_string_equal(mail.from, "van.thu@so-mau.example");
	}
}

static void
senders(void **state)
{
	static const char *const nobody[] = {"From: Mẫu", "From: <>", "From: <a@b.example> <c@d.example>", "From: a@b.example, c@d.example", "From: <a@b.example> x", "From: <a b@c.example>",
		"From: \"a@b.example\" <khong>"};
	char text[256];

	(void)state;
	is_read("From: a@b.example\n\n");
	assert_string_equal(mail.from, "a@b.example");
	for (size_t i = 0; i < sizeof(nobody) / sizeof(*nobody); i++) {
		snprintf(text, sizeof(text), "%s\r\n\r\n", nobody[i]);
		is_read(text);
		assert_string_equal(mail.from, "");
	}
	is_refused("Subject: x\r\n\r\n", "mime.malformed");
	is_refused("From: a@b.example\r\nFrom: c@d.example\r\n\r\n", "mime.malformed");
	is_read(FROM "Auto-Submitted: auto-replied (x)\r\n\r\n");
	assert_true(mail.automatic);
	is_read(FROM "Auto-Submitted: no\r\n\r\n");
	assert_false(mail.automatic);
	is_read(FROM "Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\n\r\n--x--");
	assert_true(mail.automatic);
}

static void
attachments(void **state)
{
	(void)state;
	is_read(ONE("Content-Type: application/pdf; name=\"=?utf-8?B?YS5wZGY=?=\"\r\nContent-Transfer-Encoding: BASE64", "JVBE\r\nRg=="));
	assert_int_equal(mail.count, 1);
	has(0, "a.pdf", "%PDF");
	is_read(ONE("Content-Disposition: attachment; filename=cu.pdf; filename*=UTF-8''m%E1%BA%ABu.PDF", "%PDF"));
	has(0, "mẫu.PDF", "%PDF");
	is_read(ONE("Content-Disposition: attachment; filename*0*=UTF-8''m%E1%BA%AB; filename*1=\"u.pdf\"", "%PDF"));
	has(0, "mẫu.pdf", "%PDF");
	is_read(ONE("Content-Disposition: attachment; filename=\"../../etc\\\\x.pdf\"", "%PDF"));
	has(0, "x.pdf", "%PDF");
	is_read(ONE("Content-Disposition: attachment; filename=van ban.pdf ;", "%PDF"));
	has(0, "van ban.pdf", "%PDF");
	is_read(ONE("Content-Type: application/pdf\r\nContent-Transfer-Encoding: quoted-printable", "=25PD=\r\nF=\r\n"));
	has(0, "", "%PDF");
	/* The text is none, a logo is one that is shown, a mail in a mail is not opened. */
	is_read(MIXED "not read\r\n--x\r\n\r\ntext\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>\r\n--x\r\nContent-Type: image/png; name=l.png\r\nContent-Disposition: inline\r\n\r\n\r\n"
		"--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: x\r\n\r\n--x--\r\n--x\r\nContent-Type: application/pdf\r\n\r\nbehind the end");
	assert_int_equal(mail.count, 2);
	has(0, "l.png", NULL);
	assert_true(mail.parts[0].inside);
	has(1, "", NULL);
	/* The line end before an edge is the edge's; edges of others are bytes. */
	is_read(MIXED "--x \r\nContent-Type: application/pdf\r\n\r\n--xy\r\n-x\r\n\r\n--x--");
	has(0, "", "--xy\r\n-x\r\n");
	is_read("From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/related; boundary=y\n\n--y\nContent-Type: application/pdf\n\n1\n--y--\n\n"
		"--x\nContent-Type: application/pdf\n\n2\n--x--\n");
	has(0, "", "1");
	has(1, "", "2");
}

static void
what_has_two_readings_is_refused(void **state)
{
	static const char *const all[] = {ONE("Content-Type: text/plain\r\nContent-Type: application/pdf", ""), ONE("Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit", ""),
		FROM "Content-Type: multipart/mixed; boundary=x; boundary=y\r\n\r\n--x--", FROM "Content-Type: multipart/mixed\r\n\r\n--x--", MIXED "--x\r\nContent-Type: application/pdf\r\n\r\n%PDF",
		FROM "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n----", ONE("Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64", "JV*E"),
		ONE("Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64", "JVBERg==JVBERg=="), ONE("Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64", "JVBERg"),
		ONE("Content-Type: application/pdf\r\nContent-Transfer-Encoding: x-uuencode", "x"), ONE("Content-Type: application/pdf\r\nContent-Transfer-Encoding: quoted-printable", "=zz"),
		ONE("Content-Disposition: attachment; filename=\"a.pdf", ""), ONE("Content-Disposition: attachment; filename=\"a.pdf\" b", ""), ONE("Content-Disposition: attachment; filename*=a.pdf", ""),
		ONE("Content-Disposition: attachment; filename*1=a; filename*0=b", ""), ONE("Content-Disposition: attachment; filename*x=a", ""), ONE("Content-Type: application/pdf x", ""),
		" From: a@b.example\r\n\r\n", "From a@b.example\r\n\r\n", "From: a\rb\r\n\r\n", ONE("no field", "")};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		is_refused(all[i], "mime.malformed");
}

static char *
repeat(const char *before, const char *each, size_t count, const char *after)
{
	const size_t n = strlen(before), m = strlen(each);
	char *text = malloc(n + m * count + strlen(after) + 1);

	assert_non_null(text);
	memcpy(text, before, n);
	for (size_t i = 0; i < count; i++)
		memcpy(text + n + i * m, each, m);
	memcpy(text + n + m * count, after, strlen(after) + 1);
	return text;
}

/* A part in a part in a part ... */
static char *
nest(size_t depth)
{
	const size_t room = 100 * (depth + 1);
	char *text = malloc(room);
	size_t n = 0;

	assert_non_null(text);
	n += (size_t)snprintf(text, room, FROM);
	for (size_t i = 0; i < depth; i++)
		n += (size_t)snprintf(text + n, room - n, "Content-Type: multipart/mixed; boundary=b%zu\r\n\r\n--b%zu\r\n", i, i);
	n += (size_t)snprintf(text + n, room - n, "\r\ntext");
	for (size_t i = depth; i > 0; i--)
		n += (size_t)snprintf(text + n, room - n, "\r\n--b%zu--", i - 1);
	return text;
}

/* At the cap and one past it. */
static void
caps(void **state)
{
	char *text;

	(void)state;
	for (size_t past = 0; past < 2; past++) {
		struct trien_err err = {0};
		const size_t last = past == 0 ? 0 : 1;
		text = repeat(MIXED, "--x\r\n\r\n", TR_MIME_PARTS_MAX - 1 + last, "--x--\r\n");
		assert_string_equal(read(text, &err) == TRIEN_OK ? "ok" : trien_err_id(err.code), past ? "mime.limit" : "ok");
		free(text);
		text = repeat(FROM, "X: y\r\n", TR_MIME_FIELDS_MAX - 1 + last, "\r\n");
		assert_string_equal(read(text, &err) == TRIEN_OK ? "ok" : trien_err_id(err.code), past ? "mime.limit" : "ok");
		free(text);
		text = repeat(FROM "X: ", "y", TR_MIME_HEAD_MAX - strlen(FROM "X: ") - 2 + last, "\r\n\r\n");
		assert_string_equal(read(text, &err) == TRIEN_OK ? "ok" : trien_err_id(err.code), past ? "mime.limit" : "ok");
		free(text);
		text = nest(TR_MIME_DEPTH_MAX + last);
		assert_string_equal(read(text, &err) == TRIEN_OK ? "ok" : trien_err_id(err.code), past ? "mime.limit" : "ok");
		free(text);
	}
	text = repeat(FROM "\r\n", "x", TR_MIME_SIZE_MAX - strlen(FROM) - 1, "");
	is_refused(text, "mime.limit");
	text[TR_MIME_SIZE_MAX] = '\0';
	is_read(text);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(subjects),
		cmocka_unit_test(senders),
		cmocka_unit_test(attachments),
		cmocka_unit_test(what_has_two_readings_is_refused),
		cmocka_unit_test(caps),
	};
	const int rc = cmocka_run_group_tests(all, NULL, NULL);
	tr_arena_free(&arena);
	return rc;
}
