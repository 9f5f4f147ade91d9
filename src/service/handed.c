/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R3 R6.1 R10.1 */
#include "service/handed.h"

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "service/arrival_look.h"
#include "store/blob.h"

/* The first of its reasons, by its word: the message has it in its own language. */
static trien_rc
refuse(const struct tr_handed *h, struct trien_err *err)
{
	return TR_ERR(err, REGISTRY_FILE_SIGNATURE, TR_S("file", h->column), TR_B("why", h->found.findings, strcspn(h->found.findings, " ")));
}

trien_rc
tr_handed_take(struct tr_office_call *o, const char *column, const char *wanted, struct tr_handed *out, struct trien_err *err)
{
	const struct tr_service_context *k = o->c->context;
	struct tr_arrival_look look = {.o = o, .now = tr_call_now(o->c)};

	if ((o->has_file && o->c->body.n > 0) != (column != NULL)) /* of no bytes: it would pass for minutes or an answer */
		return TR_ERR(err, SERVICE_JSON, TR_S("want", wanted));
	if (column == NULL)
		return TRIEN_OK;
	if (k->judges == NULL || k->blobs == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	TR_TRY(tr_arrival_look(&look, tr_buf_view(&o->c->body), err));
	out->column = column;
	out->found = look.found;
	tr_office_judgement_of(&out->found, out->signers, &out->judgement);
	if (out->judgement.verdict == TR_VERDICT_FAILED)
		return refuse(out, err);
	out->check = (struct tr_file_check){.file = out->name, .verdict = out->judgement.verdict, .findings = out->found.findings, .certificate = out->judgement.seal,
		.signers = out->signers, .signer_count = out->judgement.signer_count};
	return tr_blob_put(k->blobs, tr_buf_view(&o->c->body), out->name, err);
}

void
tr_handed_give(struct tr_handed *h, struct tr_act *act)
{
	h->check.written = h->check.asked = false; /* of an attempt that was begun anew */
	act->checks = &h->check;
	act->check_count = h->column != NULL;
}

json_t *
tr_handed_json(const struct tr_handed *h)
{
	const struct tr_file_check *c = &h->check;
	const bool signed_by = c->verdict != TR_VERDICT_NOTHING;
	json_t *all = json_array();

	if (h->column != NULL && c->written)
		json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s}", "column", h->column, "sha256", c->file, "verdict", tr_file_verdict_word(c->verdict), "signer",
				c->asked ? tr_file_answer_word(c->signer) : NULL, "control", signed_by ? tr_file_answer_word(c->control) : NULL, "findings", c->findings));
	return all;
}
