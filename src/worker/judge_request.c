/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is asked of a judgement, on its way into the sandbox. */
#include "worker/judge_request.h"

#include "crypto/cipher.h"
#include "worker/answers.h"
#include "worker/sitting.h"
#include "worker/wire.h"

trien_rc
tr_judge_request_write(const struct tr_judge_request *r, struct tr_buf *b, struct trien_err *err)
{
	TR_TRY(tr_wire_add_bytes(b, r->trust, err));
	TR_TRY(tr_wire_add_u64(b, (uint64_t)r->as_of, err));
	TR_TRY(tr_wire_add_u64(b, (uint64_t)(int64_t)r->zone_minutes, err));
	TR_TRY(tr_wire_add_u64(b, (uint64_t)r->lang, err));
	TR_TRY(tr_wire_add_u64(b, (uint64_t)r->revocation, err));
	TR_TRY(tr_wire_add_u64(b, (uint64_t)r->detail, err));
	TR_TRY(tr_wire_add_u64(b, r->since_bytes, err));
	TR_TRY(tr_wire_add_bytes(b, r->custody, err));
	return tr_wire_add_bytes(b, r->file_name, err);
}

trien_rc
tr_custody_given_write(const struct tr_custody_given *g, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_wire_add_bytes(out, TR_BYTES(g->sha256, sizeof(g->sha256)), err));
	TR_TRY(tr_wire_add_u64(out, (uint64_t)g->time, err));
	TR_TRY(tr_wire_add_u64(out, (uint64_t)g->answer, err));
	return tr_wire_add_text(out, g->words, err);
}

/* What was not asked is not known. */
static trien_rc
custody_at(void *context, const uint8_t sha256[32], int64_t time, struct tr_custody_answer *out, struct trien_err *err)
{
	const struct tr_judging *j = context;
	struct tr_cursor c = tr_cursor_of(j->custody_given);

	while (tr_cursor_left(&c) > 0) {
		const struct tr_bytes of = tr_wire_take_bytes(&c);
		const int64_t at = (int64_t)tr_cursor_u64(&c);
		const uint64_t answer = tr_cursor_u64(&c);
		struct tr_text words;
		TR_TRY(tr_wire_take_text(&c, &words, err));
		if (c.bad || of.n != 32 || answer > TR_LEG_NOT_KNOWN)
			return TR_ERR(err, INTERNAL, TR_S("what", "custody given"));
		if (memcmp(of.p, sha256, 32) == 0 && at == time) {
			*out = (struct tr_custody_answer){(enum tr_leg_answer)answer, words};
			return TRIEN_OK;
		}
	}
	return TRIEN_OK;
}

struct given {
	struct tr_evidence *evidence;
	struct tr_pool *certificates;
};

/* What cannot be read is as good as absent. */
static trien_rc
give(void *context, enum tr_fetch_what what, struct tr_bytes answer, struct trien_err *err)
{
	struct given *g = context;
	struct trien_err why = {0};
	trien_rc rc = TRIEN_OK;

	if (what == TR_FETCH_CRL)
		rc = tr_evidence_add_crl(g->evidence, answer, TR_EVIDENCE_NETWORK, NULL, &why);
	else if (what == TR_FETCH_OCSP)
		rc = tr_evidence_add_ocsp(g->evidence, answer, TR_EVIDENCE_NETWORK, NULL, &why);
	else if (what == TR_FETCH_CERTIFICATE)
		rc = tr_pool_add(g->certificates, answer, NULL, &why);
	if (rc == TRIEN_OK || strcmp(trien_err_class(rc), "resource") != 0)
		return TRIEN_OK;
	if (err != NULL)
		*err = why;
	return rc;
}

trien_rc
tr_judge_answers_give(struct tr_bytes answers, struct tr_verify_options *options, struct trien_err *err)
{
	struct given g;

	TR_TRY(tr_evidence_new(&g.evidence, err));
	TR_TRY(tr_pool_new(&g.certificates, err));
	TR_TRY(tr_answers_visit(answers, give, &g, err));
	options->evidence = g.evidence;
	options->given_certificates = g.certificates;
	return TRIEN_OK;
}

trien_rc
tr_judge_answers_read(const struct tr_worker_input *in, struct tr_judging *j, struct trien_err *err)
{
	return in->file_count > 0 ? tr_judge_answers_give(in->files[0], &j->options, err) : TRIEN_OK;
}

trien_rc
tr_judge_request_read(const struct tr_worker_input *in, struct tr_bytes request, struct tr_judging *j, struct trien_err *err)
{
	static const struct tr_pdf_cipher cipher = {
		.digest = tr_cipher_digest, .rc4 = tr_cipher_rc4, .aes_cbc = tr_cipher_aes_cbc};
	struct tr_cursor c = tr_cursor_of(request);
	struct tr_bytes trust = tr_wire_take_bytes(&c);

	j->options.as_of = (int64_t)tr_cursor_u64(&c);
	j->options.zone_minutes = (int)(int64_t)tr_cursor_u64(&c);
	j->lang = tr_cursor_u64(&c) == TRIEN_LANG_EN ? TRIEN_LANG_EN : TRIEN_LANG_VI;
	const uint64_t revocation = tr_cursor_u64(&c), detail = tr_cursor_u64(&c);
	j->options.since_bytes = tr_cursor_u64(&c);
	j->custody_given = tr_wire_take_bytes(&c);
	j->file_name = tr_wire_take_bytes(&c);
	if (c.bad || tr_cursor_left(&c) > 0 || revocation > TR_REVOCATION_SKIP || detail > TR_JUDGE_FACTS)
		return TR_ERR(err, INTERNAL, TR_S("what", "judge request"));
	j->options.revocation = (enum tr_revocation_policy)revocation;
	j->detail = (enum tr_judge_detail)detail;
	TR_TRY(tr_sitting_trust(in, trust, &j->trust, err));
	j->options.trust = j->trust;
	j->options.cipher = &cipher;
	j->custody = (struct tr_custody){j, custody_at};
	if (j->custody_given.n > 0)
		j->options.custody = &j->custody;
	return TRIEN_OK;
}
