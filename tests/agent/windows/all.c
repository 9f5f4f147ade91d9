/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every test of the agent's core, and the corpora of its fuzz targets, in one Windows program: a start of wine costs more than all of them. Arguments: "<target> <folder>" in pairs. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEST(name) int test_##name(void);
#include "all.def"
#undef TEST
#define FUZZ(name) int fuzz_##name(const uint8_t *data, size_t size);
#include "all.def"
#undef FUZZ

typedef int target_run(const uint8_t *data, size_t size);

static target_run *
target_of(const char *name)
{
#define FUZZ(name_) \
	if (strcmp(name, #name_) == 0) \
		return fuzz_##name_;
#include "all.def"
#undef FUZZ
	return NULL;
}

/* False where it could not be read: then the run has failed. */
static int
replay_file(target_run *run, const char *path)
{
	FILE *f = fopen(path, "rb");
	const long size = f != NULL && fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
	uint8_t *data = size >= 0 ? malloc(size > 0 ? (size_t)size : 1) : NULL;
	int read = 0;

	if (data != NULL && fseek(f, 0, SEEK_SET) == 0)
		read = fread(data, 1, (size_t)size, f) == (size_t)size;
	if (read)
		run(data, (size_t)size);
	free(data);
	if (f != NULL)
		fclose(f);
	return read;
}

/* How many inputs; -1: one could not be read. */
static int
replay(target_run *run, const char *folder)
{
	char path[4096];
	struct dirent *e;
	int count = 0;
	DIR *d = opendir(folder);

	if (run == NULL || d == NULL)
		return -1;
	while (count >= 0 && (e = readdir(d)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (e->d_name[0] != '.')
			count = replay_file(run, path) ? count + 1 : -1;
	}
	closedir(d);
	return count;
}

int
main(int argc, char **argv)
{
#define TEST(name) \
	if (test_##name() != 0) \
		return 1;
#include "all.def"
#undef TEST
	for (int i = 1; i + 1 < argc; i += 2) {
		const int count = replay(target_of(argv[i]), argv[i + 1]);
		if (count <= 0)
			return printf("FAILED: %s %s\n", argv[i], argv[i + 1]), 1;
		printf("replayed: %d of %s\n", count, argv[i]);
	}
	return 0;
}
