/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Integrity, certificate, coverage; the verdict as JSON; looking into a file.
 * Requirement: R10.1
 */
#include "test.h"

#include <jansson.h>

#include "base/memory.h"
#include "verify/fixture.h"

static struct trien_err err;

static void
expect(const struct tr_verdict *v, size_t i, enum tr_indication want, enum tr_sub_indication sub, const char *finding)
{
	assert_true(i < v->signature_count);
	const struct tr_signature_verdict *s = &v->signatures[i];
	if (s->indication != want || s->sub != sub)
		fail_msg("signature %zu: %s/%s (%s), want %s/%s", i, tr_indication_name(s->indication),
				tr_sub_indication_name(s->sub), s->finding_count ? tr_finding_id(&s->findings[0]) : "no finding",
				tr_indication_name(want), tr_sub_indication_name(sub));
	if (finding != NULL && fixture_finding(s, finding) == NULL)
		fail_msg("signature %zu: no %s", i, finding);
	if (finding == NULL)
		assert_int_equal(s->finding_count, 0);
}

/* A document signed with a key of some flaw, judged with that key trusted. */
static struct tr_verdict *
judge_flaw(enum fixture_flaw flaw)
{
	struct fixture_key *k = fixture_key_new(flaw);
	struct fixture_doc d;
	fixture_begin(&d);
	fixture_sign_plain(&d, k);
	struct tr_verdict *v = fixture_judge(&d, flaw == FLAW_BAD_CERTIFICATE ? NULL : k);
	fixture_doc_free(&d);
	fixture_key_free(k);
	return v;
}

static void
good(void **state)
{
	(void)state;
	struct tr_verdict *v = judge_flaw(FLAW_NONE);
	expect(v, 0, TR_TOTAL_PASSED, TR_SUB_NONE, NULL);
	const struct tr_signature_verdict *s = &v->signatures[0];
	assert_int_equal(tr_verdict_exit(v), 0);
	assert_int_equal(s->covers, 1);
	assert_int_equal(s->revision, 1);
	assert_int_equal(v->revision_count, 2);
	assert_memory_equal(s->signer.p, "Nguy\xe1\xbb\x85n V\xc4\x83n Ki\xe1\xbb\x83m", s->signer.n);
	assert_memory_equal(s->field.p, "sig", 3);
	assert_memory_equal(s->reason.p, "ki\xc3\xa1m tra", 9);
	assert_string_equal(s->level, "PKCS7");
	assert_string_equal(s->digest, "SHA-256");
	assert_int_equal(s->time_source, TR_TIME_FROM_DICTIONARY);
	assert_int_equal(s->path.count, 1);
	assert_false(s->path.lab);
	tr_verdict_free(v);
}

static void
flaws(void **state)
{
	(void)state;
	const struct {
		enum fixture_flaw flaw;
		enum tr_sub_indication sub;
		const char *finding;
	} rows[] = {
		{FLAW_SHA1, TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "verify.weak-algorithm"},
		{FLAW_NO_CERTIFICATE, TR_SUB_NO_SIGNING_CERTIFICATE_FOUND, "verify.no-signing-certificate"},
		{FLAW_EXPIRED, TR_SUB_OUT_OF_BOUNDS_NO_POE, "path.expired"},
		{FLAW_BAD_CERTIFICATE, TR_SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE, "verify.certificate-unreadable"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct tr_verdict *v = judge_flaw(rows[i].flaw);
		expect(v, 0, TR_INDETERMINATE, rows[i].sub, rows[i].finding);
		assert_int_equal(tr_verdict_exit(v), 2);
		tr_verdict_free(v);
	}
}

/* adbe.pkcs7.sha1 rests on SHA-1, whatever else is in it: that is what the reason names. */
static void
the_weakest_digest_is_named(void **state)
{
	const struct fixture_signing s = {.field = "sig", .field_num = 20, .value_num = 21, .sub_filter = "adbe.pkcs7.sha1"};
	struct fixture_key *k = fixture_key_new(FLAW_NONE);
	struct fixture_doc d;
	char text[1024];
	(void)state;

	fixture_begin(&d);
	fixture_sign(&d, k, &s);
	struct tr_verdict *v = fixture_judge(&d, k);
	const struct tr_finding *weak = fixture_finding(&v->signatures[0], "verify.weak-algorithm");
	assert_non_null(weak);
	tr_finding_text(weak, TRIEN_LANG_VI, text, sizeof(text));
	assert_non_null(strstr(text, "SHA-1,"));
	assert_null(strstr(text, "SHA-256"));
	tr_verdict_free(v);
	fixture_doc_free(&d);
	fixture_key_free(k);
}

static void
not_trusted(void **state)
{
	(void)state;
	struct fixture_key *k = fixture_key_new(FLAW_NONE), *other = fixture_key_new(FLAW_NONE);
	struct fixture_doc d;
	fixture_begin(&d);
	fixture_sign_plain(&d, k);
	struct tr_verdict *v = fixture_judge(&d, NULL);
	expect(v, 0, TR_INDETERMINATE, TR_SUB_NO_CERTIFICATE_CHAIN_FOUND, "path.root-not-trusted");
	tr_verdict_free(v);
	/* Of the same name, another key. */
	v = fixture_judge(&d, other);
	assert_int_equal(v->indication, TR_INDETERMINATE);
	tr_verdict_free(v);
	fixture_doc_free(&d);
	fixture_key_free(k);
	fixture_key_free(other);
}

static void *
find_in(struct fixture_doc *d, const char *text)
{
	return memmem(d->bytes.p, d->bytes.n, text, strlen(text));
}

static void
tampered(void **state)
{
	(void)state;
	struct fixture_key *k = fixture_key_new(FLAW_NONE);
	struct fixture_doc d;

	fixture_begin(&d);
	fixture_sign_plain(&d, k);
	memcpy(find_in(&d, "So tien 1"), "So tien 9", 9);
	struct tr_verdict *v = fixture_judge(&d, k);
	expect(v, 0, TR_TOTAL_FAILED, TR_SUB_HASH_FAILURE, "verify.hash-failure");
	assert_int_equal(v->signatures[0].integrity, TR_TOTAL_FAILED);
	assert_int_equal(tr_verdict_exit(v), 1);
	tr_verdict_free(v);

	/* The last digit but the padding belongs to the signature value. */
	memcpy(find_in(&d, "So tien 9"), "So tien 1", 9);
	uint8_t *end = find_in(&d, "/Contents <");
	end += strlen("/Contents <") + 8191;
	while (*end == '0')
		end--;
	*end = *end == '1' ? '2' : '1';
	v = fixture_judge(&d, k);
	expect(v, 0, TR_TOTAL_FAILED, TR_SUB_SIG_CRYPTO_FAILURE, "verify.signature-value");
	tr_verdict_free(v);
	fixture_doc_free(&d);
	fixture_key_free(k);
}

static void
forms(void **state)
{
	(void)state;
	struct fixture_key *k = fixture_key_new(FLAW_NONE);
	struct fixture_doc d;
	const struct fixture_signing unknown = {.field = "sig", .field_num = 20, .value_num = 21, .sub_filter = "XX.Own"};
	/* A PAdES signature names its certificate; this one does not. */
	const struct fixture_signing pades = {.field = "sig", .field_num = 20, .value_num = 21,
			.sub_filter = "ETSI.CAdES.detached"};
	/* Not a time-stamp token at all. */
	const struct fixture_signing stamp = {.field = "sig", .field_num = 20, .value_num = 21, .sub_filter = "ETSI.RFC3161"};

	fixture_begin(&d);
	fixture_sign(&d, k, &unknown);
	struct tr_verdict *v = fixture_judge(&d, k);
	expect(v, 0, TR_INDETERMINATE, TR_SUB_GENERIC, "verify.sub-filter");
	tr_verdict_free(v);
	fixture_doc_free(&d);

	fixture_begin(&d);
	fixture_sign(&d, k, &pades);
	v = fixture_judge(&d, k);
	assert_string_equal(v->signatures[0].level, "");
	tr_verdict_free(v);
	fixture_doc_free(&d);

	fixture_begin(&d);
	fixture_sign(&d, k, &stamp);
	v = fixture_judge(&d, k);
	expect(v, 0, TR_TOTAL_FAILED, TR_SUB_FORMAT_FAILURE, "verify.cms-format");
	assert_true(v->signatures[0].is_timestamp);
	tr_verdict_free(v);
	fixture_doc_free(&d);
	fixture_key_free(k);
}

/* ---- coverage ---- */

static void
coverage(void **state)
{
	(void)state;
	struct fixture_key *k = fixture_key_new(FLAW_NONE);
	struct fixture_doc d;
	/* "\nstartxref..." is left out: a prefix, and no whole revision. */
	const struct fixture_signing part = {.field = "sig", .field_num = 20, .value_num = 21, .short_by = 20};

	fixture_begin(&d);
	fixture_sign(&d, k, &part);
	struct tr_verdict *v = fixture_judge(&d, k);
	expect(v, 0, TR_TOTAL_FAILED, TR_SUB_FORMAT_FAILURE, "verify.not-whole-revision");
	assert_int_equal(v->signatures[0].integrity, TR_TOTAL_PASSED);
	assert_int_equal(v->signatures[0].covers, SIZE_MAX);
	tr_verdict_free(v);
	fixture_doc_free(&d);

	/* Blanks behind the end are nobody's work; anything else is. */
	fixture_begin(&d);
	fixture_sign_plain(&d, k);
	assert_ok(tr_buf_add(&d.bytes, "\r\n \0\n", 5, &err), &err);
	v = fixture_judge(&d, k);
	expect(v, 0, TR_TOTAL_PASSED, TR_SUB_NONE, NULL);
	tr_verdict_free(v);
	assert_ok(tr_buf_add(&d.bytes, "Kinh gui", 8, &err), &err);
	v = fixture_judge(&d, k);
	expect(v, 0, TR_TOTAL_FAILED, TR_SUB_FORMAT_FAILURE, "verify.bytes-after-end");
	tr_verdict_free(v);
	fixture_doc_free(&d);
	fixture_key_free(k);
}

/* A value that lay unused in what it signs, and got its field only afterwards. */
static void
later_than_what_it_covers(void **state)
{
	(void)state;
	struct fixture_key *k = fixture_key_new(FLAW_NONE);
	struct fixture_doc d;
	const struct fixture_object nothing[] = {{11, "<< >>"}, {0, NULL}};
	const struct fixture_signing hidden = {.value_num = 21, .objects = nothing};
	const struct fixture_object show[] = {
			{13, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /Rect [100 10 180 50] /P 3 0 R /V 21 0 R >>"},
			{0, NULL}};
	fixture_begin(&d);
	fixture_sign(&d, k, &hidden);
	fixture_update(&d, show, NULL);
	struct tr_verdict *v = fixture_judge(&d, k);
	expect(v, 0, TR_TOTAL_FAILED, TR_SUB_FORMAT_FAILURE, "verify.signature-later");
	tr_verdict_free(v);
	fixture_doc_free(&d);
	fixture_key_free(k);
}

static void
shared_value(void **state)
{
	(void)state;
	struct fixture_key *k = fixture_key_new(FLAW_NONE);
	struct fixture_doc d;
	const struct fixture_object objects[] = {
			{13, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /Rect [100 10 180 50] /P 3 0 R /V 21 0 R >>"},
			{0, NULL}};
	const struct fixture_signing seal = {.value_num = 21, .objects = objects};
	const struct fixture_object two[] = {objects[0],
			{20, "<< /FT /Sig /T (sig) /V 21 0 R >>"}, {5, "<< /Fields [7 0 R 8 0 R 13 0 R 20 0 R] >>"}, {0, NULL}};
	const struct fixture_signing both = {.value_num = 21, .objects = two};

	fixture_begin(&d);
	fixture_sign(&d, k, &seal);
	struct tr_verdict *v = fixture_judge(&d, k);
	expect(v, 0, TR_TOTAL_PASSED, TR_SUB_NONE, NULL);
	tr_verdict_free(v);
	fixture_doc_free(&d);

	fixture_begin(&d);
	fixture_sign(&d, k, &both);
	v = fixture_judge(&d, k);
	assert_int_equal(v->signature_count, 2);
	expect(v, 0, TR_INDETERMINATE, TR_SUB_GENERIC, "verify.signature-shared");
	expect(v, 1, TR_INDETERMINATE, TR_SUB_GENERIC, "verify.signature-shared");
	tr_verdict_free(v);
	fixture_doc_free(&d);
	fixture_key_free(k);
}

/* ---- errors, and what is none ---- */

static void
no_signature(void **state)
{
	(void)state;
	struct fixture_doc d;
	fixture_begin(&d);
	struct tr_verdict *v = fixture_judge(&d, NULL);
	assert_int_equal(v->indication, TR_INDETERMINATE);
	assert_refused(v->no_signature.code, "verify.no-signature");
	assert_int_equal(tr_verdict_exit(v), 2);
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

static void
not_a_pdf(void **state)
{
	(void)state;
	const struct tr_verify_options options = {.as_of = FIXTURE_NOW};
	struct tr_verdict *v = NULL;
	TR_AUTO_BUF out = {0};
	struct trien_err why = {0};
	assert_int_not_equal(tr_verify(TR_BYTES_LIT("hello"), &options, &v, &why), TRIEN_OK);
	assert_null(v);
	assert_ok(tr_verdict_error_json(&why, TR_BYTES_LIT("a\xff\"b"), TRIEN_LANG_VI, &out, &err), &err);
	json_t *o = json_loadb((const char *)out.p, out.n, 0, NULL);
	assert_non_null(o);
	assert_string_equal(json_string_value(json_object_get(o, "file")), "a\xef\xbf\xbd\"b");
	assert_string_equal(json_string_value(json_object_get(o, "indication")), "INDETERMINATE");
	assert_string_equal(json_string_value(json_object_get(o, "error")), trien_err_id(why.code));
	json_decref(o);
}

/* ---- JSON ---- */

static const char *
string_of(json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

/* What was filled in, and who signed, stand there too. */
static void
facts_of(const struct tr_verdict *v)
{
	TR_AUTO_BUF out = {0};

	assert_ok(tr_verdict_facts_json(v, &out, &err), &err);
	json_t *o = json_loadb((const char *)out.p, out.n, JSON_REJECT_DUPLICATES, NULL);
	json_t *one = json_array_get(json_object_get(o, "signatures"), 0), *change = json_array_get(json_object_get(one, "changes"), 0);
	assert_string_equal(string_of(change, "field"), "so");
	assert_string_equal(string_of(change, "value"), "12");
	assert_int_equal(strlen(string_of(json_array_get(json_object_get(one, "path"), 0), "sha256")), 64);
	assert_int_equal(json_integer_value(json_object_get(o, "revisions")), 3);
	json_decref(o);
}

static void
as_json(void **state)
{
	(void)state;
	struct fixture_key *k = fixture_key_new(FLAW_NONE);
	struct fixture_doc d;
	const struct fixture_object fill[] = {{7, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (so) /V (12) /Rect [10 10 60 20] "
			"/P 3 0 R /AP << /N 9 0 R >> /DA (/Helv 9 Tf 0 g) >>"}, {9, FIXTURE_SHOWS_12}, {0, NULL}};
	/* A name that would turn a line around, and one that is no text at all. */
	const struct fixture_signing s = {.field = "sig", .field_num = 20, .value_num = 21,
			.extra = "/Name <FEFF202E0041> /Location (\\000\\001\\377\\237)"};
	TR_AUTO_BUF out = {0};

	fixture_begin(&d);
	fixture_sign(&d, k, &s);
	fixture_update(&d, fill, NULL);
	struct tr_verdict *v = fixture_judge(&d, k);
	assert_ok(tr_verdict_json(v, TR_BYTES_LIT("t\xe1\xbb\x87p.pdf"), TRIEN_LANG_EN, &out, &err), &err);
	facts_of(v);
	tr_verdict_free(v);
	assert_null(memchr(out.p, '\n', out.n));
	assert_null(memmem(out.p, out.n, "\xe2\x80\xae", 3));
	json_t *o = json_loadb((const char *)out.p, out.n, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(o);
	assert_string_equal(string_of(o, "file"), "t\xe1\xbb\x87p.pdf");
	assert_string_equal(string_of(o, "indication"), "TOTAL-PASSED");
	assert_true(json_is_null(json_object_get(o, "error")));
	json_t *one = json_array_get(json_object_get(o, "signatures"), 0);
	assert_string_equal(string_of(one, "field"), "sig");
	assert_string_equal(string_of(one, "indication"), "TOTAL-PASSED");
	assert_true(json_is_null(json_object_get(one, "sub_indication")));
	assert_string_equal(string_of(one, "level"), "PKCS7");
	assert_string_equal(string_of(one, "signing_time"), "2026-11-18T09:30:00+07:00");
	assert_string_equal(string_of(one, "signing_time_source"), "M");
	assert_int_equal(json_integer_value(json_object_get(one, "covers_revision")), 2);
	assert_int_equal(json_integer_value(json_object_get(one, "revisions")), 3);
	json_t *change = json_array_get(json_object_get(one, "changes"), 0);
	assert_int_equal(json_integer_value(json_object_get(change, "revision")), 3);
	assert_string_equal(string_of(change, "kind"), "form-filled");
	assert_true(json_is_true(json_object_get(change, "permitted")));
	assert_string_equal(string_of(change, "path"), "AcroForm/Fields[0]");
	assert_non_null(string_of(change, "what"));
	json_decref(o);
	fixture_doc_free(&d);
	fixture_key_free(k);
}

static void
looking_in(void **state)
{
	(void)state;
	struct fixture_key *k = fixture_key_new(FLAW_NONE);
	struct fixture_doc d;
	const struct tr_verify_options options = {.zone_minutes = 420, .cipher = &tr_verify_cipher};
	const struct fixture_signing s = {.field = "sig", .field_num = 20, .value_num = 21,
			.extra = "/Reference [<< /TransformMethod /DocMDP /TransformParams << /P 2 >> >>]"};
	TR_AUTO_BUF out = {0};

	fixture_begin(&d);
	fixture_sign(&d, k, &s);
	assert_ok(tr_inspect(tr_buf_view(&d.bytes), &options, TR_BYTES_LIT("x.pdf"), &out, &err), &err);
	json_t *o = json_loadb((const char *)out.p, out.n, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(o);
	assert_int_equal(json_integer_value(json_object_get(o, "pages")), 1);
	assert_string_equal(string_of(o, "version"), "1.7");
	assert_true(json_is_false(json_object_get(o, "encrypted")));
	assert_true(json_is_null(json_object_get(o, "error")));
	assert_int_equal(json_array_size(json_object_get(o, "revisions")), 2);
	json_t *second = json_array_get(json_object_get(o, "revisions"), 1);
	assert_string_equal(string_of(second, "xref"), "table");
	assert_int_equal(json_integer_value(json_object_get(second, "objects_total")), 4);
	json_t *page = json_array_get(json_object_get(second, "objects"), 0);
	assert_int_equal(json_integer_value(json_object_get(page, "num")), 3);
	assert_string_equal(string_of(page, "act"), "changed");
	assert_string_equal(string_of(page, "path"), "Pages/Kids[0]");
	assert_int_equal(json_array_size(json_object_get(o, "fields")), 4);
	json_t *one = json_array_get(json_object_get(o, "signatures"), 0);
	assert_int_equal(json_integer_value(json_object_get(one, "covers_revision")), 2);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(o, "permissions"), "docmdp")), 2);
	json_decref(o);
	fixture_doc_free(&d);
	fixture_key_free(k);
}

/* ---- memory ---- */

/* Every allocation of ours fails once: an error, never a verdict that says more than it knows. */
static void
squeeze(void **state)
{
	(void)state;
	struct fixture_key *k = fixture_key_new(FLAW_NONE);
	struct tr_trust *trust = fixture_trust(k);
	const struct fixture_object fill[] = {{4, "<< /Length 0 >>\nstream\n\nendstream"}, {0, NULL}};
	const struct tr_verify_options options = {.trust = trust, .as_of = FIXTURE_NOW, .cipher = &tr_verify_cipher};
	struct fixture_doc d;
	bool done = false;

	fixture_begin(&d);
	fixture_sign_plain(&d, k);
	fixture_update(&d, fill, NULL);
	for (unsigned long n = 1; !done; n++) {
		struct tr_verdict *v = NULL;
		struct trien_err why = {0};
		tr_mem_fail_at(n);
		trien_rc rc = tr_verify(tr_buf_view(&d.bytes), &options, &v, &why);
		done = tr_mem_fail_at(0) < n;
		if (rc == TRIEN_OK) {
			assert_int_equal(v->indication, TR_TOTAL_FAILED);
			tr_verdict_free(v);
		} else {
			assert_false(done);
			assert_null(v);
		}
		assert_true(n < 100000);
	}
	fixture_doc_free(&d);
	tr_trust_free(trust);
	fixture_key_free(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(good),
			cmocka_unit_test(flaws),
			cmocka_unit_test(the_weakest_digest_is_named),
			cmocka_unit_test(not_trusted),
			cmocka_unit_test(tampered),
			cmocka_unit_test(forms),
			cmocka_unit_test(coverage),
			cmocka_unit_test(later_than_what_it_covers),
			cmocka_unit_test(shared_value),
			cmocka_unit_test(no_signature),
			cmocka_unit_test(not_a_pdf),
			cmocka_unit_test(as_json),
			cmocka_unit_test(looking_in),
			cmocka_unit_test(squeeze),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
