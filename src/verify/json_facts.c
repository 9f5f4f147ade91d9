/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Of a verdict's JSON, what programs go by: the words for people are most of it, and their making and reading most of its cost. */
#include "base/time.h"
#include "verify/judge.h"

/* What was filled in. */
static void
write_values(struct tr_json *w, const struct tr_signature_verdict *s)
{
	tr_json_key(w, "changes");
	tr_json_open(w, '[');
	for (size_t i = 0; i < s->change_count; i++) {
		const struct tr_change_row *row = &s->changes[i];
		if (row->kind != TR_CHANGE_FORM_FILLED || row->field.n == 0)
			continue;
		tr_json_open(w, '{');
		tr_json_field_text(w, "field", row->field);
		tr_json_field_text(w, "value", row->value);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
}

/* The signer's certificate alone. */
static void
write_path(struct tr_json *w, const struct tr_path_verdict *p)
{
	tr_json_key(w, "path");
	tr_json_open(w, '[');
	if (p->count > 0) {
		tr_json_open(w, '{');
		tr_json_field_hex(w, "sha256", TR_BYTES(p->certificates[0].sha256, sizeof(p->certificates[0].sha256)));
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
}

static void
write_signature(struct tr_json *w, const struct tr_signature_verdict *s, int zone_minutes)
{
	tr_json_open(w, '{');
	tr_json_field_string(w, "indication", tr_indication_name(s->indication));
	tr_json_field_string(w, "sub_indication", tr_sub_indication_name(s->sub));
	tr_json_field_string(w, "integrity", tr_indication_name(s->integrity));
	tr_json_field_truth(w, "timestamp", s->is_timestamp);
	tr_json_key(w, "covers_revision");
	if (s->covers == SIZE_MAX)
		tr_json_null(w);
	else
		tr_json_number(w, s->covers + 1);
	tr_json_time(w, "best_signature_time", s->best_time, zone_minutes);
	tr_json_subject(w, &s->subject);
	write_path(w, &s->path);
	write_values(w, s);
	tr_json_close(w, '}');
}

static void
write_kind(struct tr_json *w, enum tr_change_kind kind)
{
	const char *word = tr_change_kind_word(kind);
	tr_json_text(w, TR_BYTES(word, strlen(word)));
}

static void
write_since(struct tr_json *w, const struct tr_since *s)
{
	if (!s->asked)
		return;
	tr_json_key(w, "since");
	tr_json_open(w, '{');
	tr_json_key(w, "kinds");
	tr_json_open(w, '[');
	for (size_t i = 0; i < TR_CHANGE_KIND_COUNT; i++)
		if ((s->kinds >> i & 1) != 0)
			write_kind(w, (enum tr_change_kind)i);
	tr_json_close(w, ']');
	tr_json_key(w, "other");
	if (s->other < TR_CHANGE_KIND_COUNT)
		write_kind(w, s->other);
	else
		tr_json_null(w);
	tr_json_close(w, '}');
}

trien_rc
tr_verdict_facts_json(const struct tr_verdict *v, struct tr_buf *out, struct trien_err *err)
{
	struct tr_json w = tr_json_of(out, err);

	tr_json_open(&w, '{');
	tr_json_field_string(&w, "indication", tr_indication_name(v->indication));
	tr_json_field_number(&w, "revisions", v->revision_count);
	tr_json_key(&w, "signatures");
	tr_json_open(&w, '[');
	for (size_t i = 0; i < v->signature_count; i++)
		write_signature(&w, &v->signatures[i], v->zone_minutes);
	tr_json_close(&w, ']');
	write_since(&w, &v->since);
	tr_json_missing(&w, v->missing, v->missing_count);
	tr_json_close(&w, '}');
	return w.rc;
}
