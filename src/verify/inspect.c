/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looks into a file without judging it; the contract stands in verify.h. */
#include "base/time.h"
#include "verify/json_write.h"
#include "verify/judge.h"
#include "verify/object_paths.h"

struct inspection {
	struct tr_pdf *pdf;
	struct tr_json json;
	const struct tr_verify_options *options;
	struct tr_arena arena;
	struct trien_err first; /* why a part could not be read */
};

/* A part that cannot be read is left out, and the first reason told; what the machine lacks ends it all. */
static trien_rc
pass_over(struct inspection *in, const struct trien_err *why, struct trien_err *err)
{
	if (strcmp(trien_err_class(why->code), "resource") == 0) {
		if (err != NULL)
			*err = *why;
		return why->code;
	}
	if (in->first.code == TRIEN_OK)
		in->first = *why;
	return TRIEN_OK;
}

/* ---- revisions ---- */

static trien_rc
write_object(struct inspection *in, const struct tr_pdf_change *c, const struct tr_object_paths *paths,
		struct trien_err *err)
{
	static const char *const acts[] = {"born", "changed", "freed"};
	struct tr_json *w = &in->json;
	TR_AUTO_BUF path = {.max = TR_VERIFY_PATH_MAX * 2};

	if (c->num < paths->count && paths->steps[c->num] != NULL)
		TR_TRY(tr_step_print(paths->steps[c->num], &path, err));
	tr_json_open(w, '{');
	tr_json_field_number(w, "num", c->num);
	tr_json_field_number(w, "gen", c->gen);
	tr_json_field_string(w, "act", acts[c->act]);
	tr_json_field_text(w, "path", (struct tr_text){(const char *)path.p, path.n});
	tr_json_close(w, '}');
	return TRIEN_OK;
}

static trien_rc
write_objects(struct inspection *in, size_t rev, const struct tr_object_paths *paths, struct trien_err *err)
{
	const struct tr_pdf_change *changes;
	struct trien_err why = {0};
	size_t count;

	if (tr_pdf_changes(in->pdf, rev, &changes, &count, &why) != TRIEN_OK) {
		tr_json_key(&in->json, "objects");
		tr_json_null(&in->json);
		return pass_over(in, &why, err);
	}
	tr_json_key(&in->json, "objects");
	tr_json_open(&in->json, '[');
	for (size_t i = 0; i < count && i < TR_INSPECT_OBJECTS_MAX; i++)
		TR_TRY(write_object(in, &changes[i], paths, err));
	tr_json_close(&in->json, ']');
	tr_json_field_number(&in->json, "objects_total", count);
	return TRIEN_OK;
}

static trien_rc
write_revisions(struct inspection *in, struct trien_err *err)
{
	static const char *const styles[] = {"table", "stream", "hybrid"};
	struct tr_object_paths paths;
	trien_rc rc = TRIEN_OK;

	TR_TRY(tr_object_paths_find(in->pdf, tr_pdf_newest(in->pdf), &paths, err));
	tr_json_key(&in->json, "revisions");
	tr_json_open(&in->json, '[');
	for (size_t i = 0; rc == TRIEN_OK && i < tr_pdf_revision_count(in->pdf); i++) {
		const struct tr_pdf_revision *r = tr_pdf_revision_at(in->pdf, i);
		tr_json_open(&in->json, '{');
		tr_json_field_number(&in->json, "revision", i + 1);
		tr_json_field_number(&in->json, "start", r->start);
		tr_json_field_number(&in->json, "end", r->end);
		tr_json_field_string(&in->json, "xref", styles[r->style]);
		rc = write_objects(in, i, &paths, err);
		tr_json_close(&in->json, '}');
	}
	tr_json_close(&in->json, ']');
	tr_object_paths_free(&paths);
	return rc;
}

/* ---- fields ---- */

static trien_rc
write_fields(struct inspection *in, struct trien_err *err)
{
	const struct tr_pdf_field *fields;
	struct tr_json *w = &in->json;
	struct trien_err why = {0};
	size_t count;

	tr_json_key(w, "fields");
	if (tr_pdf_fields(in->pdf, tr_pdf_newest(in->pdf), &fields, &count, &why) != TRIEN_OK) {
		tr_json_null(w);
		return pass_over(in, &why, err);
	}
	tr_json_open(w, '[');
	for (size_t i = 0; i < count && i < TR_INSPECT_FIELDS_MAX; i++) {
		tr_json_open(w, '{');
		tr_json_key(w, "name");
		tr_json_text(w, fields[i].name);
		tr_json_key(w, "type");
		tr_json_text(w, fields[i].type);
		tr_json_field_truth(w, "signed", tr_bytes_are(fields[i].type, "Sig") &&
				fields[i].value->type != TR_PDF_NULL);
		tr_json_field_number(w, "object", fields[i].ref.num);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
	tr_json_field_number(w, "fields_total", count);
	return TRIEN_OK;
}

/* ---- signatures ---- */

static void
write_range(struct tr_json *w, const struct tr_pdf_signature *s)
{
	tr_json_key(w, "byte_range");
	tr_json_open(w, '[');
	for (size_t i = 0; i < 4; i++)
		tr_json_number(w, s->byte_range[i]);
	tr_json_close(w, ']');
	tr_json_field_number(w, "contents_bytes", s->contents.n);
}

static void
write_signature(struct inspection *in, const struct tr_pdf_signature *s, const struct tr_signature_verdict *v)
{
	struct tr_json *w = &in->json;
	char time[TR_TIME_TEXT_MAX] = "";

	tr_json_open(w, '{');
	tr_json_key(w, "field");
	tr_json_text(w, s->field.name);
	tr_json_field_string(w, "sub_filter", v->sub_filter);
	tr_json_field_truth(w, "timestamp", v->is_timestamp);
	tr_json_field_number(w, "revision", s->born + 1);
	tr_json_key(w, "covers_revision");
	if (s->covers == SIZE_MAX)
		tr_json_null(w);
	else
		tr_json_number(w, s->covers + 1);
	write_range(w, s);
	tr_json_field_text(w, "name", v->name);
	tr_json_field_text(w, "reason", v->reason);
	tr_json_field_text(w, "location", v->location);
	if (v->time_source != TR_TIME_NONE)
		tr_time_iso(v->signing_time, in->options->zone_minutes, time);
	tr_json_field_string(w, "signing_time", time);
	if (v->docmdp != 0)
		tr_json_field_number(w, "docmdp", v->docmdp);
	tr_json_lock(w, "field_mdp", &v->field_mdp);
	tr_json_lock(w, "lock", &v->lock);
	tr_json_field_string(w, "problem", s->problem == TRIEN_OK ? "" : trien_err_id(s->problem));
	tr_json_close(w, '}');
}

/* The first certification decides. ISO 32000-2 §12.8.2.2. */
static void
write_permissions(struct tr_json *w, const struct tr_signature_verdict *verdicts, size_t count)
{
	tr_json_key(w, "permissions");
	for (size_t i = 0; i < count; i++) {
		if (verdicts[i].docmdp == 0)
			continue;
		tr_json_open(w, '{');
		tr_json_field_number(w, "docmdp", verdicts[i].docmdp);
		tr_json_field_text(w, "field", verdicts[i].field);
		tr_json_close(w, '}');
		return;
	}
	tr_json_null(w);
}

static trien_rc
write_signatures(struct inspection *in, struct trien_err *err)
{
	const struct tr_pdf_signature *all;
	struct tr_signature_verdict *verdicts;
	struct trien_err why = {0};
	size_t count;

	if (tr_pdf_signatures(in->pdf, &all, &count, &why) != TRIEN_OK) {
		tr_json_key(&in->json, "signatures");
		tr_json_null(&in->json);
		return pass_over(in, &why, err);
	}
	TR_TRY(tr_arena_array(&in->arena, count + 1, sizeof(*verdicts), &verdicts, err));
	tr_json_key(&in->json, "signatures");
	tr_json_open(&in->json, '[');
	for (size_t i = 0; i < count; i++) {
		struct tr_judge j = {.pdf = in->pdf, .arena = &in->arena, .options = in->options, .signature = &all[i],
				.out = &verdicts[i]};
		TR_TRY(tr_judge_describe(&j, err));
		TR_TRY(tr_judge_sub_filter(&j, err));
		TR_TRY(tr_judge_permissions(&j, err));
		write_signature(in, &all[i], &verdicts[i]);
	}
	tr_json_close(&in->json, ']');
	write_permissions(&in->json, verdicts, count);
	return TRIEN_OK;
}

/* ---- the file ---- */

static trien_rc
write_encryption(struct inspection *in, struct trien_err *err)
{
	static const struct {
		const char *key, *name;
	} numbers[] = {{"V", "v"}, {"R", "r"}};
	size_t newest = tr_pdf_newest(in->pdf);
	const struct tr_pdf_obj *trailer = tr_pdf_revision_at(in->pdf, newest)->trailer, *dict, *o;
	struct trien_err why = {0};
	struct tr_json *w = &in->json;

	tr_json_field_truth(w, "encrypted", tr_pdf_is_encrypted(in->pdf));
	tr_json_key(w, "encryption");
	if (!tr_pdf_is_encrypted(in->pdf) ||
			tr_pdf_find(in->pdf, newest, trailer, "Encrypt", &dict, &why) != TRIEN_OK) {
		tr_json_null(w);
		return why.code != TRIEN_OK ? pass_over(in, &why, err) : TRIEN_OK;
	}
	tr_json_open(w, '{');
	if (tr_pdf_find(in->pdf, newest, dict, "Filter", &o, &why) == TRIEN_OK && o->type == TR_PDF_NAME) {
		tr_json_key(w, "filter");
		tr_json_text(w, o->u.name);
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (tr_pdf_find(in->pdf, newest, dict, numbers[i].key, &o, &why) == TRIEN_OK && o->type == TR_PDF_INT &&
				o->u.integer >= 0)
			tr_json_field_number(w, numbers[i].name, (uint64_t)o->u.integer);
	tr_json_close(w, '}');
	return TRIEN_OK;
}

static void
write_leniencies(struct inspection *in)
{
	const struct tr_pdf_leniency *all;
	size_t count = tr_pdf_leniencies(in->pdf, &all);
	struct tr_json *w = &in->json;

	tr_json_key(w, "leniencies");
	tr_json_open(w, '[');
	for (size_t i = 0; i < count; i++) {
		tr_json_open(w, '{');
		tr_json_field_string(w, "name", all[i].name);
		tr_json_field_string(w, "since", all[i].since);
		tr_json_field_string(w, "seen", all[i].seen);
		tr_json_field_number(w, "at", all[i].at);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
}

static trien_rc
write_head(struct inspection *in, struct tr_bytes file_name, struct trien_err *err)
{
	struct tr_json *w = &in->json;
	size_t newest = tr_pdf_newest(in->pdf), pages;
	struct trien_err why = {0};
	char version[16];

	tr_json_key(w, "file");
	tr_json_text(w, file_name);
	tr_json_field_number(w, "size", tr_pdf_bytes(in->pdf).n);
	int v = tr_pdf_version(in->pdf, newest);
	version[0] = (char)('0' + v / 10 % 10);
	version[1] = '.';
	version[2] = (char)('0' + v % 10);
	version[3] = '\0';
	tr_json_field_string(w, "version", version);
	tr_json_key(w, "pages");
	if (tr_pdf_page_count(in->pdf, newest, &pages, &why) == TRIEN_OK) {
		tr_json_number(w, pages);
	} else {
		tr_json_null(w);
		TR_TRY(pass_over(in, &why, err));
	}
	TR_TRY(write_encryption(in, err));
	tr_json_field_truth(w, "linearized", tr_pdf_is_linearized(in->pdf));
	return TRIEN_OK;
}

static trien_rc
write_all(struct inspection *in, struct tr_bytes file_name, struct trien_err *err)
{
	tr_json_open(&in->json, '{');
	TR_TRY(write_head(in, file_name, err));
	TR_TRY(write_revisions(in, err));
	TR_TRY(write_fields(in, err));
	TR_TRY(write_signatures(in, err));
	/* Last: reading is what finds them. */
	write_leniencies(in);
	tr_json_error(&in->json, &in->first, TRIEN_LANG_EN);
	tr_json_close(&in->json, '}');
	return in->json.rc;
}

trien_rc
tr_inspect(struct tr_bytes file, const struct tr_verify_options *options, struct tr_bytes file_name,
		struct tr_buf *out, struct trien_err *err)
{
	struct tr_pdf_options how = {.cipher = options->cipher, .password = options->password};
	struct inspection in = {.json = tr_json_of(out, err), .options = options, .arena = {.max = TR_VERIFY_ARENA_MAX}};

	TR_TRY(tr_pdf_open(file, &how, &in.pdf, err));
	trien_rc rc = write_all(&in, file_name, err);
	tr_arena_free(&in.arena);
	tr_pdf_close(in.pdf);
	return rc;
}
