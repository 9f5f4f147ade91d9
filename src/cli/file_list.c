/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/file_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/errors/cli.h"
#include "cli/cli.h"

struct place {
	dev_t device;
	ino_t node;
};

struct walk {
	struct tr_file_list *list;
	struct place *seen;                        /* every folder entered so far */
	size_t seen_count, seen_cap;
	struct place above[TR_FOLDER_DEPTH_MAX];   /* those in which we stand */
	size_t depth;
};

static bool
is_place(const struct place *p, const struct stat *st)
{
	return p->device == st->st_dev && p->node == st->st_ino;
}

static bool
stands_among(const struct place *places, size_t count, const struct stat *st)
{
	for (size_t i = 0; i < count; i++)
		if (is_place(&places[i], st))
			return true;
	return false;
}

/* Room for one item more; items are moved as they grow. */
static trien_rc
grow(void *items, size_t count, size_t *cap, size_t size, struct trien_err *err)
{
	void **at = items;

	if (count < *cap)
		return TRIEN_OK;
	const size_t more = *cap ? 2 * *cap : 64;
	void *p = tr_mem_resize(*at, more * size);
	if (p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", more * size));
	*at = p;
	*cap = more;
	return TRIEN_OK;
}

/* ---- the list ---- */
static trien_rc
add(struct tr_file_list *l, const char *path, const struct trien_err *why, struct trien_err *err)
{
	const uint8_t *kept, *reason = NULL;

	if (l->count >= TR_CLI_FILES_MAX)
		return TR_ERR(err, CLI_FILES_LIMIT, TR_U("max", TR_CLI_FILES_MAX));
	TR_TRY(grow(&l->items, l->count, &l->cap, sizeof(*l->items), err));
	TR_TRY(tr_arena_copy(&l->arena, path, strlen(path), &kept, err));
	if (why != NULL)
		TR_TRY(tr_arena_copy(&l->arena, why, sizeof(*why), &reason, err));
	l->items[l->count++] = (struct tr_listed_file){(const char *)kept, (const void *)reason};
	return TRIEN_OK;
}

/* ---- folders ---- */
static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
is_pdf(const char *name)
{
	const size_t n = strlen(name);
	return n > 4 && strcasecmp(name + n - 4, ".pdf") == 0;
}

struct names {
	char **items;
	size_t count, cap;
};

static void
free_names(struct names *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->items[i]);
	free(n->items);
}

static trien_rc
read_names(DIR *d, struct names *out, struct trien_err *err)
{
	const struct dirent *e;

	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		TR_TRY(grow(&out->items, out->count, &out->cap, sizeof(*out->items), err));
		if ((out->items[out->count] = strdup(e->d_name)) == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", strlen(e->d_name)));
		out->count++;
	}
	if (out->count > 1)
		qsort(out->items, out->count, sizeof(*out->items), by_name);
	return TRIEN_OK;
}

static trien_rc enter(struct walk *w, const char *path, const struct stat *st, struct trien_err *err);

enum wanted { WANT_FILES, WANT_FOLDERS };

/* One entry of a folder: a *.pdf that is no folder, or a folder; what is neither is none of ours. */
static trien_rc
take_entry(struct walk *w, const char *path, enum wanted wanted, struct trien_err *err)
{
	struct stat st;
	const bool there = stat(path, &st) == 0, folder = there && S_ISDIR(st.st_mode);

	if (wanted == WANT_FOLDERS)
		return folder ? enter(w, path, &st, err) : TRIEN_OK;
	return !folder && is_pdf(path) ? add(w->list, path, NULL, err) : TRIEN_OK;
}

static trien_rc
take_entries(struct walk *w, const char *path, const struct names *names, struct trien_err *err)
{
	const char *slash = path[strlen(path) - 1] == '/' ? "" : "/";
	trien_rc rc = TRIEN_OK;

	for (enum wanted wanted = WANT_FILES; wanted <= WANT_FOLDERS; wanted++)
		for (size_t i = 0; rc == TRIEN_OK && i < names->count; i++) {
			char *child = NULL;
			if (asprintf(&child, "%s%s%s", path, slash, names->items[i]) < 0)
				return TR_ERR(err, NO_MEMORY, TR_U("want", strlen(path)));
			rc = take_entry(w, child, wanted, err);
			free(child);
		}
	return rc;
}

/* A folder that cannot be read is told in its place. */
static trien_rc
list_folder(struct walk *w, const char *path, struct trien_err *err)
{
	struct names names = {0};
	struct trien_err why = {0};
	DIR *d = opendir(path);

	if (d == NULL) {
		(void)TR_ERR(&why, CLI_SOURCE_UNREADABLE, TR_S("file", path), TR_S("why", strerror(errno)));
		return add(w->list, path, &why, err);
	}
	trien_rc rc = read_names(d, &names, err);
	closedir(d);
	if (rc == TRIEN_OK)
		rc = take_entries(w, path, &names, err);
	free_names(&names);
	return rc;
}

static trien_rc
enter(struct walk *w, const char *path, const struct stat *st, struct trien_err *err)
{
	struct trien_err why = {0};

	if (stands_among(w->above, w->depth, st)) {
		(void)TR_ERR(&why, CLI_FOLDER_LOOP, TR_S("file", path));
		return add(w->list, path, &why, err);
	}
	if (stands_among(w->seen, w->seen_count, st))
		return TRIEN_OK; /* its files are in the list already */
	if (w->depth == TR_FOLDER_DEPTH_MAX) {
		(void)TR_ERR(&why, CLI_FOLDER_DEPTH, TR_S("file", path), TR_U("max", TR_FOLDER_DEPTH_MAX));
		return add(w->list, path, &why, err);
	}
	if (w->seen_count == TR_FOLDERS_MAX)
		return TR_ERR(err, CLI_FOLDERS_LIMIT, TR_U("max", TR_FOLDERS_MAX));
	TR_TRY(grow(&w->seen, w->seen_count, &w->seen_cap, sizeof(*w->seen), err));
	const struct place here = {st->st_dev, st->st_ino};
	w->seen[w->seen_count++] = here;
	w->above[w->depth++] = here;
	trien_rc rc = list_folder(w, path, err);
	w->depth--;
	return rc;
}

/* A folder without a PDF is told: that nothing was judged must not look like a good result. */
static trien_rc
take_named(struct walk *w, const char *name, struct trien_err *err)
{
	const size_t before = w->list->count;
	struct trien_err why = {0};
	struct stat st;

	if (stat(name, &st) != 0 || !S_ISDIR(st.st_mode))
		return add(w->list, name, NULL, err);
	const bool again = stands_among(w->seen, w->seen_count, &st);
	TR_TRY(enter(w, name, &st, err));
	if (again || w->list->count > before)
		return TRIEN_OK;
	(void)TR_ERR(&why, CLI_FOLDER_EMPTY, TR_S("file", name));
	return add(w->list, name, &why, err);
}

trien_rc
tr_file_list_make(char *const *names, size_t count, struct tr_file_list *out, struct trien_err *err)
{
	struct tr_file_list list = {0};
	struct walk w = {.list = &list};
	trien_rc rc = TRIEN_OK;

	for (size_t i = 0; rc == TRIEN_OK && i < count; i++)
		rc = take_named(&w, names[i], err);
	free(w.seen);
	if (rc != TRIEN_OK) {
		tr_file_list_free(&list);
		return rc;
	}
	*out = list;
	return TRIEN_OK;
}

void
tr_file_list_free(struct tr_file_list *l)
{
	free(l->items);
	tr_arena_free(&l->arena);
	*l = (struct tr_file_list){0};
}
