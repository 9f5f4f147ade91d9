/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half in the sandbox; the child's memory goes with it: little is freed. */
#include "base/errors/verify.h"
#include "crypto/cipher.h"
#include "crypto/tsp.h"
#include "pki/crl.h"
#include "pki/ocsp.h"
#include "pki/tsa.h"
#include "report/report.h"
#include "worker/answers.h"
#include "worker/judge_request.h"
#include "worker/sitting.h"
#include "worker/task_evidence.h"
#include "worker/wire.h"

/* ---- make ---- */

/* The revocation lists beside the anchors. */
static trien_rc
add_lists(struct tr_record_list *l, const struct tr_trust *trust, struct trien_err *err)
{
	for (size_t i = 0; tr_trust_revocations(trust, i).n > 0; i++)
		TR_TRY(tr_record_add(l, TR_RECORD_CRL, tr_trust_revocations(trust, i), err));
	return TRIEN_OK;
}

/* The anchors at which the document's paths end: in twenty years nobody may know them any more. */
static trien_rc
add_anchors(struct tr_record_list *l, const struct tr_worker_input *in, const struct tr_verify_options *options, struct trien_err *err)
{
	struct tr_verdict *v;

	TR_TRY(tr_sitting_verdict(in, options, &v, err));
	for (size_t i = 0; i < v->signature_count; i++) {
		const struct tr_path_verdict *p = &v->signatures[i].path;
		for (size_t k = 0; k < p->count; k++) {
			const struct tr_certificate *c = tr_trust_find(options->trust, p->certificates[k].sha256);
			if (c != NULL)
				TR_TRY(tr_record_add(l, TR_RECORD_CERTIFICATE, c->der, err));
		}
	}
	return TRIEN_OK;
}

/* Only what is what it was asked for; what cannot be read is as good as absent. */
static bool
is_readable(enum tr_fetch_what what, struct tr_bytes answer)
{
	struct tr_certificate *c;
	struct tr_ocsp *o;
	struct tr_crl *l;

	switch (what) {
	case TR_FETCH_CRL:
		return tr_crl_parse(answer, &l, NULL) == TRIEN_OK;
	case TR_FETCH_OCSP:
		return tr_ocsp_parse(answer, &o, NULL) == TRIEN_OK;
	case TR_FETCH_CERTIFICATE:
		return tr_certificate_parse(answer, &c, NULL) == TRIEN_OK;
	default:
		return false;
	}
}

static trien_rc
add_answer(void *context, enum tr_fetch_what what, struct tr_bytes answer, struct trien_err *err)
{
	static const enum tr_record_type types[TR_FETCH_WHAT_COUNT] = {[TR_FETCH_CRL] = TR_RECORD_CRL, [TR_FETCH_OCSP] = TR_RECORD_OCSP,
		[TR_FETCH_CERTIFICATE] = TR_RECORD_CERTIFICATE};

	return is_readable(what, answer) ? tr_record_add(context, types[what], answer, err) : TRIEN_OK;
}

static trien_rc
add_sources(const struct tr_worker_input *in, struct tr_cursor *c, int64_t as_of, struct tr_record_list *l,
		struct trien_err *err)
{
	static const struct tr_pdf_cipher cipher = {
		.digest = tr_cipher_digest, .rc4 = tr_cipher_rc4, .aes_cbc = tr_cipher_aes_cbc};
	struct tr_verify_options options = {.as_of = as_of, .cipher = &cipher};
	struct tr_trust *trust;
	struct tr_text words;
	const struct tr_bytes anchors = tr_wire_take_bytes(c);
	const struct tr_bytes responsibility = tr_wire_take_bytes(c);
	const bool policy = tr_cursor_u64(c) != 0;

	if (c->bad || tr_cursor_left(c) > 0 || in->file_count < (size_t)policy || in->file_count > (size_t)policy + 1)
		return TR_ERR(err, INTERNAL, TR_S("what", "evidence request"));
	TR_TRY(tr_sitting_trust(in, anchors, &trust, err));
	TR_TRY(tr_text_of(responsibility, &words, err));
	options.trust = trust;
	TR_TRY(tr_record_collect(l, in->document, &options, err));
	TR_TRY(add_anchors(l, in, &options, err));
	TR_TRY(tr_record_add(l, TR_RECORD_RESPONSIBILITY, responsibility, err));
	if (policy)
		TR_TRY(tr_record_add(l, TR_RECORD_POLICY, in->files[0], err));
	if (in->file_count > (size_t)policy)
		TR_TRY(tr_answers_visit(in->files[policy], add_answer, l, err));
	return add_lists(l, trust, err);
}

trien_rc
tr_task_evidence_make_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	struct tr_arena arena = {0};
	struct tr_record_list items = {.arena = &arena};
	uint8_t sha256[TR_DIGEST_MAX];
	size_t n;

	struct tr_record r = {.kind = tr_cursor_u64(&c) == TR_RECORD_INCOMING ? TR_RECORD_INCOMING : TR_RECORD_OUTGOING};
	r.made = (int64_t)tr_cursor_u64(&c);
	TR_TRY(add_sources(in, &c, r.made, &items, err));
	TR_TRY(tr_digest(TR_SHA256, in->document, sha256, &n, err));
	memcpy(r.sha256, sha256, sizeof(r.sha256));
	r.items = items.items;
	r.count = items.count;
	return tr_record_write(&r, answer, err);
}

/* ---- show ---- */

trien_rc
tr_task_evidence_show_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	const struct tr_given_stamp *stamps;
	struct tr_arena arena = {0};
	struct tr_record r;

	TR_TRY(tr_record_read(in->document, &arena, &r, err));
	TR_TRY(tr_record_stamps(&r, &arena, &stamps, err));
	return tr_record_json(&r, (int)(int64_t)tr_cursor_u64(&c), answer, err);
}

/* ---- stamp ---- */

static trien_rc
ask(const struct tr_record *r, struct tr_bytes added, struct tr_buf *answer, struct trien_err *err)
{
	uint8_t imprint[32];
	const struct tr_tsp_question q = {.digest = TR_SHA256, .imprint = TR_BYTES(imprint, sizeof(imprint)), .want_certificate = true};

	TR_TRY(tr_record_imprint(r, added, imprint, err));
	return tr_tsp_ask(&q, answer, err);
}

/* Nothing leaves that could not be read again; that the stamp is over what it must be over is checked too. */
static trien_rc
check_written(struct tr_bytes file, struct tr_arena *arena, struct trien_err *err)
{
	const struct tr_given_stamp *checked;
	struct tr_record r;

	TR_TRY(tr_record_read(file, arena, &r, err));
	return tr_record_stamps(&r, arena, &checked, err);
}

/* The reply's token, put behind the others. */
static trien_rc
take(const struct tr_record *r, const struct tr_worker_input *in, struct tr_arena *arena, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_record_stamp *stamps;
	struct tr_tsp_answer a;
	struct tr_record with = *r;

	TR_TRY(tr_tsp_answer_read(in->files[1], &a, err));
	if (a.token.n == 0)
		return tr_tsa_refused(&a, "-", err);
	TR_TRY(tr_arena_array(arena, r->stamp_count + 1, sizeof(*stamps), &stamps, err));
	for (size_t i = 0; i < r->stamp_count; i++)
		stamps[i] = r->stamps[i];
	stamps[with.stamp_count++] = (struct tr_record_stamp){.added = in->files[0], .token = a.token};
	with.stamps = stamps;
	TR_TRY(tr_record_write(&with, answer, err));
	return check_written(tr_buf_view(answer), arena, err);
}

trien_rc
tr_task_evidence_stamp_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_arena arena = {0};
	struct tr_record r;

	if (in->file_count < 1 || in->file_count > 2)
		return TR_ERR(err, INTERNAL, TR_S("what", "evidence request"));
	TR_TRY(tr_record_read(in->document, &arena, &r, err));
	return in->file_count == 1 ? ask(&r, in->files[0], answer, err) : take(&r, in, &arena, answer, err);
}

/* ---- judge ---- */

static trien_rc
give(const struct tr_record_item *items, size_t count, struct tr_evidence *evidence, struct tr_pool *pool, struct trien_err *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct tr_bytes value = items[i].value;
		struct trien_err why = {0};
		trien_rc rc = TRIEN_OK;
		if (items[i].type == TR_RECORD_CERTIFICATE)
			rc = tr_pool_add(pool, value, NULL, &why);
		else if (items[i].type == TR_RECORD_CRL)
			rc = tr_evidence_add_crl(evidence, value, TR_EVIDENCE_GIVEN, NULL, &why);
		else if (items[i].type == TR_RECORD_OCSP)
			rc = tr_evidence_add_ocsp(evidence, value, TR_EVIDENCE_GIVEN, NULL, &why);
		/* One that cannot be read is as good as absent. */
		if (rc != TRIEN_OK && strcmp(trien_err_class(rc), "resource") == 0) {
			if (err != NULL)
				*err = why;
			return rc;
		}
	}
	return TRIEN_OK;
}

/* ---- what a renewal lacks ---- */

static trien_rc
write_lack(const struct tr_record *r, const struct tr_record_list *items, const struct tr_missing_list *missing,
		struct tr_buf *answer, struct trien_err *err)
{
	TR_AUTO_BUF json = {0}, added = {.max = TR_RECORD_SIZE_MAX};

	TR_TRY(tr_missing_json(missing, &json, err));
	TR_TRY(tr_record_write_added(r, items, &added, err));
	TR_TRY(tr_wire_add_bytes(answer, tr_buf_view(&json), err));
	return tr_wire_add_bytes(answer, tr_buf_view(&added), err);
}

trien_rc
tr_task_evidence_lack_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	struct tr_record_renewal renewal = {.as_of = (int64_t)tr_cursor_u64(&c)};
	const struct tr_bytes anchors = tr_wire_take_bytes(&c);
	struct tr_arena arena = {0};
	struct tr_record_list items = {.arena = &arena};
	struct tr_missing_list missing = {.arena = &arena};
	struct tr_trust *trust;
	struct tr_record r;

	if (c.bad || tr_cursor_left(&c) > 0 || in->file_count > 1)
		return TR_ERR(err, INTERNAL, TR_S("what", "evidence request"));
	TR_TRY(tr_trust_new(&trust, err));
	TR_TRY(tr_trust_read(trust, anchors, err));
	renewal.trust = trust;
	TR_TRY(tr_evidence_new(&renewal.evidence, err));
	TR_TRY(tr_pool_new(&renewal.pool, err));
	TR_TRY(tr_record_read(in->document, &arena, &r, err));
	TR_TRY(give(r.items, r.count, renewal.evidence, renewal.pool, err));
	TR_TRY(add_lists(&items, trust, err));
	if (in->file_count > 0)
		TR_TRY(tr_answers_visit(in->files[0], add_answer, &items, err));
	TR_TRY(give(items.items, items.count, renewal.evidence, renewal.pool, err));
	TR_TRY(tr_record_lack(&r, &renewal, &items, &missing, err));
	return write_lack(&r, &items, &missing, answer, err);
}

/* ---- */

trien_rc
tr_task_evidence_judge_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_judging j = {0};
	struct tr_arena arena = {0};
	struct tr_record_list got = {.arena = &arena};
	struct tr_record r;
	struct tr_evidence *evidence;
	struct tr_pool *pool;
	struct tr_verdict *verdict;

	if (in->file_count < 1 || in->file_count > 2)
		return TR_ERR(err, INTERNAL, TR_S("what", "evidence request"));
	TR_TRY(tr_judge_request_read(in, in->request, &j, err));
	TR_TRY(tr_record_read(in->files[0], &arena, &r, err));
	TR_TRY(tr_record_binds(&r, in->document, err));
	TR_TRY(tr_record_stamps(&r, &arena, &j.options.stamps, err));
	j.options.stamp_count = r.stamp_count;
	TR_TRY(tr_evidence_new(&evidence, err));
	TR_TRY(tr_pool_new(&pool, err));
	TR_TRY(give(r.items, r.count, evidence, pool, err));
	if (in->file_count > 1)
		TR_TRY(tr_answers_visit(in->files[1], add_answer, &got, err));
	TR_TRY(give(got.items, got.count, evidence, pool, err));
	j.options.evidence = evidence;
	j.options.given_certificates = pool;
	TR_TRY(tr_verify(in->document, &j.options, &verdict, err));
	return tr_report_json(verdict, j.file_name, j.lang, answer, err);
}
