/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Key files as people have them: order, passwords, old encryption, things that are missing or do not belong. */
#include "test.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "crypto/digest.h"
#include "crypto/lab_mark.h"
#include "crypto/limits.h"
#include "crypto/people.h"
#include "crypto/value.h"

static struct person root, issuing, leaf, stranger;
static struct fixed_pin pin;
static struct trien_err err;

static int
set_up(void **state)
{
	(void)state;
	root = people_make("P-256", "Test Root CA", NULL, 1, false);
	issuing = people_make("P-256", "Test Issuing CA", &root, 2, false);
	leaf = people_make("P-256", "Nguyễn Văn An", &issuing, 10, true);
	stranger = people_make("P-256", "Người Lạ", NULL, 11, false);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	people_free(&stranger);
	people_free(&leaf);
	people_free(&issuing);
	people_free(&root);
	return 0;
}

static void
signs(struct tr_signer *s)
{
	TR_AUTO_BUF value = {0};
	uint8_t digest[TR_DIGEST_MAX] = {7};
	struct tr_bytes d = TR_BYTES(digest, tr_digest_size(s->digest));
	bool fits = false;

	assert_ok(tr_signer_sign(s, d, &value, &err), &err);
	assert_ok(tr_value_verify(s->chain[0], s->scheme, s->digest, d, tr_buf_view(&value), &fits, &err),
			&err);
	assert_true(fits);
	value.p[value.n - 1] ^= 1;
	assert_ok(tr_value_verify(s->chain[0], s->scheme, s->digest, d, tr_buf_view(&value), &fits, &err),
			&err);
	assert_false(fits);
	assert_refused(tr_signer_sign(s, TR_BYTES(digest, 20), &value, &err), "key.digest-size");
}

static void
signs_with_the_chain(struct tr_signer *s)
{
	assert_int_equal(s->chain_count, 3);
	assert_true(tr_bytes_equal(s->chain[0], leaf.der));
	assert_true(tr_bytes_equal(s->chain[1], issuing.der));
	assert_true(tr_bytes_equal(s->chain[2], root.der));
	assert_true(s->lab);
	signs(s);
	tr_signer_close(s);
}

/* Leaf first, whatever the order in the file; what is of another chain stays out. */
static void
pem_in_any_order(void **state)
{
	const struct person orders[3][3] = {
			{root, issuing, stranger}, {issuing, stranger, root}, {stranger, root, issuing}};
	struct tr_signer *s;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct tr_buf pem = people_pem(&leaf, orders[i], 3, NULL);
		fixed_pin(&pin, NULL);
		assert_ok(tr_signer_open_pem(tr_buf_view(&pem), NULL, &pin.source, &s, &err), &err);
		assert_int_equal(pin.asked, 0);
		signs_with_the_chain(s);
		tr_buf_free(&pem);
	}
}

static void
p12_in_any_order(void **state)
{
	const struct person orders[2][3] = {{root, stranger, issuing}, {issuing, root, stranger}};
	struct tr_signer *s;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct tr_buf p12 = people_p12(&leaf, orders[i], 3, "bí mật");
		assert_ok(tr_signer_open_p12(tr_buf_view(&p12), NULL, fixed_pin(&pin, "bí mật"), &s, &err),
				&err);
		assert_int_equal(pin.asked, 1);
		signs_with_the_chain(s);
		tr_buf_free(&p12);
	}
}

static void
files_by_name(void **state)
{
	const struct person others[] = {root, issuing};
	struct tr_buf pem = people_pem(&leaf, others, 2, "bí mật"),
		      p12 = people_p12(&leaf, others, 2, "bí mật");
	char *paths[2] = {people_file("a.pem", tr_buf_view(&pem)), people_file("a.p12", tr_buf_view(&p12))};
	struct tr_signer *s = NULL;
	char spec[1024];

	(void)state;
	for (int i = 0; i < 2; i++) {
		snprintf(spec, sizeof(spec), "%s:%s", i ? "p12" : "pem", paths[i]);
		assert_ok(tr_signer_open(spec, NULL, fixed_pin(&pin, "bí mật"), &s, &err), &err);
		signs_with_the_chain(s);
		assert_refused(tr_signer_open(spec, NULL, fixed_pin(&pin, "sai"), &s, &err),
				"key.password-wrong");
		char text[512];
		trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
		assert_non_null(strstr(text, i ? "a.p12" : "a.pem"));
		assert_null(strchr(strstr(text, "test-crypto"), '/'));
		snprintf(spec, sizeof(spec), "%s:%s", i ? "pem" : "p12", paths[i]);
		trien_rc rc = tr_signer_open(spec, NULL, fixed_pin(&pin, "bí mật"), &s, &err);
		assert_refused(rc, i ? "key.no-private-key" : "key.file-malformed");
		unlink(paths[i]);
		free(paths[i]);
	}
	tr_buf_free(&pem);
	tr_buf_free(&p12);
}

static void
names_that_lead_nowhere(void **state)
{
	static const char *const bad[] = {"", "key.pem", "pem", "p12:", "pem:", "pkcs12:x", "file:x"};
	struct tr_signer *s = NULL;
	char fifo[512], spec[600];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_refused(tr_signer_open(bad[i], NULL, NULL, &s, &err), "key.spec-invalid");
	assert_refused(tr_signer_open("pem:/nowhere/at/all", NULL, NULL, &s, &err), "key.file-unreadable");
	assert_refused(tr_signer_open("pem:/", NULL, NULL, &s, &err), "key.file-unreadable");
	snprintf(fifo, sizeof(fifo), "%s/fifo-%d", TRIEN_BINARY_DIR, (int)getpid());
	assert_int_equal(mkfifo(fifo, 0600), 0);
	snprintf(spec, sizeof(spec), "pem:%s", fifo);
	assert_refused(tr_signer_open(spec, NULL, NULL, &s, &err), "key.file-unreadable");
	unlink(fifo);
}

static void
passwords(void **state)
{
	struct tr_buf pem = people_pem(&leaf, NULL, 0, "mật khẩu dài"),
		      p12 = people_p12(&leaf, NULL, 0, "mật khẩu dài");
	struct tr_signer *s = NULL;

	(void)state;
	assert_refused(tr_signer_open_pem(tr_buf_view(&pem), NULL, fixed_pin(&pin, "x"), &s, &err),
			"key.password-wrong");
	assert_refused(tr_signer_open_p12(tr_buf_view(&p12), NULL, fixed_pin(&pin, "x"), &s, &err),
			"key.password-wrong");
	assert_refused(tr_signer_open_p12(tr_buf_view(&p12), NULL, fixed_pin(&pin, ""), &s, &err),
			"key.password-wrong");
	assert_refused(tr_signer_open_pem(tr_buf_view(&pem), NULL, fixed_pin(&pin, NULL), &s, &err),
			"key.pin-refused");
	assert_refused(tr_signer_open_p12(tr_buf_view(&p12), NULL, fixed_pin(&pin, NULL), &s, &err),
			"key.pin-refused");
	assert_refused(tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err), "key.pin-refused");
	assert_refused(tr_signer_open_p12(tr_buf_view(&p12), NULL, NULL, &s, &err), "key.pin-refused");
	assert_null(s);
	tr_buf_free(&pem);
	tr_buf_free(&p12);
	/* The empty password and none at all: nobody is asked twice, scripts without a source get through. */
	for (int i = 0; i < 2; i++) {
		p12 = people_p12(&leaf, NULL, 0, i ? "" : NULL);
		assert_ok(tr_signer_open_p12(tr_buf_view(&p12), NULL, NULL, &s, &err), &err);
		signs(s);
		tr_signer_close(s);
		assert_ok(tr_signer_open_p12(tr_buf_view(&p12), NULL, fixed_pin(&pin, ""), &s, &err), &err);
		tr_signer_close(s);
		tr_buf_free(&p12);
	}
}

static void
password_at_its_limit(void **state)
{
	static char password[258];
	struct tr_signer *s = NULL;

	(void)state;
	memset(password, 'a', 256);
	struct tr_buf p12 = people_p12(&leaf, NULL, 0, password), pem = people_pem(&leaf, NULL, 0, password);
	assert_ok(tr_signer_open_p12(tr_buf_view(&p12), NULL, fixed_pin(&pin, password), &s, &err), &err);
	tr_signer_close(s);
	assert_ok(tr_signer_open_pem(tr_buf_view(&pem), NULL, fixed_pin(&pin, password), &s, &err), &err);
	tr_signer_close(s);
	password[256] = 'a';
	assert_refused(tr_signer_open_p12(tr_buf_view(&p12), NULL, fixed_pin(&pin, password), &s, &err),
			"key.pin-too-long");
	assert_refused(tr_signer_open_pem(tr_buf_view(&pem), NULL, fixed_pin(&pin, password), &s, &err),
			"key.pin-too-long");
	tr_buf_free(&p12);
	tr_buf_free(&pem);
}

/* "RSA PRIVATE KEY" with Proc-Type: as OpenSSL wrote it until 2010, and SSH after that. */
static void
traditional_pem(void **state)
{
	struct person rsa = people_make("RSA-2048", "Lê Văn Cường", &issuing, 20, false);
	struct tr_signer *s = NULL;

	(void)state;
	for (int encrypted = 0; encrypted < 2; encrypted++) {
		BIO *b = BIO_new(BIO_s_mem());
		char *p;
		assert_int_equal(PEM_write_bio_PrivateKey_traditional(b, rsa.key,
						 encrypted ? EVP_aes_256_cbc() : NULL,
						 encrypted ? (unsigned char *)(uintptr_t) "abc" : NULL,
						 encrypted ? 3 : 0, NULL, NULL),
				1);
		assert_int_equal(PEM_write_bio_X509(b, rsa.certificate), 1);
		long n = BIO_get_mem_data(b, &p);
		assert_ok(tr_signer_open_pem(TR_BYTES(p, (size_t)n), NULL, fixed_pin(&pin, "abc"), &s, &err),
				&err);
		assert_int_equal(pin.asked, encrypted);
		signs(s);
		tr_signer_close(s);
		if (encrypted)
			assert_refused(tr_signer_open_pem(TR_BYTES(p, (size_t)n), NULL, fixed_pin(&pin, "x"),
						       &s, &err),
					"key.password-wrong");
		BIO_free(b);
	}
	people_free(&rsa);
}

/* RC2-40 and 3DES, as Windows and Java exported for twenty years; written by the program, which has the
 * provider. */
static void
old_encryption(void **state)
{
	static const char *const ciphers[] = {"PBE-SHA1-RC2-40", "PBE-SHA1-3DES"};
	const struct person others[] = {root, issuing};
	struct tr_buf pem = people_pem(&leaf, others, 2, NULL);
	char *in = people_file("old.pem", tr_buf_view(&pem)), *out = people_file("old.p12", TR_BYTES_LIT(""));
	struct tr_signer *s = NULL;
	char spec[1024];

	(void)state;
	snprintf(spec, sizeof(spec), "p12:%s", out);
	for (size_t i = 0; i < 2; i++) {
		const char *const make[] = {"openssl", "pkcs12", "-export", "-legacy", "-in", in, "-out", out,
				"-passout", "pass:abc", "-certpbe", ciphers[i], "-keypbe", "PBE-SHA1-3DES",
				"-macalg", "sha1", NULL};
		assert_int_equal(people_run(make), 0);
		assert_ok(tr_signer_open(spec, NULL, fixed_pin(&pin, "abc"), &s, &err), &err);
		signs_with_the_chain(s);
		assert_refused(tr_signer_open(spec, NULL, fixed_pin(&pin, "abd"), &s, &err),
				"key.password-wrong");
		/* Where the provider is not installed, RC2 cannot be opened; 3DES can. */
		setenv("OPENSSL_MODULES", "/nowhere", 1);
		trien_rc rc = tr_signer_open(spec, NULL, fixed_pin(&pin, "abc"), &s, &err);
		unsetenv("OPENSSL_MODULES");
		if (i == 0) {
			assert_refused(rc, "key.cipher-unsupported");
		} else {
			assert_ok(rc, &err);
			tr_signer_close(s);
		}
	}
	unlink(in);
	unlink(out);
	/* PEM with single DES. */
	free(in);
	in = people_file("old.pem", tr_buf_view(&pem));
	const char *const make[] = {"openssl", "pkcs8", "-topk8", "-in", in, "-out", out, "-v2", "des-cbc",
			"-passout", "pass:abc", "-provider", "legacy", "-provider", "default", NULL};
	assert_int_equal(people_run(make), 0);
	snprintf(spec, sizeof(spec), "pem:%s", out);
	assert_refused(tr_signer_open(spec, NULL, fixed_pin(&pin, "abc"), &s, &err), "key.cipher-unsupported");
	unlink(in);
	unlink(out);
	free(in);
	free(out);
	tr_buf_free(&pem);
}

static void
keys_and_certificates_that_do_not_belong(void **state)
{
	struct person bent = leaf;
	const struct person others[] = {root, issuing, stranger};
	struct tr_signer *s = NULL;

	(void)state;
	bent.certificate = stranger.certificate;
	struct tr_buf pem = people_pem(&bent, NULL, 0, NULL);
	assert_refused(tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err), "key.certificate-mismatch");
	tr_buf_free(&pem);
	bent.certificate = NULL;
	pem = people_pem(&bent, others, 3, NULL);
	assert_refused(tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err), "key.certificate-mismatch");
	tr_buf_free(&pem);
	pem = people_pem(&bent, NULL, 0, NULL);
	assert_refused(tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err), "key.no-certificate");
	tr_buf_free(&pem);
	struct tr_buf p12 = people_p12(&bent, NULL, 0, "a");
	assert_refused(tr_signer_open_p12(tr_buf_view(&p12), NULL, fixed_pin(&pin, "a"), &s, &err),
			"key.no-certificate");
	tr_buf_free(&p12);
	p12 = people_p12(&bent, others, 3, "a");
	assert_refused(tr_signer_open_p12(tr_buf_view(&p12), NULL, fixed_pin(&pin, "a"), &s, &err),
			"key.certificate-mismatch");
	tr_buf_free(&p12);
	bent = leaf;
	bent.key = NULL;
	p12 = people_p12(&bent, others, 3, "a");
	assert_refused(tr_signer_open_p12(tr_buf_view(&p12), NULL, fixed_pin(&pin, "a"), &s, &err),
			"key.no-private-key");
	tr_buf_free(&p12);
}

static void
several_keys(void **state)
{
	struct tr_buf one = people_pem(&leaf, NULL, 0, NULL), two = people_pem(&stranger, NULL, 0, NULL);
	struct tr_signer *s = NULL;

	(void)state;
	assert_ok(tr_buf_add_bytes(&one, tr_buf_view(&two), &err), &err);
	assert_refused(tr_signer_open_pem(tr_buf_view(&one), NULL, NULL, &s, &err), "key.several-private-keys");
	tr_buf_free(&one);
	tr_buf_free(&two);

	/* A PKCS#12 with two key bags. */
	STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
	STACK_OF(PKCS7) *safes = NULL;
	assert_non_null(PKCS12_add_cert(&bags, leaf.certificate));
	assert_non_null(PKCS12_add_key(&bags, leaf.key, 0, 1, -1, NULL));
	assert_non_null(PKCS12_add_key(&bags, stranger.key, 0, 1, -1, NULL));
	assert_int_equal(PKCS12_add_safe(&safes, bags, -1, 0, NULL), 1);
	PKCS12 *p12 = PKCS12_add_safes(safes, 0);
	assert_int_equal(PKCS12_set_mac(p12, "a", 1, NULL, 0, 1, NULL), 1);
	unsigned char *der = NULL;
	int n = i2d_PKCS12(p12, &der);
	assert_refused(tr_signer_open_p12(TR_BYTES(der, (size_t)n), NULL, fixed_pin(&pin, "a"), &s, &err),
			"key.several-private-keys");
	OPENSSL_free(der);
	PKCS12_free(p12);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
	sk_PKCS7_pop_free(safes, PKCS7_free);
}

static void
damaged_files(void **state)
{
	const struct person others[] = {root, issuing};
	struct tr_buf p12 = people_p12(&leaf, others, 2, "a"), pem = people_pem(&leaf, others, 2, NULL);
	struct tr_signer *s = NULL;

	(void)state;
	assert_refused(tr_signer_open_p12(TR_BYTES_LIT(""), NULL, NULL, &s, &err), "key.file-malformed");
	assert_refused(tr_signer_open_pem(TR_BYTES_LIT(""), NULL, NULL, &s, &err), "key.no-private-key");
	assert_refused(tr_signer_open_p12(TR_BYTES(p12.p, p12.n - 1), NULL, NULL, &s, &err),
			"key.file-malformed");
	assert_refused(tr_signer_open_pem(TR_BYTES(pem.p, pem.n - 20), NULL, NULL, &s, &err),
			"key.file-malformed");
	assert_refused(tr_signer_open_pem(TR_BYTES_LIT("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE "
						       "KEY-----\n"),
				       NULL, NULL, &s, &err),
			"key.file-malformed");
	assert_refused(tr_signer_open_pem(TR_BYTES_LIT("-----BEGIN CERTIFICATE-----\n@@\n-----END "
						       "CERTIFICATE-----\n"),
				       NULL, NULL, &s, &err),
			"key.file-malformed");
	/* Bytes behind the PFX. */
	assert_ok(tr_buf_add_byte(&p12, 0, &err), &err);
	assert_refused(tr_signer_open_p12(tr_buf_view(&p12), NULL, NULL, &s, &err), "key.file-malformed");
	p12.n--;
	/* Bits turned all over: refused in some way, and never a crash. */
	for (size_t i = 0; i < p12.n; i += 13) {
		p12.p[i] ^= 0x10;
		trien_rc rc = tr_signer_open_p12(tr_buf_view(&p12), NULL, fixed_pin(&pin, "a"), &s, &err);
		if (rc == TRIEN_OK)
			tr_signer_close(s);
		assert_int_equal(ERR_peek_error(), 0);
		p12.p[i] ^= 0x10;
	}
	tr_buf_free(&p12);
	tr_buf_free(&pem);
}

static void
size_limits(void **state)
{
	struct tr_signer *s = NULL;
	char spec[1024];

	(void)state;
	/* Text around PEM blocks is permitted; so a file can be exactly as long as the limit. */
	struct tr_buf pem = people_pem(&leaf, NULL, 0, NULL);
	while (pem.n < TR_KEY_FILE_MAX)
		assert_ok(tr_buf_add_byte(&pem, '\n', &err), &err);
	assert_ok(tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err), &err);
	tr_signer_close(s);
	for (int over = 0; over < 2; over++) {
		char *path = people_file("long.pem", tr_buf_view(&pem));
		snprintf(spec, sizeof(spec), "pem:%s", path);
		trien_rc rc = tr_signer_open(spec, NULL, NULL, &s, &err);
		unlink(path);
		free(path);
		if (over) {
			assert_refused(rc, "key.file-too-large");
			break;
		}
		assert_ok(rc, &err);
		tr_signer_close(s);
		assert_ok(tr_buf_add_byte(&pem, '\n', &err), &err);
	}
	assert_refused(tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err), "key.file-too-large");
	assert_refused(tr_signer_open_p12(tr_buf_view(&pem), NULL, NULL, &s, &err), "key.file-too-large");
	tr_buf_free(&pem);
}

/* A chain of TR_CHAIN_MAX is taken, one longer is refused; so are more certificates than a key file may hold.
 */
static void
chain_limits(void **state)
{
	struct person line[TR_CHAIN_MAX + 1];
	struct tr_signer *s = NULL;

	(void)state;
	line[0] = people_make("P-256", "Line CA 0", NULL, 1, false);
	for (size_t i = 1; i <= TR_CHAIN_MAX; i++) {
		char name[32];
		snprintf(name, sizeof(name), "Line CA %zu", i);
		line[i] = people_make("P-256", name, &line[i - 1], (long)i, false);
	}
	struct tr_buf pem = people_pem(&line[TR_CHAIN_MAX - 1], line, TR_CHAIN_MAX - 1, NULL);
	assert_ok(tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err), &err);
	assert_int_equal(s->chain_count, TR_CHAIN_MAX);
	tr_signer_close(s);
	tr_buf_free(&pem);
	pem = people_pem(&line[TR_CHAIN_MAX], line, TR_CHAIN_MAX, NULL);
	assert_refused(tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err), "key.chain-limit");
	tr_buf_free(&pem);

	struct person many[TR_KEY_FILE_CERTIFICATES_MAX];
	for (size_t i = 0; i < TR_KEY_FILE_CERTIFICATES_MAX; i++)
		many[i] = people_certify(stranger.key, "Người Lạ", NULL, 100 + (long)i);
	pem = people_pem(&leaf, many, TR_KEY_FILE_CERTIFICATES_MAX - 1, NULL);
	assert_ok(tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err), &err);
	assert_int_equal(s->chain_count, 1);
	tr_signer_close(s);
	tr_buf_free(&pem);
	pem = people_pem(&leaf, many, TR_KEY_FILE_CERTIFICATES_MAX, NULL);
	assert_refused(tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err), "key.chain-limit");
	tr_buf_free(&pem);
	for (size_t i = 0; i < TR_KEY_FILE_CERTIFICATES_MAX; i++)
		people_free(&many[i]);
	for (size_t i = 0; i <= TR_CHAIN_MAX; i++)
		people_free(&line[i]);
}

/* 100000 in an encoding becomes another number of the same size; how often it stood there. */
static size_t
set_iterations(uint8_t *der, size_t n, unsigned value)
{
	uint8_t *at = der;
	size_t changed = 0;

	for (; (at = memmem(at, n - (size_t)(at - der), "\x02\x03\x01\x86\xa0", 5)) != NULL; changed++) {
		at[2] = (uint8_t)(value >> 16);
		at[3] = (uint8_t)(value >> 8);
		at[4] = (uint8_t)value;
	}
	return changed;
}

/* Derivations that would take hours are refused before they begin: in the bags, in the MAC, in PEM. */
static void
iteration_limits(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	for (int mac = 0; mac < 2; mac++) {
		PKCS12 *p12 = PKCS12_create("a", NULL, leaf.key, leaf.certificate, NULL, 0, 0,
				mac ? 1 : 100000, mac ? 100000 : 1, 0);
		unsigned char *der = NULL;
		int n = i2d_PKCS12(p12, &der);
		PKCS12_free(p12);
		struct tr_bytes in = TR_BYTES(der, (size_t)n);
		/* The encrypted certificates are one, the shrouded key is inside the other safe. */
		assert_int_equal(set_iterations(der, (size_t)n, TR_KEY_ITERATIONS_MAX + 1), mac ? 1 : 2);
		assert_refused(tr_signer_open_p12(in, NULL, fixed_pin(&pin, "a"), &s, &err),
				"key.iterations-limit");
		assert_int_equal(pin.asked, 0);
		OPENSSL_free(der);
	}
}

static void
iterations_in_pem(void **state)
{
	struct tr_signer *s = NULL;
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(leaf.key);

	(void)state;
	for (unsigned over = 0; over < 2; over++) {
		X509_ALGOR *pbe = PKCS5_pbe2_set(EVP_aes_256_cbc(), 100000, NULL, 0);
		X509_SIG *sig = PKCS8_set0_pbe("a", 1, info, pbe);
		unsigned char *der = NULL;
		char *p;
		assert_non_null(sig);
		int n = i2d_X509_SIG(sig, &der);
		X509_SIG_free(sig);
		assert_int_equal(set_iterations(der, (size_t)n, TR_KEY_ITERATIONS_MAX + over), 1);
		BIO *b = BIO_new(BIO_s_mem());
		assert_true(PEM_write_bio(b, "ENCRYPTED PRIVATE KEY", "", der, n) > 0);
		long size = BIO_get_mem_data(b, &p);
		/* At the limit it is derived, and comes out as another key. */
		assert_refused(tr_signer_open_pem(TR_BYTES(p, (size_t)size), NULL, fixed_pin(&pin, "a"), &s,
					       &err),
				over ? "key.iterations-limit" : "key.password-wrong");
		assert_int_equal(pin.asked, over ? 0 : 1);
		BIO_free(b);
		OPENSSL_free(der);
	}
	PKCS8_PRIV_KEY_INFO_free(info);
}

static void
squeeze(void **state)
{
	const struct person others[] = {root, issuing};
	struct tr_buf pem = people_pem(&leaf, others, 2, NULL);
	bool through = false;

	(void)state;
	for (unsigned long n = 1; !through; n++) {
		TR_AUTO_BUF value = {0};
		uint8_t digest[32] = {1};
		struct tr_signer *s = NULL;
		tr_mem_fail_at(n);
		trien_rc rc = tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err);
		if (rc == TRIEN_OK)
			rc = tr_signer_sign(s, TR_BYTES(digest, 32), &value, &err);
		unsigned long made = tr_mem_fail_at(0);
		through = made < n;
		if (through)
			assert_int_equal(rc, TRIEN_OK);
		else
			assert_refused(rc, "base.no-memory");
		tr_signer_close(s);
		assert_true(n < 100);
	}
	tr_buf_free(&pem);
}

static void
the_lab_mark(void **state)
{
	(void)state;
	assert_true(tr_certificate_is_lab(leaf.der));
	assert_false(tr_certificate_is_lab(stranger.der));
	assert_true(tr_x509_is_lab(leaf.certificate));
	assert_false(tr_certificate_is_lab(TR_BYTES_LIT("no certificate")));
	assert_false(tr_certificate_is_lab(TR_BYTES(NULL, 0)));
	/* Not critical: others may pass over it. */
	ASN1_OBJECT *oid = OBJ_txt2obj(TR_LAB_MARK_OID, 1);
	int at = X509_get_ext_by_OBJ(leaf.certificate, oid, -1);
	assert_int_equal(X509_EXTENSION_get_critical(X509_get_ext(leaf.certificate, at)), 0);
	ASN1_OBJECT_free(oid);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(pem_in_any_order),
			cmocka_unit_test(p12_in_any_order),
			cmocka_unit_test(files_by_name),
			cmocka_unit_test(names_that_lead_nowhere),
			cmocka_unit_test(passwords),
			cmocka_unit_test(password_at_its_limit),
			cmocka_unit_test(traditional_pem),
			cmocka_unit_test(old_encryption),
			cmocka_unit_test(keys_and_certificates_that_do_not_belong),
			cmocka_unit_test(several_keys),
			cmocka_unit_test(damaged_files),
			cmocka_unit_test(size_limits),
			cmocka_unit_test(chain_limits),
			cmocka_unit_test(iteration_limits),
			cmocka_unit_test(iterations_in_pem),
			cmocka_unit_test(squeeze),
			cmocka_unit_test(the_lab_mark),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
