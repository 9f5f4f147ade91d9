/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Prints the verdict of files as JSON, one a line: what the scripts of this folder hold against
 * their tables. verify_file [--trust FILE]... [--as-of ISO-TIME] [--inspect] [--repeat N] FILE...
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/env.h"
#include "verify/verify.h"

struct wish {
	struct tr_verify_options options;
	struct tr_trust *trust;
	bool inspect;
	long repeat;
};

static int
complain(const struct trien_err *err)
{
	char text[512];
	trien_err_text(err, TRIEN_LANG_EN, text, sizeof(text));
	fprintf(stderr, "%s: %s (%s:%d)\n", trien_err_id(err->code), text, err->file, err->line);
	return 70;
}

static int
map_file(const char *path, struct tr_bytes *out)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0 || st.st_size == 0) {
		perror(path);
		return 71;
	}
	void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return 71;
	*out = TR_BYTES(p, (size_t)st.st_size);
	return 0;
}

static trien_rc
judge(struct tr_bytes file, const char *name, const struct wish *wish, struct tr_buf *out, struct trien_err *err)
{
	struct tr_verdict *v;
	struct trien_err why = {0};
	struct tr_bytes file_name = TR_BYTES(name, strlen(name));

	if (wish->inspect)
		return tr_inspect(file, &wish->options, file_name, out, err);
	if (tr_verify(file, &wish->options, &v, &why) != TRIEN_OK)
		return tr_verdict_error_json(&why, file_name, TRIEN_LANG_EN, out, err);
	trien_rc rc = tr_verdict_json(v, file_name, TRIEN_LANG_EN, out, err);
	tr_verdict_free(v);
	return rc;
}

static int
one(const char *name, const struct wish *wish)
{
	struct tr_bytes file;
	struct trien_err err = {0};
	struct timespec a, b;
	TR_AUTO_BUF out = {0};

	int status = map_file(name, &file);
	if (status != 0)
		return status;
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (long i = 0; i < wish->repeat; i++) {
		tr_buf_clear(&out);
		if (judge(file, name, wish, &out, &err) != TRIEN_OK)
			return complain(&err);
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%.*s\n", (int)out.n, (const char *)out.p);
	if (wish->repeat > 1)
		fprintf(stderr, "%s: %.1f us\n", name,
				((double)(b.tv_sec - a.tv_sec) * 1e6 + (double)(b.tv_nsec - a.tv_nsec) / 1e3) / (double)wish->repeat);
	munmap((void *)(uintptr_t)file.p, file.n);
	return 0;
}

static int
add_trust(struct wish *wish, const char *path)
{
	struct trien_err err = {0};
	struct tr_bytes file;
	int status = map_file(path, &file);
	if (status != 0)
		return status;
	if (wish->trust == NULL && tr_trust_new(&wish->trust, &err) != TRIEN_OK)
		return complain(&err);
	trien_rc rc = tr_trust_add(wish->trust, TR_TRUST_GIVEN, file, path, &err);
	munmap((void *)(uintptr_t)file.p, file.n);
	wish->options.trust = wish->trust;
	return rc == TRIEN_OK ? 0 : complain(&err);
}

int
main(int argc, char **argv)
{
	struct wish wish = {.repeat = 1, .options = {.zone_minutes = TR_ZONE_VIETNAM, .cipher = &tr_verify_cipher}};
	struct trien_err err = {0};
	int status = 0;

	wish.options.as_of = tr_env_system.now(tr_env_system.context);
	for (int i = 1; i < argc && status == 0; i++) {
		if (strcmp(argv[i], "--inspect") == 0)
			wish.inspect = true;
		else if (strcmp(argv[i], "--repeat") == 0 && i + 1 < argc)
			wish.repeat = strtol(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--trust") == 0 && i + 1 < argc)
			status = add_trust(&wish, argv[++i]);
		else if (strcmp(argv[i], "--as-of") == 0 && i + 1 < argc) {
			i++;
			if (tr_time_read_iso(TR_BYTES(argv[i], strlen(argv[i])), 0, &wish.options.as_of, &err) != TRIEN_OK)
				status = complain(&err);
		} else
			status = one(argv[i], &wish);
	}
	tr_trust_free(wish.trust);
	return status;
}
