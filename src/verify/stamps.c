/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Time-stamp validation, EN 319 102-1 §5.4: a token is a signature too, judged as of now, or as of when a newer one proves that it
 * was there. What it proves is noted only where it is good.
 */
#include "base/errors/verify.h"
#include "base/time.h"
#include "crypto/tsp.h"
#include "verify/judge.h"

/* One token on its way to a verdict. */
struct token {
	struct tr_context *c;
	struct tr_stamp stamp;
	struct tr_judge sink;    /* takes the findings */
	struct tr_trial *trial;
	struct tr_cms *cms;
	struct tr_poe poe;
	struct trien_err future; /* its time cannot be */
};

static trien_rc
find(struct token *t, enum tr_indication weight, enum tr_sub_indication sub, const struct trien_err *why,
		struct trien_err *err)
{
	struct tr_finding_note n = {.weight = weight, .sub = sub, .error = why, .clause = "RFC 3161 §2.4.2"};

	t->stamp.verdict.indication = weight;
	t->stamp.verdict.sub = sub;
	return tr_judge_find(&t->sink, &n, err);
}

static trien_rc
tell_token(struct token *t, enum tr_tsp_finding f, const char *reason, struct trien_err *err)
{
	struct trien_err why = {0};
	const char *text = reason != NULL ? reason : "";

	switch (f) {
	case TR_TSP_GOOD:
	case TR_TSP_WEAK: /* the policy decides that, as of the proven time */
		return TRIEN_OK;
	case TR_TSP_IMPRINT_DIFFERS:
		(void)!TR_ERR0(&why, VERIFY_STAMP_IMPRINT);
		return find(t, TR_TOTAL_FAILED, TR_SUB_HASH_FAILURE, &why, err);
	case TR_TSP_SIGNATURE_WRONG:
		(void)!TR_ERR(&why, VERIFY_STAMP_VALUE, TR_S("why", text));
		return find(t, TR_TOTAL_FAILED, TR_SUB_SIG_CRYPTO_FAILURE, &why, err);
	case TR_TSP_NO_CERTIFICATE:
		(void)!TR_ERR0(&why, VERIFY_NO_SIGNING_CERTIFICATE);
		return find(t, TR_INDETERMINATE, TR_SUB_NO_SIGNING_CERTIFICATE_FOUND, &why, err);
	case TR_TSP_FORMAT_FAILURE:
	case TR_TSP_NOT_THE_ANSWER:
		break;
	}
	(void)!TR_ERR(&why, VERIFY_STAMP_FORMAT, TR_S("why", text));
	return find(t, TR_TOTAL_FAILED, TR_SUB_FORMAT_FAILURE, &why, err);
}

/* ---- the trial of a token whose integrity is good ---- */

/* The lab's keys are in everybody's hands: its stamps prove times to its own signatures, and to nobody else's. */
static trien_rc
refuse_lab(struct token *t, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_finding_note n = {.weight = TR_INDETERMINATE, .sub = TR_SUB_CHAIN_CONSTRAINTS_FAILURE, .error = &why,
			.clause = "EN 319 102-1 §5.4"};

	if (!t->stamp.good || !t->trial->path.lab || !t->c->not_lab)
		return TRIEN_OK;
	(void)!TR_ERR0(&why, VERIFY_STAMP_LAB);
	t->stamp.good = t->stamp.good_now = false;
	t->stamp.verdict.indication = n.weight;
	t->stamp.verdict.sub = n.sub;
	return tr_judge_find(&t->sink, &n, err);
}

static trien_rc
tell_future(const struct token *t, struct tr_judge *sink, struct trien_err *err)
{
	const struct tr_finding_note n = {.weight = TR_INDETERMINATE, .sub = TR_SUB_TIMESTAMP_ORDER_FAILURE, .error = &t->future,
			.clause = "EN 319 102-1 §5.5.4"};

	return t->future.code != TRIEN_OK ? tr_judge_find(sink, &n, err) : TRIEN_OK;
}

/*
 * A token that says a time later than one at which it is known to have been there, the judgement's own or that of a newer stamp given for it:
 * somebody's clock is wrong, and nobody knows whose (EN 319 102-1 §5.4, §5.5.4). Stamps inside each other in a file are held against
 * each other in best_time.c. Clocks differ by minutes.
 */
static trien_rc
refuse_future(struct token *t, struct trien_err *err)
{
	const struct tr_context *c = t->c;
	const int64_t there = t->stamp.verdict.kind == TR_STAMP_GIVEN ? t->poe.time : c->options->as_of;
	char said[TR_TIME_TEXT_MAX], known[TR_TIME_TEXT_MAX];

	if (!t->stamp.good || t->stamp.earliest <= there + TR_REVOCATION_SKEW)
		return TRIEN_OK;
	tr_time_iso(t->stamp.earliest, c->options->zone_minutes, said);
	tr_time_iso(there, c->options->zone_minutes, known);
	(void)!TR_ERR(&t->future, VERIFY_STAMP_FUTURE, TR_S("time", said), TR_S("there", known));
	t->stamp.good = t->stamp.good_now = false;
	t->stamp.verdict.indication = TR_INDETERMINATE;
	t->stamp.verdict.sub = TR_SUB_TIMESTAMP_ORDER_FAILURE;
	return tell_future(t, &t->sink, err);
}

static trien_rc
try_token(struct token *t, const struct tr_certificate *authority, const struct tr_tsp_info *info, struct trien_err *err)
{
	struct tr_stamp_verdict *v = &t->stamp.verdict;
	struct tr_trial *trial;

	TR_TRY(tr_trial_new(t->c, authority, TR_PATH_FOR_TIME_STAMP, &trial, err));
	trial->poe = t->poe;
	trial->says = tr_tsp_latest(info);
	if (!tr_trial_algorithms(trial, t->cms, "") || info->digest == NULL)
		return tell_token(t, TR_TSP_FORMAT_FAILURE, "an unknown algorithm", err);
	t->trial = trial;
	t->trial->digests[t->trial->digest_count++] = info->digest->name;
	TR_TRY(tr_trial_run(t->trial, err));
	TR_TRY(tr_trial_find(&t->sink, t->trial, err));
	TR_TRY(tr_judge_keep_path(&t->sink, &t->trial->path, t->trial->asked ? t->trial->statuses : NULL, &v->path, err));
	v->indication = t->trial->indication;
	v->sub = t->trial->sub;
	t->stamp.good = v->indication == TR_TOTAL_PASSED;
	t->stamp.good_now = t->stamp.good && !trial->past_passed;
	TR_TRY(refuse_lab(t, err));
	return refuse_future(t, err);
}

static void
keep_times(struct token *t, const struct tr_tsp_info *info)
{
	t->stamp.verdict.time = tr_tsp_latest(info);
	t->stamp.earliest = info->time - (info->accuracy_micros + 999999) / 1000000;
}

/* Whose stamp it is, or wants to be: told also where nothing else about it is right. NULL where there is no certificate that can be read. */
static trien_rc
find_authority(struct token *t, const struct tr_certificate **out, struct trien_err *err)
{
	const struct tr_bytes der = tr_cms_signer_certificate(t->cms);
	struct trien_err why = {0};

	*out = NULL;
	if (der.n == 0)
		return TRIEN_OK;
	trien_rc rc = tr_pool_add(t->c->pool, der, out, &why);
	if (rc != TRIEN_OK)
		return tr_judge_pass_over(rc, &why, err);
	tr_cms_lend_key(t->cms, (*out)->der, (*out)->verifier);
	const struct tr_text name = tr_certificate_display_name(*out);
	return tr_judge_keep(&t->sink, name.p, name.n, &t->stamp.verdict.authority, err);
}

static trien_rc
close_token(struct token *t, struct trien_err *err)
{
	struct tr_context *c = t->c;

	t->stamp.verdict.findings = t->sink.findings;
	t->stamp.verdict.finding_count = t->sink.finding_count;
	if (c->stamp_count == c->stamp_room) {
		const size_t room = c->stamp_room != 0 ? c->stamp_room * 2 : 8;
		struct tr_stamp *more;
		TR_TRY(tr_arena_array(c->arena, room, sizeof(*more), &more, err));
		if (c->stamp_count > 0)
			memcpy(more, c->stamps, c->stamp_count * sizeof(*more));
		c->stamps = more;
		c->stamp_room = room;
	}
	c->stamps[c->stamp_count++] = t->stamp;
	return TRIEN_OK;
}

static struct token
open_token(struct tr_context *c, enum tr_stamp_kind kind, struct tr_place place, size_t judge)
{
	struct token t = {.c = c, .poe = tr_poe_of_place(c, place),
			.sink = {.pdf = c->pdf, .arena = c->arena, .options = c->options, .context = c}};

	t.stamp = (struct tr_stamp){.verdict = {.kind = kind, .time = INT64_MIN, .indication = TR_INDETERMINATE,
			.sub = TR_SUB_GENERIC, .authority = {"", 0}, .field = {"", 0}}, .earliest = INT64_MIN, .place = place,
			.covers = TR_REVISION_NONE, .judge = judge};
	return t;
}

/* A token that stands by itself, over parts. */
static trien_rc
judge_over(struct token *t, const struct tr_bytes *parts, size_t part_count, struct trien_err *err)
{
	enum tr_tsp_finding f;
	struct tr_tsp_info info;
	const struct tr_certificate *authority;
	const char *why = NULL;

	TR_TRY(find_authority(t, &authority, err));
	TR_TRY(tr_tsp_judge(t->cms, parts, part_count, &f, &why, err));
	if (tr_tsp_token_info(t->cms, &info, NULL) == TRIEN_OK)
		keep_times(t, &info);
	if (f != TR_TSP_GOOD && f != TR_TSP_WEAK)
		return tell_token(t, f, why, err);
	TR_TRY(tr_context_add_cms(t->c, t->cms, t->stamp.place, err));
	/* The certificate may be unreadable, which the format of the token does not tell. */
	return authority != NULL ? try_token(t, authority, &info, err) : tell_token(t, TR_TSP_NO_CERTIFICATE, NULL, err);
}

static trien_rc
judge_bytes(struct token *t, struct tr_bytes der, const struct tr_bytes *parts, size_t part_count, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_cms *cms;
	trien_rc rc = tr_cms_read(der, &cms, &why);

	if (rc != TRIEN_OK) {
		TR_TRY(tr_judge_pass_over(rc, &why, err));
		return tell_token(t, TR_TSP_FORMAT_FAILURE, "not a CMS", err);
	}
	TR_TRY(tr_context_keep_cms(t->c, cms, err));
	t->cms = cms;
	return judge_over(t, parts, part_count, err);
}

/* ---- the three kinds ---- */

trien_rc
tr_stamps_given(struct tr_context *c, struct trien_err *err)
{
	const struct tr_verify_options *o = c->options;
	const struct tr_place outside = {TR_REVISION_NONE, TR_NO_GAP};
	uint8_t sha256[TR_DIGEST_MAX];
	size_t n;

	for (size_t i = o->stamp_count; i-- > 0 && o->stamp_count - i <= TR_VERIFY_GIVEN_STAMPS_MAX;) {
		const struct tr_given_stamp *g = &o->stamps[i];
		struct token t = open_token(c, TR_STAMP_GIVEN, outside, SIZE_MAX);
		TR_TRY(tr_digest(TR_SHA256, g->token, sha256, &n, err));
		t.poe = tr_poe_of(c, sha256);
		TR_TRY(judge_bytes(&t, g->token, g->parts, g->part_count, err));
		if (g->of_file)
			t.stamp.covers = tr_pdf_newest(c->pdf);
		TR_TRY(close_token(&t, err));
		const struct tr_proof p = {.time = t.stamp.verdict.time, .source = TR_BEST_GIVEN_STAMP, .covers = t.stamp.covers,
				.gap = TR_NO_GAP, .of = g->of, .of_count = g->of_count};
		if (t.stamp.good)
			tr_poe_add(c, &p);
	}
	return TRIEN_OK;
}

static trien_rc
tell_limit(struct tr_judge *j, size_t max, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_finding_note n = {.weight = j->out->is_timestamp ? TR_INDETERMINATE : TR_TOTAL_PASSED,
			.sub = j->out->is_timestamp ? TR_SUB_GENERIC : TR_SUB_NONE, .error = &why, .clause = "EN 319 102-1 §5.4"};

	(void)!TR_ERR(&why, VERIFY_STAMPS_LIMIT, TR_U("max", max));
	return tr_judge_find(j, &n, err);
}

/* What is wrong with the form or the digest was found before: the worst of it is why the stamp proves nothing. */
static trien_rc
take_over(struct token *t, const struct tr_judge *j, struct trien_err *err)
{
	const struct tr_finding *f = j->findings;

	if (j->finding_count == 0 || f->weight == TR_TOTAL_PASSED)
		return TRIEN_OK;
	const struct tr_finding_note n = {.weight = f->weight, .sub = f->sub, .error = &f->error, .path_reason = f->path_reason,
			.clause = f->clause};
	t->stamp.good = false;
	t->stamp.verdict.indication = f->weight;
	t->stamp.verdict.sub = f->sub;
	return tr_judge_find(&t->sink, &n, err);
}

/* Its integrity, and what it covers, were judged as those of every signature. */
trien_rc
tr_stamp_document(struct tr_judge *j, size_t index, struct trien_err *err)
{
	struct tr_context *c = j->context;
	struct tr_tsp_info info;

	if (j->cms == NULL || j->signer == NULL || tr_tsp_token_info(j->cms, &info, NULL) != TRIEN_OK)
		return TRIEN_OK;
	if (j->passed_over)
		return tell_limit(j, TR_VERIFY_STAMPS_MAX, err);
	struct token t = open_token(c, TR_STAMP_DOCUMENT, tr_judge_place(j), index);
	t.cms = j->cms;
	t.stamp.verdict.field = j->out->field;
	keep_times(&t, &info);
	j->out->signing_time = info.time;
	j->out->time_source = TR_TIME_FROM_STAMP;
	t.stamp.verdict.authority = j->out->signer;
	TR_TRY(try_token(&t, j->signer, &info, err));
	j->trial = t.trial;
	TR_TRY(take_over(&t, j, err));
	TR_TRY(tell_future(&t, j, err));
	t.stamp.covers = j->signature->covers;
	TR_TRY(close_token(&t, err));
	const struct tr_proof p = {.time = t.stamp.verdict.time, .source = TR_BEST_DOCUMENT_STAMP, .covers = t.stamp.covers,
			.gap = t.stamp.place.gap};
	if (t.stamp.good)
		tr_poe_add(c, &p);
	return TRIEN_OK;
}

trien_rc
tr_stamps_of_value(struct tr_judge *j, size_t index, struct trien_err *err)
{
	struct tr_context *c = j->context;
	struct tr_bytes der, value;

	if (j->cms == NULL || j->out->is_timestamp || j->signature->problem != TRIEN_OK)
		return TRIEN_OK;
	value = tr_cms_value(j->cms);
	for (size_t i = 0; (der = tr_cms_timestamp(j->cms, i)).n > 0; i++) {
		if (i == TR_VERIFY_VALUE_STAMPS_MAX)
			return tell_limit(j, TR_VERIFY_VALUE_STAMPS_MAX, err);
		struct token t = open_token(c, TR_STAMP_SIGNATURE, tr_judge_place(j), index);
		TR_TRY(judge_bytes(&t, der, &value, 1, err));
		TR_TRY(close_token(&t, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_stamp_of_content(struct tr_judge *j, int64_t *made, struct trien_err *err)
{
	struct tr_bytes der = tr_cms_content_timestamp(j->cms), parts[2];
	struct token t = open_token(j->context, TR_STAMP_SIGNATURE, tr_judge_place(j), SIZE_MAX);

	*made = INT64_MIN;
	if (der.n == 0)
		return TRIEN_OK;
	tr_judge_parts(j, parts);
	t.poe = j->trial->poe; /* it stands in what the value is over */
	TR_TRY(judge_bytes(&t, der, parts, 2, err));
	if (t.stamp.good)
		*made = t.stamp.earliest;
	return TRIEN_OK;
}
