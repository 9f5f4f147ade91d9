/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The document security store: made, added to, left alone; and what is refused. */
#include <stdlib.h>

#include "sign/proposing.h"

#include "base/memory.h"
#include "sign/dss.h"
#include "sign/limits.h"


static const struct tr_dss_value first[] = {{TR_DSS_CERTIFICATE, TR_BYTES_LIT("certificate A")},
	{TR_DSS_CERTIFICATE, TR_BYTES_LIT("certificate B")}, {TR_DSS_OCSP, TR_BYTES_LIT("answer")}};
static const struct tr_dss_value second[] = {{TR_DSS_CERTIFICATE, TR_BYTES_LIT("certificate B")},
	{TR_DSS_CRL, TR_BYTES_LIT("list")}, {TR_DSS_CERTIFICATE, TR_BYTES_LIT("certificate B")}};

static const struct tr_dss_entry entries[] = {{TR_BYTES_LIT("contents one"), first, 3}, {TR_BYTES_LIT("contents two"), second, 3}};

/* The base and what was appended to it. */
struct stored {
	struct tr_buf whole;
	struct tr_pdf *pdf;
	const struct tr_pdf_obj *dss;
};

static void
open_stored(struct stored *s)
{
	const struct tr_pdf_obj *catalog;
	struct trien_err err = {0};
	assert_ok(tr_pdf_open(tr_buf_view(&s->whole), NULL, &s->pdf, &err), &err);
	assert_ok(tr_pdf_catalog(s->pdf, tr_pdf_newest(s->pdf), &catalog, NULL, &err), &err);
	assert_ok(tr_pdf_find(s->pdf, tr_pdf_newest(s->pdf), catalog, "DSS", &s->dss, &err), &err);
}

/* How many bytes the revision has. */
static size_t
store(struct stored *s, const struct tr_dss_entry *list, size_t count)
{
	const struct tr_dss_request request = {.entries = list, .count = count, .time = TIME, .zone_minutes = 420};
	TR_AUTO_BUF tail = {0};
	struct trien_err err = {0};

	if (s->pdf != NULL)
		tr_pdf_close(s->pdf);
	assert_ok(tr_sign_propose_dss(tr_buf_view(&s->whole), &request, &tail, &err), &err);
	assert_ok(tr_buf_add_bytes(&s->whole, tr_buf_view(&tail), &err), &err);
	open_stored(s);
	return tail.n;
}

static void
begin_stored(struct stored *s, const char *catalog_keys, uint32_t num, const char *object)
{
	struct build f = {0};
	struct trien_err err = {0};
	*s = (struct stored){0};
	begin(&f, catalog_keys, "");
	if (object != NULL)
		build_object(&f, num, object);
	finish(&f);
	assert_ok(tr_buf_add_bytes(&s->whole, build_bytes(&f), &err), &err);
	build_free(&f);
}

static void
end_stored(struct stored *s)
{
	tr_pdf_close(s->pdf);
	tr_buf_free(&s->whole);
}

static size_t
count_of(const struct stored *s, const char *key)
{
	const struct tr_pdf_obj *o;
	struct trien_err err = {0};
	assert_ok(tr_pdf_find(s->pdf, tr_pdf_newest(s->pdf), s->dss, key, &o, &err), &err);
	return o->type == TR_PDF_ARRAY ? o->u.array.count : 0;
}

static const struct tr_pdf_obj *
entry_of(const struct stored *s, size_t index)
{
	const struct tr_pdf_obj *vri;
	struct trien_err err = {0};
	assert_ok(tr_pdf_find(s->pdf, tr_pdf_newest(s->pdf), s->dss, "VRI", &vri, &err), &err);
	assert_int_equal(vri->type, TR_PDF_DICT);
	assert_true(index < vri->u.dict.count);
	return vri->u.dict.entries[index].value;
}

static void
made(void **state)
{
	struct stored s;
	(void)state;

	begin_stored(&s, "", 0, NULL);
	assert_true(store(&s, entries, 2) > 0);
	assert_int_equal(tr_pdf_revision_count(s.pdf), 2);
	assert_int_equal(count_of(&s, "Certs"), 2);
	assert_int_equal(count_of(&s, "CRLs"), 1);
	assert_int_equal(count_of(&s, "OCSPs"), 1);
	assert_true(build_has(tr_buf_view(&s.whole), "/TU(D:20261123093000+07'00')"));
	assert_true(build_has(tr_buf_view(&s.whole), "/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>"));
	/* Each value twice asked for stands once. */
	assert_true(tr_pdf_is(tr_pdf_dict_find(entry_of(&s, 1), "Cert"), TR_PDF_ARRAY));
	assert_int_equal(tr_pdf_dict_find(entry_of(&s, 1), "Cert")->u.array.count, 1);
	assert_null(tr_pdf_dict_find(entry_of(&s, 1), "OCSP"));
	/* Nothing new, no revision. */
	assert_int_equal(store(&s, entries, 2), 0);
	assert_int_equal(tr_pdf_revision_count(s.pdf), 2);
	end_stored(&s);
}

/* The keys are SHA-1 in capital hexadecimal digits, as sha1sum says of the same bytes. */
static void
keys(void **state)
{
	struct stored s;
	const struct tr_dss_entry abc = {TR_BYTES_LIT("abc"), first, 1};
	(void)state;

	begin_stored(&s, "", 0, NULL);
	store(&s, &abc, 1);
	/* FIPS 180-4, the one-block message. */
	assert_true(build_has(tr_buf_view(&s.whole), "/VRI<</A9993E364706816ABA3E25717850C26C9CD0D89D<</Cert["));
	end_stored(&s);
}

static void
added_to(void **state)
{
	struct stored s;
	const struct tr_dss_value more[] = {{TR_DSS_CRL, TR_BYTES_LIT("a later list")}, {TR_DSS_CERTIFICATE, TR_BYTES_LIT("certificate A")}};
	const struct tr_dss_entry again = {TR_BYTES_LIT("contents one"), more, 2};
	(void)state;

	begin_stored(&s, "", 0, NULL);
	store(&s, entries, 2);
	assert_true(store(&s, &again, 1) > 0);
	assert_int_equal(tr_pdf_revision_count(s.pdf), 3);
	assert_int_equal(count_of(&s, "Certs"), 2);
	assert_int_equal(count_of(&s, "CRLs"), 2);
	/* What the entry had, it has still; the other one is untouched. */
	assert_int_equal(tr_pdf_dict_find(entry_of(&s, 0), "Cert")->u.array.count, 2);
	assert_int_equal(tr_pdf_dict_find(entry_of(&s, 0), "OCSP")->u.array.count, 1);
	assert_int_equal(tr_pdf_dict_find(entry_of(&s, 0), "CRL")->u.array.count, 1);
	assert_int_equal(tr_pdf_dict_find(entry_of(&s, 1), "CRL")->u.array.count, 1);
	end_stored(&s);
}

/* Stores of others: direct in the catalog, with streams that cannot be read, of another type. */
static void
of_others(void **state)
{
	struct stored s;
	(void)state;

	begin_stored(&s, "/DSS<</Certs[4 0 R]/VRI<</OTHER<</Cert[4 0 R]>>>>>>", 4, "<</Length 13>>\nstream\ncertificate A\nendstream");
	assert_true(store(&s, entries, 1) > 0);
	assert_int_equal(count_of(&s, "Certs"), 2);
	assert_true(build_has(tr_buf_view(&s.whole), "/OTHER<</Cert[4 0 R"));
	end_stored(&s);

	begin_stored(&s, "/DSS<</Certs[4 0 R 29 0 R]>>", 4, "<</Filter/DCTDecode/Length 1>>\nstream\nx\nendstream");
	assert_true(store(&s, entries, 1) > 0);
	assert_int_equal(count_of(&s, "Certs"), 4);
	end_stored(&s);

	begin_stored(&s, "/DSS 4 0 R", 4, "[]");
	assert_true(store(&s, entries, 1) > 0);
	assert_int_equal(count_of(&s, "Certs"), 2);
	end_stored(&s);
}

static void
caps(void **state)
{
	(void)state;
	for (size_t past = 0; past < 2; past++) {
		const size_t count = TR_SIGN_DSS_VALUES_MAX + past;
		struct tr_dss_value *values = calloc(count, sizeof(*values));
		uint32_t *numbers = calloc(count, sizeof(*numbers));
		struct stored s;
		TR_AUTO_BUF tail = {0};
		assert_non_null(values);
		assert_non_null(numbers);
		for (size_t i = 0; i < count; i++) {
			numbers[i] = (uint32_t)i;
			values[i] = (struct tr_dss_value){TR_DSS_CRL, TR_BYTES((const uint8_t *)&numbers[i], sizeof(numbers[i]))};
		}
		const struct tr_dss_entry many = {TR_BYTES_LIT("x"), values, count};
		const struct tr_dss_request request = {.entries = &many, .count = 1, .time = TIME};
		begin_stored(&s, "", 0, NULL);
		assert_refused(tr_sign_propose_dss(tr_buf_view(&s.whole), &request, &tail, NULL), past ? "sign.dss-limit" : "ok");
		end_stored(&s);
		free(values);
		free(numbers);
	}
}

static void
squeeze(void **state)
{
	const struct tr_dss_request request = {.entries = entries, .count = 2, .time = TIME};
	struct stored s;
	bool through = false;
	(void)state;

	begin_stored(&s, "/DSS<</Certs[4 0 R]>>", 4, "<</Length 13>>\nstream\ncertificate A\nendstream");
	for (unsigned long n = 1; !through; n++) {
		TR_AUTO_BUF tail = {0};
		tr_mem_fail_at(n);
		trien_rc rc = tr_sign_propose_dss(tr_buf_view(&s.whole), &request, &tail, NULL);
		through = tr_mem_fail_at(0) < n;
		assert_refused(rc, through ? "ok" : "base.no-memory");
		assert_true(n < 1000);
	}
	end_stored(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(made), cmocka_unit_test(keys), cmocka_unit_test(added_to),
		cmocka_unit_test(of_others), cmocka_unit_test(caps), cmocka_unit_test(squeeze)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
