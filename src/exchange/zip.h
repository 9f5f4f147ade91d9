/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Hostile ZIP archives, as far as spreadsheets need them: one disk, entries stored or deflated, read in memory and handed on in parts. What two readers may
 * read in two ways is refused: two entries of one name, headers that disagree, entries that overlap, anything before the first or behind
 * the last byte, ZIP64, encryption, names that lead out of the archive.
 */
#ifndef TR_EXCHANGE_ZIP_H
#define TR_EXCHANGE_ZIP_H

#include "base/bytes.h"
#include "base/memory.h"
#include "exchange/limits.h"

struct tr_zip_entry {
	const char *name;
	struct tr_bytes packed; /* of the archive */
	size_t at, end;         /* from its header to behind its packed bytes */
	size_t size;
	uint32_t crc;
	unsigned flags, method;
};
struct tr_zip {
	struct tr_zip_entry *entries;
	size_t count;
	struct tr_arena arena;
};
/* exchange.zip-malformed, exchange.zip-limit (entries, unpacked, ratio: before anything is unpacked). out borrows in; free it. */
TRIEN_MUST_CHECK trien_rc tr_zip_open(struct tr_bytes in, struct tr_zip *out, struct trien_err *err);
void tr_zip_free(struct tr_zip *z);
/* NULL where there is none. */
const struct tr_zip_entry *tr_zip_find(const struct tr_zip *z, const char *name);
/* Hands the content on in parts of bounded size. exchange.zip-malformed where it is not as long as its header says, or has another CRC. */
typedef trien_rc (*tr_zip_sink)(void *context, struct tr_bytes part, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_zip_unpack(const struct tr_zip_entry *e, tr_zip_sink sink, void *context, struct trien_err *err);

#endif
