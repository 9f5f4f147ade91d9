/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pdf/create.h"

#include <stdlib.h>

#include "base/errors/pdf.h"
#include "base/memory.h"

struct tr_pdf_create {
	struct tr_buf *out;
	uint64_t *at; /* of object i; 0: not put yet */
	uint32_t cap;
	uint32_t next;
};

trien_rc
tr_pdf_create_new(int version, struct tr_buf *out, struct tr_pdf_create **created, struct trien_err *err)
{
	/* The second line: bytes that tell a transfer program that the file is binary (§7.5.2). */
	TR_TRY(tr_buf_addf(out, err, "%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n", version / 10, version % 10));
	struct tr_pdf_create *c = tr_mem_zeroed(1, sizeof(*c));
	if (c == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c)));
	*c = (struct tr_pdf_create){.out = out, .next = 1};
	*created = c;
	return TRIEN_OK;
}

void
tr_pdf_create_free(struct tr_pdf_create *c)
{
	if (c == NULL)
		return;
	free(c->at);
	free(c);
}

static trien_rc
grow(struct tr_pdf_create *c, struct trien_err *err)
{
	const uint32_t cap = c->cap == 0 ? 64 : 2 * c->cap;
	uint64_t *at = tr_mem_resize(c->at, cap * sizeof(*at));

	if (at == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", cap * sizeof(*at)));
	memset(at + c->cap, 0, (cap - c->cap) * sizeof(*at));
	c->at = at;
	c->cap = cap;
	return TRIEN_OK;
}

trien_rc
tr_pdf_create_number(struct tr_pdf_create *c, uint32_t *out, struct trien_err *err)
{
	if (c->next > TR_PDF_CREATE_OBJECTS_MAX)
		return TR_ERR(err, PDF_CREATE_OBJECTS, TR_U("max", TR_PDF_CREATE_OBJECTS_MAX));
	if (c->next >= c->cap)
		TR_TRY(grow(c, err));
	*out = c->next++;
	return TRIEN_OK;
}

static trien_rc
begin(struct tr_pdf_create *c, uint32_t num, struct trien_err *err)
{
	if (num == 0 || num >= c->next || c->at[num] != 0)
		return TR_ERR(err, INTERNAL, TR_S("what", "object number"));
	c->at[num] = c->out->n;
	return tr_buf_addf(c->out, err, "%u 0 obj\n", num);
}

trien_rc
tr_pdf_create_put(struct tr_pdf_create *c, uint32_t num, struct tr_bytes body, struct trien_err *err)
{
	TR_TRY(begin(c, num, err));
	TR_TRY(tr_buf_add_bytes(c->out, body, err));
	return tr_buf_add(c->out, "\nendobj\n", 8, err);
}

trien_rc
tr_pdf_create_put_stream(struct tr_pdf_create *c, uint32_t num, struct tr_bytes dict, struct tr_bytes data,
		struct trien_err *err)
{
	TR_TRY(begin(c, num, err));
	TR_TRY(tr_buf_add(c->out, "<<", 2, err));
	TR_TRY(tr_buf_add_bytes(c->out, dict, err));
	TR_TRY(tr_buf_addf(c->out, err, "/Length %zu>>\nstream\n", data.n));
	TR_TRY(tr_buf_add_bytes(c->out, data, err));
	return tr_buf_add(c->out, "\nendstream\nendobj\n", 18, err);
}

trien_rc
tr_pdf_create_end(struct tr_pdf_create *c, uint32_t catalog, const uint8_t id16[16], struct trien_err *err)
{
	const uint64_t xref = c->out->n;

	TR_TRY(tr_buf_addf(c->out, err, "xref\n0 %u\n0000000000 65535 f \n", c->next));
	for (uint32_t num = 1; num < c->next; num++) {
		if (c->at[num] == 0)
			return TR_ERR(err, INTERNAL, TR_S("what", "object never put"));
		TR_TRY(tr_buf_addf(c->out, err, "%010llu 00000 n \n", (unsigned long long)c->at[num]));
	}
	TR_TRY(tr_buf_addf(c->out, err, "trailer\n<</Size %u/Root %u 0 R/ID[", c->next, catalog));
	for (int half = 0; half < 2; half++)
		TR_TRY(tr_pdf_print_hex(c->out, TR_BYTES(id16, 16), err));
	return tr_buf_addf(c->out, err, "]>>\nstartxref\n%llu\n%%%%EOF\n", (unsigned long long)xref);
}

trien_rc
tr_pdf_create_empty(const uint8_t id16[16], struct tr_buf *out, struct trien_err *err)
{
	struct tr_pdf_create *c;
	uint32_t catalog, pages;

	TR_TRY(tr_pdf_create_new(17, out, &c, err));
	trien_rc rc = tr_pdf_create_number(c, &catalog, err);
	if (rc == TRIEN_OK)
		rc = tr_pdf_create_number(c, &pages, err);
	if (rc == TRIEN_OK)
		rc = tr_pdf_create_put(c, TR_PDF_EMPTY_CATALOG, TR_BYTES_LIT("<</Type/Catalog/Pages 2 0 R>>"), err);
	if (rc == TRIEN_OK)
		rc = tr_pdf_create_put(c, TR_PDF_EMPTY_PAGES, TR_BYTES_LIT("<</Type/Pages/Count 0/Kids[]>>"), err);
	if (rc == TRIEN_OK)
		rc = tr_pdf_create_end(c, TR_PDF_EMPTY_CATALOG, id16, err);
	tr_pdf_create_free(c);
	return rc;
}
