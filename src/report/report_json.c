/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The report as JSON, as one more key of the verdict's. */
#include "report/report.h"
#include "verify/json_write.h"

static void
write_later(struct tr_json *w, const struct tr_report_signature *s)
{
	tr_json_key(w, "later");
	tr_json_open(w, '[');
	for (size_t i = 0; i < s->later_count; i++) {
		tr_json_open(w, '{');
		tr_json_field_number(w, "revision", s->later[i].revision);
		tr_json_field_truth(w, "permitted", s->later[i].permission == TR_CHANGE_PERMITTED);
		tr_json_field_string(w, "text", s->later[i].text);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
	tr_json_field_number(w, "later_more", s->later_more);
}

static void
write_texts(struct tr_json *w, const char *key, const char *const *texts, size_t count)
{
	tr_json_key(w, key);
	tr_json_open(w, '[');
	for (size_t i = 0; i < count; i++)
		tr_json_text(w, TR_BYTES(texts[i], strlen(texts[i])));
	tr_json_close(w, ']');
}

static void
write_why(struct tr_json *w, const struct tr_report_signature *s)
{
	tr_json_key(w, "why");
	tr_json_open(w, '[');
	for (size_t i = 0; i < s->why_count; i++)
		tr_json_text(w, TR_BYTES(s->why[i].text, strlen(s->why[i].text)));
	tr_json_close(w, ']');
}

static void
write_signature(struct tr_json *w, const struct tr_report_signature *s)
{
	const struct {
		const char *key, *text;
	} texts[] = {{"word", s->word}, {"who", s->who}, {"post", s->post}, {"agency", s->agency}, {"when", s->when},
		{"covers", s->covers}, {"note", s->note}, {"todo", s->todo}};

	tr_json_open(w, '{');
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		tr_json_field_string(w, texts[i].key, texts[i].text);
	tr_json_field_truth(w, "when_proven", s->when_proven);
	write_why(w, s);
	write_texts(w, "attacks", s->attacks, s->attack_count);
	write_later(w, s);
	tr_json_close(w, '}');
}

static trien_rc
write_report(const struct tr_report *r, struct tr_buf *out, struct trien_err *err)
{
	struct tr_json w = tr_json_of(out, err);

	tr_json_open(&w, '{');
	tr_json_field_string(&w, "word", r->word);
	tr_json_field_string(&w, "sentence", r->sentence);
	tr_json_field_string(&w, "todo", r->todo);
	write_texts(&w, "warnings", r->warnings, r->warning_count);
	tr_json_key(&w, "signatures");
	tr_json_open(&w, '[');
	for (size_t i = 0; i < r->signature_count; i++)
		write_signature(&w, &r->signatures[i]);
	tr_json_close(&w, ']');
	tr_json_close(&w, '}');
	return w.rc;
}

trien_rc
tr_report_json(const struct tr_verdict *v, struct tr_bytes file_name, enum trien_lang lang, struct tr_buf *out,
		struct trien_err *err)
{
	struct tr_report *r;

	TR_TRY(tr_report_make(v, file_name, lang, &r, err));
	trien_rc rc = tr_verdict_json(v, file_name, lang, out, err);
	if (rc == TRIEN_OK) {
		out->n--; /* its last brace */
		rc = tr_buf_addf(out, err, ",\"report\":");
	}
	if (rc == TRIEN_OK)
		rc = write_report(r, out, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_byte(out, '}', err);
	tr_report_free(r);
	return rc;
}
