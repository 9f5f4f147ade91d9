/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile time stamps: the input is a TimeStampResp, a token, or a TSTInfo. */
#include <stdint.h>

#include "crypto/tsp.h"

static const struct tr_bytes document = TR_BYTES_LIT("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020");

static void
judge(struct tr_bytes token)
{
	struct tr_tsp_question q = {.digest = TR_SHA256, .imprint = tr_bytes_part(document, 0, 32)};
	enum tr_tsp_finding f = TR_TSP_GOOD;
	struct tr_cms *c = NULL;
	const char *why = NULL;

	if (tr_cms_read(token, &c, NULL) != TRIEN_OK)
		return;
	if (tr_tsp_judge(c, &document, 1, &f, &why, NULL) == TRIEN_OK && (f == TR_TSP_GOOD) != (why == NULL))
		__builtin_trap();
	why = NULL;
	/* Its imprint cannot be the beginning of a document. */
	if (tr_tsp_judge_answer(c, &q, &f, &why, NULL) == TRIEN_OK && f == TR_TSP_GOOD)
		__builtin_trap();
	for (size_t i = 0; tr_cms_timestamp(c, i).n > 0 || tr_cms_crl(c, i).n > 0 || tr_cms_ocsp(c, i).n > 0; i++)
		if (i > token.n)
			__builtin_trap();
	tr_cms_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_bytes in = TR_BYTES(data, size);
	struct tr_tsp_answer a;
	struct tr_tsp_info i;

	if (tr_tsp_info_read(in, &i, NULL) == TRIEN_OK && tr_tsp_latest(&i) < i.time)
		__builtin_trap();
	if (tr_tsp_answer_read(in, &a, NULL) == TRIEN_OK && a.token.n > 0)
		judge(a.token);
	else
		judge(in);
	return 0;
}
