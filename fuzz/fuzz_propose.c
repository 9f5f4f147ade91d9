/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whatever file is accepted for signing gives a result that is read again: the source is its prefix and one
 * of its revisions, the signature covers the whole of it and its hole is where it was said to be. Data that
 * begins like a state file is sealed and read as one.
 */
#include <stdlib.h>

#include "sign/sign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The new signature is the one whose /Contents lies where the proposal says. */
static void
check_signature(struct tr_pdf *pdf, const struct tr_sign_proposal *p)
{
	const struct tr_pdf_signature *list;
	size_t count;

	if (tr_pdf_signatures(pdf, &list, &count, NULL) != TRIEN_OK)
		abort();
	for (size_t i = 0; i < count; i++)
		if (list[i].problem == TRIEN_OK && list[i].contents_at == p->contents_at &&
				list[i].contents_end == p->contents_end &&
				list[i].covers == tr_pdf_newest(pdf))
			return;
	abort();
}

static void
check_proposal(struct tr_bytes base, const struct tr_sign_proposal *p)
{
	TR_AUTO_BUF whole = {0};
	struct tr_pdf *pdf = NULL;

	if (p->base_size != base.n || tr_buf_add_bytes(&whole, base, NULL) != TRIEN_OK ||
			tr_buf_add_bytes(&whole, tr_buf_view(&p->tail), NULL) != TRIEN_OK)
		abort();
	whole.p[p->contents_at + 1] = '3'; /* a hole of zeros is read as nobody's signature */
	if (tr_pdf_open(tr_buf_view(&whole), NULL, &pdf, NULL) != TRIEN_OK)
		abort();
	size_t newest = tr_pdf_newest(pdf);
	if (newest == 0 || tr_pdf_revision_at(pdf, newest)->end != whole.n)
		abort();
	check_signature(pdf, p);
	tr_pdf_close(pdf);
}

static void
read_state(const uint8_t *data, size_t n)
{
	TR_AUTO_BUF sealed = {0}, again = {0};
	struct tr_sign_state s = {0};
	uint8_t digest[TR_DIGEST_MAX];
	size_t size;

	if (tr_digest(TR_SHA256, TR_BYTES(data, n), digest, &size, NULL) != TRIEN_OK ||
			tr_buf_add(&sealed, data, n, NULL) != TRIEN_OK ||
			tr_buf_add(&sealed, digest, size, NULL) != TRIEN_OK)
		return;
	if (tr_sign_state_read(tr_buf_view(&sealed), &s, NULL) != TRIEN_OK)
		return;
	if (tr_sign_state_write(&s, &again, NULL) != TRIEN_OK ||
			!tr_bytes_equal(tr_buf_view(&sealed), tr_buf_view(&again)))
		abort();
	tr_sign_state_free(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct tr_sign_request request = {.reason = TR_TEXT_LIT("Ký duyệt"),
			.time = 1795401000,
			.zone_minutes = 420,
			.contents_size = 8};
	struct tr_sign_proposal p = {0};

	if (tr_bytes_start(TR_BYTES(data, n), "TRIENST1"))
		read_state(data, n);
	else if (tr_sign_propose(TR_BYTES(data, n), &request, &p, NULL) == TRIEN_OK)
		check_proposal(TR_BYTES(data, n), &p);
	tr_sign_proposal_free(&p);
	return 0;
}
