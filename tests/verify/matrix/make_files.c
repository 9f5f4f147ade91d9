/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writes one file of each level, their forged twins and the anchor into a folder, for judges that are not ours: make_files DIR.
 * With --seeds: small ones, each behind its anchor, as fuzz/fuzz_dss.c reads them.
 */
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

static void
write_seeds(const struct world *w, const char *folder)
{
	static const struct {
		const char *name;
		struct condition condition;
		enum level level;
	} seeds[] = {
		{"stamped", {.name = "list", .signer = W_SIGNER}, LEVEL_T},
		{"list", {.name = "list", .signer = W_SIGNER}, LEVEL_LT},
		{"answer", {.name = "answer", .signer = W_SIGNER, .by = KNOWN_BY_ANSWER}, LEVEL_LT},
		{"revoked", {.name = "revoked", .signer = W_SIGNER, .revoked_at = T_2026_12_01, .stored_at = T_2026_12_05}, LEVEL_LTA},
	};

	build_with_room(3600);
	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
		const struct build b = {w, &seeds[i].condition, seeds[i].level, false};
		const struct tr_bytes anchor = w->of[W_ROOT].der;
		struct tr_buf file;
		TR_AUTO_BUF seed = {0};
		build_file(&b, &file);
		assert_int_equal(tr_buf_add_bytes(&seed, anchor, NULL), TRIEN_OK);
		assert_int_equal(tr_buf_add_bytes(&seed, tr_buf_view(&file), NULL), TRIEN_OK);
		write_file(folder, seeds[i].name, tr_buf_view(&seed));
		tr_buf_free(&file);
	}
}

static void
write_levels(const struct world *w, const char *folder)
{
	static const char *const names[] = {"B-B", "B-T", "B-LT", "B-LTA", "B-LTA-renewed"};
	static const struct condition by[] = {{.name = "list", .signer = W_SIGNER}, {.name = "answer", .signer = W_SIGNER, .by = KNOWN_BY_ANSWER}};

	write_anchor(w, folder);
	for (enum level level = LEVEL_B; level <= LEVEL_LTA_RENEWED; level++)
		for (size_t i = 0; i < 4; i++) {
			const struct build b = {w, &by[i / 2], level, i % 2 == 1};
			struct tr_buf file;
			char name[64];
			build_file(&b, &file);
			snprintf(name, sizeof(name), "%s-%s%s.pdf", names[level], by[i / 2].name, b.forged ? "-forged" : "");
			write_file(folder, name, tr_buf_view(&file));
			tr_buf_free(&file);
		}
}

int
main(int argc, char **argv)
{
	const bool seeds = argc == 3 && strcmp(argv[1], "--seeds") == 0;
	struct world w;

	if (argc != 2 && !seeds)
		return 3;
	world_open(&w);
	if (seeds)
		write_seeds(&w, argv[2]);
	else
		write_levels(&w, argv[1]);
	world_close(&w);
	return 0;
}
