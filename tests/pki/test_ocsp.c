/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* OCSP answers and requests: read, searched, asked; each with its forged or broken twin, and each cap. */
#include "forge_ocsp.h"
#include "crypto/verifier.h"
#include "pki/ocsp.h"
#include "test.h"

#include <openssl/ocsp.h>
#include <stdlib.h>

static struct {
	struct forged ca, other, leaf, second, responder;
	struct tr_certificate *of_ca, *of_other, *of_leaf, *of_second, *of_responder;
} w;

static struct tr_certificate *
read_certificate(const struct forged *f)
{
	struct tr_certificate *c;
	struct trien_err err = {0};
	assert_ok(tr_certificate_parse(f->der, &c, &err), &err);
	return c;
}

static int
set_up(void **state)
{
	(void)state;
	w.ca = FORGE(.cn = "CA", .bc = CA_BC, .ku = CA_KU, .ids = true);
	w.other = FORGE(.cn = "CA khác", .bc = CA_BC, .ku = CA_KU, .ids = true);
	w.leaf = FORGE(.cn = "Mẫu", .issuer = &w.ca, .ku = SIGN_KU);
	w.second = FORGE(.cn = "Mẫu hai", .issuer = &w.ca, .ku = SIGN_KU);
	w.responder = FORGE(.cn = "OCSP", .issuer = &w.ca, .ku = "critical,digitalSignature", .eku = "OCSPSigning");
	w.of_ca = read_certificate(&w.ca);
	w.of_other = read_certificate(&w.other);
	w.of_leaf = read_certificate(&w.leaf);
	w.of_second = read_certificate(&w.second);
	w.of_responder = read_certificate(&w.responder);
	return 0;
}

static int
tear_down(void **state)
{
	struct forged *all[] = {&w.ca, &w.other, &w.leaf, &w.second, &w.responder};
	struct tr_certificate *read[] = {w.of_ca, w.of_other, w.of_leaf, w.of_second, w.of_responder};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		tr_certificate_free(read[i]);
		forge_free(all[i]);
	}
	return 0;
}

struct answer {
	struct tr_bytes der;
	struct tr_ocsp *ocsp;
};

static struct answer
read_answer(struct tr_bytes der)
{
	struct answer a = {.der = der};
	struct trien_err err = {0};
	assert_ok(tr_ocsp_parse(der, &a.ocsp, &err), &err);
	return a;
}
#define ANSWER(...) read_answer(FORGE_OCSP(__VA_ARGS__))

static void
answer_free(struct answer *a)
{
	tr_ocsp_free(a->ocsp);
	free((void *)(uintptr_t)a->der.p);
}

static bool
verifies(const struct tr_ocsp *o, const struct forged *signer)
{
	struct trien_err err = {0};
	struct tr_verifier *v;
	bool fits = false;
	assert_ok(tr_verifier_new(signer->key, &v, &err), &err);
	assert_ok(tr_signed_verify(&o->seal, v, &fits, &err), &err);
	tr_verifier_free(v);
	return fits;
}

static bool
finds(const struct answer *a, const struct tr_certificate *c, const struct tr_certificate *issuer, struct tr_ocsp_single *s)
{
	struct trien_err err = {0};
	bool found;
	assert_ok(tr_ocsp_find(a->ocsp, c, issuer, &found, s, &err), &err);
	return found;
}

#define GOOD_LEAF {.of = &w.leaf, .issuer = &w.ca, .reason = -1}

static void
an_answer_is_read(void **state)
{
	struct tr_ocsp_single s;

	(void)state;
	/* Both forms of certID, both names of a responder, whole and as the basic part alone. */
	for (int i = 0; i < 8; i++) {
		struct answer a = ANSWER(.signer = &w.responder, .by_key = i & 1, .basic_only = i & 2, .nonce = "0123456789abcdef",
				.singles = {{.of = &w.leaf, .issuer = &w.ca, .reason = -1, .sha256 = i & 4,
					.archive_cutoff = FORGE_NOW - 1000 * DAY, .plain_oid = "1.3.36.8.3.13"}});
		assert_int_equal(a.ocsp->status, TR_OCSP_SUCCESSFUL);
		assert_int_equal(a.ocsp->produced_at, FORGE_NOW - 3600);
		assert_true(tr_bytes_are(a.ocsp->nonce, "0123456789abcdef"));
		assert_int_equal(a.ocsp->singles, 1);
		assert_int_equal(a.ocsp->certificate_count, 1);
		assert_true(tr_bytes_equal(a.ocsp->certificates[0], w.responder.der));
		assert_false(a.ocsp->critical_unknown);
		assert_true(tr_ocsp_is_from(a.ocsp, w.of_responder));
		assert_false(tr_ocsp_is_from(a.ocsp, w.of_ca));
		assert_true(verifies(a.ocsp, &w.responder));
		assert_false(verifies(a.ocsp, &w.ca));
		assert_true(finds(&a, w.of_leaf, w.of_ca, &s));
		assert_int_equal(s.status, TR_OCSP_GOOD);
		assert_int_equal(s.this_update, FORGE_NOW - 3600);
		assert_true(s.has_next_update);
		assert_int_equal(s.next_update, FORGE_NOW + DAY);
		assert_true(s.has_archive_cutoff);
		assert_int_equal(s.archive_cutoff, FORGE_NOW - 1000 * DAY);
		/* Another certificate, and the same serial number under another authority. */
		assert_false(finds(&a, w.of_second, w.of_ca, &s));
		assert_false(finds(&a, w.of_leaf, w.of_other, &s));
		answer_free(&a);
	}
}

static void
the_three_states(void **state)
{
	struct answer a = ANSWER(.signer = &w.ca, .singles = {GOOD_LEAF,
			{.of = &w.second, .issuer = &w.ca, .status = 1, .reason = TR_REVOKED_SUPERSEDED, .next = -1},
			{.of = &w.responder, .issuer = &w.ca, .status = 2, .reason = -1}});
	struct tr_ocsp_single s;

	(void)state;
	assert_int_equal(a.ocsp->singles, 3);
	assert_true(finds(&a, w.of_second, w.of_ca, &s));
	assert_int_equal(s.status, TR_OCSP_REVOKED);
	assert_int_equal(s.revoked_at, FORGE_NOW - 2 * DAY);
	assert_int_equal(s.reason, TR_REVOKED_SUPERSEDED);
	assert_false(s.has_next_update);
	assert_true(finds(&a, w.of_responder, w.of_ca, &s));
	assert_int_equal(s.status, TR_OCSP_UNKNOWN);
	answer_free(&a);
	/* Two answers about one: the later one; of the same time, the worse one, whatever their order. */
	for (int i = 0; i < 4; i++) {
		struct forge_single good = GOOD_LEAF,
				    bad = {.of = &w.leaf, .issuer = &w.ca, .status = 1, .reason = -1,
					    .made = i & 2 ? FORGE_NOW - 7200 : 0};
		struct forge_ocsp f = {.signer = &w.ca};
		f.singles[i & 1] = good;
		f.singles[1 - (i & 1)] = bad;
		a = read_answer(forge_ocsp_make(&f));
		assert_true(finds(&a, w.of_leaf, w.of_ca, &s));
		assert_int_equal(s.status, i & 2 ? TR_OCSP_GOOD : TR_OCSP_REVOKED);
		answer_free(&a);
	}
}

/* The forged twin: "revoked" rewritten as "good" no longer verifies. */
static void
a_changed_answer_does_not_verify(void **state)
{
	struct answer a = ANSWER(.signer = &w.responder, .singles = {{.of = &w.leaf, .issuer = &w.ca, .status = 2, .reason = -1}});
	uint8_t *p = (uint8_t *)(uintptr_t)a.ocsp->list.p;
	struct tr_ocsp_single s;
	size_t at = 0;

	(void)state;
	while (!(p[at] == 0x82 && p[at + 1] == 0 && p[at + 2] == 0x18))
		at++;
	p[at] = 0x80;
	assert_true(finds(&a, w.of_leaf, w.of_ca, &s));
	assert_int_equal(s.status, TR_OCSP_GOOD);
	assert_false(verifies(a.ocsp, &w.responder));
	p[at] = 0x82;
	assert_true(verifies(a.ocsp, &w.responder));
	answer_free(&a);
}

static void
critical_extensions_that_are_not_known(void **state)
{
	struct answer a = ANSWER(.signer = &w.ca, .critical_oid = "2.999.7", .singles = {GOOD_LEAF});

	(void)state;
	assert_true(a.ocsp->critical_unknown);
	answer_free(&a);
	a = ANSWER(.signer = &w.ca, .singles = {{.of = &w.leaf, .issuer = &w.ca, .reason = -1, .critical_oid = "2.999.7"}});
	assert_true(a.ocsp->critical_unknown);
	answer_free(&a);
}

static void
refusals_are_answers(void **state)
{
	static const struct {
		uint8_t der[5];
		const char *name; /* NULL: no answer */
	} rows[] = {
		{{0x30, 3, 0x0a, 1, 1}, "malformedRequest"}, {{0x30, 3, 0x0a, 1, 2}, "internalError"},
		{{0x30, 3, 0x0a, 1, 3}, "tryLater"}, {{0x30, 3, 0x0a, 1, 5}, "sigRequired"},
		{{0x30, 3, 0x0a, 1, 6}, "unauthorized"}, {{0x30, 3, 0x0a, 1, 4}, NULL}, {{0x30, 3, 0x0a, 1, 7}, NULL},
		{{0x30, 3, 0x0a, 1, 0}, NULL}, {{0x30, 3, 0x02, 1, 3}, NULL},
	};
	struct trien_err err = {0};
	struct tr_ocsp *o;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		trien_rc rc = tr_ocsp_parse(TR_BYTES(rows[i].der, 5), &o, &err);
		if (rows[i].name == NULL) {
			assert_refused(rc, "pki.ocsp-malformed");
			continue;
		}
		assert_ok(rc, &err);
		assert_string_equal(tr_ocsp_answer_status_name(o->status), rows[i].name);
		assert_int_equal(o->singles, 0);
		tr_ocsp_free(o);
	}
}

static void
what_is_no_answer_is_refused(void **state)
{
	struct tr_bytes good = FORGE_OCSP(.signer = &w.responder, .nonce = "12345678", .singles = {GOOD_LEAF});
	struct trien_err err = {0};
	struct tr_ocsp *o;
	uint8_t *copy = malloc(good.n + 1);
	size_t refused = 0;

	(void)state;
	memcpy(copy, good.p, good.n);
	copy[good.n] = 0;
	assert_refused(tr_ocsp_parse(TR_BYTES(copy, good.n + 1), &o, &err), "pki.ocsp-malformed");
	assert_refused(tr_ocsp_parse(TR_BYTES(copy, good.n - 1), &o, &err), "pki.ocsp-malformed");
	assert_refused(tr_ocsp_parse(TR_BYTES(NULL, 0), &o, &err), "pki.ocsp-malformed");
	assert_refused(tr_ocsp_parse(w.leaf.der, &o, &err), "pki.ocsp-malformed");
	for (size_t i = 0; i < good.n; i++) {
		copy[i] ^= 0x10;
		trien_rc rc = tr_ocsp_parse(TR_BYTES(copy, good.n), &o, &err);
		refused += rc != TRIEN_OK;
		if (rc == TRIEN_OK)
			tr_ocsp_free(o);
		copy[i] ^= 0x10;
	}
	assert_true(refused > 80);
	free(copy);
	free((void *)(uintptr_t)good.p);
}

static void
an_answer_has_caps(void **state)
{
	struct trien_err err = {0};
	struct tr_ocsp *o;

	(void)state;
	for (int over = 0; over < 2; over++) {
		struct tr_bytes singles = FORGE_OCSP(.signer = &w.ca, .repeat = (int)TR_OCSP_SINGLES_MAX - 1 + over,
				.singles = {GOOD_LEAF});
		struct tr_bytes certificates = FORGE_OCSP(.signer = &w.responder, .bare = true,
				.certificates = (int)TR_OCSP_CERTIFICATES_MAX + over, .singles = {GOOD_LEAF});
		const struct tr_bytes both[] = {singles, certificates};
		for (size_t i = 0; i < 2; i++) {
			trien_rc rc = tr_ocsp_parse(both[i], &o, &err);
			if (over) {
				assert_refused(rc, "pki.ocsp-limit");
			} else {
				assert_ok(rc, &err);
				tr_ocsp_free(o);
			}
			free((void *)(uintptr_t)both[i].p);
		}
	}
	uint8_t *large = calloc(1, TR_OCSP_SIZE_MAX + 1);
	assert_refused(tr_ocsp_parse(TR_BYTES(large, TR_OCSP_SIZE_MAX), &o, &err), "pki.ocsp-malformed");
	assert_refused(tr_ocsp_parse(TR_BYTES(large, TR_OCSP_SIZE_MAX + 1), &o, &err), "pki.ocsp-too-large");
	free(large);
}

/* OpenSSL is the outside judge of what we ask. */
static void
a_request_is_read_by_openssl(void **state)
{
	struct trien_err err = {0};

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct tr_ocsp_question q = {.certificate = w.of_leaf, .issuer = w.of_ca, .sha256 = i & 1,
				.nonce = i & 2 ? TR_BYTES_LIT("0123456789abcdef0123456789abcdef") : TR_BYTES(NULL, 0)};
		TR_AUTO_BUF der = {0};
		assert_ok(tr_ocsp_ask(&q, &der, &err), &err);
		const unsigned char *p = der.p;
		OCSP_REQUEST *r = d2i_OCSP_REQUEST(NULL, &p, (long)der.n);
		assert_non_null(r);
		assert_ptr_equal(p, der.p + der.n);
		assert_int_equal(OCSP_request_onereq_count(r), 1);
		OCSP_CERTID *want = OCSP_cert_to_id(i & 1 ? EVP_sha256() : EVP_sha1(), w.leaf.x, w.ca.x);
		assert_int_equal(OCSP_id_cmp(want, OCSP_onereq_get0_id(OCSP_request_onereq_get0(r, 0))), 0);
		assert_int_equal(OCSP_REQUEST_get_ext_by_NID(r, NID_id_pkix_OCSP_Nonce, -1) >= 0, (i & 2) != 0);
		OCSP_CERTID_free(want);
		OCSP_REQUEST_free(r);
	}
	struct tr_ocsp_question q = {.certificate = w.of_leaf, .issuer = w.of_ca,
			.nonce = TR_BYTES_LIT("0123456789abcdef0123456789abcdef0")};
	TR_AUTO_BUF der = {0};
	assert_refused(tr_ocsp_ask(&q, &der, &err), "pki.ocsp-nonce");
}

/* To a request that is there already: the same bytes as if it had been asked so. Not a second one, and not to what is no request. */
static void
a_nonce_is_added(void **state)
{
	static const char nonce[] = "0123456789abcdef0123456789abcdef0";
	const struct tr_ocsp_question plain = {.certificate = w.of_leaf, .issuer = w.of_ca};
	TR_AUTO_BUF request = {0};
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_ocsp_ask(&plain, &request, &err), &err);
	for (size_t n = 0; n <= TR_OCSP_NONCE_MAX + 1; n++) {
		struct tr_ocsp_question q = plain;
		TR_AUTO_BUF want = {0}, got = {0}, twice = {0};
		q.nonce = TR_BYTES((const uint8_t *)nonce, n);
		const trien_rc rc = tr_ocsp_add_nonce(tr_buf_view(&request), q.nonce, &got, &err);
		if (n == 0 || n > TR_OCSP_NONCE_MAX) {
			assert_refused(rc, "pki.ocsp-nonce");
			continue;
		}
		assert_ok(rc, &err);
		assert_ok(tr_ocsp_ask(&q, &want, &err), &err);
		assert_true(tr_bytes_equal(tr_buf_view(&got), tr_buf_view(&want)));
		assert_refused(tr_ocsp_add_nonce(tr_buf_view(&got), q.nonce, &twice, &err), "pki.ocsp-malformed");
		assert_refused(tr_ocsp_add_nonce(tr_bytes_part(tr_buf_view(&request), 0, request.n - 1), q.nonce, &twice, &err), "pki.ocsp-malformed");
	}
	assert_int_equal(tr_ocsp_nonce_of(tr_buf_view(&request), TR_BYTES_LIT("x")), TR_OCSP_NONCE_NO_ANSWER);
	assert_int_equal(tr_ocsp_nonce_of(TR_BYTES_LIT("\x30\x03\x0a\x01\x01"), TR_BYTES_LIT("x")), TR_OCSP_NONCE_NO_ANSWER);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_nonce_is_added),
		cmocka_unit_test(an_answer_is_read),
		cmocka_unit_test(the_three_states),
		cmocka_unit_test(a_changed_answer_does_not_verify),
		cmocka_unit_test(critical_extensions_that_are_not_known),
		cmocka_unit_test(refusals_are_answers),
		cmocka_unit_test(what_is_no_answer_is_refused),
		cmocka_unit_test(an_answer_has_caps),
		cmocka_unit_test(a_request_is_read_by_openssl),
	};
	return cmocka_run_group_tests_name("pki ocsp", all, set_up, tear_down);
}
