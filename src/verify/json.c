/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A verdict as JSON: the contract for scripts stands in verify.h. */
#include "base/time.h"
#include "verify/judge.h"

#define TR_JSON_MESSAGE_MAX 1024

/* The stable words of a set; nothing where it is empty. */
static void
write_attacks(struct tr_json *w, uint32_t attacks)
{
	if (attacks == 0)
		return;
	tr_json_key(w, "attacks");
	tr_json_open(w, '[');
	for (int a = 0; a < TR_ATTACK_COUNT; a++)
		if ((attacks >> a & 1) != 0)
			tr_json_text(w, TR_BYTES(tr_attack_word((enum tr_attack)a), strlen(tr_attack_word((enum tr_attack)a))));
	tr_json_close(w, ']');
}

/* The words with what they mean, for people. */
static void
explain_attacks(struct tr_json *w, uint32_t attacks, enum trien_lang lang)
{
	if (attacks == 0)
		return;
	tr_json_key(w, "attacks");
	tr_json_open(w, '[');
	for (int a = 0; a < TR_ATTACK_COUNT; a++) {
		if ((attacks >> a & 1) == 0)
			continue;
		tr_json_open(w, '{');
		tr_json_field_string(w, "name", tr_attack_word((enum tr_attack)a));
		tr_json_field_string(w, "message", tr_attack_text((enum tr_attack)a, lang));
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
}

static void
write_changes(struct tr_json *w, const struct tr_signature_verdict *s, enum trien_lang lang)
{
	tr_json_key(w, "changes");
	tr_json_open(w, '[');
	for (size_t i = 0; i < s->change_count; i++) {
		const struct tr_change_row *row = &s->changes[i];
		tr_json_open(w, '{');
		tr_json_field_number(w, "revision", row->revision + 1);
		tr_json_field_string(w, "kind", tr_change_kind_word(row->kind));
		tr_json_field_truth(w, "permitted", row->permission == TR_CHANGE_PERMITTED);
		tr_json_key(w, "what");
		tr_json_text(w, TR_BYTES(row->what.p, row->what.n));
		tr_json_field_truth(w, "understood", row->permission != TR_CHANGE_NOT_UNDERSTOOD);
		tr_json_field_text(w, "path", row->path);
		if (row->field.n > 0)
			tr_json_field_text(w, "field", row->field);
		if (row->kind == TR_CHANGE_FORM_FILLED)
			tr_json_field_text(w, "value", row->value);
		if (row->kind == TR_CHANGE_LOOK_DIFFERS)
			tr_json_field_text(w, "shown", row->shown);
		if (row->num != 0)
			tr_json_field_number(w, "object", row->num);
		tr_json_field_string(w, "message", tr_change_kind_text(row->kind, lang));
		write_attacks(w, row->attacks);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
	if (s->changes_cut)
		tr_json_field_truth(w, "changes_cut", true);
}

void
tr_json_findings(struct tr_json *w, const struct tr_finding *findings, size_t count, enum trien_lang lang)
{
	char message[TR_JSON_MESSAGE_MAX];

	tr_json_key(w, "findings");
	tr_json_open(w, '[');
	for (size_t i = 0; i < count; i++) {
		const struct tr_finding *f = &findings[i];
		tr_finding_text(f, lang, message, sizeof(message));
		tr_json_open(w, '{');
		tr_json_field_string(w, "id", tr_finding_id(f));
		tr_json_field_string(w, "indication", tr_indication_name(f->weight));
		tr_json_field_string(w, "sub_indication", tr_sub_indication_name(f->sub));
		tr_json_field_string(w, "clause", f->clause != NULL ? f->clause : "");
		tr_json_field_text(w, "got", f->got);
		tr_json_field_text(w, "want", f->want);
		tr_json_field_string(w, "message", message);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
}

static void
write_time(struct tr_json *w, const struct tr_signature_verdict *s, int zone_minutes)
{
	char text[TR_TIME_TEXT_MAX] = "";
	static const char *const sources[] = {[TR_TIME_NONE] = "", [TR_TIME_FROM_DICTIONARY] = "M",
		[TR_TIME_FROM_ATTRIBUTE] = "signed-attribute", [TR_TIME_FROM_STAMP] = "time-stamp"};

	if (s->time_source != TR_TIME_NONE)
		tr_time_iso(s->signing_time, zone_minutes, text);
	tr_json_field_string(w, "signing_time", text);
	tr_json_field_string(w, "signing_time_source", sources[s->time_source]);
}

void
tr_json_lock(struct tr_json *w, const char *key, const struct tr_lock *lock)
{
	static const char *const actions[] = {"", "All", "Include", "Exclude"};
	if (lock->action == TR_LOCK_NONE)
		return;
	tr_json_key(w, key);
	tr_json_open(w, '{');
	tr_json_field_string(w, "action", actions[lock->action]);
	tr_json_key(w, "fields");
	tr_json_open(w, '[');
	for (size_t i = 0; i < lock->field_count; i++)
		tr_json_text(w, TR_BYTES(lock->fields[i].p, lock->fields[i].n));
	tr_json_close(w, ']');
	tr_json_close(w, '}');
}

void
tr_json_subject(struct tr_json *w, const struct tr_certificate_subject *s)
{
	tr_json_key(w, "subject");
	tr_json_open(w, '{');
	tr_json_field_text(w, "common_name", s->common_name);
	tr_json_field_text(w, "title", s->title);
	tr_json_field_text(w, "organisation", s->organisation);
	tr_json_key(w, "units");
	tr_json_open(w, '[');
	for (size_t i = 0; i < s->unit_count; i++)
		tr_json_text(w, TR_BYTES(s->units[i].p, s->units[i].n));
	tr_json_close(w, ']');
	tr_json_close(w, '}');
}

static void
write_details(struct tr_json *w, const struct tr_signature_verdict *s)
{
	tr_json_field_string(w, "integrity", tr_indication_name(s->integrity));
	tr_json_field_string(w, "integrity_sub_indication", tr_sub_indication_name(s->integrity_sub));
	tr_json_field_truth(w, "timestamp", s->is_timestamp);
	tr_json_field_string(w, "sub_filter", s->sub_filter);
	tr_json_field_string(w, "digest", s->digest);
	tr_json_field_string(w, "scheme", s->scheme);
	tr_json_key(w, "chain");
	tr_json_open(w, '[');
	for (size_t i = 0; i < s->path.count; i++)
		tr_json_text(w, TR_BYTES(s->path.certificates[i].name.p, s->path.certificates[i].name.n));
	tr_json_close(w, ']');
	tr_json_field_truth(w, "lab", s->path.lab);
	tr_json_subject(w, &s->subject);
	tr_json_field_text(w, "name", s->name);
	tr_json_field_text(w, "reason", s->reason);
	tr_json_field_text(w, "location", s->location);
	tr_json_field_number(w, "revision", s->revision + 1);
	if (s->docmdp != 0)
		tr_json_field_number(w, "docmdp", s->docmdp);
	tr_json_lock(w, "field_mdp", &s->field_mdp);
	tr_json_lock(w, "lock", &s->lock);
}

static void
write_signature(struct tr_json *w, const struct tr_verdict *v, const struct tr_signature_verdict *s,
		enum trien_lang lang)
{
	tr_json_open(w, '{');
	tr_json_key(w, "field");
	tr_json_text(w, TR_BYTES(s->field.p, s->field.n));
	tr_json_field_string(w, "indication", tr_indication_name(s->indication));
	tr_json_field_string(w, "sub_indication", tr_sub_indication_name(s->sub));
	tr_json_field_string(w, "level", s->level);
	tr_json_field_text(w, "signer", s->signer);
	write_time(w, s, v->zone_minutes);
	tr_json_key(w, "covers_revision");
	if (s->covers == SIZE_MAX)
		tr_json_null(w);
	else
		tr_json_number(w, s->covers + 1);
	tr_json_field_number(w, "revisions", v->revision_count);
	write_changes(w, s, lang);
	explain_attacks(w, s->attacks, lang);
	tr_json_findings(w, s->findings, s->finding_count, lang);
	write_details(w, s);
	tr_json_legal(w, &v->legal[s - v->signatures], lang);
	tr_json_proof(w, s, v->zone_minutes, lang);
	tr_json_close(w, '}');
}

void
tr_json_error(struct tr_json *w, const struct trien_err *e, enum trien_lang lang)
{
	char message[TR_JSON_MESSAGE_MAX];
	tr_json_key(w, "error");
	if (e->code == TRIEN_OK) {
		tr_json_null(w);
		return;
	}
	tr_json_text(w, TR_BYTES(trien_err_id(e->code), strlen(trien_err_id(e->code))));
	trien_err_text(e, lang, message, sizeof(message));
	tr_json_field_string(w, "message", message);
}

static void
write_warnings(struct tr_json *w, const struct tr_verdict *v, enum trien_lang lang)
{
	tr_json_key(w, "warnings");
	tr_json_open(w, '[');
	for (size_t i = 0; i < v->warning_count; i++) {
		tr_json_open(w, '{');
		tr_json_error(w, &v->warnings[i], lang);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
}

trien_rc
tr_verdict_json(const struct tr_verdict *v, struct tr_bytes file_name, enum trien_lang lang, struct tr_buf *out,
		struct trien_err *err)
{
	struct tr_json w = tr_json_of(out, err);
	char as_of[TR_TIME_TEXT_MAX];

	tr_json_open(&w, '{');
	tr_json_key(&w, "file");
	tr_json_text(&w, file_name);
	tr_json_field_string(&w, "indication", tr_indication_name(v->indication));
	tr_json_key(&w, "signatures");
	tr_json_open(&w, '[');
	for (size_t i = 0; i < v->signature_count; i++)
		write_signature(&w, v, &v->signatures[i], lang);
	tr_json_close(&w, ']');
	tr_json_error(&w, &v->no_signature, lang);
	tr_json_field_number(&w, "revisions", v->revision_count);
	tr_time_iso(v->as_of, v->zone_minutes, as_of);
	tr_json_field_string(&w, "as_of", as_of);
	tr_json_field_string(&w, "policy", v->policy);
	tr_json_field_string(&w, "revocation", tr_revocation_policy_name(v->revocation));
	tr_json_field_truth(&w, "encrypted", v->encrypted);
	write_warnings(&w, v, lang);
	tr_json_missing(&w, v->missing, v->missing_count);
	tr_json_close(&w, '}');
	return w.rc;
}

trien_rc
tr_verdict_error_json(const struct trien_err *why, struct tr_bytes file_name, enum trien_lang lang,
		struct tr_buf *out, struct trien_err *err)
{
	struct tr_json w = tr_json_of(out, err);

	tr_json_open(&w, '{');
	tr_json_key(&w, "file");
	tr_json_text(&w, file_name);
	tr_json_field_string(&w, "indication", tr_indication_name(TR_INDETERMINATE));
	tr_json_key(&w, "signatures");
	tr_json_open(&w, '[');
	tr_json_close(&w, ']');
	tr_json_error(&w, why, lang);
	tr_json_close(&w, '}');
	return w.rc;
}
