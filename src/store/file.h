/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files that are there whole or not at all, also after a crash: content and folder are synced before a call comes back. */
#ifndef TR_STORE_FILE_H
#define TR_STORE_FILE_H

#include "base/bytes.h"

/* A new file below the folder dir, made without a name and then linked. *there, where not NULL: it was there already, and stays. */
TRIEN_MUST_CHECK trien_rc tr_file_add(
		int dir, const char *path, struct tr_bytes content, bool *there, struct trien_err *err);
struct stat;
struct tr_file_new {
	const char *path;
	struct tr_bytes content;
	bool there;              /* given back: it was there already, and stays */
	int fd;                  /* private */
	const struct stat *like; /* private */
};
/* The same of several, which cost hardly more than one, for whoever may use the folder dir: its owner, and its group where that may. Some may be there when it fails. */
TRIEN_MUST_CHECK trien_rc tr_files_add_shared(int dir, struct tr_file_new *files, size_t count, struct trien_err *err);
/* The file has this content afterwards, or still its old one. One writer at a time: it goes by the name ".NAME.new" beside it. */
TRIEN_MUST_CHECK trien_rc tr_file_replace(int dir, const char *path, struct tr_bytes content, struct trien_err *err);
/* Appends a file of at most max bytes; *there, where not NULL, is false where there is none (else store.file-failed). */
TRIEN_MUST_CHECK trien_rc tr_file_load(
		int dir, const char *path, size_t max, struct tr_buf *out, bool *there, struct trien_err *err);
/* The file is gone afterwards, also after a crash; one that is not there is no error. */
TRIEN_MUST_CHECK trien_rc tr_file_remove(int dir, const char *path, struct trien_err *err);
/* Opens a folder, and makes it (mode 0700) where it is not there. Its fd; close(2) it. */
TRIEN_MUST_CHECK trien_rc tr_folder_open(int dir, const char *path, int *out, struct trien_err *err);
/* store.disk-full, or store.file-failed with the system's reason. */
trien_rc tr_file_failed(const char *path, int code, struct trien_err *err);

#endif
