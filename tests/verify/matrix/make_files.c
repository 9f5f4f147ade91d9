/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes one file of each level, their forged twins and the anchor into a folder, for judges that are not ours: make_files DIR. */
#include <stdio.h>

#include "build.h"

#include <openssl/pem.h>

#include "test.h"

static void
write_file(const char *folder, const char *name, struct tr_bytes bytes)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
}

static void
write_anchor(const struct world *w, const char *folder)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *p;
	assert_int_equal(PEM_write_bio_X509(b, w->of[W_ROOT].x), 1);
	long n = BIO_get_mem_data(b, &p);
	write_file(folder, "anchor.pem", TR_BYTES(p, (size_t)n));
	BIO_free(b);
}

int
main(int argc, char **argv)
{
	static const char *const names[] = {"B-B", "B-T", "B-LT", "B-LTA", "B-LTA-renewed"};
	static const struct condition by[] = {{.name = "list", .signer = W_SIGNER}, {.name = "answer", .signer = W_SIGNER, .by = KNOWN_BY_ANSWER}};
	struct world w;

	if (argc != 2)
		return 3;
	world_open(&w);
	write_anchor(&w, argv[1]);
	for (enum level level = LEVEL_B; level <= LEVEL_LTA_RENEWED; level++)
		for (size_t i = 0; i < 4; i++) {
			const struct build b = {&w, &by[i / 2], level, i % 2 == 1};
			struct tr_buf file;
			char name[64];
			build_file(&b, &file);
			snprintf(name, sizeof(name), "%s-%s%s.pdf", names[level], by[i / 2].name, b.forged ? "-forged" : "");
			write_file(argv[1], name, tr_buf_view(&file));
			tr_buf_free(&file);
		}
	world_close(&w);
	return 0;
}
