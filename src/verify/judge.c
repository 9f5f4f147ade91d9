/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Judges a file: each signature by itself, then what the file as a whole is worth.
 * Requirement: R10.1
 */
#include "verify/judge.h"

#include <stdlib.h>

#include "base/errors/verify.h"
#include "base/time.h"
#include "base/utf8.h"
#include "verify/since.h"

trien_rc
tr_judge_keep(struct tr_judge *j, const char *p, size_t n, struct tr_text *out, struct trien_err *err)
{
	const uint8_t *copy;
	TR_TRY(tr_arena_copy(j->arena, p, n, &copy, err));
	*out = (struct tr_text){(const char *)copy, n};
	return TRIEN_OK;
}

trien_rc
tr_judge_value(struct tr_judge *j, const struct tr_pdf_obj *dict, const char *key, const struct tr_pdf_obj **out,
		struct trien_err *err)
{
	struct trien_err why = {0};
	trien_rc rc = tr_pdf_find(j->pdf, j->signature->born, dict, key, out, &why);
	if (rc == TRIEN_OK)
		return TRIEN_OK;
	if (strcmp(trien_err_class(rc), "resource") == 0) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	*out = &tr_pdf_null;
	return TRIEN_OK;
}

trien_rc
tr_judge_text(struct tr_judge *j, const struct tr_pdf_obj *dict, const char *key, struct tr_text *out,
		struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	TR_AUTO_BUF text = {.max = TR_PDF_OBJECT_BYTES_MAX};

	*out = (struct tr_text){"", 0};
	TR_TRY(tr_judge_value(j, dict, key, &o, err));
	if (o->type != TR_PDF_STRING)
		return TRIEN_OK;
	TR_TRY(tr_pdf_text_utf8(o->u.string, &text, err));
	size_t n = text.n > TR_VERIFY_TEXT_MAX ? tr_utf8_cut((const char *)text.p, TR_VERIFY_TEXT_MAX) : text.n;
	return tr_judge_keep(j, (const char *)text.p, n, out, err);
}

/* ---- findings ---- */

static trien_rc
fill_finding(struct tr_judge *j, const struct tr_finding_note *n, struct tr_finding *f, struct trien_err *err)
{
	*f = (struct tr_finding){.weight = n->weight, .sub = n->sub, .path_reason = n->path_reason, .clause = n->clause,
			.got = {"", 0}, .want = {"", 0}};
	if (n->error != NULL)
		f->error = *n->error;
	if (n->got != NULL)
		TR_TRY(tr_judge_keep(j, n->got, strlen(n->got), &f->got, err));
	if (n->want != NULL)
		TR_TRY(tr_judge_keep(j, n->want, strlen(n->want), &f->want, err));
	return TRIEN_OK;
}

trien_rc
tr_judge_find(struct tr_judge *j, const struct tr_finding_note *n, struct trien_err *err)
{
	size_t at = j->finding_count;

	if (j->findings == NULL)
		TR_TRY(tr_arena_array(j->arena, TR_VERIFY_FINDINGS_MAX, sizeof(*j->findings), &j->findings, err));
	/* Worst first, and in the order in which they were found. */
	while (at > 0 && j->findings[at - 1].weight < n->weight)
		at--;
	if (at == TR_VERIFY_FINDINGS_MAX)
		return TRIEN_OK;
	struct tr_finding f;
	TR_TRY(fill_finding(j, n, &f, err));
	if (j->finding_count == TR_VERIFY_FINDINGS_MAX)
		j->finding_count--;
	memmove(&j->findings[at + 1], &j->findings[at], (j->finding_count - at) * sizeof(f));
	j->findings[at] = f;
	j->finding_count++;
	return TRIEN_OK;
}

/* ---- changes ---- */

/* What later revisions did, for the signatures that cover less than the whole file. */
static trien_rc
find_changes(struct tr_pdf *pdf, const struct tr_pdf_signature *all, size_t count, struct tr_arena *arena,
		struct tr_change_list *list, struct trien_err *err)
{
	size_t first = SIZE_MAX, newest = tr_pdf_newest(pdf);
	for (size_t i = 0; i < count; i++)
		if (all[i].covers < first)
			first = all[i].covers;
	for (size_t rev = first == SIZE_MAX ? newest : first; rev < newest; rev++) {
		if (rev - first >= TR_VERIFY_REVISIONS_MAX) {
			list->cut = true;
			list->cut_base = TR_CHANGE_NOT_UNDERSTOOD;
			return TRIEN_OK;
		}
		TR_TRY(tr_change_find(pdf, rev + 1, arena, list, err));
	}
	return TRIEN_OK;
}

/* What binds what comes after signature i: itself, and certifications before it. */
static void
collect_rules(const struct tr_signature_verdict *all, size_t count, size_t i, const unsigned *field_p, struct tr_change_rules *rules,
		struct tr_lock locks[2])
{
	const struct tr_signature_verdict *s = &all[i];
	unsigned p = 0;

	for (size_t k = 0; k < i; k++)
		if (all[k].docmdp != 0 && all[k].covers < s->covers && (p == 0 || all[k].docmdp < p))
			p = all[k].docmdp;
	if (s->docmdp != 0 && (p == 0 || s->docmdp < p))
		p = s->docmdp;
	if (field_p[i] != 0 && (p == 0 || field_p[i] < p))
		p = field_p[i];
	locks[0] = s->field_mdp;
	locks[1] = s->lock;
	*rules = (struct tr_change_rules){.docmdp = p, .locks = locks, .lock_count = 2};
	for (size_t k = 0; k < count; k++)
		if (all[k].covers != SIZE_MAX && all[k].covers > rules->last_covered)
			rules->last_covered = all[k].covers;
}

/* ---- one signature ---- */

static trien_rc
read_field_p(struct tr_judge *j, unsigned *out, struct trien_err *err)
{
	const struct tr_pdf_obj *lock, *p;
	*out = 0;
	TR_TRY(tr_judge_value(j, j->signature->field.dict, "Lock", &lock, err));
	TR_TRY(tr_judge_value(j, lock, "P", &p, err));
	/* ISO 32000-2 table 236. */
	if (p->type == TR_PDF_INT && p->u.integer >= 1 && p->u.integer <= 3)
		*out = (unsigned)p->u.integer;
	return TRIEN_OK;
}

trien_rc
tr_judge_describe(struct tr_judge *j, struct trien_err *err)
{
	const struct tr_pdf_signature *s = j->signature;
	const struct tr_pdf_obj *m;

	TR_TRY(tr_judge_keep(j, (const char *)s->field.name.p, s->field.name.n, &j->out->field, err));
	TR_TRY(tr_judge_text(j, s->dict, "Name", &j->out->name, err));
	TR_TRY(tr_judge_text(j, s->dict, "Reason", &j->out->reason, err));
	TR_TRY(tr_judge_text(j, s->dict, "Location", &j->out->location, err));
	TR_TRY(tr_judge_value(j, s->dict, "M", &m, err));
	if (m->type == TR_PDF_STRING && tr_time_read_pdf(m->u.string, &j->out->signing_time, NULL) == TRIEN_OK)
		j->out->time_source = TR_TIME_FROM_DICTIONARY;
	j->out->covers = s->covers;
	j->out->revision = s->born;
	return TRIEN_OK;
}

static void
conclude(struct tr_judge *j)
{
	j->out->findings = j->findings;
	j->out->finding_count = j->finding_count;
	j->out->indication = TR_TOTAL_PASSED;
	j->out->sub = TR_SUB_NONE;
	if (j->finding_count > 0) {
		j->out->indication = j->findings[0].weight;
		j->out->sub = j->findings[0].sub;
	}
}

struct file_judge {
	struct tr_verdict *verdict;
	const struct tr_pdf_signature *signatures;
	struct tr_signature_verdict *verdicts;
	struct tr_judge *judges;
	unsigned *field_p;
	size_t count;
	struct tr_context context;
};

static trien_rc
judge_one(struct file_judge *f, size_t i, struct trien_err *err)
{
	struct tr_judge *j = &f->judges[i];
	struct tr_context *c = &f->context;

	*j = (struct tr_judge){.pdf = c->pdf, .arena = c->arena, .options = c->options, .signature = &f->signatures[i],
			.out = &f->verdicts[i], .context = c};
	TR_TRY(tr_checks_open(j, err));
	j->out->best_time = c->options->as_of;
	j->out->control_time = INT64_MIN;
	j->out->level_proven = "";
	TR_TRY(tr_judge_describe(j, err));
	TR_TRY(tr_judge_coverage(j, f->signatures, f->count, err));
	TR_TRY(tr_judge_cms(j, err));
	TR_TRY(read_field_p(j, &f->field_p[i], err));
	return tr_judge_permissions(j, err);
}

/* What the law makes of each technical verdict. */
static trien_rc
judge_legal(struct file_judge *f, struct trien_err *err)
{
	struct tr_legal *all;

	TR_TRY(tr_arena_array(&f->verdict->memory->arena, f->count, sizeof(*all), &all, err));
	for (size_t i = 0; i < f->count; i++)
		TR_TRY(tr_legal_judge(&f->verdicts[i], f->context.options->custody, &all[i], err));
	f->verdict->legal = all;
	return TRIEN_OK;
}

static void
nobody_signed(struct tr_verdict *v)
{
	if (v->indication == TR_TOTAL_PASSED)
		v->indication = TR_INDETERMINATE;
	(void)!TR_ERR0(&v->no_signature, VERIFY_NO_SIGNATURE);
}

static trien_rc
judge_all(struct file_judge *f, struct trien_err *err)
{
	struct tr_arena *arena = f->context.arena;
	struct tr_change_list list = {0};
	struct tr_change_rules rules;
	struct tr_lock locks[2];

	TR_TRY(tr_arena_array(arena, f->count, sizeof(*f->verdicts), &f->verdicts, err));
	TR_TRY(tr_arena_array(arena, f->count, sizeof(*f->judges), &f->judges, err));
	TR_TRY(tr_arena_array(arena, f->count, sizeof(*f->field_p), &f->field_p, err));
	TR_TRY(find_changes(f->context.pdf, f->signatures, f->count, arena, &list, err));
	for (size_t i = 0; i < f->count; i++)
		TR_TRY(judge_one(f, i, err));
	TR_TRY(tr_validate_all(&f->context, f->judges, f->count, err));
	for (size_t i = 0; i < f->count; i++) {
		collect_rules(f->verdicts, f->count, i, f->field_p, &rules, locks);
		TR_TRY(tr_judge_changes(&f->judges[i], &list, &rules, err));
		TR_TRY(tr_checks_close(&f->judges[i], err));
		conclude(&f->judges[i]);
	}
	f->verdict->signatures = f->verdicts;
	f->verdict->signature_count = f->count;
	for (size_t i = 0; i < f->count; i++)
		if (tr_verdict_counts(f->verdict, i) && f->verdicts[i].indication > f->verdict->indication)
			f->verdict->indication = f->verdicts[i].indication;
	/* Whoever gets a stamp on it has signed nothing: the best of stamps makes no signed document. */
	if (tr_verdict_stamp_count(f->verdict) == f->count)
		nobody_signed(f->verdict);
	TR_TRY(judge_legal(f, err));
	return tr_missing_tell(&f->context, f->verdict, err);
}

/* What is not trusted for a reason that its owner does not know of is told with every verdict. */
static trien_rc
keep_warnings(const struct tr_trust *t, struct tr_verdict *v, struct trien_err *err)
{
	const struct trien_err *why;
	struct trien_err *all;

	if (t == NULL || tr_trust_warning(t, 0) == NULL)
		return TRIEN_OK;
	TR_TRY(tr_arena_array(&v->memory->arena, TR_TRUST_WARNINGS_MAX, sizeof(*all), &all, err));
	while ((why = tr_trust_warning(t, v->warning_count)) != NULL)
		all[v->warning_count++] = *why;
	v->warnings = all;
	return TRIEN_OK;
}

static trien_rc
judge_file(struct tr_pdf *pdf, const struct tr_verify_options *options, struct tr_verdict *v, struct trien_err *err)
{
	struct file_judge f = {.verdict = v, .context = {.pdf = pdf, .arena = &v->memory->arena, .options = options}};

	TR_TRY(keep_warnings(options->trust, v, err));
	v->revision_count = tr_pdf_revision_count(pdf);
	v->encrypted = tr_pdf_is_encrypted(pdf);
	if (options->since_bytes > 0)
		TR_TRY(tr_since_find(pdf, options->since_bytes, &v->memory->arena, &v->since, err));
	TR_TRY(tr_pdf_signatures(pdf, &f.signatures, &f.count, err));
	if (f.count == 0) {
		nobody_signed(v);
		return TRIEN_OK;
	}
	trien_rc rc = tr_context_open(&f.context, err);
	if (rc == TRIEN_OK)
		rc = judge_all(&f, err);
	tr_context_close(&f.context);
	return rc;
}

static struct tr_verdict *
new_verdict(const struct tr_verify_options *options)
{
	struct tr_verdict *v = tr_mem_zeroed(1, sizeof(*v));
	if (v == NULL)
		return NULL;
	v->memory = tr_mem_zeroed(1, sizeof(*v->memory));
	if (v->memory == NULL) {
		free(v);
		return NULL;
	}
	v->memory->arena.max = TR_VERIFY_ARENA_MAX;
	v->as_of = options->as_of;
	v->zone_minutes = options->zone_minutes;
	v->revocation = options->revocation;
	v->policy = (options->algorithms != NULL ? options->algorithms : tr_algorithms_default())->id;
	return v;
}

trien_rc
tr_verify(struct tr_bytes file, const struct tr_verify_options *options, struct tr_verdict **out,
		struct trien_err *err)
{
	struct tr_pdf_options how = {.cipher = options->cipher, .password = options->password};
	struct tr_pdf *pdf;

	TR_TRY(tr_pdf_open(file, &how, &pdf, err));
	struct tr_verdict *v = new_verdict(options);
	trien_rc rc = v == NULL ? TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*v))) : judge_file(pdf, options, v, err);
	tr_pdf_close(pdf);
	if (rc != TRIEN_OK) {
		tr_verdict_free(v);
		return rc;
	}
	*out = v;
	return TRIEN_OK;
}

void
tr_verdict_free(struct tr_verdict *v)
{
	if (v == NULL)
		return;
	tr_arena_free(&v->memory->arena);
	free(v->memory);
	free(v);
}
