/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Elements in the order of the schema; clauses are those of TS 119 102-2. Requirement: R10.1 */
#include "report/etsi.h"

#include <stdio.h>

#include "base/errors/verify.h"
#include "base/utf8.h"
#include "report/etsi_parts.h"

#define URN "urn:etsi:019102:"
#define OURS "urn:x-trien:"

static void
reference(struct tr_xml *w, const char *name, const char *id)
{
	tr_xml_open(w, name);
	tr_xml_attribute(w, "VOReference", (struct tr_text){id, strlen(id)});
	tr_xml_close(w);
}

void
tr_etsi_certificate_id(const struct tr_certificate_verdict *c, char out[TR_ETSI_ID_MAX])
{
	out[0] = 'C';
	out[1] = '-';
	for (size_t i = 0; i < 32; i++)
		snprintf(out + 2 + 2 * i, 3, "%02x", c->sha256[i]);
}

void
tr_etsi_stamp_id(size_t signature, size_t stamp, char out[TR_ETSI_ID_MAX])
{
	if (stamp == TR_ETSI_WHOLE)
		snprintf(out, TR_ETSI_ID_MAX, "T-%zu", signature + 1);
	else
		snprintf(out, TR_ETSI_ID_MAX, "T-%zu-%zu", signature + 1, stamp + 1);
}

/* A document time stamp is one object, wherever it is spoken of. */
static void
id_of_stamp(const struct tr_verdict *v, size_t signature, size_t stamp, char out[TR_ETSI_ID_MAX])
{
	const struct tr_stamp_verdict *t = &v->signatures[signature].stamps[stamp];

	for (size_t i = 0; t->kind == TR_STAMP_DOCUMENT && i < v->signature_count; i++)
		if (v->signatures[i].is_timestamp && v->signatures[i].field.n == t->field.n &&
				(t->field.n == 0 || memcmp(v->signatures[i].field.p, t->field.p, t->field.n) == 0)) {
			tr_etsi_stamp_id(i, TR_ETSI_WHOLE, out);
			return;
		}
	tr_etsi_stamp_id(signature, stamp, out);
}

void
tr_etsi_digest(struct tr_xml *w, const uint8_t sha256[32])
{
	tr_xml_open(w, "DigestAlgAndValue");
	tr_xml_open(w, "ds:DigestMethod");
	tr_xml_attribute(w, "Algorithm", TR_TEXT_LIT("http://www.w3.org/2001/04/xmlenc#sha256"));
	tr_xml_close(w);
	tr_xml_open(w, "ds:DigestValue");
	tr_xml_base64(w, TR_BYTES(sha256, 32));
	tr_xml_close(w);
	tr_xml_close(w);
}

/* ---- §4.3.5: constraints ---- */
static void
typed(struct tr_xml *w, const char *element, const char *type, struct tr_text value)
{
	tr_xml_open(w, element);
	tr_xml_string(w, "Type", type);
	tr_xml_element(w, "Value", value);
	tr_xml_close(w);
}

static void
constraint(struct tr_xml *w, const struct tr_check *c)
{
	static const char *const results[] = {[TR_CHECKED_PASSED] = URN "mainindication:passed",
		[TR_CHECKED_UNKNOWN] = URN "mainindication:indeterminate", [TR_CHECKED_FAILED] = URN "mainindication:failed"};
	const bool done = c->result != TR_CHECKED_NOT_DONE;
	char id[128];

	snprintf(id, sizeof(id), OURS "%s", tr_check_id(c->kind));
	tr_xml_open(w, "ValidationConstraint");
	tr_xml_string(w, "ValidationConstraintIdentifier", id);
	if (c->got.n > 0)
		typed(w, "ValidationConstraintParameter", OURS "got", c->got);
	if (c->want.n > 0)
		typed(w, "ValidationConstraintParameter", OURS "want", c->want);
	tr_xml_open(w, "ConstraintStatus");
	tr_xml_string(w, "Status", done ? URN "constraintStatus:applied" : URN "constraintStatus:disabled");
	tr_xml_close(w);
	if (done) {
		tr_xml_open(w, "ValidationStatus");
		tr_xml_string(w, "MainIndication", results[c->result]);
		tr_xml_close(w);
	}
	tr_xml_close(w);
}

static void
constraints(struct tr_xml *w, const struct tr_verdict *v, const struct tr_signature_verdict *s)
{
	tr_xml_open(w, "ValidationConstraintsEvaluationReport");
	tr_xml_open(w, "SignatureValidationPolicy");
	tr_xml_open(w, "SignaturePolicyIdentifier");
	tr_xml_open(w, "xades:SignaturePolicyImplied");
	tr_xml_close(w);
	tr_xml_close(w);
	if (v->policy != NULL)
		tr_xml_string(w, "PolicyName", v->policy);
	tr_xml_close(w);
	for (size_t i = 0; i < s->check_count; i++)
		constraint(w, &s->checks[i]);
	tr_xml_close(w);
}

/* ---- §4.3.6 to §4.3.9: times, document, attributes, signer ---- */
static void
times(struct tr_xml *w, const struct tr_verdict *v, const struct tr_signature_verdict *s)
{
	static const char *const proofs[] = {[TR_BEST_AS_OF] = URN "poetype:validation",
		[TR_BEST_SIGNATURE_STAMP] = URN "poetype:validation", [TR_BEST_DOCUMENT_STAMP] = URN "poetype:validation",
		[TR_BEST_GIVEN_STAMP] = URN "poetype:provided"};

	tr_xml_open(w, "ValidationTimeInfo");
	tr_xml_time(w, "ValidationTime", v->as_of);
	tr_xml_open(w, "BestSignatureTime");
	tr_xml_time(w, "POETime", s->best_time);
	tr_xml_string(w, "TypeOfProof", proofs[s->best_time_source]);
	tr_xml_close(w);
	tr_xml_close(w);
}

static void
stamp_attributes(struct tr_xml *w, const struct tr_verdict *v, size_t i, enum tr_stamp_kind kind, const char *name)
{
	const struct tr_signature_verdict *s = &v->signatures[i];
	char id[TR_ETSI_ID_MAX];

	for (size_t k = 0; k < s->stamp_count; k++) {
		if (s->stamps[k].kind != kind || s->stamps[k].time == INT64_MIN)
			continue;
		tr_xml_open(w, name);
		id_of_stamp(v, i, k, id);
		reference(w, "AttributeObject", id);
		tr_xml_time(w, "TimeStampValue", s->stamps[k].time);
		tr_xml_close(w);
	}
}

static void
wrapped(struct tr_xml *w, const char *outer, const char *inner, struct tr_text text)
{
	if (text.n == 0)
		return;
	tr_xml_open(w, outer);
	tr_xml_attribute(w, "Signed", TR_TEXT_LIT("true"));
	tr_xml_element(w, inner, text);
	tr_xml_close(w);
}

static void
attributes(struct tr_xml *w, const struct tr_verdict *v, size_t i)
{
	const struct tr_signature_verdict *s = &v->signatures[i];

	tr_xml_open(w, "SignatureAttributes");
	if (s->time_source != TR_TIME_NONE) {
		tr_xml_open(w, "SigningTime");
		tr_xml_attribute(w, "Signed", TR_TEXT_LIT("true"));
		tr_xml_time(w, "Time", s->signing_time);
		tr_xml_close(w);
	}
	wrapped(w, "SignatureProductionPlace", "AddressString", s->location);
	stamp_attributes(w, v, i, TR_STAMP_SIGNATURE, "SignatureTimeStamp");
	stamp_attributes(w, v, i, TR_STAMP_DOCUMENT, "DocTimeStamp");
	wrapped(w, "Reason", "ReasonElement", s->reason);
	wrapped(w, "Name", "NameElement", s->name);
	wrapped(w, "SubFilter", "SubFilterElement", (struct tr_text){s->sub_filter, strlen(s->sub_filter)});
	tr_xml_close(w);
}

static void
signer(struct tr_xml *w, const struct tr_signature_verdict *s)
{
	char id[TR_ETSI_ID_MAX];

	if (s->path.count == 0)
		return;
	tr_etsi_certificate_id(&s->path.certificates[0], id);
	tr_xml_open(w, "SignerInformation");
	reference(w, "SignerCertificate", id);
	tr_xml_element(w, "Signer", s->signer);
	tr_xml_close(w);
}

/* §4.3.11 */
static void
process(struct tr_xml *w, const struct tr_signature_verdict *s)
{
	const char *which = URN "validationprocess:Basic";

	for (size_t k = 0; k < s->stamp_count; k++)
		which = s->stamps[k].kind == TR_STAMP_DOCUMENT || strcmp(which, URN "validationprocess:LTA") == 0
				? URN "validationprocess:LTA" : URN "validationprocess:LTVM";
	tr_xml_open(w, "SignatureValidationProcess");
	tr_xml_string(w, "SignatureValidationProcessID", which);
	tr_xml_close(w);
}

/* ---- §4.3.4: the status and what it rests on ---- */
static void
chain(struct tr_xml *w, const struct tr_path_verdict *p)
{
	char id[TR_ETSI_ID_MAX];

	if (p->count == 0)
		return;
	tr_xml_open(w, "CertificateChain");
	for (size_t i = 0; i < p->count; i++) {
		const bool anchor = p->anchored && i + 1 == p->count;
		tr_etsi_certificate_id(&p->certificates[i], id);
		/* An anchor may be the signer's own certificate; the chain names one in any case. */
		if (i == 0)
			reference(w, "SigningCertificate", id);
		if (anchor)
			reference(w, "TrustAnchor", id);
		else if (i > 0)
			reference(w, "IntermediateCertificate", id);
	}
	tr_xml_close(w);
}

static void
anchor_of(struct tr_xml *w, const struct tr_path_verdict *p)
{
	char id[TR_ETSI_ID_MAX];

	if (!p->anchored || p->count == 0)
		return;
	tr_etsi_certificate_id(&p->certificates[p->count - 1], id);
	reference(w, "TrustAnchor", id);
}

static void
revocation(struct tr_xml *w, const struct tr_path_verdict *p)
{
	char id[TR_ETSI_ID_MAX], reason[128];

	for (size_t i = 0; i < p->count; i++) {
		const struct tr_certificate_verdict *c = &p->certificates[i];
		if (!c->has_evidence || c->revoked_at == INT64_MIN)
			continue;
		tr_etsi_certificate_id(c, id);
		tr_xml_open(w, "RevocationStatusInformation");
		reference(w, "ValidationObjectId", id);
		tr_xml_time(w, "RevocationTime", c->revoked_at);
		/* §4.3.12.6.2 */
		snprintf(reason, sizeof(reason), URN "revocationReason:%s", tr_revocation_reason_name(c->reason));
		tr_xml_string(w, "RevocationReason", reason);
		tr_xml_close(w);
		return; /* one at most; the first is the nearest to the signer */
	}
}

static void
findings(struct tr_xml *w, const struct tr_finding *all, size_t count, enum trien_lang lang)
{
	char text[2048], id[128];

	if (count == 0)
		return;
	tr_xml_open(w, "AdditionalValidationReportData");
	for (size_t i = 0; i < count; i++) {
		snprintf(id, sizeof(id), OURS "%s", tr_finding_id(&all[i]));
		tr_finding_text(&all[i], lang, text, sizeof(text));
		typed(w, "ReportData", id, (struct tr_text){text, strlen(text)});
	}
	tr_xml_close(w);
}

/* One more line of a run of them; false at the end. */
static bool
take_line(struct tr_bytes *run, struct tr_text *out)
{
	const uint8_t *end = run->n > 0 ? memchr(run->p, '\0', run->n) : NULL;

	if (end == NULL)
		return false;
	*out = (struct tr_text){(const char *)run->p, (size_t)(end - run->p)};
	*run = TR_BYTES(end + 1, run->n - out->n - 1);
	return true;
}

/* Not a matter of EN 319 102-1: it changes no indication. */
static void
legal(struct tr_xml *w, const struct tr_legal *l, enum trien_lang lang)
{
	char type[128], value[2000];

	for (enum tr_leg_kind k = 0; k < TR_LEG_COUNT; k++) {
		snprintf(type, sizeof(type), OURS "legal:%s", tr_leg_name(k));
		snprintf(value, sizeof(value), "%s: %s%s%.*s", tr_leg_answer_name(l->legs[k].answer), tr_legal_reason_text(l->legs[k].reason, lang),
				k == TR_LEG_SOLE_CONTROL && l->control_why.n > 0 ? " " : "",
				k == TR_LEG_SOLE_CONTROL ? (int)l->control_why.n : 0, k == TR_LEG_SOLE_CONTROL ? l->control_why.p : "");
		typed(w, "ReportData", type, (struct tr_text){value, tr_utf8_cut(value, strlen(value))});
	}
	if (l->newer_law) {
		const char *acts = tr_legal_reason_text(TR_LEGAL_NEWER_ACTS, lang);
		typed(w, "ReportData", OURS "legal:newer-acts", (struct tr_text){acts, strlen(acts)});
	}
}

static void
beside(struct tr_xml *w, const struct tr_etsi_status *s, enum trien_lang lang)
{
	struct tr_bytes ids = s->document->ids, lines = s->document->lines;
	const bool law = s->legal != NULL && s->legal->applies;
	struct tr_text id, line;
	char type[128];

	if (lines.n == 0 && !law)
		return;
	tr_xml_open(w, "AssociatedValidationReportData");
	tr_xml_open(w, "AdditionalValidationReportData");
	if (law)
		legal(w, s->legal, lang);
	while (take_line(&ids, &id) && take_line(&lines, &line)) {
		snprintf(type, sizeof(type), OURS "%s", id.p);
		typed(w, "ReportData", type, line);
	}
	tr_xml_close(w);
	tr_xml_close(w);
}

void
tr_etsi_status(struct tr_xml *w, const struct tr_etsi_status *s, enum trien_lang lang)
{
	static const char *const words[][2] = {
		[TR_TOTAL_PASSED] = {URN "mainindication:total-passed", URN "mainindication:passed"},
		[TR_INDETERMINATE] = {URN "mainindication:indeterminate", URN "mainindication:indeterminate"},
		[TR_TOTAL_FAILED] = {URN "mainindication:total-failed", URN "mainindication:failed"},
	};
	char sub[128];

	tr_xml_open(w, "SignatureValidationStatus");
	tr_xml_string(w, "MainIndication", words[s->indication][s->of_stamp]);
	if (s->sub != TR_SUB_NONE) {
		snprintf(sub, sizeof(sub), URN "subindication:%s", tr_sub_indication_name(s->sub));
		tr_xml_string(w, "SubIndication", sub);
	}
	if (s->path->count > 0 || s->finding_count > 0) {
		tr_xml_open(w, "AssociatedValidationReportData");
		anchor_of(w, s->path);
		chain(w, s->path);
		revocation(w, s->path);
		findings(w, s->findings, s->finding_count, lang);
		tr_xml_close(w);
	}
	if (s->document != NULL)
		beside(w, s, lang);
	tr_xml_close(w);
}

/* ---- one signature ---- */
static void
identifier(struct tr_xml *w, size_t i)
{
	char id[TR_ETSI_ID_MAX];

	snprintf(id, sizeof(id), "S-%zu", i + 1);
	tr_xml_open(w, "SignatureIdentifier");
	tr_xml_attribute(w, "id", (struct tr_text){id, strlen(id)});
	tr_xml_string(w, "HashOnly", "false");
	tr_xml_string(w, "DocHashOnly", "false");
	tr_xml_close(w);
}

void
tr_etsi_body(struct tr_xml *w, const struct tr_verdict *v, size_t i, const struct tr_etsi_document *document, enum trien_lang lang)
{
	const struct tr_signature_verdict *s = &v->signatures[i];
	const struct tr_etsi_status status = {.indication = s->indication, .sub = s->sub, .of_stamp = s->is_timestamp, .path = &s->path,
		.findings = s->findings, .finding_count = s->finding_count, .document = document,
		.legal = v->legal != NULL ? &v->legal[i] : NULL};

	identifier(w, i);
	constraints(w, v, s);
	times(w, v, s);
	if (document->has) {
		tr_xml_open(w, "SignersDocument");
		tr_etsi_digest(w, document->sha256);
		tr_xml_close(w);
	}
	attributes(w, v, i);
	signer(w, s);
	process(w, s);
	tr_etsi_status(w, &status, lang);
}

trien_rc
tr_etsi_report(const struct tr_verdict *v, const struct tr_etsi_document *documents, enum trien_lang lang,
		struct tr_buf *out, struct trien_err *err)
{
	size_t signatures = 0;

	for (size_t i = 0; i < v->signature_count; i++)
		signatures += !v->signatures[i].is_timestamp;
	if (signatures == 0)
		return TR_ERR0(err, VERIFY_NO_SIGNATURE);
	struct tr_xml w = tr_xml_of(out, err);
	tr_xml_open(&w, "ValidationReport");
	tr_xml_attribute(&w, "xmlns", TR_TEXT_LIT("http://uri.etsi.org/19102/v1.2.1#"));
	tr_xml_attribute(&w, "xmlns:ds", TR_TEXT_LIT("http://www.w3.org/2000/09/xmldsig#"));
	tr_xml_attribute(&w, "xmlns:xades", TR_TEXT_LIT("http://uri.etsi.org/01903/v1.3.2#"));
	for (size_t i = 0; i < v->signature_count; i++) {
		if (v->signatures[i].is_timestamp)
			continue;
		tr_xml_open(&w, "SignatureValidationReport");
		tr_etsi_body(&w, v, i, &documents[i], lang);
		tr_xml_close(&w);
	}
	tr_etsi_objects(&w, v, documents, lang);
	tr_xml_close(&w);
	return w.rc;
}
