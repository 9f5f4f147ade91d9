/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R2.2
 * Certificates into their book from their own files: what the book says of one is what its file says, and nobody types it. Files are read
 * in the sandbox, and become a table (exchange/import.h): one act for all of them, known by their fingerprints.
 */
#ifndef TR_EXCHANGE_CERTIFICATE_H
#define TR_EXCHANGE_CERTIFICATE_H

#include "exchange/table.h"
#include "registry/book.h"
#include "store/blob.h"

/* What a table may say of a file: its own columns, those of the book, and who keeps the device. */
enum tr_said {
	TR_SAID_FILE,
	TR_SAID_HOLDER,
	TR_SAID_AGENCY,
	TR_SAID_PERSON,
	TR_SAID_DEVICE,
	TR_SAID_STATE,
	TR_SAID_STATE_FROM,
	TR_SAID_KEEPER,
	TR_SAID_DECISION,
	TR_SAID_DECIDED_AT,
	TR_SAID_KEPT_FROM,
	TR_SAID_COUNT
};
void tr_certificate_said_columns(struct tr_column out[TR_SAID_COUNT]);

struct tr_certificate_file {
	const char *path;
	size_t row;           /* of the table that says whose it is; 0: none does */
	struct trien_err why; /* why it cannot be entered; its code is TRIEN_OK where it can */
	struct tr_bytes der;
	const char *serial, *issuer, *subject_name, *subject, *key_name; /* as in the book */
	int64_t not_before, not_after;
	bool trusted; /* a path leads to an anchor, as of now or the end of its validity that is nearer */
	bool lab;     /* a teaching certificate: without legal force */
};
struct tr_certificate_files {
	struct tr_certificate_file *items;
	size_t count;
	const struct tr_table *said; /* the caller's; NULL: all are of the same holder */
	size_t said_columns[TR_SAID_COUNT]; /* where each stands in it; SIZE_MAX: it has none */
	struct tr_arena arena;
};
/*
 * The file, or the *.pem, *.crt, *.cer and *.der of the folder by name; nothing is read yet. exchange.folder-empty, exchange.files-limit,
 * store.file-failed. out: free it.
 */
TRIEN_MUST_CHECK trien_rc tr_certificate_files_list(const char *path, struct tr_certificate_files *out, struct trien_err *err);
void tr_certificate_files_free(struct tr_certificate_files *f);
/*
 * From now on the files stand in the order of the rows that name them, with an item for each row; those that no row names stand behind. What does not fit has
 * its why, and is not read: exchange.file-missing, exchange.file-twice, exchange.file-unlisted. exchange.heading-unknown, exchange.heading-missing.
 */
TRIEN_MUST_CHECK trien_rc tr_certificate_files_match(struct tr_certificate_files *f, const struct tr_table *said, struct trien_err *err);
/* What the table says of a file; NULL where it has no such column. */
const char *tr_certificate_said(const struct tr_certificate_files *f, const struct tr_certificate_file *file, enum tr_said what);
/*
 * Reads each in the sandbox. A file (DER, PEM) holds one certificate of a subscriber; those of authorities beside it help to find a path.
 * trust: what tr_trust_write() gave. A file that cannot be read has its why: exchange.certificate-unreadable, exchange.certificate-one, worker.*.
 */
TRIEN_MUST_CHECK trien_rc tr_certificate_files_read(
		struct tr_certificate_files *f, struct tr_bytes trust, int64_t now, struct trien_err *err);

/* What a file does not say, and no table of its own: natural keys as in tr_value_read(); NULL leaves what the book says. */
struct tr_certificate_given {
	const char *holder, *agency, *person, *device;
	const char *state; /* in which one comes that the book does not have: a word of its column; NULL: issued */
	int64_t ended_at;  /* since when it is revoked or superseded, where that is its state */
};
/*
 * The certificates go into the store, and into a table for the book. Where a file has its why: exchange.files-bad. What has run out of
 * validity before now is entered as expired if it did not end before, everything else as given. out: free it.
 */
TRIEN_MUST_CHECK trien_rc tr_certificate_files_table(const struct tr_certificate_files *f, const struct tr_certificate_given *given,
		int64_t now, struct tr_blobs *blobs, struct tr_table *out, struct trien_err *err);
/* Who keeps the devices, where the table of the files says it: a table for the book of custody; without rows where it says nothing. out: free it. */
TRIEN_MUST_CHECK trien_rc tr_certificate_files_custody(const struct tr_certificate_files *f, struct tr_table *out, struct trien_err *err);

/* The half in the sandbox; and what takes its answer, which is hostile: worker.answer-invalid. */
TRIEN_MUST_CHECK trien_rc tr_certificate_look(
		struct tr_bytes file, struct tr_bytes request, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_certificate_take(
		struct tr_bytes answer, struct tr_arena *arena, struct tr_certificate_file *out, struct trien_err *err);

#endif
