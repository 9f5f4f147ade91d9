/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Runs a fuzz target over the files of the folders named, as an ordinary test under any compiler. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay_file(const char *folder, const char *name)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "rb");
	if (f == NULL || fseek(f, 0, SEEK_END) != 0)
		return f ? fclose(f), 0 : 0;
	long size = ftell(f);
	/* Exactly the size, so that the sanitizer sees a read past the end. */
	uint8_t *data = malloc(size > 0 ? (size_t)size : 1);
	rewind(f);
	if (data != NULL && fread(data, 1, (size_t)size, f) == (size_t)size)
		LLVMFuzzerTestOneInput(data, (size_t)size);
	free(data);
	fclose(f);
	return 1;
}

int
main(int argc, char **argv)
{
	int count = 0;
	for (int i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);
		if (d == NULL)
			continue;
		for (struct dirent *e; (e = readdir(d)) != NULL;)
			if (e->d_name[0] != '.')
				count += replay_file(argv[i], e->d_name);
		closedir(d);
	}
	printf("%d inputs replayed\n", count);
	return count > 0 ? 0 : 1;
}
