/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 */
/*
 * GET /api/v1/trust: what lies in the folder of anchors now, for who answers for the service: authorities by name, list and end; how fresh the revocation lists beside them are; what was left out. Of
 * lists that are fetched from outside nothing is told here: where one of them is silent or stale, that is a finding (ready.h).
 */
#include "pki/crl.h"
#include "pki/trust.h"
#include "service/route.h"
#include "service/who.h"

static json_t *
text_json(struct tr_text text)
{
	return text.n > 0 ? json_stringn(text.p, text.n) : json_string("");
}

static json_t *
anchors_json(const struct tr_trust *trust, int64_t now)
{
	const struct tr_certificate *c;
	json_t *all = json_array();

	for (size_t i = 0; (c = tr_trust_peek(trust, i)) != NULL; i++) {
		enum tr_trust_list list = TR_TRUST_GIVEN;
		char sha256[TR_HEX256 + 1];
		tr_hex(TR_BYTES(c->sha256, sizeof(c->sha256)), sha256);
		(void)tr_trust_list_of(trust, c->sha256, &list);
		json_array_append_new(all, json_pack("{s:o, s:o, s:s, s:o, s:o, s:b, s:s}", "name", text_json(c->subject.common_name), "organisation", text_json(c->subject.organisation), "list",
				tr_trust_list_name(list), "from", tr_call_time_json(c->not_before), "until", tr_call_time_json(c->not_after), "over", (int)(c->not_after < now), "sha256", sha256));
	}
	return all;
}

/* One that cannot be read is among what was left out. */
static trien_rc
list_json(struct tr_bytes der, int64_t now, json_t **out, struct trien_err *err)
{
	struct tr_arena arena = {0};
	struct tr_name issuer = {0};
	struct tr_crl *l;

	TR_TRY(tr_crl_parse(der, &l, err));
	const trien_rc rc = tr_crl_issuer_read(l, &arena, &issuer, err);
	if (rc == TRIEN_OK)
		*out = json_pack("{s:o, s:o, s:o, s:b, s:I}", "issuer", text_json(issuer.common_name.n > 0 ? issuer.common_name : issuer.organisation), "from", tr_call_time_json(l->this_update), "until",
				l->has_next_update ? tr_call_time_json(l->next_update) : json_null(), "stale", (int)(l->has_next_update && l->next_update < now), "entries", (json_int_t)l->entries);
	tr_crl_free(l);
	tr_arena_free(&arena);
	return rc;
}

static void
leave_out(json_t *all, const struct trien_err *why)
{
	char vi[2048], en[2048];

	trien_err_text(why, TRIEN_LANG_VI, vi, sizeof(vi));
	trien_err_text(why, TRIEN_LANG_EN, en, sizeof(en));
	json_array_append_new(all, json_pack("{s:s, s:s, s:s}", "id", trien_err_id(why->code), "detail", vi, "detail_en", en));
}

static json_t *
trust_json(const struct tr_trust *trust, int64_t now)
{
	json_t *lists = json_array(), *left_out = json_array(), *one = NULL;
	const struct trien_err *warning;

	for (size_t i = 0; (warning = tr_trust_warning(trust, i)) != NULL; i++)
		leave_out(left_out, warning);
	for (size_t i = 0; tr_trust_revocations(trust, i).n > 0; i++) {
		struct trien_err why = {0};
		if (list_json(tr_trust_revocations(trust, i), now, &one, &why) == TRIEN_OK)
			json_array_append_new(lists, one);
		else
			leave_out(left_out, &why);
	}
	return json_pack("{s:b, s:o, s:o, s:o}", "kept", 1, "anchors", anchors_json(trust, now), "lists", lists, "left_out", left_out);
}

trien_rc
tr_route_trust(struct tr_call *c, struct trien_err *err)
{
	struct tr_trust *trust;

	if (c->context->config->trust == NULL)
		return tr_call_answer_json(c, json_pack("{s:b, s:[], s:[], s:[]}", "kept", 0, "anchors", "lists", "left_out"), err);
	TR_TRY(tr_trust_load_dir(c->context->config->trust, &trust, err));
	json_t *value = trust_json(trust, tr_call_now(c));
	tr_trust_free(trust);
	return tr_call_answer_json(c, value, err);
}
