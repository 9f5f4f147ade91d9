/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the verdict to words. Requirement: R10.1 */
#include "report/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/verify.h"
#include "base/time.h"
#include "base/utf8.h"
#include "report/words.h"

#define TEXT_MAX 4096
#define UNITS_SHOWN 3

struct maker {
	struct tr_report *r;
	struct tr_arena *arena;
	const struct tr_verdict *v;
	struct trien_err *err;
};

static const char *
say(const struct maker *m, const char *vi, const char *en)
{
	return m->r->lang == TRIEN_LANG_EN ? en : vi;
}

/* ---- texts ---- */
static trien_rc
keep(struct maker *m, const char *text, const char **out)
{
	const uint8_t *copy;
	TR_TRY(tr_arena_copy(m->arena, text, strlen(text), &copy, m->err));
	*out = (const char *)copy;
	return TRIEN_OK;
}

static trien_rc print(struct maker *m, const char **out, const char *format, ...) __attribute__((format(printf, 3, 4)));

static trien_rc
print(struct maker *m, const char **out, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	const int n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n >= (int)sizeof(text))
		text[tr_utf8_cut(text, sizeof(text) - 1)] = '\0';
	return keep(m, n < 0 ? "" : text, out);
}

#define PRINT(m, out, vi, en, ...) \
	((m)->r->lang == TRIEN_LANG_EN ? print(m, out, en, __VA_ARGS__) : print(m, out, vi, __VA_ARGS__))

/* Out of a document: made printable. */
static trien_rc
hostile(struct maker *m, struct tr_text text, const char **out)
{
	char safe[TEXT_MAX];

	tr_utf8_printable(text.p, text.n, safe, sizeof(safe));
	safe[tr_utf8_cut(safe, strlen(safe))] = '\0';
	return keep(m, safe, out);
}

/* "15:49 ngày 26/11/2026" */
static void
print_time(const struct maker *m, int64_t epoch, char *out, size_t size)
{
	const struct tr_civil c = tr_civil_of(epoch, m->v->zone_minutes);

	if (m->r->lang == TRIEN_LANG_EN)
		snprintf(out, size, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
	else
		snprintf(out, size, "%02d:%02d:%02d ngày %02d/%02d/%04d", c.hour, c.minute, c.second, c.day, c.month, c.year);
}

/* ---- one signature ---- */
static trien_rc
add_agency(struct maker *m, const struct tr_certificate_subject *s, struct tr_report_signature *out)
{
	struct tr_text parts[UNITS_SHOWN + 1];
	size_t count = 0;
	char all[TEXT_MAX] = "", one[TEXT_MAX / 4];

	for (size_t i = 0; i < s->unit_count && count < UNITS_SHOWN; i++)
		parts[count++] = s->units[i];
	if (s->organisation.n > 0)
		parts[count++] = s->organisation;
	for (size_t i = 0; i < count; i++) {
		tr_utf8_printable(parts[i].p, parts[i].n, one, sizeof(one));
		const size_t n = strlen(all);
		snprintf(all + n, sizeof(all) - n, "%s%s", n > 0 ? ", " : "", one);
	}
	return keep(m, all, &out->agency);
}

static trien_rc
add_person(struct maker *m, const struct tr_signature_verdict *s, struct tr_report_signature *out)
{
	if (s->signer.n > 0)
		TR_TRY(hostile(m, s->signer, &out->who));
	else
		TR_TRY(keep(m, say(m, "(không rõ người ký)", "(signer unknown)"), &out->who));
	TR_TRY(hostile(m, s->subject.title, &out->post));
	return add_agency(m, &s->subject, out);
}

static trien_rc
add_time(struct maker *m, const struct tr_signature_verdict *s, struct tr_report_signature *out)
{
	char time[64];

	out->when_proven = s->best_time_source != TR_BEST_AS_OF;
	if (out->when_proven) {
		print_time(m, s->best_time, time, sizeof(time));
		return PRINT(m, &out->when, "trước %s (dấu thời gian chứng minh)", "before %s (proven by a time stamp)", time);
	}
	if (s->time_source == TR_TIME_FROM_STAMP) {
		print_time(m, s->signing_time, time, sizeof(time));
		return PRINT(m, &out->when, "%s (thời điểm ghi trong dấu)", "%s (the time in the stamp)", time);
	}
	if (s->time_source == TR_TIME_NONE)
		return keep(m, say(m, "không ghi thời điểm ký", "no signing time is given"), &out->when);
	print_time(m, s->signing_time, time, sizeof(time));
	return PRINT(m, &out->when, "%s (theo máy của người ký; không có dấu thời gian chứng minh)",
			"%s (as the signer's machine claims; no time stamp proves it)", time);
}

static trien_rc
add_coverage(struct maker *m, const struct tr_signature_verdict *s, struct tr_report_signature *out)
{
	const size_t all = m->v->revision_count;

	if (s->covers == SIZE_MAX)
		return keep(m, say(m, "không bảo vệ trọn phiên bản nào của tệp", "protects no whole revision of the file"), &out->covers);
	if (s->covers + 1 == all)
		return keep(m, say(m, "bảo vệ toàn bộ tệp", "protects the whole file"), &out->covers);
	return PRINT(m, &out->covers, "bảo vệ phiên bản %zu trong %zu phiên bản của tệp", "protects revision %zu of %zu", s->covers + 1, all);
}

static trien_rc
add_reasons(struct maker *m, const struct tr_signature_verdict *s, struct tr_report_signature *out)
{
	struct tr_report_reason *why;
	char text[TEXT_MAX];

	TR_TRY(tr_arena_array(m->arena, s->finding_count + 1, sizeof(*why), &why, m->err));
	for (size_t i = 0; i < s->finding_count; i++) {
		const struct tr_finding *f = &s->findings[i];
		tr_finding_text(f, m->r->lang, text, sizeof(text));
		why[i].weight = f->weight;
		why[i].clause = f->clause != NULL ? f->clause : "";
		why[i].id = tr_finding_id(f);
		TR_TRY(hostile(m, (struct tr_text){text, strlen(text)}, &why[i].text));
	}
	out->why = why;
	out->why_count = s->finding_count;
	return TRIEN_OK;
}

static trien_rc
add_attacks(struct maker *m, const struct tr_signature_verdict *s, struct tr_report_signature *out)
{
	const char **list;

	TR_TRY(tr_arena_array(m->arena, TR_ATTACK_COUNT, sizeof(*list), &list, m->err));
	for (int a = 0; a < TR_ATTACK_COUNT; a++)
		if ((s->attacks >> a & 1) != 0)
			list[out->attack_count++] = tr_attack_text((enum tr_attack)a, m->r->lang);
	out->attacks = list;
	return TRIEN_OK;
}

static trien_rc
describe_change(struct maker *m, const struct tr_change_row *row, const char **out)
{
	const char *field, *value, *kind = tr_change_kind_text(row->kind, m->r->lang);

	TR_TRY(hostile(m, row->field, &field));
	TR_TRY(hostile(m, row->value, &value));
	if (*value != '\0')
		return print(m, out, "%s %s = “%s”", kind, field, value);
	return print(m, out, "%s%s%s", kind, *field != '\0' ? " " : "", field);
}

/* What is not permitted first: of many changes the worst must be among those that are told. */
static trien_rc
add_later(struct maker *m, const struct tr_signature_verdict *s, struct tr_report_signature *out)
{
	struct tr_report_later *later;
	const size_t max = s->change_count < TR_REPORT_LATER_MAX ? s->change_count : TR_REPORT_LATER_MAX;

	TR_TRY(tr_arena_array(m->arena, max + 1, sizeof(*later), &later, m->err));
	for (int permission = TR_CHANGE_FORBIDDEN; permission >= (int)TR_CHANGE_PERMITTED; permission--)
		for (size_t i = 0; i < s->change_count && out->later_count < max; i++) {
			const struct tr_change_row *row = &s->changes[i];
			if ((int)row->permission != permission)
				continue;
			struct tr_report_later *l = &later[out->later_count++];
			l->revision = row->revision + 1;
			l->permission = row->permission;
			TR_TRY(describe_change(m, row, &l->text));
		}
	out->later = later;
	out->later_more = s->change_count - out->later_count;
	return TRIEN_OK;
}

static trien_rc
add_legs(struct maker *m, const struct tr_legal *legal, struct tr_report_signature *out)
{
	const struct tr_leg *const all[] = {&legal->legs[0], &legal->legs[1], &legal->legs[2], &legal->secure, &legal->official};
	const size_t count = sizeof(all) / sizeof(*all);
	struct tr_report_leg *legs;

	out->legal_basis = TR_LEGAL_BASIS;
	if (!legal->applies)
		return TRIEN_OK;
	TR_TRY(tr_arena_array(m->arena, count, sizeof(*legs), &legs, m->err));
	for (size_t i = 0; i < count; i++)
		legs[i] = (struct tr_report_leg){tr_report_question(i, m->r->lang), tr_report_answer(all[i]->answer, m->r->lang),
			tr_legal_reason_text(all[i]->reason, m->r->lang)};
	if (legal->control_why.n > 0)
		TR_TRY(PRINT(m, &legs[TR_LEG_SOLE_CONTROL].why, "%s %.*s", "%s %.*s",
				tr_legal_reason_text(all[TR_LEG_SOLE_CONTROL]->reason, m->r->lang), (int)legal->control_why.n, legal->control_why.p));
	out->legs = legs;
	out->leg_count = count;
	out->newer_acts = legal->newer_law ? tr_legal_reason_text(TR_LEGAL_NEWER_ACTS, m->r->lang) : NULL;
	return TRIEN_OK;
}

/*
 * What the caller did not want looked at is no reason to do nothing more; and what is wrong with a stamp beside signatures
 * is no reason to send them back.
 */
static enum tr_advice
advice_of(const struct tr_verdict *v, size_t at, bool lab)
{
	const struct tr_signature_verdict *s = &v->signatures[at];
	const enum tr_advice a = tr_report_advice_of(s->indication, s->sub, lab);

	/* A stamp alone is no signature, however good. */
	if (v->no_signature.code != TRIEN_OK && s->indication != TR_TOTAL_FAILED)
		return TR_ADVICE_NOT_SIGNED;
	if (!tr_verdict_counts(v, at) && s->indication != TR_TOTAL_PASSED)
		return s->indication == TR_TOTAL_FAILED ? TR_ADVICE_STAMP_BROKEN : TR_ADVICE_STAMP_UNPROVEN;
	for (size_t i = 0; a == TR_ADVICE_NONE && i < s->finding_count; i++)
		if (s->findings[i].error.code == TRIEN_E_VERIFY_REVOCATION_SKIPPED)
			return TR_ADVICE_NOT_FOR_USE;
	for (size_t i = 0; a == TR_ADVICE_NONE && i < s->finding_count; i++)
		if (s->findings[i].error.code == TRIEN_E_VERIFY_SIGNATURE_SHOWS)
			return TR_ADVICE_LOOK;
	return a;
}

static trien_rc
add_signature(struct maker *m, size_t at, struct tr_report_signature *out)
{
	const struct tr_signature_verdict *s = &m->v->signatures[at];

	*out = (struct tr_report_signature){.indication = s->indication, .is_timestamp = s->is_timestamp, .level = s->level,
		.word = tr_report_word(s->indication, m->r->lang), .note = "",
		.todo = tr_report_advice(advice_of(m->v, at, s->path.lab), m->r->lang)};
	if (s->path.lab)
		out->note = say(m, "chứng thư LAB để dạy học: không có giá trị pháp lý",
				"a LAB certificate for teaching: without legal force");
	TR_TRY(print(m, &out->code, "%s%s%s", tr_indication_name(s->indication), s->sub != TR_SUB_NONE ? ", " : "",
			tr_sub_indication_name(s->sub)));
	TR_TRY(add_person(m, s, out));
	TR_TRY(add_time(m, s, out));
	TR_TRY(add_coverage(m, s, out));
	TR_TRY(add_reasons(m, s, out));
	TR_TRY(add_attacks(m, s, out));
	return add_later(m, s, out);
}

/* ---- the file ---- */
/* Of those that count, or of the stamps beside them. */
static size_t
count_of(const struct tr_verdict *v, enum tr_indication i, bool counting)
{
	size_t n = 0;
	for (size_t k = 0; k < v->signature_count; k++)
		n += v->signatures[k].indication == i && tr_verdict_counts(v, k) == counting;
	return n;
}

/* The first one that is as bad as the whole: what to do with it is what to do with the document. */
static size_t
worst(const struct tr_verdict *v)
{
	size_t i = 0;

	while (i < v->signature_count && (v->signatures[i].indication != v->indication || !tr_verdict_counts(v, i)))
		i++;
	return i;
}

static trien_rc
say_signatures(struct maker *m, size_t count, const char **out)
{
	const struct tr_verdict *v = m->v;
	const size_t good = count_of(v, TR_TOTAL_PASSED, true), bad = count_of(v, TR_TOTAL_FAILED, true), open = count - good - bad;

	if (v->signatures[0].is_timestamp && tr_verdict_counts(v, 0))
		return PRINT(m, out, "Văn bản chưa có chữ ký nào, chỉ có %zu dấu thời gian: %zu hợp lệ, %zu không hợp lệ, %zu chưa đủ căn cứ kết luận.",
				"Nobody signed the document, it has %zu time stamps alone: %zu valid, %zu not valid, %zu cannot be told.", count, good, bad, open);
	if (v->indication == TR_TOTAL_PASSED && count == 1)
		return keep(m, say(m, "Chữ ký duy nhất của văn bản hợp lệ.", "The only signature of the document is valid."), out);
	if (v->indication == TR_TOTAL_PASSED)
		return PRINT(m, out, "Cả %zu chữ ký của văn bản đều hợp lệ.", "All %zu signatures of the document are valid.", count);
	return PRINT(m, out, "Trong %zu chữ ký: %zu hợp lệ, %zu không hợp lệ, %zu chưa đủ căn cứ kết luận.",
			"Of %zu signatures, %zu are valid, %zu are not valid, %zu cannot be told.", count, good, bad, open);
}

/* They decide nothing, and whoever relies on them has to know: a broken one is told loudly. */
static trien_rc
say_stamps(struct maker *m, size_t count, const char **out)
{
	const size_t broken = count_of(m->v, TR_TOTAL_FAILED, false), open = count_of(m->v, TR_INDETERMINATE, false);

	*out = "";
	if (broken > 0)
		return PRINT(m, out, " CẢNH BÁO: trong %zu dấu thời gian kèm theo, %zu dấu hỏng hoặc đã bị sửa, không chứng minh được gì.",
				" WARNING: of %zu time stamps beside, %zu are broken or were altered, and prove nothing.", count, broken);
	if (open > 0)
		return PRINT(m, out, " Trong %zu dấu thời gian kèm theo, %zu dấu chưa chứng minh được gì.",
				" Of %zu time stamps beside, %zu prove nothing yet.", count, open);
	return count == 0 ? TRIEN_OK : PRINT(m, out, " Kèm theo %zu dấu thời gian hợp lệ.", " Beside: %zu valid time stamps.", count);
}

static trien_rc
add_sentence(struct maker *m)
{
	const struct tr_verdict *v = m->v;
	const size_t stamps = tr_verdict_stamp_count(v), beside = stamps < v->signature_count ? stamps : 0;
	const char *signatures, *rest;
	char text[TEXT_MAX];

	if (v->signature_count == 0) {
		trien_err_text(&v->no_signature, m->r->lang, text, sizeof(text));
		return hostile(m, (struct tr_text){text, strlen(text)}, &m->r->sentence);
	}
	TR_TRY(say_signatures(m, v->signature_count - beside, &signatures));
	TR_TRY(say_stamps(m, beside, &rest));
	return print(m, &m->r->sentence, "%s%s", signatures, rest);
}

static bool
some_lab(const struct tr_verdict *v)
{
	for (size_t i = 0; i < v->signature_count; i++)
		if (v->signatures[i].path.lab)
			return true;
	return false;
}

static enum tr_advice
advice_of_all(const struct tr_verdict *v)
{
	const size_t bad = worst(v);
	enum tr_advice a = bad < v->signature_count ? advice_of(v, bad, some_lab(v)) : TR_ADVICE_NOT_SIGNED;

	/* A stamp that proves nothing yet is told in the sentence, and changes nothing. */
	for (size_t i = 0; a == TR_ADVICE_NONE && i < v->signature_count; i++) {
		const enum tr_advice one = advice_of(v, i, false);
		a = one == TR_ADVICE_STAMP_UNPROVEN ? a : one;
	}
	return a;
}

static trien_rc
add_warnings(struct maker *m)
{
	const char **texts;
	char text[TEXT_MAX];

	TR_TRY(tr_arena_array(m->arena, m->v->warning_count + 1, sizeof(*texts), &texts, m->err));
	for (size_t i = 0; i < m->v->warning_count; i++) {
		trien_err_text(&m->v->warnings[i], m->r->lang, text, sizeof(text));
		TR_TRY(hostile(m, (struct tr_text){text, strlen(text)}, &texts[i]));
	}
	m->r->warnings = texts;
	m->r->warning_count = m->v->warning_count;
	return TRIEN_OK;
}

static trien_rc
add_all(struct maker *m, struct tr_bytes file_name)
{
	struct tr_report_signature *signatures;
	char time[64];

	TR_TRY(hostile(m, (struct tr_text){(const char *)file_name.p, file_name.n}, &m->r->file));
	TR_TRY(add_sentence(m));
	TR_TRY(add_warnings(m));
	print_time(m, m->v->as_of, time, sizeof(time));
	TR_TRY(keep(m, time, &m->r->as_of));
	TR_TRY(keep(m, m->v->policy != NULL ? m->v->policy : "", &m->r->policy));
	m->r->todo = tr_report_advice(advice_of_all(m->v), m->r->lang);
	TR_TRY(tr_arena_array(m->arena, m->v->signature_count + 1, sizeof(*signatures), &signatures, m->err));
	for (size_t i = 0; i < m->v->signature_count; i++) {
		TR_TRY(add_signature(m, i, &signatures[i]));
		TR_TRY(add_legs(m, &m->v->legal[i], &signatures[i]));
	}
	m->r->signatures = signatures;
	m->r->signature_count = m->v->signature_count;
	return TRIEN_OK;
}

trien_rc
tr_report_make(const struct tr_verdict *v, struct tr_bytes file_name, enum trien_lang lang, struct tr_report **out,
		struct trien_err *err)
{
	struct tr_report *r = tr_mem_zeroed(1, sizeof(*r));

	if (r == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*r)));
	r->lang = lang;
	r->indication = v->indication;
	r->word = tr_report_word(v->indication, lang);
	struct maker m = {.r = r, .arena = &r->arena, .v = v, .err = err};
	trien_rc rc = add_all(&m, file_name);
	if (rc != TRIEN_OK) {
		tr_report_free(r);
		return rc;
	}
	*out = r;
	return TRIEN_OK;
}

void
tr_report_free(struct tr_report *r)
{
	if (r == NULL)
		return;
	tr_arena_free(&r->arena);
	free(r);
}
