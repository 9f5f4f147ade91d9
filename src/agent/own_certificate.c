/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/own_certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "agent/limits.h"
#include "base/errors/agent.h"

#define DAY 86400
#define SERIAL 16

struct making {
	const struct tr_env *env;
	EVP_PKEY *authority_key, *server_key;
	X509 *authority, *server;
};

static void
free_all(struct making *m)
{
	X509_free(m->authority);
	X509_free(m->server);
	EVP_PKEY_free(m->authority_key); /* OpenSSL wipes what is private of it */
	EVP_PKEY_free(m->server_key);
}

static bool
set_serial(const struct tr_env *env, X509 *c)
{
	uint8_t bytes[SERIAL];
	BIGNUM *n;

	if (env->random(env->context, bytes, sizeof(bytes), NULL) != TRIEN_OK)
		return false;
	bytes[0] = (uint8_t)((bytes[0] & 0x7f) | 0x40);
	n = BN_bin2bn(bytes, sizeof(bytes), NULL);
	const bool good = n != NULL && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(c)) != NULL;
	BN_free(n);
	return good;
}

static bool
set_times(const struct tr_env *env, X509 *c)
{
	const time_t now = (time_t)env->now(env->context);

	return ASN1_TIME_set(X509_getm_notBefore(c), now - DAY) != NULL && ASN1_TIME_set(X509_getm_notAfter(c), now + (time_t)TR_AGENT_VGCA_DAYS * DAY) != NULL;
}

static bool
set_name(X509 *c, const char *name)
{
	return X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_UTF8, (const uint8_t *)name, -1, -1, 0) == 1;
}

static bool
extend(X509 *c, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;

	X509V3_set_ctx(&context, issuer, c, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	const bool good = e != NULL && X509_add_ext(c, e, -1) == 1;
	X509_EXTENSION_free(e);
	return good;
}

static bool
begin(const struct making *m, X509 **c, EVP_PKEY *key, const char *name)
{
	*c = X509_new();
	return *c != NULL && X509_set_version(*c, X509_VERSION_3) == 1 && set_serial(m->env, *c) && set_times(m->env, *c) && set_name(*c, name) && X509_set_pubkey(*c, key) == 1;
}

/* Addresses: this one. Names: "localhost", for a list that permits none of a kind permits all of it. */
static bool
make_authority(struct making *m)
{
	if (!begin(m, &m->authority, m->authority_key, "Trien 127.0.0.1"))
		return false;
	X509 *c = m->authority;
	return X509_set_issuer_name(c, X509_get_subject_name(c)) == 1 && extend(c, c, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") && extend(c, c, NID_key_usage, "critical,keyCertSign") &&
		extend(c, c, NID_name_constraints, "critical,permitted;IP:127.0.0.1/255.255.255.255,permitted;DNS:localhost,permitted;email:invalid") && extend(c, c, NID_ext_key_usage, "serverAuth") &&
		extend(c, c, NID_subject_key_identifier, "hash") && X509_sign(c, m->authority_key, EVP_sha256()) > 0;
}

static bool
make_server(struct making *m)
{
	if (!begin(m, &m->server, m->server_key, "Trien on this desk"))
		return false;
	X509 *c = m->server;
	return X509_set_issuer_name(c, X509_get_subject_name(m->authority)) == 1 && extend(c, m->authority, NID_basic_constraints, "critical,CA:FALSE") &&
		extend(c, m->authority, NID_key_usage, "critical,digitalSignature") && extend(c, m->authority, NID_ext_key_usage, "serverAuth") && extend(c, m->authority, NID_subject_alt_name, "IP:127.0.0.1") &&
		extend(c, m->authority, NID_authority_key_identifier, "keyid") && X509_sign(c, m->authority_key, EVP_sha256()) > 0;
}

static bool
take(BIO *from, struct tr_buf *out)
{
	char *p = NULL;
	const long n = BIO_get_mem_data(from, &p);

	return n > 0 && tr_buf_add(out, p, (size_t)n, NULL) == TRIEN_OK;
}

static bool
write_all(const struct making *m, struct tr_buf *server, struct tr_buf *authority)
{
	BIO *a = BIO_new(BIO_s_mem()), *s = BIO_new(BIO_s_secmem());
	const bool good = a != NULL && s != NULL && PEM_write_bio_X509(a, m->authority) == 1 && PEM_write_bio_X509(s, m->server) == 1 &&
		PEM_write_bio_PrivateKey(s, m->server_key, NULL, NULL, 0, NULL, NULL) == 1 && take(a, authority) && take(s, server);

	BIO_free(a);
	BIO_free(s);
	return good;
}

trien_rc
tr_agent_own_certificate_make(const struct tr_env *env, struct tr_buf *server, struct tr_buf *authority, struct trien_err *err)
{
	struct making m = {.env = env, .authority_key = EVP_EC_gen("P-256"), .server_key = EVP_EC_gen("P-256")};
	const bool good = m.authority_key != NULL && m.server_key != NULL && make_authority(&m) && make_server(&m) && write_all(&m, server, authority);

	free_all(&m);
	return good ? TRIEN_OK : TR_ERR(err, INTERNAL, TR_S("what", "agent: certificate"));
}

trien_rc
tr_agent_own_certificate_check(struct tr_bytes server, int64_t now, struct trien_err *err)
{
	BIO *in = BIO_new_mem_buf(server.p, (int)server.n);
	X509 *c = in != NULL ? PEM_read_bio_X509(in, NULL, NULL, NULL) : NULL;
	time_t when = (time_t)now;
	const bool good = c != NULL && X509_cmp_time(X509_get0_notBefore(c), &when) < 0 && X509_cmp_time(X509_get0_notAfter(c), &when) > 0;

	X509_free(c);
	BIO_free(in);
	return good ? TRIEN_OK : TR_ERR0(err, AGENT_SERVE_CERTIFICATE);
}
