/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* In the sandbox: the next step, and the judgement of the file before and after. The child's memory goes with it: nothing is freed. */
#include "base/errors/sign.h"
#include "base/message.h"
#include "verify/verify.h"
#include "worker/task_extend.h"
#include "worker/wire.h"
#include "worker/worker.h"

static trien_rc
read_trust(struct tr_bytes anchors, struct tr_trust **out, struct trien_err *err)
{
	*out = NULL;
	if (anchors.n == 0)
		return TRIEN_OK;
	TR_TRY(tr_trust_new(out, err));
	return tr_trust_read(*out, anchors, err);
}

static trien_rc
read_job(struct tr_bytes in, struct tr_extend_request *r, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in);
	struct tr_trust *trust;

	*r = (struct tr_extend_request){.level = (enum tr_level)tr_cursor_u64(&c)};
	r->scope = (enum tr_extend_scope)tr_cursor_u64(&c);
	r->now = (int64_t)tr_cursor_u64(&c);
	r->zone_minutes = (int)(int64_t)tr_cursor_u64(&c);
	r->lang = tr_cursor_u64(&c) == TRIEN_LANG_EN ? TRIEN_LANG_EN : TRIEN_LANG_VI;
	r->stamped = tr_cursor_u64(&c) != 0;
	r->stored = tr_cursor_u64(&c) != 0;
	r->closed = tr_cursor_u64(&c) != 0;
	r->waiting_only = tr_cursor_u64(&c) != 0;
	const struct tr_bytes id = tr_cursor_take(&c, sizeof(r->id16)), anchors = tr_wire_take_bytes(&c);
	if (c.bad || tr_cursor_left(&c) > 0 || r->level >= TR_LEVEL_COUNT)
		return TR_ERR(err, INTERNAL, TR_S("what", "extend request"));
	memcpy(r->id16, id.p, sizeof(r->id16));
	TR_TRY(read_trust(anchors, &trust, err));
	r->trust = trust;
	return TRIEN_OK;
}


trien_rc
tr_task_extend_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_answers answers = {.file = in->file_count == 1 ? in->files[0] : TR_BYTES(NULL, 0)};
	const struct tr_fetcher fetcher = tr_answers_fetcher(&answers);
	struct tr_extend_request r;
	struct tr_extend_step step = {0};
	struct tr_buf held_up = {0};
	struct trien_err why = {0};

	TR_TRY(read_job(in->request, &r, err));
	r.fetcher = &fetcher;
	trien_rc rc = tr_sign_extend(in->document, &r, &step, &why);
	if (rc != TRIEN_OK && answers.wanted_count == 0) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	if (rc != TRIEN_OK)
		TR_TRY(tr_message_write_error(&held_up, &why, err));
	TR_TRY(tr_wire_add_u64(answer, step.act, err));
	TR_TRY(tr_wire_add_u64(answer, step.reached, err));
	TR_TRY(tr_wire_add_bytes(answer, tr_buf_view(&held_up), err));
	TR_TRY(tr_wire_add_bytes(answer, tr_buf_view(&step.tail), err));
	return tr_buf_add_bytes(answer, tr_buf_view(&answers.wanted), err);
}

/* ---- judging ---- */

static trien_rc
refuse(const struct tr_signature_verdict *s, bool before, struct trien_err *err)
{
	const char *id = s->finding_count > 0 ? tr_finding_id(&s->findings[0]) : "-";

	return before ? TR_ERR(err, EXTEND_BROKEN, TR_B("field", s->field.p, s->field.n), TR_S("id", id))
		      : TR_ERR(err, EXTEND_HURTS, TR_B("field", s->field.p, s->field.n), TR_S("id", id));
}

static trien_rc
check_signature(const struct tr_signature_verdict *s, size_t base_revisions, struct trien_err *err)
{
	const bool before = base_revisions == 0;

	if (s->integrity != TR_TOTAL_PASSED || (before && s->indication == TR_TOTAL_FAILED))
		return refuse(s, before, err);
	for (size_t k = 0; !before && k < s->change_count; k++)
		if (s->changes[k].revision >= base_revisions && s->changes[k].permission != TR_CHANGE_PERMITTED)
			return refuse(s, false, err);
	return TRIEN_OK;
}

/* How many revisions the first bytes are. */
static trien_rc
count_revisions(struct tr_bytes document, uint64_t size, size_t *out, struct trien_err *err)
{
	struct tr_pdf *pdf;

	*out = 0;
	if (size == 0)
		return TRIEN_OK;
	TR_TRY(tr_pdf_open(document, NULL, &pdf, err));
	const size_t last = tr_pdf_revision_ending_at(pdf, size);
	tr_pdf_close(pdf);
	*out = last + 1;
	return last != SIZE_MAX ? TRIEN_OK : TR_ERR(err, INTERNAL, TR_S("what", "base size"));
}

static trien_rc
check(struct tr_bytes document, const struct tr_verify_options *options, size_t base_revisions, struct trien_err *err)
{
	struct tr_verdict *v;

	TR_TRY(tr_verify(document, options, &v, err));
	trien_rc rc = TRIEN_OK;
	for (size_t i = 0; rc == TRIEN_OK && i < v->signature_count; i++)
		rc = check_signature(&v->signatures[i], base_revisions, err);
	tr_verdict_free(v);
	return rc;
}

trien_rc
tr_task_extend_judge_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	const uint64_t base_size = tr_cursor_u64(&c);
	struct tr_verify_options options = {.as_of = (int64_t)tr_cursor_u64(&c), .cipher = &tr_verify_cipher};
	const struct tr_bytes anchors = tr_wire_take_bytes(&c);
	struct tr_trust *trust;
	size_t base_revisions;

	(void)answer;
	if (c.bad || tr_cursor_left(&c) > 0)
		return TR_ERR(err, INTERNAL, TR_S("what", "judge request"));
	TR_TRY(read_trust(anchors, &trust, err));
	options.trust = trust;
	trien_rc rc = count_revisions(in->document, base_size, &base_revisions, err);
	if (rc == TRIEN_OK)
		rc = check(in->document, &options, base_revisions, err);
	tr_trust_free(trust);
	return rc;
}
