/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Keys and certificates of a lab. Keys come from OpenSSL's generator; serial numbers and PINs from
 * the caller's randomness, times from the caller's clock.
 */
#include "lab/certify.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <stdio.h>

#include "base/errors/lab.h"
#include "base/utf8.h"
#include "crypto/lab_mark.h"

#define DAY_SECONDS ((int64_t)86400)
#define UNIT "LAB - KHÔNG DÙNG CHÍNH THỨC"
/* The policy of a lab, under the arc that ITU-T X.660 A.7 keeps for examples. */
#define POLICY "2.999.17480.1"
#define PIN_DIGITS 8
#define NAME_CHARACTERS_MAX 64u /* ub-common-name and ub-organization-name, RFC 5280 appendix A.1 */

trien_rc
tr_lab_crypto_failed(const char *what, struct trien_err *err)
{
	const char *why = ERR_reason_error_string(ERR_peek_error());

	ERR_clear_error();
	return TR_ERR(err, LAB_CRYPTO_FAILED, TR_S("what", what), TR_S("why", why ? why : "?"));
}

static trien_rc
make_key(const char *algorithm, EVP_PKEY **out, struct trien_err *err)
{
	EVP_PKEY *key;

	if (strcmp(algorithm, "RSA-1024") == 0)
		key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024);
	else if (strcmp(algorithm, "RSA-2048") == 0)
		key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	else if (strcmp(algorithm, "RSA-3072") == 0)
		key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)3072);
	else
		key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", algorithm);
	if (key == NULL)
		return tr_lab_crypto_failed("keygen", err);
	*out = key;
	return TRIEN_OK;
}

/* Positive and 16 bytes long whatever the random bytes are. RFC 5280 §4.1.2.2. */
static trien_rc
set_serial(X509 *x, const struct tr_env *env, struct trien_err *err)
{
	uint8_t bytes[16];

	TR_TRY(env->random(env->context, bytes, sizeof(bytes), err));
	bytes[0] = (bytes[0] & 0x3f) | 0x40;
	BIGNUM *n = BN_bin2bn(bytes, sizeof(bytes), NULL);
	bool ok = n != NULL && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x)) != NULL;
	BN_free(n);
	return ok ? TRIEN_OK : tr_lab_crypto_failed("serial", err);
}

static bool
add_name(X509_NAME *name, const char *field, const char *text)
{
	return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, (const unsigned char *)text, -1, -1, 0) == 1;
}

static const char *
chosen(const char *mine, const char *otherwise)
{
	return mine != NULL ? mine : otherwise;
}

static const char *
common_name_of(const struct tr_lab_names *names, enum tr_lab_who who)
{
	const char *sample = tr_lab_person_of(who)->common_name;

	switch (who) {
	case TR_LAB_LEADER:
		return chosen(names->leader, sample);
	case TR_LAB_CHECKER:
		return chosen(names->checker, sample);
	case TR_LAB_CLERK:
		return chosen(names->clerk, sample);
	case TR_LAB_AGENCY:
		return chosen(names->agency, sample);
	default:
		return sample;
	}
}

static trien_rc
check_name(const char *name, struct trien_err *err)
{
	size_t n = name != NULL ? strlen(name) : 1, characters = 0;

	for (size_t i = 0; name != NULL && i < n; i++)
		characters += ((uint8_t)name[i] & 0xc0) != 0x80;
	if (n == 0 || characters > NAME_CHARACTERS_MAX || (name != NULL && tr_utf8_check(TR_BYTES(name, n)) != n))
		return TR_ERR(err, LAB_NAME_INVALID, TR_S("name", name), TR_U("max", NAME_CHARACTERS_MAX));
	return TRIEN_OK;
}

static trien_rc
check_names(const struct tr_lab_names *names, struct trien_err *err)
{
	TR_TRY(check_name(names->agency, err));
	TR_TRY(check_name(names->leader, err));
	TR_TRY(check_name(names->checker, err));
	return check_name(names->clerk, err);
}

static trien_rc
set_subject(X509 *x, const struct tr_lab_names *names, enum tr_lab_who who, struct trien_err *err)
{
	X509_NAME *name = X509_get_subject_name(x);
	const struct tr_lab_person *p = tr_lab_person_of(who);
	/* People and the deliberately bad belong to the agency, authorities to the lab. */
	const char *organisation = strcmp(p->organisation, tr_lab_person_of(TR_LAB_AGENCY)->organisation) == 0
					   ? chosen(names->agency, p->organisation)
					   : p->organisation;

	if (!add_name(name, "C", "VN") || !add_name(name, "O", organisation) || !add_name(name, "OU", UNIT) ||
			!add_name(name, "CN", common_name_of(names, who)))
		return tr_lab_crypto_failed("subject", err);
	return TRIEN_OK;
}

static trien_rc
set_validity(X509 *x, const struct tr_lab_person *p, int64_t now, struct trien_err *err)
{
	if (ASN1_TIME_adj(X509_getm_notBefore(x), (time_t)now, p->from_days, 0) == NULL ||
			ASN1_TIME_adj(X509_getm_notAfter(x), (time_t)now, p->to_days, 0) == NULL)
		return tr_lab_crypto_failed("validity", err);
	return TRIEN_OK;
}

/* value as x509v3_config(5) writes it; NULL: nothing to add. */
static bool
add_extension(X509 *x, X509V3_CTX *context, int nid, const char *value)
{
	if (value == NULL)
		return true;
	X509_EXTENSION *e = X509V3_EXT_nconf_nid(NULL, context, nid, value);
	bool ok = e != NULL && X509_add_ext(x, e, -1) == 1;
	X509_EXTENSION_free(e);
	return ok;
}

/* By hand: the textual form of this extension wants a configuration file. */
static bool
add_policy(X509 *x)
{
	CERTIFICATEPOLICIES *all = CERTIFICATEPOLICIES_new();
	POLICYINFO *one = POLICYINFO_new();
	bool ok = all != NULL && one != NULL && (one->policyid = OBJ_txt2obj(POLICY, 1)) != NULL &&
		  sk_POLICYINFO_push(all, one) > 0;

	if (!ok)
		POLICYINFO_free(one);
	ok = ok && X509_add1_ext_i2d(x, NID_certificate_policies, all, 0, 0) == 1;
	CERTIFICATEPOLICIES_free(all);
	return ok;
}

/* Where the answers about a certificate will be found; a root has none to ask. */
static bool
add_services(X509 *x, X509V3_CTX *context, enum tr_lab_who issuer)
{
	const char *file = tr_lab_person_of(issuer)->file;
	char crl[128], access[256];

	snprintf(crl, sizeof(crl), "URI:%s/crl/%s.crl", TR_LAB_URL, file);
	snprintf(access, sizeof(access), "OCSP;URI:%s/ocsp,caIssuers;URI:%s/ca/%s.crt", TR_LAB_URL, TR_LAB_URL, file);
	return add_extension(x, context, NID_crl_distribution_points, crl) &&
	       add_extension(x, context, NID_info_access, access);
}

static trien_rc
add_extensions(X509 *x, X509 *issuer, enum tr_lab_who who, struct trien_err *err)
{
	const struct tr_lab_person *p = tr_lab_person_of(who);
	X509V3_CTX context;

	X509V3_set_ctx(&context, issuer, x, NULL, NULL, 0);
	X509V3_set_ctx_nodb(&context);
	bool ok = add_extension(x, &context, NID_basic_constraints, p->basic_constraints) &&
		  add_extension(x, &context, NID_key_usage, p->key_usage) &&
		  add_extension(x, &context, NID_ext_key_usage, p->extended_usage) &&
		  add_extension(x, &context, NID_id_pkix_OCSP_noCheck, p->no_check ? "yes" : NULL) &&
		  add_extension(x, &context, NID_subject_key_identifier, "hash") &&
		  add_extension(x, &context, NID_authority_key_identifier, "keyid:always") &&
		  add_policy(x) &&
		  (p->issuer == who || add_services(x, &context, p->issuer)) && tr_lab_mark_add(x);
	return ok ? TRIEN_OK : tr_lab_crypto_failed("extensions", err);
}

static trien_rc
fill(X509 *x, struct tr_lab_identities *all, enum tr_lab_who who, const struct tr_lab_options *options,
		struct trien_err *err)
{
	const struct tr_env *env = options->env;
	const struct tr_lab_person *p = tr_lab_person_of(who);
	X509 *issuer = p->issuer == who ? x : all->of[p->issuer].certificate;

	if (X509_set_version(x, X509_VERSION_3) != 1 || X509_set_pubkey(x, all->of[who].key) != 1)
		return tr_lab_crypto_failed("version", err);
	TR_TRY(set_serial(x, env, err));
	TR_TRY(set_subject(x, options->names, who, err));
	TR_TRY(set_validity(x, p, env->now(env->context), err));
	if (X509_set_issuer_name(x, X509_get_subject_name(issuer)) != 1)
		return tr_lab_crypto_failed("issuer", err);
	TR_TRY(add_extensions(x, issuer, who, err));
	if (X509_sign(x, all->of[p->issuer].key, EVP_sha256()) <= 0)
		return tr_lab_crypto_failed("sign", err);
	return TRIEN_OK;
}

/* Digits from random bytes without the bias of a remainder: bytes from 250 on are thrown away. */
static trien_rc
make_pin(const struct tr_env *env, char out[PIN_DIGITS + 1], struct trien_err *err)
{
	for (size_t n = 0; n < PIN_DIGITS;) {
		uint8_t b;
		TR_TRY(env->random(env->context, &b, 1, err));
		if (b < 250)
			out[n++] = (char)('0' + b % 10);
	}
	out[PIN_DIGITS] = '\0';
	return TRIEN_OK;
}

static trien_rc
make_identity(struct tr_lab_identities *all, enum tr_lab_who who, const struct tr_lab_options *options,
		struct trien_err *err)
{
	struct tr_lab_identity *id = &all->of[who];

	id->person = tr_lab_person_of(who);
	TR_TRY(make_key(id->person->key, &id->key, err));
	TR_TRY(make_pin(options->env, id->pin, err));
	id->certificate = X509_new();
	if (id->certificate == NULL)
		return tr_lab_crypto_failed("certificate", err);
	TR_TRY(fill(id->certificate, all, who, options, err));
	if (who != TR_LAB_WRONG_KEY)
		return TRIEN_OK;
	/* The certificate is right, the key beside it is another one. */
	EVP_PKEY_free(id->key);
	id->key = NULL;
	return make_key(id->person->key, &id->key, err);
}

trien_rc
tr_lab_identities_new(const struct tr_lab_options *options, struct tr_lab_identities *out, struct trien_err *err)
{
	struct tr_lab_identities all = {0};

	TR_TRY(check_names(options->names, err));
	/* Issuers stand before those whom they certify. */
	for (int who = 0; who < TR_LAB_WHO_COUNT; who++) {
		trien_rc rc = make_identity(&all, (enum tr_lab_who)who, options, err);
		if (rc != TRIEN_OK) {
			tr_lab_identities_free(&all);
			return rc;
		}
	}
	*out = all;
	return TRIEN_OK;
}

void
tr_lab_identities_free(struct tr_lab_identities *all)
{
	for (int i = 0; i < TR_LAB_WHO_COUNT; i++) {
		EVP_PKEY_free(all->of[i].key);
		X509_free(all->of[i].certificate);
		tr_wipe(all->of[i].pin, sizeof(all->of[i].pin));
	}
	*all = (struct tr_lab_identities){0};
}

size_t
tr_lab_intermediates(const struct tr_lab_identities *all, enum tr_lab_who who, X509 *out[1])
{
	enum tr_lab_who issuer = all->of[who].person->issuer;

	if (issuer == TR_LAB_ROOT)
		return 0;
	out[0] = all->of[issuer].certificate;
	return 1;
}
