/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The streams of a file's security stores, each decoded once: the store of a later revision lists again what an earlier one listed, and a hostile
 * one lists thousands that unpack to millions of bytes.
 */
#ifndef TR_SIGN_DSS_MEMORY_H
#define TR_SIGN_DSS_MEMORY_H

#include "base/memory.h"
#include "pdf/file.h"

struct tr_dss_stream {
	uint32_t num;
	size_t revision; /* that wrote it */
	uint32_t list;   /* the last one in which it was met */
	bool readable;
	struct tr_bytes der;
};

/* {0} is empty. Free with tr_dss_memory_free(). */
struct tr_dss_memory {
	struct tr_arena arena;
	struct tr_dss_stream *slots; /* open addressing, more than twice as many as may be held */
	size_t count, bytes;
	uint32_t lists;
};

/* A new list begins: none of its streams has been met in it. */
void tr_dss_memory_begin_list(struct tr_dss_memory *m);
/*
 * The stream as it stood in rev, decoded now or before; *again: it was met in this list already. sign.dss-limit past
 * TR_SIGN_DSS_VALUES_MAX streams, sign.dss-bytes-limit past TR_SIGN_DSS_BYTES_MAX bytes; those that cannot be read count with what they cost.
 */
TRIEN_MUST_CHECK trien_rc tr_dss_memory_get(struct tr_dss_memory *m, struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref ref,
		const struct tr_pdf_obj *stream, const struct tr_dss_stream **out, bool *again, struct trien_err *err);
void tr_dss_memory_free(struct tr_dss_memory *m);

#endif
