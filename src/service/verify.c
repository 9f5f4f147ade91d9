/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 X4 */
/*
 * POST /v1/verify: what is to be said of a file, for anybody. Nothing of it is kept: it is judged in a worker, from memory. Where a document of this installation was issued as
 * that very file, its number is told (issued_here.h).
 */
#include "base/errors/service.h"
#include "service/issued_here.h"
#include "service/route.h"
#include "service/verifying.h"
#include "service/who.h"

static trien_rc
answer(struct tr_call *c, struct tr_verifying *v, struct trien_err *err)
{
	char hash[TR_HEX256 + 1];
	json_t *issued = NULL;

	TR_TRY(tr_hex_sha256(tr_buf_view(&c->body), hash, err));
	TR_TRY(tr_verify_for(c, tr_buf_view(&c->body), v, err));
	TR_TRY(tr_issued_here(c, hash, &issued, err));
	return tr_call_answer_json(c, json_pack("{s:s, s:O, s:o}", "sha256", hash, "report", v->report, "issued", issued), err);
}

trien_rc
tr_route_verify(struct tr_call *c, struct trien_err *err)
{
	struct tr_verifying v = {0};

	if (c->context->judges == NULL)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	const trien_rc rc = answer(c, &v, err);
	json_decref(v.report);
	if (rc == TRIEN_E_SERVICE_BUSY)
		tr_call_answer_field(c, "Retry-After", "2");
	return rc;
}
