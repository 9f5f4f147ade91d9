/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ZIP archives that are made of another's entries, some of them with new content (APPNOTE.TXT 6.3 of PKWARE): no date, nothing that the reader (zip.h) refuses. */
#ifndef TR_EXCHANGE_ZIP_WRITE_H
#define TR_EXCHANGE_ZIP_WRITE_H

#include "exchange/zip.h"

struct tr_zip_writer {
	struct tr_buf *out;
	struct tr_buf directory;
	size_t count;
};
/* The entry as it stands in its archive. */
TRIEN_MUST_CHECK trien_rc tr_zip_copy(struct tr_zip_writer *w, const struct tr_zip_entry *e, struct trien_err *err);
/* The entry's name, with this content. */
TRIEN_MUST_CHECK trien_rc tr_zip_put(struct tr_zip_writer *w, const char *name, struct tr_bytes content, struct trien_err *err);
/* The directory, and the end. */
TRIEN_MUST_CHECK trien_rc tr_zip_end(struct tr_zip_writer *w, struct trien_err *err);
void tr_zip_writer_free(struct tr_zip_writer *w);

#endif
