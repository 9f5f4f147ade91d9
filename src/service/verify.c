/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 X4 */
/*
 * POST /v1/verify: what is to be said of a file, for anybody. Nothing of it is kept: it is judged in a worker, from memory. Where a document of this installation was issued as
 * that very file, its number is told (issued_here.h).
 */
#include <string.h>

#include "base/errors/service.h"
#include "service/issued_here.h"
#include "service/query.h"
#include "service/route.h"
#include "service/verifying.h"
#include "service/who.h"

#define LANGUAGES "lang=vi|en"

static trien_rc
read_language(struct tr_call *c, enum trien_lang *out, struct trien_err *err)
{
	struct tr_query_word lang = {.name = "lang", .is_text = true};

	TR_TRY(tr_query_read(c, &lang, 1, LANGUAGES, err));
	if (lang.text != NULL && strcmp(lang.text, "vi") != 0 && strcmp(lang.text, "en") != 0)
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", LANGUAGES));
	*out = lang.text != NULL && *lang.text == 'e' ? TRIEN_LANG_EN : TRIEN_LANG_VI;
	return TRIEN_OK;
}

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
	TR_TRY(read_language(c, &v.lang, err));
	const trien_rc rc = answer(c, &v, err);
	json_decref(v.report);
	if (rc == TRIEN_E_SERVICE_BUSY)
		tr_call_answer_field(c, "Retry-After", "2");
	return rc;
}
