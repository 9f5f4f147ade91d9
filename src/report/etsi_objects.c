/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* §4.4: the validation objects of the report: certificates by their digest, time stamps with reports of their own. */
#include <stdio.h>

#include "report/etsi_parts.h"

#define URN "urn:etsi:019102:"

/* Calls for every path of the verdict, in one order. */
typedef bool (*path_visitor)(void *context, const struct tr_path_verdict *p);

static bool
each_path(const struct tr_verdict *v, path_visitor visit, void *context)
{
	for (size_t i = 0; i < v->signature_count; i++) {
		const struct tr_signature_verdict *s = &v->signatures[i];
		if (!visit(context, &s->path))
			return false;
		for (size_t k = 0; k < s->stamp_count; k++)
			if (!visit(context, &s->stamps[k].path))
				return false;
	}
	return true;
}

struct search {
	const struct tr_path_verdict *path; /* of the certificate, and its place there */
	size_t at;
	bool found;
};

/* Ends at the certificate itself; whether an equal one stood before is the answer. */
static bool
look_for(void *context, const struct tr_path_verdict *p)
{
	struct search *s = context;

	for (size_t i = 0; i < p->count; i++) {
		if (p == s->path && i == s->at)
			return false;
		if (memcmp(p->certificates[i].sha256, s->path->certificates[s->at].sha256, 32) == 0) {
			s->found = true;
			return false;
		}
	}
	return true;
}

static void
open_object(struct tr_xml *w, const char *id, const char *type)
{
	tr_xml_open(w, "ValidationObject");
	tr_xml_attribute(w, "id", (struct tr_text){id, strlen(id)});
	tr_xml_string(w, "ObjectType", type);
	tr_xml_open(w, "ValidationObjectRepresentation");
}

struct writing {
	struct tr_xml *w;
	const struct tr_verdict *v;
};

static bool
write_certificates(void *context, const struct tr_path_verdict *p)
{
	const struct writing *g = context;
	char id[TR_ETSI_ID_MAX];

	for (size_t i = 0; i < p->count; i++) {
		struct search before = {.path = p, .at = i};
		each_path(g->v, look_for, &before);
		if (before.found)
			continue;
		tr_etsi_certificate_id(&p->certificates[i], id);
		open_object(g->w, id, URN "validationObject:certificate");
		tr_etsi_digest(g->w, p->certificates[i].sha256);
		tr_xml_close(g->w);
		tr_xml_close(g->w);
	}
	return true;
}

/* Named by its place: urn:x-trien:time-stamp:… */
static void
open_stamp(struct tr_xml *w, const char *id, int64_t time)
{
	char uri[TR_ETSI_ID_MAX + 32];

	snprintf(uri, sizeof(uri), "urn:x-trien:time-stamp:%s", id);
	open_object(w, id, URN "validationObject:timestamp");
	tr_xml_string(w, "URI", uri);
	tr_xml_close(w);
	if (time == INT64_MIN)
		return;
	tr_xml_open(w, "POEProvisioning");
	tr_xml_time(w, "POETime", time);
	tr_xml_close(w);
}

static void
write_stamps_of(struct tr_xml *w, const struct tr_verdict *v, size_t i, enum trien_lang lang)
{
	const struct tr_signature_verdict *s = &v->signatures[i];
	char id[TR_ETSI_ID_MAX];

	for (size_t k = 0; k < s->stamp_count; k++) {
		const struct tr_stamp_verdict *t = &s->stamps[k];
		const struct tr_etsi_status status = {.indication = t->indication, .sub = t->sub, .of_stamp = true, .path = &t->path,
			.findings = t->findings, .finding_count = t->finding_count};
		if (t->kind == TR_STAMP_DOCUMENT)
			continue; /* a signature of the verdict itself */
		tr_etsi_stamp_id(i, k, id);
		open_stamp(w, id, t->time);
		tr_xml_open(w, "ValidationReport");
		tr_etsi_status(w, &status, lang);
		tr_xml_close(w);
		tr_xml_close(w);
	}
}

static int64_t
time_of_document_stamp(const struct tr_signature_verdict *s)
{
	return s->time_source != TR_TIME_NONE ? s->signing_time : INT64_MIN;
}

void
tr_etsi_objects(struct tr_xml *w, const struct tr_verdict *v, const struct tr_etsi_document *documents, enum trien_lang lang)
{
	struct writing g = {w, v};
	const size_t before = w->out->n;
	char id[TR_ETSI_ID_MAX];

	tr_xml_open(w, "SignatureValidationObjects");
	const size_t opened = w->out->n;
	each_path(v, write_certificates, &g);
	for (size_t i = 0; i < v->signature_count; i++) {
		write_stamps_of(w, v, i, lang);
		if (!v->signatures[i].is_timestamp)
			continue;
		tr_etsi_stamp_id(i, TR_ETSI_WHOLE, id);
		open_stamp(w, id, time_of_document_stamp(&v->signatures[i]));
		tr_xml_open(w, "ValidationReport");
		tr_etsi_body(w, v, i, &documents[i], lang);
		tr_xml_close(w);
		tr_xml_close(w);
	}
	const bool none = w->rc == TRIEN_OK && w->out->n == opened;
	tr_xml_close(w);
	/* The schema wants one object at least, or no list. */
	if (none)
		w->out->n = before;
}
