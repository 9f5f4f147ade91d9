/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The lists of the root and of the issuing authority: always new, with a number that grows with the clock. */
#include <openssl/x509v3.h>

#include "lab/office_parts.h"

static bool
add_row(X509_CRL *c, const X509 *of, const struct tr_lab_revoked *r)
{
	X509_REVOKED *row = X509_REVOKED_new();
	ASN1_TIME *at = ASN1_TIME_set(NULL, (time_t)r->at);
	ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
	bool ok = row != NULL && at != NULL && reason != NULL && ASN1_ENUMERATED_set(reason, r->reason) == 1 &&
		  X509_REVOKED_set_serialNumber(row, (ASN1_INTEGER *)(uintptr_t)X509_get0_serialNumber(of)) == 1 &&
		  X509_REVOKED_set_revocationDate(row, at) == 1 &&
		  /* RFC 5280 §5.3.1: "unspecified" should not be written. */
		  (r->reason == 0 || X509_REVOKED_add1_ext_i2d(row, NID_crl_reason, reason, 0, 0) == 1);

	ASN1_TIME_free(at);
	ASN1_ENUMERATED_free(reason);
	if (ok && X509_CRL_add0_revoked(c, row) == 1)
		return true;
	X509_REVOKED_free(row);
	return false;
}

#define LARGE_ROWS 470000 /* of 27 bytes */

/* Certificates that nobody has. */
static bool
add_strangers(X509_CRL *c, int64_t now)
{
	ASN1_TIME *at = ASN1_TIME_set(NULL, (time_t)now);
	ASN1_INTEGER *serial = ASN1_INTEGER_new();
	bool ok = at != NULL && serial != NULL;

	for (int64_t i = 0; ok && i < LARGE_ROWS; i++) {
		X509_REVOKED *row = X509_REVOKED_new();
		ok = row != NULL && ASN1_INTEGER_set_int64(serial, INT64_C(0x4000000000000000) + i) == 1 &&
		     X509_REVOKED_set_serialNumber(row, serial) == 1 && X509_REVOKED_set_revocationDate(row, at) == 1 &&
		     X509_CRL_add0_revoked(c, row) == 1;
		if (!ok)
			X509_REVOKED_free(row);
	}
	ASN1_INTEGER_free(serial);
	ASN1_TIME_free(at);
	return ok;
}

static bool
add_rows(X509_CRL *c, const struct tr_lab_office *o, enum tr_lab_mode mode, enum tr_lab_who issuer, int64_t now,
		const struct tr_lab_revoked_list *list)
{
	struct tr_lab_revoked r;

	for (int who = 0; who < TR_LAB_WHO_COUNT; who++)
		if (tr_lab_person_of((enum tr_lab_who)who)->issuer == issuer && who != (int)issuer &&
				tr_lab_is_revoked(list, mode, now, (enum tr_lab_who)who, &r) &&
				!add_row(c, o->of[who].certificate, &r))
			return false;
	return (mode != TR_LAB_LARGE || add_strangers(c, now)) && X509_CRL_sort(c) == 1;
}

static bool
add_extensions(X509_CRL *c, X509 *issuer, int64_t made)
{
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	X509V3_CTX context;
	bool ok = number != NULL && ASN1_INTEGER_set_int64(number, made) == 1 &&
		  X509_CRL_add1_ext_i2d(c, NID_crl_number, number, 0, 0) == 1;

	ASN1_INTEGER_free(number);
	X509V3_set_ctx(&context, issuer, NULL, NULL, c, 0);
	X509V3_set_ctx_nodb(&context);
	X509_EXTENSION *e = X509V3_EXT_nconf_nid(NULL, &context, NID_authority_key_identifier, "keyid:always");
	ok = ok && e != NULL && X509_CRL_add_ext(c, e, -1) == 1;
	X509_EXTENSION_free(e);
	return ok;
}

/* One list to be made. */
struct making {
	const struct tr_lab_office *o;
	enum tr_lab_mode mode;
	enum tr_lab_who issuer;
	int64_t now, made;
	bool lasting;
};

static bool
set_times(X509_CRL *c, const struct making *m)
{
	ASN1_TIME *from = ASN1_TIME_set(NULL, (time_t)m->made), *to = ASN1_TIME_set(NULL, (time_t)(m->made + TR_LAB_DAY));
	const ASN1_TIME *end = m->lasting ? X509_get0_notAfter(m->o->of[m->issuer].certificate) : to;
	bool ok = from != NULL && end != NULL && X509_CRL_set1_lastUpdate(c, from) == 1 && X509_CRL_set1_nextUpdate(c, end) == 1;

	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
	return ok;
}

static bool
fill(X509_CRL *c, const struct making *m, const struct tr_lab_revoked_list *list)
{
	X509 *x = m->o->of[m->issuer].certificate;

	return X509_CRL_set_version(c, X509_CRL_VERSION_2) == 1 &&
	       X509_CRL_set_issuer_name(c, X509_get_subject_name(x)) == 1 && set_times(c, m) &&
	       add_rows(c, m->o, m->mode, m->issuer, m->now, list) && add_extensions(c, x, m->made) &&
	       X509_CRL_sign(c, m->o->of[m->issuer].key, EVP_sha256()) > 0;
}

static trien_rc
make(const struct making *m, struct tr_buf *out, struct trien_err *err)
{
	struct tr_lab_revoked_list list;
	unsigned char *der = NULL;

	TR_TRY(tr_lab_revoked_read(m->o->directory, &list, err));
	X509_CRL *c = X509_CRL_new();
	int n = c != NULL && fill(c, m, &list) ? i2d_X509_CRL(c, &der) : 0;
	X509_CRL_free(c);
	if (n <= 0)
		return tr_lab_crypto_failed("CRL", err);
	trien_rc rc = tr_buf_add(out, der, (size_t)n, err);
	OPENSSL_free(der);
	return rc;
}

trien_rc
tr_lab_office_crl(const struct tr_lab_office *o, enum tr_lab_mode mode, enum tr_lab_who issuer, struct tr_buf *out,
		struct trien_err *err)
{
	int64_t now = o->env->now(o->env->context);
	const struct making m = {.o = o, .mode = mode, .issuer = issuer, .now = now,
			.made = mode == TR_LAB_STALE ? now - 10 * TR_LAB_DAY : now};

	return make(&m, out, err);
}

trien_rc
tr_lab_office_lasting_crl(const struct tr_lab_office *o, enum tr_lab_who issuer, struct tr_buf *out, struct trien_err *err)
{
	int64_t now = o->env->now(o->env->context);
	/* Since yesterday, like the certificates: a judgement as of an hour ago should pass. */
	const struct making m = {.o = o, .mode = TR_LAB_TRUTH, .issuer = issuer, .now = now, .made = now - TR_LAB_DAY, .lasting = true};

	return make(&m, out, err);
}
