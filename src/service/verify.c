/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 X4 */
/*
 * POST /v1/verify: what is to be said of a file, for anybody. Nothing of it is kept: it is judged in a worker, from memory. Where a document of this installation was issued as
 * that very file, its number is told (issued_here.h).
 */
#include "base/errors/service.h"
#include "service/issued_here.h"
#include "service/judges.h"
#include "service/route.h"
#include "service/who.h"

static trien_rc
answer(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_BUF report = {0};
	char hash[TR_HEX256 + 1];
	json_t *issued = NULL;

	TR_TRY(tr_hex_sha256(tr_buf_view(&c->body), hash, err));
	TR_TRY(tr_judges_verify(c->context->judges, c->context->env, tr_buf_view(&c->body), &report, err));
	/* Read again: what comes out of the sandbox is believed to be no more than text. */
	json_t *said = json_loadb((const char *)report.p, report.n, JSON_REJECT_DUPLICATES, NULL);
	if (said == NULL)
		return TR_ERR(err, INTERNAL, TR_S("what", "report"));
	const trien_rc rc = tr_issued_here(c, hash, &issued, err);
	if (rc != TRIEN_OK) {
		json_decref(said);
		return rc;
	}
	return tr_call_answer_json(c, json_pack("{s:s, s:o, s:o}", "sha256", hash, "report", said, "issued", issued), err);
}

trien_rc
tr_route_verify(struct tr_call *c, struct trien_err *err)
{
	if (c->context->judges == NULL)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	const trien_rc rc = answer(c, err);
	if (rc == TRIEN_E_SERVICE_BUSY)
		tr_call_answer_field(c, "Retry-After", "2");
	return rc;
}
