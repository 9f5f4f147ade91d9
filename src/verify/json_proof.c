/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The part of a verdict's JSON that says on what it rests: paths, status, time stamps, checks, what is missing. */
#include "base/time.h"
#include "verify/judge.h"

void
tr_json_time(struct tr_json *w, const char *key, int64_t time, int zone_minutes)
{
	char text[TR_TIME_TEXT_MAX];

	tr_json_key(w, key);
	if (time == INT64_MIN) {
		tr_json_null(w);
		return;
	}
	tr_time_iso(time, zone_minutes, text);
	tr_json_text(w, TR_BYTES(text, strlen(text)));
}

static void
write_evidence(struct tr_json *w, const struct tr_certificate_verdict *c, int zone)
{
	static const char *const sources[] = {[TR_EVIDENCE_GIVEN] = "given", [TR_EVIDENCE_DSS] = "dss",
		[TR_EVIDENCE_CMS] = "cms", [TR_EVIDENCE_CACHE] = "cache", [TR_EVIDENCE_NETWORK] = "network"};

	tr_json_key(w, "evidence");
	if (!c->has_evidence) {
		tr_json_null(w);
		return;
	}
	tr_json_open(w, '{');
	tr_json_field_string(w, "kind", c->from_ocsp ? "ocsp" : "crl");
	tr_json_field_string(w, "source", sources[c->source]);
	tr_json_time(w, "made_at", c->made_at, zone);
	tr_json_time(w, "next_update", c->next_update, zone);
	tr_json_time(w, "known_since", c->known_since, zone);
	tr_json_close(w, '}');
}

static void
write_certificate(struct tr_json *w, const struct tr_certificate_verdict *c, int zone, enum trien_lang lang)
{
	tr_json_open(w, '{');
	tr_json_field_text(w, "name", c->name);
	tr_json_field_text(w, "serial", c->serial);
	tr_json_field_hex(w, "sha256", TR_BYTES(c->sha256, sizeof(c->sha256)));
	tr_json_time(w, "not_before", c->not_before, zone);
	tr_json_time(w, "not_after", c->not_after, zone);
	tr_json_field_string(w, "status", tr_revocation_status_name(c->status));
	tr_json_field_string(w, "why", tr_revocation_why_id(c->why));
	tr_json_field_string(w, "message", tr_revocation_why_text(c->why, lang));
	tr_json_time(w, "revoked_at", c->revoked_at, zone);
	tr_json_field_string(w, "reason", c->revoked_at != INT64_MIN ? tr_revocation_reason_name(c->reason) : "");
	write_evidence(w, c, zone);
	tr_json_close(w, '}');
}

static void
write_path(struct tr_json *w, const struct tr_path_verdict *p, int zone, enum trien_lang lang)
{
	tr_json_field_truth(w, "anchored", p->anchored);
	tr_json_field_string(w, "trust_list", p->anchored ? tr_trust_list_name(p->list) : "");
	tr_json_key(w, "path");
	tr_json_open(w, '[');
	for (size_t i = 0; i < p->count; i++)
		write_certificate(w, &p->certificates[i], zone, lang);
	tr_json_close(w, ']');
}

static void
write_stamps(struct tr_json *w, const struct tr_signature_verdict *s, int zone, enum trien_lang lang)
{
	tr_json_key(w, "stamps");
	tr_json_open(w, '[');
	for (size_t i = 0; i < s->stamp_count; i++) {
		const struct tr_stamp_verdict *t = &s->stamps[i];
		tr_json_open(w, '{');
		tr_json_field_string(w, "kind", tr_stamp_kind_name(t->kind));
		tr_json_field_text(w, "field", t->field);
		tr_json_field_string(w, "indication", tr_indication_name(t->indication));
		tr_json_field_string(w, "sub_indication", tr_sub_indication_name(t->sub));
		tr_json_time(w, "time", t->time, zone);
		tr_json_field_text(w, "authority", t->authority);
		write_path(w, &t->path, zone, lang);
		tr_json_findings(w, t->findings, t->finding_count, lang);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
}

static void
write_checks(struct tr_json *w, const struct tr_signature_verdict *s, enum trien_lang lang)
{
	tr_json_key(w, "checks");
	tr_json_open(w, '[');
	for (size_t i = 0; i < s->check_count; i++) {
		const struct tr_check *c = &s->checks[i];
		tr_json_open(w, '{');
		tr_json_field_string(w, "id", tr_check_id(c->kind));
		tr_json_field_string(w, "clause", tr_check_clause(c->kind));
		tr_json_field_string(w, "result", tr_check_result_name(c->result));
		tr_json_field_text(w, "got", c->got);
		tr_json_field_text(w, "want", c->want);
		tr_json_field_string(w, "message", tr_check_text(c->kind, lang));
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
}

void
tr_json_proof(struct tr_json *w, const struct tr_signature_verdict *s, int zone_minutes, enum trien_lang lang)
{
	tr_json_field_string(w, "level_proven", s->level_proven);
	tr_json_time(w, "best_signature_time", s->best_time, zone_minutes);
	tr_json_field_string(w, "best_signature_time_source", tr_best_time_source_name(s->best_time_source));
	tr_json_time(w, "control_time", s->control_time, zone_minutes);
	write_path(w, &s->path, zone_minutes, lang);
	write_stamps(w, s, zone_minutes, lang);
	write_checks(w, s, lang);
}

void
tr_json_missing(struct tr_json *w, const struct tr_missing *missing, size_t count)
{
	tr_json_key(w, "missing");
	tr_json_open(w, '[');
	for (size_t i = 0; i < count; i++) {
		const struct tr_missing *m = &missing[i];
		tr_json_open(w, '{');
		tr_json_field_string(w, "what", tr_fetch_what_name(m->what));
		tr_json_field_text(w, "url", m->url);
		tr_json_field_text(w, "about", m->about);
		tr_json_field_hex(w, "body", m->body);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
}
