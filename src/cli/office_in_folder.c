/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien office in --folder: takes in what lies in a watched folder (watched.h). A file leaves the folder when the store has it on disk, or
 * when it is refused (Điều 10.2): there is no second copy to be forgotten. What is something else, or could not be decided for a reason of ours, stays and is told.
 * Requirement: R10.2 R10.3
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/utf8.h"
#include "cli/office_in.h"

struct folder {
	struct tr_registry_run *r;
	struct tr_office_who who;
	struct tr_office_coming like; /* what all have in common */
	struct tr_in_desk desk;
	struct tr_watched folder;
	json_t *all;
	struct trien_err first; /* what went wrong with the first that was not taken */
};

/* ---- what is told ---- */

void
tr_in_tell_left(const struct tr_registry_run *r, json_t *all, const char *name, const char *vi, const char *en, const char *word)
{
	if (r->cli->json) {
		json_array_append_new(all, json_pack("{s:o, s:s}", "file", tr_cli_json_text(name), "left", word));
		return;
	}
	tr_cli_print_safe(stdout, name);
	printf(": %s\n", tr_say(r->cli, vi, en));
}

void
tr_in_tell_error(const struct tr_registry_run *r, json_t *all, const char *name, const struct trien_err *err, struct trien_err *first)
{
	char text[1024];

	if (first->code == TRIEN_OK)
		*first = *err;
	if (r->cli->json) {
		json_t *o = json_pack("{s:o}", "file", tr_cli_json_text(name));
		tr_cli_put_error(r->cli, o, err);
		json_array_append_new(all, o);
		return;
	}
	tr_err_text_commands(err, r->cli->lang, text, sizeof(text));
	tr_cli_print_safe(stdout, name);
	fputs(": ", stdout);
	tr_cli_print_safe(stdout, text);
	printf(" [%s]\n", trien_err_id(err->code));
}

bool
tr_in_look(const struct tr_registry_run *r, const struct tr_watched *folder, json_t *all, const char *name, int *fd)
{
	switch (tr_watched_look(folder, name, fd)) {
	case TR_WATCHED_GONE:
		return false;
	case TR_WATCHED_NO_FILE:
		tr_in_tell_left(r, all, name, "không phải tệp thường, để nguyên", "no regular file, left", "not-a-file");
		return false;
	case TR_WATCHED_WRITTEN:
		tr_in_tell_left(r, all, name, "đang được ghi, để lần sau", "being written, left for the next time", "being-written");
		return false;
	case TR_WATCHED_AT_REST:
		return true;
	}
	return false;
}

/* ---- one file ---- */

/* What the register says where --subject does not: the file's name, as far as that is text. */
static void
subject_of(const char *name, char *out, size_t room)
{
	size_t n = strlen(name);

	if (n > 4 && strcasecmp(name + n - 4, ".pdf") == 0)
		n -= 4;
	bool text = n < room && tr_utf8_check(TR_BYTES(name, n)) == n;
	for (size_t i = 0; text && i < n; i++)
		text = (unsigned char)name[i] >= 0x20 && name[i] != 0x7f;
	snprintf(out, room, "%.*s", text ? (int)n : 200, text ? name : "(tên tệp không đọc được)");
}

static trien_rc
take(struct folder *f, const char *name, int fd, struct trien_err *err)
{
	char path[64], subject[NAME_MAX + 1];
	struct tr_office_coming c = f->like;
	struct tr_office_came came = {0};
	struct tr_in_file *file = tr_mem_zeroed(1, sizeof(*file));

	if (file == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*file)));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	subject_of(name, subject, sizeof(subject));
	if (c.subject == NULL)
		c.subject = subject;
	trien_rc rc = tr_in_desk_judge(&f->desk, path, c.sender, file, err);
	if (rc == TRIEN_OK)
		rc = tr_in_put_evidence(&f->desk, file, &c, err);
	if (rc == TRIEN_OK)
		rc = tr_in_take(f->r, &f->who, &c, file, &came, err);
	if (rc == TRIEN_OK && !f->r->w->dry_run)
		rc = tr_watched_remove(&f->folder, name, fd, err);
	if (rc == TRIEN_OK && f->r->cli->json)
		json_array_append_new(f->all, tr_in_json(f->r, name, file, &came));
	else if (rc == TRIEN_OK)
		tr_in_print(f->r, name, file, &came);
	tr_in_file_free(file);
	free(file);
	return rc;
}

static void
look_at(struct folder *f, const char *name)
{
	struct trien_err err = {0};
	int fd;

	if (!tr_in_look(f->r, &f->folder, f->all, name, &fd))
		return;
	if (take(f, name, fd, &err) != TRIEN_OK)
		tr_in_tell_error(f->r, f->all, name, &err, &f->first);
	close(fd);
}

static void
look_at_all(struct folder *f)
{
	for (size_t i = 0; i < f->folder.count; i++)
		look_at(f, f->folder.names[i]->d_name);
	if (f->r->cli->json) {
		tr_cli_print_json(json_pack("{s:O, s:s?}", "files", f->all, "error", f->first.code == TRIEN_OK ? NULL : trien_err_id(f->first.code)));
		f->r->told = true;
	}
}

trien_rc
tr_in_folder(struct tr_registry_run *r, struct trien_err *err)
{
	struct folder f = {.r = r};

	if (r->rest.count > 0 || r->w->office->paper)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--folder"), TR_S("got", r->rest.count > 0 ? r->rest.items[0] : "--paper"), TR_S("want", "DIR"));
	TR_TRY(tr_office_who_of(r, "arrival.enter", &f.who, err));
	TR_TRY(tr_in_read_options(r, &f.like, err));
	f.like.channel = "folder";
	TR_TRY(tr_in_desk_open(r, &f.desk, err));
	f.all = json_array();
	trien_rc rc = tr_watched_open(r->w->office->in.folder, "", r->act.at, &f.folder, err);
	if (rc == TRIEN_OK)
		look_at_all(&f);
	if (rc == TRIEN_OK && f.first.code != TRIEN_OK) {
		*err = f.first;
		rc = f.first.code;
	}
	tr_watched_close(&f.folder);
	json_decref(f.all);
	tr_in_desk_close(&f.desk);
	return rc;
}
