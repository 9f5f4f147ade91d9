/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signs a PDF file with libtrien and judges the result.
 *
 *   cc sign_and_verify.c $(pkg-config --cflags --libs trien) -o sign_and_verify
 *   ./sign_and_verify p12:KEY.p12 PIN-FILE ANCHOR.der SOURCE.pdf TARGET.pdf [LIST.crl ...]
 *
 * Without the revocation lists of the authorities between anchor and signer nobody can tell, and it ends with 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <trien/trien.h>

static unsigned char *
read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	unsigned char *p = NULL;
	if (f != NULL && fseek(f, 0, SEEK_END) == 0) {
		*n = (size_t)ftell(f);
		rewind(f);
		p = malloc(*n + 1);
		if (p != NULL && fread(p, 1, *n, f) != *n) {
			free(p);
			p = NULL;
		}
	}
	if (f != NULL)
		fclose(f);
	return p;
}

/* The PIN comes from a file here; a desktop program would ask a person. */
static int
pin_from_file(void *context, const char *label, const char *warning, char *pin, size_t size, size_t *length)
{
	FILE *f = fopen(context, "r");
	(void)label;
	if (f == NULL || warning != NULL) /* never the token's last tries without a person */
		return f ? fclose(f), 1 : 1;
	*length = fread(pin, 1, size, f);
	fclose(f);
	while (*length > 0 && (pin[*length - 1] == '\n' || pin[*length - 1] == '\r'))
		(*length)--;
	return 0;
}

static int
complain(const struct trien_err *err)
{
	char text[512];
	trien_err_text(err, TRIEN_LANG_EN, text, sizeof(text));
	fprintf(stderr, "%s: %s\n", trien_err_id(err->code), text);
	return trien_err_exit(err->code);
}

/* Revocation lists, DER. */
struct lists {
	const unsigned char *der[8];
	size_t n[8], count;
};

static int
read_lists(struct lists *l, char **paths, int count)
{
	for (; l->count < (size_t)count; l->count++) {
		l->der[l->count] = read_file(paths[l->count], &l->n[l->count]);
		if (l->der[l->count] == NULL)
			return fprintf(stderr, "cannot read %s\n", paths[l->count]), 5;
	}
	return 0;
}

static int
judge(const unsigned char *anchor, size_t anchor_n, const struct lists *lists, const unsigned char *file, size_t n,
		struct trien_err *err)
{
	const struct trien_verify_options options = {.anchors = &anchor, .anchors_n = &anchor_n, .anchor_count = 1,
			.crls = lists->der, .crls_n = lists->n, .crl_count = lists->count};
	enum trien_indication indication;
	char *json;
	if (trien_verify(&options, file, n, &indication, &json, err) != TRIEN_OK)
		return complain(err);
	puts(json);
	trien_free(json);
	return (int)indication;
}

int
main(int argc, char **argv)
{
	struct trien_err err = {0};
	struct trien_signer *signer;
	size_t n, anchor_n, tail_n;
	unsigned char *tail;

	struct lists lists = {.count = 0};

	if (argc < 6 || argc > 6 + 8)
		return fprintf(stderr, "usage: sign_and_verify KEY PIN-FILE ANCHOR.der SOURCE TARGET [LIST.crl ...]\n"), 3;
	int failed = read_lists(&lists, argv + 6, argc - 6);
	if (failed)
		return failed;
	unsigned char *anchor = read_file(argv[3], &anchor_n), *file = read_file(argv[4], &n);
	if (anchor == NULL || file == NULL)
		return fprintf(stderr, "cannot read %s\n", anchor == NULL ? argv[3] : argv[4]), 5;
	if (trien_signer_open(argv[1], pin_from_file, argv[2], &signer, &err) != TRIEN_OK)
		return complain(&err);
	const struct trien_sign_options options = {.reason = "Phê duyệt", .location = "Bắc Ninh"};
	trien_rc rc = trien_sign(signer, &options, file, n, &tail, &tail_n, &err);
	trien_signer_close(signer);
	if (rc != TRIEN_OK)
		return complain(&err);

	unsigned char *whole = realloc(file, n + tail_n);
	if (whole == NULL)
		return 9;
	memcpy(whole + n, tail, tail_n);
	trien_free(tail);
	FILE *out = fopen(argv[5], "wb");
	if (out == NULL || fwrite(whole, 1, n + tail_n, out) != n + tail_n || fclose(out) != 0)
		return fprintf(stderr, "cannot write %s\n", argv[5]), 5;
	int result = judge(anchor, anchor_n, &lists, whole, n + tail_n, &err);
	for (size_t i = 0; i < lists.count; i++)
		free((void *)lists.der[i]);
	free(whole);
	free(anchor);
	return result;
}
