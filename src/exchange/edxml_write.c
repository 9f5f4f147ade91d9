/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes messages: a prefix on every element inside the envelope, none behind it, as the programs of the exchange do. */
#include "base/errors/exchange.h"
#include "base/utf8.h"
#include "crypto/base64.h"
#include "exchange/edxml_parts.h"

#define HEAD \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<edXML xmlns=\"" TR_EDXML_NS "\">\n<edXML:edXMLEnvelope xmlns:edXML=\"" TR_EDXML_NS "\">\n<edXML:edXMLHeader>\n"

static trien_rc
refuse(const char *name, const char *what, struct trien_err *err)
{
	return TR_ERR(err, EXCHANGE_EDXML, TR_S("part", name), TR_S("what", what));
}

/* XML 1.0 §2.2 has no U+FFFE and U+FFFF; of controls, and of what nobody sees, no text of a document has any. */
static trien_rc
check(const char *name, const char *value, struct trien_err *err)
{
	struct tr_text text;

	TR_TRY(tr_text_of(TR_BYTES(value, strlen(value)), &text, err));
	if (tr_utf8_hidden(text) != 0 || strstr(value, "\xef\xbf\xbe") != NULL || strstr(value, "\xef\xbf\xbf") != NULL)
		return refuse(name, "character", err);
	return TRIEN_OK;
}

static trien_rc
add_escaped(struct tr_buf *out, const char *value, struct trien_err *err)
{
	for (const char *p = value; *p != '\0'; p++) {
		const char *said = *p == '&' ? "&amp;" : *p == '<' ? "&lt;" : *p == '>' ? "&gt;" : NULL;
		TR_TRY(said != NULL ? tr_buf_add(out, said, strlen(said), err) : tr_buf_add_byte(out, (uint8_t)*p, err));
	}
	return TRIEN_OK;
}

/* An element inside the envelope; an empty one is left out. */
static trien_rc
add(struct tr_buf *out, const char *name, const char *value, struct trien_err *err)
{
	if (value == NULL || value[0] == '\0')
		return TRIEN_OK;
	TR_TRY(check(name, value, err));
	TR_TRY(tr_buf_addf(out, err, "<edXML:%s>", name));
	TR_TRY(add_escaped(out, value, err));
	return tr_buf_addf(out, err, "</edXML:%s>\n", name);
}

static trien_rc
begin(struct tr_buf *out, const char *name, struct trien_err *err)
{
	return tr_buf_addf(out, err, "<edXML:%s>\n", name);
}

static trien_rc
end(struct tr_buf *out, const char *name, struct trien_err *err)
{
	return tr_buf_addf(out, err, "</edXML:%s>\n", name);
}

static trien_rc
add_organ(struct tr_buf *out, const char *name, const struct tr_edxml_organ *o, struct trien_err *err)
{
	TR_TRY(begin(out, name, err));
	TR_TRY(add(out, "OrganId", o->id, err));
	TR_TRY(add(out, "OrganName", o->name, err));
	TR_TRY(add(out, "Email", o->email, err));
	return end(out, name, err);
}

static trien_rc
add_answers(struct tr_buf *out, const struct tr_edxml *m, struct trien_err *err)
{
	for (size_t i = 0; i < m->answer_count; i++) {
		TR_TRY(begin(out, "ResponseFor", err));
		TR_TRY(add(out, "OrganId", m->answers[i].organ, err));
		TR_TRY(add(out, "Code", m->answers[i].code, err));
		TR_TRY(add(out, "PromulgationDate", m->answers[i].date, err));
		TR_TRY(add(out, "DocumentId", m->answers[i].document, err));
		TR_TRY(end(out, "ResponseFor", err));
	}
	return TRIEN_OK;
}

static trien_rc
add_status(struct tr_buf *out, const struct tr_edxml *m, struct trien_err *err)
{
	TR_TRY(begin(out, "Status", err));
	TR_TRY(add_answers(out, m, err));
	TR_TRY(add_organ(out, "From", &m->from, err));
	TR_TRY(add(out, "StatusCode", m->status, err));
	TR_TRY(add(out, "Description", m->description, err));
	TR_TRY(add(out, "Timestamp", m->timestamp, err));
	return end(out, "Status", err);
}

/* Elements of an element; it is left out where they all are empty. */
static trien_rc
add_group(struct tr_buf *out, const char *group, const char *const pairs[][2], size_t count, struct trien_err *err)
{
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any = any || (pairs[i][1] != NULL && pairs[i][1][0] != '\0');
	if (!any)
		return TRIEN_OK;
	TR_TRY(begin(out, group, err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(add(out, pairs[i][0], pairs[i][1], err));
	return end(out, group, err);
}

static trien_rc
add_head(struct tr_buf *out, const struct tr_edxml *m, struct trien_err *err)
{
	const char *const code[][2] = {{"CodeNumber", m->number}, {"CodeNotation", m->notation}}, *const info[][2] = {{"Place", m->place}, {"PromulgationDate", m->date}},
		   *const kind[][2] = {{"TypeName", m->kind}}, *const signer[][2] = {{"FullName", m->signer}}, *const other[][2] = {{"Priority", m->priority}},
		   *const business[][2] = {{"BussinessDocType", m->business}, {"BussinessDocReason", m->description}, {"DocumentId", m->about}};

	TR_TRY(begin(out, "MessageHeader", err));
	TR_TRY(add_organ(out, "From", &m->from, err));
	for (size_t i = 0; i < m->to_count; i++)
		TR_TRY(add_organ(out, "To", &m->to[i], err));
	TR_TRY(add_group(out, "Code", code, 2, err));
	TR_TRY(add_group(out, "PromulgationInfo", info, 2, err));
	TR_TRY(add_group(out, "DocumentType", kind, 1, err));
	TR_TRY(add(out, "Subject", m->subject, err));
	TR_TRY(add_group(out, "SignerInfo", signer, 1, err));
	TR_TRY(add(out, "DueDate", m->due, err));
	TR_TRY(add_group(out, "OtherInfo", other, 1, err));
	TR_TRY(add_answers(out, m, err));
	TR_TRY(add(out, "DocumentId", m->document, err));
	TR_TRY(end(out, "MessageHeader", err));
	TR_TRY(begin(out, "TraceHeaderList", err));
	TR_TRY(add_group(out, "Bussiness", business, 3, err));
	return end(out, "TraceHeaderList", err);
}

static trien_rc
add_listed(struct tr_buf *out, const struct tr_edxml *m, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, "<edXML:edXMLBody>\n<edXML:edXMLManifest version=\"1.0\">\n"));
	for (size_t i = 0; i < m->attachment_count; i++) {
		TR_TRY(begin(out, "Reference", err));
		TR_TRY(tr_buf_addf(out, err, "<edXML:ContentId>cid:%s</edXML:ContentId>\n", m->attachments[i].id));
		TR_TRY(add(out, "ContentType", "application/pdf", err));
		TR_TRY(add(out, "AttachmentName", m->attachments[i].name, err));
		TR_TRY(end(out, "Reference", err));
	}
	return tr_buf_addf(out, err, "</edXML:edXMLManifest>\n</edXML:edXMLBody>\n");
}

static trien_rc
add_encoded(struct tr_buf *out, const struct tr_edxml *m, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, "<AttachmentEncoded>\n"));
	for (size_t i = 0; i < m->attachment_count; i++) {
		const struct tr_edxml_attachment *a = &m->attachments[i];
		TR_TRY(tr_buf_addf(out, err, "<Attachment>\n<ContentType>application/pdf</ContentType>\n<ContentId>cid:%s</ContentId>\n<AttachmentName>", a->id));
		TR_TRY(add_escaped(out, a->name, err));
		TR_TRY(tr_buf_addf(out, err, "</AttachmentName>\n<ContentTransferEncoded>"));
		TR_TRY(tr_base64_encode(a->content, out, err));
		TR_TRY(tr_buf_addf(out, err, "</ContentTransferEncoded>\n</Attachment>\n"));
	}
	return tr_buf_addf(out, err, "</AttachmentEncoded>\n");
}

/* What is no name of a part and of a file is not written: the reader would find another. */
static trien_rc
check_attached(const struct tr_edxml *m, struct trien_err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";

	if (m->attachment_count > TR_EDXML_ATTACHMENTS_MAX)
		return TR_ERR(err, EXCHANGE_EDXML_LIMIT, TR_S("what", "attachments"), TR_U("max", TR_EDXML_ATTACHMENTS_MAX));
	for (size_t i = 0; i < m->attachment_count; i++) {
		const struct tr_edxml_attachment *a = &m->attachments[i];
		if (a->id[0] == '\0' || strspn(a->id, letters) != strlen(a->id))
			return refuse("ContentId", "character", err);
		if (strchr(a->name, '/') != NULL || strchr(a->name, '\\') != NULL)
			return refuse("AttachmentName", "character", err);
		if (a->content.n == 0)
			return refuse("ContentTransferEncoded", "empty", err);
	}
	return TRIEN_OK;
}

trien_rc
tr_edxml_write(const struct tr_edxml *m, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(check_attached(m, err));
	TR_TRY(tr_buf_addf(out, err, HEAD));
	TR_TRY(m->is_status ? add_status(out, m, err) : add_head(out, m, err));
	TR_TRY(tr_buf_addf(out, err, "</edXML:edXMLHeader>\n"));
	if (!m->is_status)
		TR_TRY(add_listed(out, m, err));
	TR_TRY(tr_buf_addf(out, err, "</edXML:edXMLEnvelope>\n"));
	if (!m->is_status)
		TR_TRY(add_encoded(out, m, err));
	return tr_buf_addf(out, err, "</edXML>\n");
}
