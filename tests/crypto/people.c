/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/people.h"

#include <fcntl.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors/crypto.h"
#include "crypto/lab_mark.h"

extern char **environ;

static EVP_PKEY *
dsa_key(void)
{
	EVP_PKEY *parameters = NULL, *key = NULL;
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);

	PEOPLE_MUST(EVP_PKEY_paramgen_init(c) == 1 && EVP_PKEY_CTX_set_dsa_paramgen_bits(c, 2048) == 1);
	PEOPLE_MUST(EVP_PKEY_paramgen(c, &parameters) == 1);
	EVP_PKEY_CTX_free(c);
	c = EVP_PKEY_CTX_new_from_pkey(NULL, parameters, NULL);
	PEOPLE_MUST(EVP_PKEY_keygen_init(c) == 1 && EVP_PKEY_keygen(c, &key) == 1);
	EVP_PKEY_CTX_free(c);
	EVP_PKEY_free(parameters);
	return key;
}

static EVP_PKEY *
rsa_pss_key(void)
{
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS", NULL);

	PEOPLE_MUST(EVP_PKEY_keygen_init(c) == 1 && EVP_PKEY_CTX_set_rsa_keygen_bits(c, 2048) == 1);
	PEOPLE_MUST(EVP_PKEY_keygen(c, &key) == 1);
	EVP_PKEY_CTX_free(c);
	return key;
}

EVP_PKEY *
people_key(const char *kind)
{
	EVP_PKEY *key;

	if (strcmp(kind, "RSA-PSS-2048") == 0)
		key = rsa_pss_key();
	else if (strcmp(kind, "DSA") == 0)
		key = dsa_key();
	else if (strncmp(kind, "RSA-", 4) == 0)
		key = EVP_RSA_gen((unsigned)strtoul(kind + 4, NULL, 10));
	else if (strncmp(kind, "ED", 2) == 0)
		key = EVP_PKEY_Q_keygen(NULL, NULL, kind);
	else
		key = EVP_EC_gen(kind);
	PEOPLE_MUST(key != NULL);
	return key;
}

static void
add_extension(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX c;

	X509V3_set_ctx(&c, issuer, x, NULL, NULL, 0);
	X509V3_set_ctx_nodb(&c);
	X509_EXTENSION *e = X509V3_EXT_nconf_nid(NULL, &c, nid, value);
	PEOPLE_MUST(e != NULL && X509_add_ext(x, e, -1) == 1);
	X509_EXTENSION_free(e);
}

static struct tr_bytes
der_of(X509 *x)
{
	unsigned char *p = NULL;
	int n = i2d_X509(x, &p);
	PEOPLE_MUST(n > 0);
	return TR_BYTES(p, (size_t)n);
}

static struct person
certify(EVP_PKEY *key, const char *name, const struct person *issuer, long serial, bool lab)
{
	X509 *x = X509_new();
	X509 *by = issuer ? issuer->certificate : x;
	EVP_PKEY *by_key = issuer ? issuer->key : key;

	X509_set_version(x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x), serial);
	X509_NAME_add_entry_by_txt(
			X509_get_subject_name(x), "C", MBSTRING_UTF8, (const unsigned char *)"VN", -1, -1, 0);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8, (const unsigned char *)name,
			-1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(by));
	X509_gmtime_adj(X509_getm_notBefore(x), -3600);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600L * 24 * 3650);
	X509_set_pubkey(x, key);
	add_extension(x, by, NID_subject_key_identifier, "hash");
	if (issuer != NULL)
		add_extension(x, by, NID_authority_key_identifier, "keyid:always");
	add_extension(x, by, NID_basic_constraints, strstr(name, "CA") ? "critical,CA:TRUE" : "CA:FALSE");
	PEOPLE_MUST(!lab || tr_lab_mark_add(x));
	bool plain = EVP_PKEY_get_base_id(by_key) == EVP_PKEY_ED25519;
	PEOPLE_MUST(X509_sign(x, by_key, plain ? NULL : EVP_sha256()) > 0);
	return (struct person){.key = key, .certificate = x, .der = der_of(x)};
}

struct person
people_make(const char *kind, const char *name, const struct person *issuer, long serial, bool lab)
{
	return certify(people_key(kind), name, issuer, serial, lab);
}

struct person
people_certify(EVP_PKEY *key, const char *name, const struct person *issuer, long serial)
{
	EVP_PKEY_up_ref(key);
	return certify(key, name, issuer, serial, false);
}

void
people_free(struct person *p)
{
	EVP_PKEY_free(p->key);
	X509_free(p->certificate);
	OPENSSL_free((void *)(uintptr_t)p->der.p);
	*p = (struct person){0};
}

static struct tr_buf
take_bio(BIO *b)
{
	struct tr_buf out = {0};
	struct trien_err err;
	char *p;
	long n = BIO_get_mem_data(b, &p);

	PEOPLE_MUST(tr_buf_add(&out, p, (size_t)n, &err) == TRIEN_OK);
	BIO_free(b);
	return out;
}

struct tr_buf
people_p12(const struct person *p, const struct person *others, size_t n, const char *password)
{
	STACK_OF(X509) *ca = sk_X509_new_null();
	BIO *b = BIO_new(BIO_s_mem());

	for (size_t i = 0; i < n; i++)
		sk_X509_push(ca, others[i].certificate);
	PKCS12 *p12 = PKCS12_create(password, "trien", p->key, p->certificate, ca, 0, 0, 0, 0, 0);
	PEOPLE_MUST(p12 != NULL && i2d_PKCS12_bio(b, p12) == 1);
	PKCS12_free(p12);
	sk_X509_free(ca);
	return take_bio(b);
}

struct tr_buf
people_pem(const struct person *p, const struct person *others, size_t n, const char *password)
{
	BIO *b = BIO_new(BIO_s_mem());

	for (size_t i = 0; i < n; i++)
		PEOPLE_MUST(PEM_write_bio_X509(b, others[i].certificate) == 1);
	PEOPLE_MUST(PEM_write_bio_PKCS8PrivateKey(b, p->key, password ? EVP_aes_256_cbc() : NULL, password,
			password ? (int)strlen(password) : 0, NULL, NULL) == 1);
	if (p->certificate != NULL)
		PEOPLE_MUST(PEM_write_bio_X509(b, p->certificate) == 1);
	return take_bio(b);
}

char *
people_file(const char *name, struct tr_bytes bytes)
{
	char *path = NULL;

	PEOPLE_MUST(asprintf(&path, "%s/test-crypto-%d-%s", TRIEN_BINARY_DIR, (int)getpid(), name) > 0);
	FILE *f = fopen(path, "wb");
	PEOPLE_MUST(f != NULL && fwrite(bytes.p, 1, bytes.n, f) == bytes.n && fclose(f) == 0);
	return path;
}

int
people_run(const char *const argv[])
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	/* POSIX: the strings are not changed; the prototype is older than const. */
	int failed = posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (failed != 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static trien_rc
give(void *context, const char *label, const char *warning, struct tr_buf *out, struct trien_err *err)
{
	struct fixed_pin *p = context;

	p->asked++;
	snprintf(p->warning, sizeof(p->warning), "%s", warning ? warning : "");
	if (p->text == NULL)
		return TR_ERR(err, KEY_PIN_REFUSED, TR_S("label", label));
	return tr_buf_add(out, p->text, strlen(p->text), err);
}

static bool
confirm(void *context, const char *label)
{
	struct fixed_pin *p = context;

	(void)label;
	p->confirmed++;
	return p->yes;
}

const struct tr_pin_source *
fixed_pin(struct fixed_pin *p, const char *text)
{
	*p = (struct fixed_pin){.text = text};
	p->source = (struct tr_pin_source){.ask = give, .confirm_final_try = confirm, .context = p};
	return &p->source;
}
