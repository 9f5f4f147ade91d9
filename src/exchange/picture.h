/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R8.2 R8.3
 * Pictures of handwritings and seals out of a folder into their book. A file is called CODE.png: a handwriting by its person's code, a seal by its
 * agency's, either by the fingerprint of the certificate that it is for, where there are several. Files are looked at in the sandbox; what is entered
 * waits for approval (registry/picture.h), and may be used with that certificate alone. One act for all of them.
 */
#ifndef TR_EXCHANGE_PICTURE_H
#define TR_EXCHANGE_PICTURE_H

#include "exchange/import.h"
#include "worker/task_picture.h"

struct tr_picture_file {
	const char *path, *key; /* the name without .png */
	struct trien_err why;   /* why it cannot be entered; its code is TRIEN_OK where it can */
	struct trien_err note;  /* what is odd about it, and does not stop it */
	char blob[TR_HEX256 + 1];
};
struct tr_picture_files {
	struct tr_picture_file *items;
	size_t count;
	double diameter_mm; /* of the seals; 0: handwritings */
	struct tr_arena arena;
};
/*
 * All that stands in the folder but what begins with a dot, by name; nothing is read yet. exchange.folder-empty, exchange.files-limit,
 * store.file-failed. out: free it.
 */
TRIEN_MUST_CHECK trien_rc tr_picture_files_list(const char *folder, struct tr_picture_files *out, struct trien_err *err);
void tr_picture_files_free(struct tr_picture_files *f);
/*
 * Looks at each in the sandbox; as asked, a seal's diameter the same for all. A file that cannot be entered has its why: exchange.picture-file (a
 * folder, a link, another name), and those of tr_task_picture().
 */
TRIEN_MUST_CHECK trien_rc tr_picture_files_read(struct tr_picture_files *f, const struct tr_picture_asked *asked, struct trien_err *err);
/* Puts the files into the store, as they were looked at: exchange.picture-changed. Where one has its why: exchange.files-bad. */
TRIEN_MUST_CHECK trien_rc tr_picture_files_keep(struct tr_picture_files *f, struct tr_blobs *blobs, struct trien_err *err);

struct tr_picture_import {
	const struct tr_picture_files *files;
	const struct tr_act *act;
	struct tr_import_row *rows; /* the caller's, one for each file */
	size_t count[TR_IMPORT_BAD + 1];
	int64_t id; /* of the act; 0: nothing was to be done */
};
/*
 * Where a file is bad nothing is written, and i->rows tell why: exchange.rows-bad. exchange.picture-nobody, -revoked, -many, -twice. One that is there
 * already for that certificate, whatever was decided on it, is the same; only what was withdrawn may be proposed again.
 */
TRIEN_MUST_CHECK trien_rc tr_picture_import(struct tr_sql *db, struct tr_picture_import *i, enum tr_act_mode mode, struct trien_err *err);

#endif
