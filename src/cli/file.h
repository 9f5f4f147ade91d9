/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Source and target files of signing. The source is never written to. A target
 * comes into being whole or not at all: it is written beside its place without a name,
 * synced, and only then linked.
 */
#ifndef TR_CLI_FILE_H
#define TR_CLI_FILE_H

#include <sys/stat.h>

#include "base/bytes.h"

struct tr_source {
	const char *path;
	int fd;
	struct stat st;
	struct tr_bytes bytes; /* mapped; empty until tr_source_map() */
	struct tr_source *other; /* mapped before this one and still open */
};

/* Opens a regular file for reading. Errors: cli.source-*. Close with tr_source_close(). */
TRIEN_MUST_CHECK trien_rc tr_source_open(const char *path, struct tr_source *out, struct trien_err *err);
/* The same for pictures and fonts; cli.source-empty. */
TRIEN_MUST_CHECK trien_rc tr_source_open_filled(const char *path, struct tr_source *out, struct trien_err *err);
/*
 * Maps it: for hashing and copying only, never for parsing. Where the file becomes shorter meanwhile, what is
 * missing reads as zeros, and tr_source_unchanged() says so. *s must stay where it is until it is closed.
 */
TRIEN_MUST_CHECK trien_rc tr_source_map(struct tr_source *s, struct trien_err *err);
/* cli.source-changed where size or times are not those of the opening any more, or a part could not be read. */
TRIEN_MUST_CHECK trien_rc tr_source_unchanged(const struct tr_source *s, struct trien_err *err);
/*
 * For a file that will be replaced: keeps other runs of ours from doing the same until it is closed (cli.source-busy), and holds that its
 * name still leads to what was opened. A file system that knows no such locks (NFS) leaves the second alone.
 */
TRIEN_MUST_CHECK trien_rc tr_source_keep(const struct tr_source *s, struct trien_err *err);
/* cli.source-changed where tr_source_unchanged() says so, and where its name leads to another file by now. */
TRIEN_MUST_CHECK trien_rc tr_source_still_there(const struct tr_source *s, struct trien_err *err);
void tr_source_close(struct tr_source *s);

enum tr_replace { TR_REPLACE_NEVER, TR_REPLACE_EXISTING };

struct tr_target;

/*
 * Begins a target: its folder must be writable, it must not be the source (may be NULL), and must not exist unless it may be
 * replaced. Errors: cli.target-*.
 */
TRIEN_MUST_CHECK trien_rc tr_target_begin(const char *path, const struct tr_source *source, enum tr_replace replace,
		struct tr_target **out, struct trien_err *err);
/* Begins to copy the bytes of a file (which need not be the source); a large one in a thread beside the caller's hashing. */
TRIEN_MUST_CHECK trien_rc tr_target_copy(struct tr_target *t, const struct tr_source *from, struct trien_err *err);
/* Waits for the copy and appends bytes; the target may still be given up. What it then holds can be read through its descriptor. */
TRIEN_MUST_CHECK trien_rc tr_target_append(struct tr_target *t, struct tr_bytes bytes, struct trien_err *err);
int tr_target_fd(const struct tr_target *t); /* borrowed */
/* It will have the rights of a file that it takes the place of, and its owner as far as who runs this may give files away. */
void tr_target_take_rights(struct tr_target *t, const struct tr_source *of);
/* Waits for the copy, appends tail, syncs, and gives the file its name. The target is closed either way. */
TRIEN_MUST_CHECK trien_rc tr_target_commit(struct tr_target *t, struct tr_bytes tail, struct trien_err *err);
/* Throws the target away; NULL is legal. */
void tr_target_abandon(struct tr_target *t);

/* Reads a whole small file (key, state, value), at most max bytes. Errors: cli.source-*, base.buffer-limit. */
TRIEN_MUST_CHECK trien_rc tr_file_read(const char *path, size_t max, struct tr_buf *out, struct trien_err *err);

#endif
