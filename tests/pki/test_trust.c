/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "forge.h"
#include "forge_crl.h"

static struct tr_trust *
new_trust(void)
{
	struct tr_trust *t = NULL;
	struct trien_err err = {0};
	assert_ok(tr_trust_new(&t, &err), &err);
	return t;
}

static void
add_pem(struct tr_buf *b, const struct forged *f)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *p = NULL;
	PEM_write_bio_X509(bio, f->x);
	long n = BIO_get_mem_data(bio, &p);
	assert_int_equal(tr_buf_add(b, p, (size_t)n, NULL), TRIEN_OK);
	BIO_free(bio);
}

static void
add_text(struct tr_buf *b, const char *text)
{
	assert_int_equal(tr_buf_add(b, text, strlen(text), NULL), TRIEN_OK);
}

static void
reads_pem_and_der(void **state)
{
	struct forged a = FORGE(.cn = "A"), b = FORGE(.cn = "B"), c = FORGE(.cn = "C");
	struct tr_trust *t = new_trust();
	struct trien_err err = {0};
	TR_AUTO_BUF pem = {0};
	TR_AUTO_BUF der = {0};
	(void)state;

	add_text(&pem, "\xef\xbb\xbf");
	add_pem(&pem, &a);
	add_text(&pem, "\nGhi chú giữa hai chứng thư\r\n");
	add_pem(&pem, &b);
	add_pem(&pem, &a);
	assert_ok(tr_trust_add(t, TR_TRUST_GIVEN, tr_buf_view(&pem), "a.pem", &err), &err);
	assert_int_equal(tr_trust_count(t), 2);
	assert_ok(tr_buf_add_bytes(&der, b.der, &err), &err);
	assert_ok(tr_buf_add_bytes(&der, c.der, &err), &err);
	assert_ok(tr_trust_add(t, TR_TRUST_GIVEN, tr_buf_view(&der), "b.der", &err), &err);
	assert_int_equal(tr_trust_count(t), 3);
	assert_memory_equal(tr_trust_peek(t, 2)->der.p, c.der.p, c.der.n);
	assert_ptr_equal(tr_trust_find(t, tr_trust_peek(t, 1)->sha256), tr_trust_peek(t, 1));
	assert_null(tr_trust_peek(t, 3));

	tr_trust_free(t);
	tr_trust_free(NULL);
	forge_free(&a);
	forge_free(&b);
	forge_free(&c);
}

static void
assert_not_added(struct tr_trust *t, struct tr_bytes file, const char *id)
{
	size_t before = tr_trust_count(t);
	assert_refused(tr_trust_add(t, TR_TRUST_GIVEN, file, "x", NULL), id);
	assert_int_equal(tr_trust_count(t), before);
}

static void
assert_list(const struct tr_trust *t, const struct forged *f, enum tr_trust_list want)
{
	enum tr_trust_list list = TR_TRUST_LIST_COUNT;
	uint8_t sha256[32];

	EVP_Q_digest(NULL, "SHA2-256", NULL, f->der.p, f->der.n, sha256, NULL);
	assert_true(tr_trust_list_of(t, sha256, &list));
	assert_int_equal(list, want);
}

/* R2.1: which list an anchor stands in stays known, on the way into the sandbox too. */
static void
keeps_the_lists_apart(void **state)
{
	struct forged a = FORGE(.cn = "A"), b = FORGE(.cn = "B"), c = FORGE(.cn = "C");
	struct tr_trust *t = new_trust(), *again = new_trust();
	enum tr_trust_list list;
	struct trien_err err = {0};
	TR_AUTO_BUF both = {0};
	TR_AUTO_BUF all = {0};
	(void)state;

	assert_ok(tr_trust_add(t, TR_TRUST_PUBLIC, a.der, "a", &err), &err);
	assert_ok(tr_trust_add(t, TR_TRUST_GIVEN, b.der, "b", &err), &err);
	assert_ok(tr_trust_add(t, TR_TRUST_GOVERNMENT, c.der, "c", &err), &err);
	assert_false(tr_trust_list_of(t, (const uint8_t[32]){0}, &list));
	/* Given once more without a list: stays where it is. In a second list: nothing of that file is taken. */
	assert_ok(tr_trust_add(t, TR_TRUST_GIVEN, c.der, "c", &err), &err);
	assert_int_equal(tr_buf_add_bytes(&both, b.der, NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add_bytes(&both, a.der, NULL), TRIEN_OK);
	assert_refused(tr_trust_add(t, TR_TRUST_GOVERNMENT, tr_buf_view(&both), "both", &err), "pki.trust-two-lists");
	assert_list(t, &b, TR_TRUST_GIVEN);

	assert_ok(tr_trust_write(t, &all, &err), &err);
	assert_ok(tr_trust_read(again, tr_buf_view(&all), &err), &err);
	assert_int_equal(tr_trust_count(again), 3);
	assert_list(again, &a, TR_TRUST_PUBLIC);
	assert_list(again, &b, TR_TRUST_GIVEN);
	assert_list(again, &c, TR_TRUST_GOVERNMENT);
	assert_ok(tr_trust_add(again, TR_TRUST_GOVERNMENT, b.der, "b", &err), &err);
	assert_list(again, &b, TR_TRUST_GOVERNMENT);

	assert_refused(tr_trust_read(t, TR_BYTES(all.p, all.n - 1), &err), "base.internal");
	all.p[0] = TR_TRUST_LIST_COUNT + 1;
	assert_refused(tr_trust_read(t, tr_buf_view(&all), &err), "base.internal");
	tr_trust_free(t);
	tr_trust_free(again);
	forge_free(&a);
	forge_free(&b);
	forge_free(&c);
}

static void
refuses_what_is_not_a_certificate(void **state)
{
	struct forged a = FORGE(.cn = "A"), b = FORGE(.cn = "B");
	struct tr_trust *t = new_trust();
	TR_AUTO_BUF pem = {0};
	TR_AUTO_BUF der = {0};
	BIO *key = BIO_new(BIO_s_mem());
	char *p = NULL;
	(void)state;

	assert_not_added(t, TR_BYTES_LIT(""), "pki.trust-invalid");
	assert_not_added(t, TR_BYTES_LIT("not a certificate at all\n"), "pki.trust-invalid");
	assert_not_added(t, TR_BYTES_LIT("\x30\x82\xff\xff\x01"), "pki.trust-invalid");
	assert_not_added(t, TR_BYTES_LIT("\x30\x80\x00\x00"), "pki.trust-invalid");
	assert_not_added(t, TR_BYTES_LIT("-----BEGIN CERTIFICATE-----\nMIIB\n"), "pki.trust-invalid");
	assert_not_added(t, TR_BYTES_LIT("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
			"pki.trust-invalid");
	/* A key does not belong here, and a good certificate before it does not save the file. */
	add_pem(&pem, &a);
	PEM_write_bio_PKCS8PrivateKey(key, a.key, NULL, NULL, 0, NULL, NULL);
	long n = BIO_get_mem_data(key, &p);
	assert_int_equal(tr_buf_add(&pem, p, (size_t)n, NULL), TRIEN_OK);
	assert_not_added(t, tr_buf_view(&pem), "pki.trust-invalid");
	assert_int_equal(tr_buf_add_bytes(&der, b.der, NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add_byte(&der, 0, NULL), TRIEN_OK);
	assert_not_added(t, tr_buf_view(&der), "pki.trust-invalid");
	BIO_free(key);
	tr_trust_free(t);
	forge_free(&a);
	forge_free(&b);
}

static void
count_and_size_are_capped(void **state)
{
	struct forged key = FORGE(.cn = "khóa");
	struct tr_trust *t = new_trust();
	struct trien_err err = {0};
	TR_AUTO_BUF large = {0};
	(void)state;

	while (tr_trust_count(t) < TR_TRUST_COUNT_MAX) {
		struct forged f = FORGE(.cn = "A", .key_of = &key);
		assert_ok(tr_trust_add(t, TR_TRUST_GIVEN, f.der, "f", &err), &err);
		forge_free(&f);
	}
	assert_not_added(t, key.der, "pki.trust-limit");
	tr_trust_free(t);

	t = new_trust();
	for (size_t bytes = 0;;) {
		struct forged f = FORGE(.cn = "A", .key_of = &key, .padding = 60000);
		trien_rc rc = tr_trust_add(t, TR_TRUST_GIVEN, f.der, "f", &err);
		size_t n = f.der.n;
		forge_free(&f);
		if (rc != TRIEN_OK) {
			assert_refused(rc, "pki.trust-limit");
			assert_true(bytes + n > TR_TRUST_BYTES_MAX);
			break;
		}
		bytes += n;
		assert_true(bytes <= TR_TRUST_BYTES_MAX);
	}
	assert_ok(tr_buf_reserve(&large, TR_TRUST_FILE_MAX + 1, &err), &err);
	memset(large.p, '\n', TR_TRUST_FILE_MAX + 1);
	assert_not_added(t, TR_BYTES(large.p, TR_TRUST_FILE_MAX), "pki.trust-invalid");
	assert_not_added(t, TR_BYTES(large.p, TR_TRUST_FILE_MAX + 1), "pki.trust-limit");
	tr_trust_free(t);
	forge_free(&key);
}

static char folder[] = "/tmp/trien-trust-XXXXXX";

static void
write_file(const char *name, struct tr_bytes content)
{
	char path[200];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(content.p, 1, content.n, f), content.n);
	fclose(f);
}

static void
remove_file(const char *name)
{
	char path[200];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(unlink(path), 0);
}

/* Lists beside the anchors: at the caps, one past them, and what is none. */
static void
revocation_lists_are_capped(void **state)
{
	struct forged a = FORGE(.cn = "A");
	struct tr_trust *t = new_trust(), *again = new_trust();
	struct trien_err err = {0};
	TR_AUTO_BUF all = {0};
	(void)state;

	for (size_t i = 0; i <= TR_TRUST_REVOCATIONS_MAX; i++) {
		struct tr_bytes der = FORGE_CRL(.issuer = &a, .number = (int)i + 1);
		if (i < TR_TRUST_REVOCATIONS_MAX)
			assert_ok(tr_trust_add_revocations(t, der, "x.crl", &err), &err);
		else
			assert_refused(tr_trust_add_revocations(t, der, "x.crl", &err), "pki.trust-limit");
		if (i == 0) /* known already */
			assert_ok(tr_trust_add_revocations(t, der, "x.crl", &err), &err);
		free((void *)(uintptr_t)der.p);
	}
	assert_int_equal(tr_trust_revocations(t, TR_TRUST_REVOCATIONS_MAX).n, 0);
	assert_ok(tr_trust_write(t, &all, &err), &err);
	assert_ok(tr_trust_read(again, tr_buf_view(&all), &err), &err);
	for (size_t i = 0; i < TR_TRUST_REVOCATIONS_MAX; i++)
		assert_true(tr_bytes_equal(tr_trust_revocations(again, i), tr_trust_revocations(t, i)));
	tr_trust_free(again);
	again = new_trust();
	uint8_t *big = calloc(1, TR_TRUST_REVOCATION_BYTES_MAX + 1);
	assert_refused(tr_trust_add_revocations(again, TR_BYTES(big, TR_TRUST_REVOCATION_BYTES_MAX), "x.crl", &err), "pki.trust-invalid");
	assert_refused(tr_trust_add_revocations(again, TR_BYTES(big, TR_TRUST_REVOCATION_BYTES_MAX + 1), "x.crl", &err), "pki.trust-limit");
	free(big);
	tr_trust_free(t);
	tr_trust_free(again);
	forge_free(&a);
}

static void
warnings_go_into_the_sandbox(const struct tr_trust *t)
{
	struct trien_err err = {0};
	struct tr_trust *again;
	TR_AUTO_BUF written = {0};

	assert_ok(tr_trust_write(t, &written, &err), &err);
	assert_ok(tr_trust_new(&again, &err), &err);
	assert_ok(tr_trust_read(again, tr_buf_view(&written), &err), &err);
	assert_int_equal(tr_trust_count(again), tr_trust_count(t));
	assert_string_equal(tr_trust_warning(again, 0)->values[0].text, tr_trust_warning(t, 0)->values[0].text);
	tr_trust_free(again);
}

static void
loads_a_directory(void **state)
{
	struct forged a = FORGE(.cn = "A"), b = FORGE(.cn = "B");
	struct tr_trust *t = NULL;
	struct trien_err err = {0};
	TR_AUTO_BUF pem = {0};
	char fifo[200];
	(void)state;

	assert_non_null(mkdtemp(folder));
	assert_refused(tr_trust_load_dir("/nonexistent/trust", &t, &err), "pki.trust-unreadable");
	assert_refused(tr_trust_load_dir(folder, &t, &err), "pki.trust-empty");
	write_file("README.txt", TR_BYTES_LIT("not read"));
	write_file(".hidden.pem", TR_BYTES_LIT("not read"));
	assert_refused(tr_trust_load_dir(folder, &t, &err), "pki.trust-empty");
	add_pem(&pem, &a);
	write_file("a.pem", tr_buf_view(&pem));
	write_file("b.CER", b.der);
	assert_ok(tr_trust_load_dir(folder, &t, &err), &err);
	assert_int_equal(tr_trust_count(t), 2);
	tr_trust_free(t);
	t = NULL;

	write_file("c.der", TR_BYTES_LIT("0\x82garbage"));
	assert_ok(tr_trust_load_dir(folder, &t, &err), &err);
	assert_int_equal(tr_trust_count(t), 2);
	assert_string_equal(trien_err_id(tr_trust_warning(t, 0)->code), "pki.trust-invalid");
	assert_string_equal(tr_trust_warning(t, 0)->values[0].text, "c.der");
	assert_null(tr_trust_warning(t, 1));
	warnings_go_into_the_sandbox(t);
	tr_trust_free(t);
	t = NULL;
	remove_file("c.der");
	snprintf(fifo, sizeof(fifo), "%s/d.pem", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_ok(tr_trust_load_dir(folder, &t, &err), &err);
	assert_string_equal(trien_err_id(tr_trust_warning(t, 0)->code), "pki.trust-unreadable");
	tr_trust_free(t);
	t = NULL;
	remove_file("a.pem");
	remove_file("b.CER");
	/* Where nothing can be read at all, that is the error. */
	assert_refused(tr_trust_load_dir(folder, &t, &err), "pki.trust-unreadable");
	assert_null(t);
	remove_file("d.pem");
	remove_file("README.txt");
	remove_file(".hidden.pem");
	forge_free(&a);
	forge_free(&b);
}

static void
number_of_files_is_capped(void **state)
{
	struct forged a = FORGE(.cn = "A");
	struct tr_trust *t = NULL;
	struct trien_err err = {0};
	char name[32];
	(void)state;

	for (size_t i = 0; i < TR_TRUST_FILES_MAX; i++) {
		snprintf(name, sizeof(name), "%zu.der", i);
		write_file(name, a.der);
	}
	assert_ok(tr_trust_load_dir(folder, &t, &err), &err);
	assert_int_equal(tr_trust_count(t), 1);
	tr_trust_free(t);
	t = NULL;
	write_file("more.der", a.der);
	assert_refused(tr_trust_load_dir(folder, &t, &err), "pki.trust-limit");
	remove_file("more.der");
	for (size_t i = 0; i < TR_TRUST_FILES_MAX; i++) {
		snprintf(name, sizeof(name), "%zu.der", i);
		remove_file(name);
	}
	assert_int_equal(rmdir(folder), 0);
	forge_free(&a);
}

static char *
path_in_folder(const char *name, char out[200])
{
	snprintf(out, 200, "%s/%s", folder, name);
	return out;
}

static void
loads_the_lists_of_a_directory(void **state)
{
	struct forged a = FORGE(.cn = "A"), b = FORGE(.cn = "B"), c = FORGE(.cn = "C");
	struct tr_trust *t = NULL;
	struct trien_err err = {0};
	char government[200], public[200];
	(void)state;

	assert_int_equal(mkdir(path_in_folder("government", government), 0755), 0);
	assert_refused(tr_trust_load_dir(folder, &t, &err), "pki.trust-empty");
	write_file("government/a.der", a.der);
	assert_ok(tr_trust_load_dir(folder, &t, &err), &err);
	assert_list(t, &a, TR_TRUST_GOVERNMENT);
	tr_trust_free(t);

	assert_int_equal(mkdir(path_in_folder("public", public), 0755), 0);
	write_file("public/b.der", b.der);
	write_file("c.der", c.der);
	assert_ok(tr_trust_load_dir(folder, &t, &err), &err);
	assert_int_equal(tr_trust_count(t), 3);
	assert_list(t, &a, TR_TRUST_GOVERNMENT);
	assert_list(t, &b, TR_TRUST_PUBLIC);
	assert_list(t, &c, TR_TRUST_GIVEN);
	tr_trust_free(t);
	t = NULL;

	write_file("public/a.der", a.der);
	assert_refused(tr_trust_load_dir(folder, &t, &err), "pki.trust-two-lists");
	assert_string_equal(err.values[0].text, "public/a.der");
	remove_file("public/a.der");
	remove_file("public/b.der");
	remove_file("c.der");
	assert_int_equal(rmdir(public), 0);
	write_file("public", TR_BYTES_LIT("not a folder"));
	assert_refused(tr_trust_load_dir(folder, &t, &err), "pki.trust-unreadable");
	remove_file("public");
	remove_file("government/a.der");
	assert_int_equal(rmdir(government), 0);
	forge_free(&a);
	forge_free(&b);
	forge_free(&c);
}

/* What anybody may write is nobody's word. */
static void
refuses_what_anybody_may_write(void **state)
{
	struct forged a = FORGE(.cn = "A");
	struct tr_trust *t = NULL;
	struct trien_err err = {0};
	char government[200], file[200];
	(void)state;

	assert_int_equal(mkdir(path_in_folder("government", government), 0755), 0);
	write_file("government/a.der", a.der);
	const char *const places[] = {folder, government, path_in_folder("government/a.der", file)};
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		assert_int_equal(chmod(places[i], 0757), 0);
		assert_refused(tr_trust_load_dir(folder, &t, &err), "pki.trust-writable");
		assert_int_equal(chmod(places[i], 0775), 0);
		assert_ok(tr_trust_load_dir(folder, &t, &err), &err);
		tr_trust_free(t);
		t = NULL;
	}
	remove_file("government/a.der");
	assert_int_equal(rmdir(government), 0);
	forge_free(&a);
}

/* Every allocation of ours fails once: nothing leaks, and the set is as it was. */
static void
every_allocation_may_fail(void **state)
{
	struct forged a = FORGE(.cn = "A"), b = FORGE(.cn = "B");
	TR_AUTO_BUF pem = {0};
	unsigned long n = 1;
	(void)state;

	add_pem(&pem, &a);
	add_pem(&pem, &b);
	for (trien_rc rc = -1; rc != TRIEN_OK; n++) {
		struct tr_trust *t = NULL;
		tr_mem_fail_at(n);
		rc = tr_trust_new(&t, NULL);
		if (rc == TRIEN_OK)
			rc = tr_trust_add(t, TR_TRUST_GIVEN, tr_buf_view(&pem), "a.pem", NULL);
		tr_mem_fail_at(0);
		if (rc != TRIEN_OK)
			assert_refused(rc, "base.no-memory");
		if (t != NULL)
			assert_int_equal(tr_trust_count(t), rc == TRIEN_OK ? 2 : 0);
		tr_trust_free(t);
	}
	assert_true(n > 5);
	forge_free(&a);
	forge_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_pem_and_der),
		cmocka_unit_test(keeps_the_lists_apart),
		cmocka_unit_test(refuses_what_is_not_a_certificate),
		cmocka_unit_test(count_and_size_are_capped),
		cmocka_unit_test(revocation_lists_are_capped),
		cmocka_unit_test(loads_a_directory),
		cmocka_unit_test(loads_the_lists_of_a_directory),
		cmocka_unit_test(refuses_what_anybody_may_write),
		cmocka_unit_test(every_allocation_may_fail),
		cmocka_unit_test(number_of_files_is_capped),
	};
	return cmocka_run_group_tests_name("pki trust", tests, NULL, NULL);
}
