/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Documents as files, named by their SHA-256 and never changed. The order is what makes it safe: first the file, synced; then the
 * reference, in the transaction of the row that needs it. A crash between the two leaves a file that nobody refers to, and a sweep
 * takes it away; a reference without its file cannot come about.
 */
#ifndef TR_STORE_BLOB_H
#define TR_STORE_BLOB_H

#include "store/hex.h"
#include "store/sql.h"

struct tr_blobs;

TRIEN_MUST_CHECK trien_rc tr_blobs_open(const char *folder, struct tr_blobs **out, struct trien_err *err);
void tr_blobs_close(struct tr_blobs *b);

/* Writes the content, at most TR_BLOB_MAX bytes, where it is not there yet; name receives its SHA-256. */
TRIEN_MUST_CHECK trien_rc tr_blob_put(
		struct tr_blobs *b, struct tr_bytes content, char name[TR_HEX256 + 1], struct trien_err *err);
/* The same of several at once, which cost hardly more than one. */
struct tr_blob_new {
	struct tr_bytes content;
	char *name; /* TR_HEX256 + 1 */
};
TRIEN_MUST_CHECK trien_rc tr_blob_put_all(struct tr_blobs *b, const struct tr_blob_new *blobs, size_t count, struct trien_err *err);
/* Appends the content. store.blob-missing; store.blob-damaged where it is not what its name says. */
TRIEN_MUST_CHECK trien_rc tr_blob_get(struct tr_blobs *b, const char *name, struct tr_buf *out, struct trien_err *err);

/* Is content every byte of a blob, and something behind them? Then *bytes is how many the blob has; else 0. As tr_blob_get(). */
TRIEN_MUST_CHECK trien_rc tr_blob_continued(struct tr_blobs *b, const char *name, struct tr_bytes content, size_t *bytes, struct trien_err *err);

/* In a transaction that writes: one reference more to a blob that was put. store.blob-missing: put it again. */
TRIEN_MUST_CHECK trien_rc tr_blob_refer(
		struct tr_sql *db, struct tr_blobs *b, const char *name, int64_t now, struct trien_err *err);
/* One reference less. store.blob-unreferred where it has none. */
TRIEN_MUST_CHECK trien_rc tr_blob_release(struct tr_sql *db, const char *name, struct trien_err *err);

/*
 * Takes away at once, files and rows, what nothing refers to any more, and `also` (NULL: none), which may never have had a row; *gone is how many.
 * In a transaction of its own: a crash leaves rows without references, for the next call. Who has put a blob and not referred to it yet, puts it again.
 */
TRIEN_MUST_CHECK trien_rc tr_blobs_forget(struct tr_sql *db, struct tr_blobs *b, const char *also, uint64_t *gone, struct trien_err *err);

enum tr_blob_fault { TR_BLOB_ORPHAN, TR_BLOB_MISSING, TR_BLOB_WRONG, TR_BLOB_STRANGE /* a file that is no blob */ };
/* Called with each fault; name is the blob's, or the path of a strange file. */
typedef void (*tr_blob_found)(void *context, enum tr_blob_fault fault, const char *name);
struct tr_blob_count {
	uint64_t blobs, faults;
};
/* Every file is read, every row looked up. A file younger than TR_BLOB_GRACE_SECONDS may still wait for its reference: no orphan. */
TRIEN_MUST_CHECK trien_rc tr_blobs_check(struct tr_sql *db, struct tr_blobs *b, int64_t now, tr_blob_found found, void *context,
		struct tr_blob_count *out, struct trien_err *err);
/* Takes away orphans, and blobs without references with their rows; *swept is how many files. */
TRIEN_MUST_CHECK trien_rc tr_blobs_sweep(
		struct tr_sql *db, struct tr_blobs *b, int64_t now, uint64_t *swept, struct trien_err *err);

#endif
