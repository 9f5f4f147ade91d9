/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The standard security handler, ISO 32000-2 §7.6: files of each revision,
 * made by qpdf from one small document (user password "người", owner "chủ").
 */
#include <stdio.h>

#include "cipher.h"
#include "make.h"
#include "test.h"

static struct trien_err err;
static uint8_t data[8192];

static struct tr_bytes
load(const char *name)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/tests/pdf/data/%s", TRIEN_SOURCE_DIR, name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	size_t n = fread(data, 1, sizeof(data), f);
	fclose(f);
	return TR_BYTES(data, n);
}

static trien_rc
open_with(const char *name, const char *password, struct tr_pdf **pdf)
{
	struct tr_pdf_options options = {.cipher = &test_cipher,
			.password = TR_BYTES(password, strlen(password))};
	return tr_pdf_open(load(name), &options, pdf, &err);
}

/* /Lang of the catalog is "vi-VN" and the page's content "BT ET q Q". */
static void
assert_readable(struct tr_pdf *pdf)
{
	const struct tr_pdf_obj *o, *page;
	TR_AUTO_BUF content = {0};

	assert_true(tr_pdf_is_encrypted(pdf));
	assert_ok(tr_pdf_catalog(pdf, 0, &o, NULL, &err), &err);
	assert_ok(tr_pdf_find(pdf, 0, o, "Lang", &o, &err), &err);
	assert_true(tr_pdf_is(o, TR_PDF_STRING) && tr_bytes_are(o->u.string, "vi-VN"));
	assert_ok(tr_pdf_page(pdf, 0, 0, &page, NULL, &err), &err);
	struct tr_pdf_ref ref = tr_pdf_dict_find(page, "Contents")->u.ref;
	assert_ok(tr_pdf_get(pdf, 0, ref.num, &o, &err), &err);
	assert_ok(tr_pdf_stream_data(pdf, 0, ref, o, 100, &content, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&content), "BT ET q Q"));
}

static const char *const locked[] = {"r2.pdf", "r3.pdf", "r4.pdf", "r4-clear.pdf", "r5.pdf", "r6.pdf"};
#define LOCKED (sizeof(locked) / sizeof(*locked))

static void
test_passwords(void **state)
{
	static const char *const passwords[] = {"người", "chủ"};
	struct tr_pdf *pdf;
	(void)state;
	for (size_t i = 0; i < LOCKED; i++)
		for (size_t k = 0; k < 2; k++) {
			assert_ok(open_with(locked[i], passwords[k], &pdf), &err);
			assert_readable(pdf);
			tr_pdf_close(pdf);
		}
	assert_ok(open_with("r6-open.pdf", "", &pdf), &err);
	assert_readable(pdf);
	tr_pdf_close(pdf);
}

static void
test_wrong_password(void **state)
{
	struct tr_pdf *pdf;
	(void)state;
	for (size_t i = 0; i < LOCKED; i++) {
		assert_refused(open_with(locked[i], "sai", &pdf), "pdf.password-wrong");
		assert_refused(open_with(locked[i], "nguoi", &pdf), "pdf.password-wrong");
	}
}

/* Structure opens; what is encrypted is refused; strings stay as they are. */
static void
assert_locked(struct tr_pdf *pdf)
{
	const struct tr_pdf_obj *o, *page;
	TR_AUTO_BUF content = {0};

	assert_true(tr_pdf_is_encrypted(pdf));
	assert_ok(tr_pdf_page(pdf, 0, 0, &page, NULL, &err), &err);
	struct tr_pdf_ref ref = tr_pdf_dict_find(page, "Contents")->u.ref;
	assert_ok(tr_pdf_get(pdf, 0, ref.num, &o, &err), &err);
	assert_refused(tr_pdf_stream_data(pdf, 0, ref, o, 100, &content, &err), "pdf.encrypted-unreadable");
	assert_ok(tr_pdf_catalog(pdf, 0, &o, NULL, &err), &err);
	assert_false(tr_bytes_are(tr_pdf_dict_find(o, "Lang")->u.string, "vi-VN"));
	tr_pdf_close(pdf);
}

static void
test_without_password(void **state)
{
	struct tr_pdf *pdf;
	(void)state;
	for (size_t i = 0; i < LOCKED; i++) {
		assert_ok(open_with(locked[i], "", &pdf), &err);
		assert_locked(pdf);
		assert_ok(tr_pdf_open(load(locked[i]), NULL, &pdf, &err), &err);
		assert_locked(pdf);
	}
	/* Object streams are encrypted as a whole. */
	const struct tr_pdf_obj *o;
	assert_ok(tr_pdf_open(load("r6-open.pdf"), NULL, &pdf, &err), &err);
	assert_refused(tr_pdf_page(pdf, 0, 0, &o, NULL, &err), "pdf.encrypted-unreadable");
	tr_pdf_close(pdf);
}

/* Another handler, or numbers that no handler has: structure opens, streams are refused by name. */
static void
test_unsupported(void **state)
{
	static const char *const dicts[] = {
		"/Filter/Other/V 1/R 2", "/Filter/Standard/V 3/R 3", "/Filter/Standard/V 5/R 3",
				"/Filter/Standard/V 4/R 6",
		"/Filter/Standard/V 2/R 3/Length 13", "/Filter/Standard/V 2/R 3/Length 256",
				"/Filter/Standard/R 3",
		"/Filter/Standard/V 4/R 4/StmF/X/CF<</X<</CFM/Unknown>>>>",
	};
	struct tr_pdf_options options = {.cipher = &test_cipher};
	(void)state;
	for (size_t i = 0; i < sizeof(dicts) / sizeof(*dicts); i++) {
		TR_AUTO_BUF plain = {0};
		const struct tr_pdf_obj *o;
		struct tr_pdf *pdf;
		struct make m;
		char extra[256];
		make_begin(&m);
		make_document(&m);
		make_stream(&m, 4, "", "data", 4);
		snprintf(extra, sizeof(extra), "/Encrypt<<%s/O<00>/U<00>/P -4>>/ID[<00><00>]", dicts[i]);
		make_table(&m, extra);
		assert_ok(tr_pdf_open(make_view(&m), &options, &pdf, &err), &err);
		assert_ok(tr_pdf_get(pdf, 0, 4, &o, &err), &err);
		assert_refused(tr_pdf_stream_data(pdf, 0, (struct tr_pdf_ref){4, 0}, o, 9, &plain, &err),
				"pdf.encryption-unsupported");
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

/* Encryption that begins, ends or changes with a revision would give earlier objects two readings. */
static void
test_changed_between_revisions(void **state)
{
	static const char *const pairs[][2] = {
		{"", "/Encrypt<</Filter/Standard/V 1/R 2>>"},
		{"/Encrypt<</Filter/Standard/V 1/R 2>>", ""},
		{"/Encrypt<</Filter/Standard/V 1/R 2/P 1>>", "/Encrypt<</Filter/Standard/V 1/R 2/P 2>>"},
		{"", "/Encrypt 7"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct tr_pdf *pdf;
		struct make m;
		make_begin(&m);
		make_document(&m);
		make_table(&m, pairs[i][0]);
		make_object(&m, 4, "4");
		make_table(&m, pairs[i][1]);
		assert_refused(tr_pdf_open(make_view(&m), NULL, &pdf, &err), "pdf.encryption-unsupported");
		make_free(&m);
	}
}

/* The /Contents of a signature is never decrypted (§7.6.2); the rest of its dictionary is. */
static void
test_signature_contents(void **state)
{
	struct tr_bytes file = load("r3.pdf");
	const struct tr_pdf_obj *o;
	struct tr_pdf *pdf;
	struct make m = {.root = "1 0 R"};
	(void)state;
	assert_ok(tr_buf_add_bytes(&m.b, file, &err), &err);
	assert_ok(open_with("r3.pdf", "chủ", &pdf), &err);
	const struct tr_pdf_revision *r = tr_pdf_revision_at(pdf, 0);
	const struct tr_pdf_obj *encrypt = tr_pdf_dict_find(r->trailer, "Encrypt");
	const struct tr_pdf_obj *id = tr_pdf_dict_find(r->trailer, "ID");
	char extra[512];
	snprintf(extra, sizeof(extra), "/Encrypt %u 0 R/ID%.*s", encrypt->u.ref.num, (int)id->length,
			(const char *)file.p + id->at);
	m.xref = r->startxref;
	tr_pdf_close(pdf);
	make_object(&m, 40, "<</ByteRange[0 1 2 3]/Contents<01020304>/Reason<01020304>>>");
	make_table(&m, extra);
	struct tr_pdf_options options = {.cipher = &test_cipher, .password = TR_BYTES_LIT("chủ")};
	assert_ok(tr_pdf_open(make_view(&m), &options, &pdf, &err), &err);
	assert_ok(tr_pdf_get(pdf, 1, 40, &o, &err), &err);
	assert_true(tr_bytes_are(tr_pdf_dict_find(o, "Contents")->u.string, "\1\2\3\4"));
	assert_false(tr_bytes_are(tr_pdf_dict_find(o, "Reason")->u.string, "\1\2\3\4"));
	tr_pdf_close(pdf);
	make_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_passwords),
		cmocka_unit_test(test_wrong_password),
		cmocka_unit_test(test_without_password),
		cmocka_unit_test(test_unsupported),
		cmocka_unit_test(test_changed_between_revisions),
		cmocka_unit_test(test_signature_contents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
