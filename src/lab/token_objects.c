/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lab/token_objects.h"

#include <openssl/core_names.h>
#include <openssl/x509v3.h>

#include <stdio.h>
#include <stdlib.h>

#define SLOTS_MAX 32u
#define NUMBER_MAX 512u /* one number of a key, bytes */
#define DER_MAX 8192u

#define TRY(expr) \
	do { \
		CK_RV rv_ = (expr); \
		if (rv_ != CKR_OK) \
			return rv_; \
	} while (0)

struct target {
	CK_FUNCTION_LIST *module;
	CK_SESSION_HANDLE session;
	const struct tr_lab_identity *id;
};

/* PKCS#11 pads labels with blanks, without a NUL. */
static void
pad_label(const char *file, CK_UTF8CHAR out[32])
{
	char label[TR_LAB_TOKEN_LABEL_MAX + 1];
	int n = snprintf(label, sizeof(label), TR_LAB_TOKEN_LABEL, file);

	memset(out, ' ', 32);
	memcpy(out, label, n < 32 ? (size_t)n : 32);
}

/* The slot whose token has this label, or (label NULL) one whose token is not initialised yet. */
static CK_RV
find_slot(CK_FUNCTION_LIST *module, const CK_UTF8CHAR *label, CK_SLOT_ID *out)
{
	CK_SLOT_ID slots[SLOTS_MAX];
	CK_ULONG n = 0;
	CK_TOKEN_INFO info;

	TRY(module->C_GetSlotList(CK_TRUE, NULL, &n)); /* SoftHSM looks for new tokens only on this form */
	n = SLOTS_MAX;
	TRY(module->C_GetSlotList(CK_TRUE, slots, &n));
	for (CK_ULONG i = 0; i < n; i++) {
		TRY(module->C_GetTokenInfo(slots[i], &info));
		bool made = (info.flags & CKF_TOKEN_INITIALIZED) != 0;
		if (label ? made && memcmp(info.label, label, 32) == 0 : !made) {
			*out = slots[i];
			return CKR_OK;
		}
	}
	return CKR_TOKEN_NOT_PRESENT;
}

static CK_RV
initialise(CK_FUNCTION_LIST *module, char *so_pin, char *pin, const char *file, CK_SESSION_HANDLE *session)
{
	CK_UTF8CHAR label[32];
	CK_SLOT_ID slot;

	pad_label(file, label);
	TRY(find_slot(module, NULL, &slot));
	TRY(module->C_InitToken(slot, (CK_UTF8CHAR *)so_pin, strlen(so_pin), label));
	TRY(find_slot(module, label, &slot));
	TRY(module->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, session));
	TRY(module->C_Login(*session, CKU_SO, (CK_UTF8CHAR *)so_pin, strlen(so_pin)));
	TRY(module->C_InitPIN(*session, (CK_UTF8CHAR *)pin, strlen(pin)));
	TRY(module->C_Logout(*session));
	return module->C_Login(*session, CKU_USER, (CK_UTF8CHAR *)pin, strlen(pin));
}

/* An object under construction; values are borrowed until it is made. */
struct object {
	CK_ATTRIBUTE a[24];
	CK_ULONG n;
	char label[32];
};

static void
put(struct object *o, CK_ATTRIBUTE_TYPE type, void *value, size_t n)
{
	o->a[o->n++] = (CK_ATTRIBUTE){type, value, n};
}

static CK_BBOOL yes = CK_TRUE, no = CK_FALSE;

static void
put_common(struct object *o, CK_OBJECT_CLASS *class, X509 *certificate, const char *label)
{
	const ASN1_OCTET_STRING *ski = X509_get0_subject_key_id(certificate);

	put(o, CKA_CLASS, class, sizeof(*class));
	put(o, CKA_TOKEN, &yes, sizeof(yes));
	snprintf(o->label, sizeof(o->label), "%s", label);
	put(o, CKA_LABEL, o->label, strlen(o->label));
	put(o, CKA_ID, ski->data, (size_t)ski->length);
}

/* Numbers of a key as PKCS#11 wants them: unsigned, big-endian, no leading zeros. */
struct numbers {
	uint8_t bytes[8][NUMBER_MAX];
	size_t used;
};

static CK_RV
put_number(struct object *o, struct numbers *store, CK_ATTRIBUTE_TYPE type, const EVP_PKEY *key, const char *name)
{
	BIGNUM *n = NULL;
	uint8_t *at = store->bytes[store->used];

	if (EVP_PKEY_get_bn_param(key, name, &n) != 1 || (size_t)BN_num_bytes(n) > NUMBER_MAX) {
		BN_clear_free(n);
		return CKR_FUNCTION_FAILED;
	}
	put(o, type, at, (size_t)BN_bn2bin(n, at));
	store->used++;
	BN_clear_free(n);
	return CKR_OK;
}

static CK_RV
put_rsa(struct object *o, struct numbers *store, const EVP_PKEY *key, bool private)
{
	static const struct {
		CK_ATTRIBUTE_TYPE type;
		const char *name;
	} rows[] = {
		{CKA_MODULUS, OSSL_PKEY_PARAM_RSA_N}, {CKA_PUBLIC_EXPONENT, OSSL_PKEY_PARAM_RSA_E},
		{CKA_PRIVATE_EXPONENT, OSSL_PKEY_PARAM_RSA_D}, {CKA_PRIME_1, OSSL_PKEY_PARAM_RSA_FACTOR1},
		{CKA_PRIME_2, OSSL_PKEY_PARAM_RSA_FACTOR2}, {CKA_EXPONENT_1, OSSL_PKEY_PARAM_RSA_EXPONENT1},
		{CKA_EXPONENT_2, OSSL_PKEY_PARAM_RSA_EXPONENT2},
		{CKA_COEFFICIENT, OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
	};

	for (size_t i = 0; i < (private ? 8u : 2u); i++)
		TRY(put_number(o, store, rows[i].type, key, rows[i].name));
	return CKR_OK;
}

/* DER of the named curve P-256, and (public) the point as an OCTET STRING: PKCS#11 v2.40 mechanisms §2.3.3. */
static CK_RV
put_ec(struct object *o, struct numbers *store, const EVP_PKEY *key, bool private)
{
	static uint8_t p256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
	uint8_t *at = store->bytes[store->used];
	size_t n = 0;

	put(o, CKA_EC_PARAMS, p256, sizeof(p256));
	if (private)
		return put_number(o, store, CKA_VALUE, key, OSSL_PKEY_PARAM_PRIV_KEY);
	if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, at + 2, 127, &n) != 1 || n > 127)
		return CKR_FUNCTION_FAILED;
	at[0] = 0x04;
	at[1] = (uint8_t)n;
	put(o, CKA_EC_POINT, at, n + 2);
	store->used++;
	return CKR_OK;
}

static CK_RV
create_key(const struct target *t, CK_OBJECT_CLASS class)
{
	struct object o = {0};
	struct numbers store = {0};
	bool rsa = EVP_PKEY_is_a(t->id->key, "RSA"), private = class == CKO_PRIVATE_KEY;
	CK_KEY_TYPE type = rsa ? CKK_RSA : CKK_EC;
	CK_OBJECT_HANDLE handle;

	put_common(&o, &class, t->id->certificate, t->id->person->file);
	put(&o, CKA_KEY_TYPE, &type, sizeof(type));
	put(&o, CKA_PRIVATE, private ? &yes : &no, sizeof(yes));
	if (private) {
		put(&o, CKA_SENSITIVE, &yes, sizeof(yes));
		put(&o, CKA_EXTRACTABLE, &no, sizeof(no));
		put(&o, CKA_SIGN, &yes, sizeof(yes));
		put(&o, CKA_DECRYPT, &no, sizeof(no)); /* what SoftHSM would permit by itself */
		put(&o, CKA_UNWRAP, &no, sizeof(no));
	} else {
		put(&o, CKA_VERIFY, &yes, sizeof(yes));
		put(&o, CKA_ENCRYPT, &no, sizeof(no));
		put(&o, CKA_WRAP, &no, sizeof(no));
	}
	CK_RV rv = rsa ? put_rsa(&o, &store, t->id->key, private) : put_ec(&o, &store, t->id->key, private);
	if (rv == CKR_OK)
		rv = t->module->C_CreateObject(t->session, o.a, o.n, &handle);
	tr_wipe(&store, sizeof(store));
	return rv;
}

static CK_RV
create_certificate(const struct target *t, X509 *x, const char *label)
{
	struct object o = {0};
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_CERTIFICATE_TYPE type = CKC_X_509;
	CK_OBJECT_HANDLE handle;
	unsigned char *der[4] = {0};
	const int n[4] = {i2d_X509_NAME(X509_get_subject_name(x), &der[0]),
		i2d_X509_NAME(X509_get_issuer_name(x), &der[1]),
		i2d_ASN1_INTEGER(X509_get0_serialNumber(x), &der[2]), i2d_X509(x, &der[3])};
	static const CK_ATTRIBUTE_TYPE types[4] = {CKA_SUBJECT, CKA_ISSUER, CKA_SERIAL_NUMBER, CKA_VALUE};
	CK_RV rv = CKR_OK;

	put_common(&o, &class, x, label);
	put(&o, CKA_CERTIFICATE_TYPE, &type, sizeof(type));
	put(&o, CKA_PRIVATE, &no, sizeof(no));
	for (size_t i = 0; i < 4; i++) {
		if (n[i] <= 0)
			rv = CKR_FUNCTION_FAILED;
		else
			put(&o, types[i], der[i], (size_t)n[i]);
	}
	if (rv == CKR_OK)
		rv = t->module->C_CreateObject(t->session, o.a, o.n, &handle);
	for (size_t i = 0; i < 4; i++)
		OPENSSL_free(der[i]);
	return rv;
}

static CK_RV
create_objects(const struct target *t, const struct tr_lab_identities *all, enum tr_lab_who who)
{
	X509 *above[1];
	size_t count = tr_lab_intermediates(all, who, above);

	TRY(create_key(t, CKO_PRIVATE_KEY));
	TRY(create_key(t, CKO_PUBLIC_KEY));
	TRY(create_certificate(t, t->id->certificate, t->id->person->file));
	for (size_t i = 0; i < count; i++)
		TRY(create_certificate(t, above[i], "issuing"));
	return CKR_OK;
}

CK_RV
tr_lab_token_fill(CK_FUNCTION_LIST *module, const char *so_pin, const struct tr_lab_identities *all,
		enum tr_lab_who who)
{
	struct target t = {.module = module, .id = &all->of[who]};
	char so[16], pin[sizeof(all->of[who].pin)];

	snprintf(so, sizeof(so), "%s", so_pin);
	snprintf(pin, sizeof(pin), "%s", t.id->pin);
	TRY(initialise(module, so, pin, t.id->person->file, &t.session));
	TRY(create_objects(&t, all, who));
	return module->C_CloseSession(t.session);
}
