/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sign/dss_memory.h"

#include <stdlib.h>

#include "base/errors/pdf.h"
#include "base/errors/sign.h"
#include "sign/limits.h"

#define SLOTS ((size_t)1 << 15)
_Static_assert(SLOTS > 2 * TR_SIGN_DSS_VALUES_MAX, "a search ends at an empty slot");

void
tr_dss_memory_begin_list(struct tr_dss_memory *m)
{
	m->lists++;
}

void
tr_dss_memory_free(struct tr_dss_memory *m)
{
	tr_arena_free(&m->arena);
	free(m->slots);
	*m = (struct tr_dss_memory){0};
}

/* An empty slot has list 0: lists are counted from 1. */
static struct tr_dss_stream *
slot_of(struct tr_dss_memory *m, uint32_t num, size_t revision)
{
	size_t at = (num * (size_t)2654435761u ^ revision * (size_t)40503u) % SLOTS;

	while (m->slots[at].list != 0 && (m->slots[at].num != num || m->slots[at].revision != revision))
		at = (at + 1) % SLOTS;
	return &m->slots[at];
}

/* One that bursts its cap was decoded up to it. */
static trien_rc
decode(struct tr_dss_memory *m, struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref ref, const struct tr_pdf_obj *stream,
		struct tr_dss_stream *out, struct trien_err *err)
{
	const size_t left = TR_SIGN_DSS_BYTES_MAX - m->bytes;
	TR_AUTO_BUF der = {.max = left};
	const uint8_t *copy;
	struct trien_err why = {0};

	trien_rc rc = tr_pdf_stream_data(pdf, rev, ref, stream, left, &der, &why);
	if (rc == TRIEN_E_PDF_DECODED_LIMIT)
		return TR_ERR(err, SIGN_DSS_BYTES, TR_U("max", TR_SIGN_DSS_BYTES_MAX));
	if (rc != TRIEN_OK && strcmp(trien_err_class(rc), "resource") == 0) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	const size_t cost = rc == TRIEN_OK ? der.n : tr_pdf_stream_raw(pdf, stream).n;
	m->bytes += cost < left ? cost : left;
	if (rc != TRIEN_OK)
		return TRIEN_OK;
	TR_TRY(tr_arena_copy(&m->arena, der.p, der.n, &copy, err));
	out->der = TR_BYTES(copy, der.n);
	out->readable = true;
	return TRIEN_OK;
}

trien_rc
tr_dss_memory_get(struct tr_dss_memory *m, struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref ref, const struct tr_pdf_obj *stream,
		const struct tr_dss_stream **out, bool *again, struct trien_err *err)
{
	struct tr_dss_stream fresh = {.num = ref.num, .list = m->lists};
	struct tr_pdf_change change;
	bool found;

	if (m->slots == NULL && (m->slots = tr_mem_zeroed(SLOTS, sizeof(*m->slots))) == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", SLOTS * sizeof(*m->slots)));
	TR_TRY(tr_pdf_last_change(pdf, rev, ref.num, &change, &fresh.revision, &found, err));
	struct tr_dss_stream *s = slot_of(m, ref.num, fresh.revision);
	*again = s->list == m->lists;
	if (s->list == 0) {
		if (m->count == TR_SIGN_DSS_VALUES_MAX)
			return TR_ERR(err, SIGN_DSS_LIMIT, TR_U("max", TR_SIGN_DSS_VALUES_MAX));
		TR_TRY(decode(m, pdf, rev, ref, stream, &fresh, err));
		m->count++;
		*s = fresh;
	}
	s->list = m->lists;
	*out = s;
	return TRIEN_OK;
}
