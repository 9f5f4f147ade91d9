/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile messages: QCVN 102:2016/BTTTT, by the paths of its elements. */
#include <stdlib.h>

#include "base/errors/base.h"
#include "base/errors/exchange.h"
#include "base/utf8.h"
#include "crypto/base64.h"
#include "exchange/edxml_parts.h"
#include "exchange/xml.h"

#define PATH_MAX_BYTES 512u

#define HEADER "/edXML/edXMLEnvelope/edXMLHeader/"
#define HEAD HEADER "MessageHeader/"
#define LISTED "/edXML/edXMLEnvelope/edXMLBody/edXMLManifest/Reference"
#define ENCODED "/edXML/AttachmentEncoded/Attachment"

/* Which struct an element's text belongs to: the message, or the last that was begun of a list. */
enum owner { MESSAGE, RECEIVER, ANSWER, LISTING, PART };

/* A part as the manifest lists it, and as it comes behind: joined at the end. */
struct part {
	const char *id, *name;
	struct tr_bytes content;
	bool is_pdf, taken;
};
struct parts {
	struct part items[TR_EDXML_ATTACHMENTS_MAX];
	size_t count;
};

struct reading {
	struct tr_edxml m;
	struct parts listed, encoded;
	size_t content; /* bytes of all that was attached */
	char path[PATH_MAX_BYTES];
	size_t path_n;
	const struct field *field; /* whose text is read; NULL: nobody's */
	struct tr_buf text;
};

struct field {
	const char *path;
	enum owner owner;
	size_t at; /* of the text in its owner */
};
#define OF(type, member) offsetof(struct type, member)
static const struct field fields[] = {
	{HEAD "From/OrganId", MESSAGE, OF(tr_edxml, from.id)},
	{HEAD "From/OrganName", MESSAGE, OF(tr_edxml, from.name)},
	{HEAD "From/Email", MESSAGE, OF(tr_edxml, from.email)},
	{HEAD "To/OrganId", RECEIVER, OF(tr_edxml_organ, id)},
	{HEAD "To/OrganName", RECEIVER, OF(tr_edxml_organ, name)},
	{HEAD "To/Email", RECEIVER, OF(tr_edxml_organ, email)},
	{HEAD "Code/CodeNumber", MESSAGE, OF(tr_edxml, number)},
	{HEAD "Code/CodeNotation", MESSAGE, OF(tr_edxml, notation)},
	{HEAD "PromulgationInfo/Place", MESSAGE, OF(tr_edxml, place)},
	{HEAD "PromulgationInfo/PromulgationDate", MESSAGE, OF(tr_edxml, date)},
	{HEAD "DocumentType", MESSAGE, OF(tr_edxml, kind)},
	{HEAD "DocumentType/TypeName", MESSAGE, OF(tr_edxml, kind)},
	{HEAD "Subject", MESSAGE, OF(tr_edxml, subject)},
	{HEAD "SignerInfo/FullName", MESSAGE, OF(tr_edxml, signer)},
	{HEAD "DueDate", MESSAGE, OF(tr_edxml, due)},
	{HEAD "OtherInfo/Priority", MESSAGE, OF(tr_edxml, priority)},
	{HEAD "DocumentId", MESSAGE, OF(tr_edxml, document)},
	{HEAD "ResponseFor/OrganId", ANSWER, OF(tr_edxml_reference, organ)},
	{HEAD "ResponseFor/Code", ANSWER, OF(tr_edxml_reference, code)},
	{HEAD "ResponseFor/PromulgationDate", ANSWER, OF(tr_edxml_reference, date)},
	{HEAD "ResponseFor/DocumentId", ANSWER, OF(tr_edxml_reference, document)},
	{HEADER "TraceHeaderList/Bussiness/BussinessDocType", MESSAGE, OF(tr_edxml, business)},
	{HEADER "TraceHeaderList/Bussiness/BussinessDocReason", MESSAGE, OF(tr_edxml, description)},
	{HEADER "TraceHeaderList/Bussiness/DocumentId", MESSAGE, OF(tr_edxml, about)},
	{HEADER "Status/From/OrganId", MESSAGE, OF(tr_edxml, from.id)},
	{HEADER "Status/From/OrganName", MESSAGE, OF(tr_edxml, from.name)},
	{HEADER "Status/From/Email", MESSAGE, OF(tr_edxml, from.email)},
	{HEADER "Status/ResponseFor/OrganId", ANSWER, OF(tr_edxml_reference, organ)},
	{HEADER "Status/ResponseFor/Code", ANSWER, OF(tr_edxml_reference, code)},
	{HEADER "Status/ResponseFor/PromulgationDate", ANSWER, OF(tr_edxml_reference, date)},
	{HEADER "Status/ResponseFor/DocumentId", ANSWER, OF(tr_edxml_reference, document)},
	{HEADER "Status/StatusCode", MESSAGE, OF(tr_edxml, status)},
	{HEADER "Status/Description", MESSAGE, OF(tr_edxml, description)},
	{HEADER "Status/Timestamp", MESSAGE, OF(tr_edxml, timestamp)},
	{LISTED "/ContentId", LISTING, OF(part, id)},
	{LISTED "/AttachmentName", LISTING, OF(part, name)},
	{ENCODED "/ContentId", PART, OF(part, id)},
	{ENCODED "/AttachmentName", PART, OF(part, name)},
	{ENCODED "/ContentTransferEncoded", PART, OF(part, content)},
};

/* ---- errors ---- */

static trien_rc
bad(const char *part, const char *what, size_t max, struct trien_err *err)
{
	char shown[PATH_MAX_BYTES];

	tr_utf8_printable(part, strlen(part), shown, sizeof(shown));
	return max != 0 ? TR_ERR(err, EXCHANGE_EDXML_LIMIT, TR_S("what", what), TR_U("max", max))
			: TR_ERR(err, EXCHANGE_EDXML, TR_B("part", shown, strlen(shown)), TR_S("what", what));
}

static trien_rc
malformed(const struct reading *r, const char *what, struct trien_err *err)
{
	return bad(r->path, what, 0, err);
}

/* ---- lists ---- */

static bool
is_at(const struct reading *r, const char *path)
{
	return strcmp(r->path, path) == 0;
}

static trien_rc
begin_receiver(struct reading *r, struct trien_err *err)
{
	if (r->m.to_count == TR_EDXML_RECEIVERS_MAX)
		return bad(r->path, "receivers", TR_EDXML_RECEIVERS_MAX, err);
	if (r->m.to == NULL)
		TR_TRY(tr_arena_array(&r->m.arena, TR_EDXML_RECEIVERS_MAX, sizeof(*r->m.to), &r->m.to, err));
	r->m.to_count++;
	return TRIEN_OK;
}

static trien_rc
begin_answer(struct reading *r, struct trien_err *err)
{
	if (r->m.answer_count == TR_EDXML_ANSWERS_MAX)
		return bad(r->path, "ResponseFor", TR_EDXML_ANSWERS_MAX, err);
	if (r->m.answers == NULL)
		TR_TRY(tr_arena_array(&r->m.arena, TR_EDXML_ANSWERS_MAX, sizeof(*r->m.answers), &r->m.answers, err));
	r->m.answer_count++;
	return TRIEN_OK;
}

static trien_rc
begin_part(const struct reading *r, struct parts *p, struct trien_err *err)
{
	if (p->count == TR_EDXML_ATTACHMENTS_MAX)
		return bad(r->path, "attachments", TR_EDXML_ATTACHMENTS_MAX, err);
	p->count++;
	return TRIEN_OK;
}

/* An element that has elements of its own, each time it begins. */
static trien_rc
begin(struct reading *r, struct trien_err *err)
{
	if (is_at(r, HEAD "To"))
		return begin_receiver(r, err);
	if (is_at(r, HEAD "ResponseFor") || is_at(r, HEADER "Status/ResponseFor"))
		return begin_answer(r, err);
	if (is_at(r, LISTED))
		return begin_part(r, &r->listed, err);
	if (is_at(r, ENCODED))
		return begin_part(r, &r->encoded, err);
	if (is_at(r, HEADER "Status"))
		r->m.is_status = true;
	return TRIEN_OK;
}

/* ---- texts ---- */

static void *
owner_of(struct reading *r, enum owner owner)
{
	switch (owner) {
	case MESSAGE: return &r->m;
	case RECEIVER: return &r->m.to[r->m.to_count - 1];
	case ANSWER: return &r->m.answers[r->m.answer_count - 1];
	case LISTING: return &r->listed.items[r->listed.count - 1];
	case PART: return &r->encoded.items[r->encoded.count - 1];
	}
	abort();
}

static bool
is_blank(struct tr_bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if (strchr(" \t\r\n", b.p[i]) == NULL || b.p[i] == 0)
			return false;
	return true;
}

/* Line ends and what stands round them become one blank, that is what a title of several lines means. */
static size_t
one_line(uint8_t *p, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++) {
		const bool blank = p[i] == ' ' || p[i] == '\t' || p[i] == '\r' || p[i] == '\n';
		if (!blank)
			p[out++] = p[i];
		else if (out > 0 && p[out - 1] != ' ')
			p[out++] = ' ';
	}
	return out > 0 && p[out - 1] == ' ' ? out - 1 : out;
}

static trien_rc
set_text(struct reading *r, const char **at, struct trien_err *err)
{
	const size_t n = one_line(r->text.p, r->text.n);
	const uint8_t *copy;
	struct tr_text text;

	if (n == 0)
		return TRIEN_OK;
	if (*at != NULL)
		return malformed(r, "twice", err);
	if (n > TR_EDXML_TEXT_MAX)
		return bad(r->path, "bytes of a text", TR_EDXML_TEXT_MAX, err);
	TR_TRY(tr_text_of(TR_BYTES(r->text.p, n), &text, err));
	if (tr_utf8_hidden(text) != 0)
		return malformed(r, "hidden character", err);
	TR_TRY(tr_arena_copy(&r->m.arena, r->text.p, n, &copy, err));
	*at = (const char *)copy;
	return TRIEN_OK;
}

/* ---- what is attached ---- */

static trien_rc
unpack_piece(void *context, struct tr_bytes piece, struct trien_err *err)
{
	return tr_buf_add_bytes(context, piece, err);
}

/* A ZIP of one entry is the way of some programs of the exchange to send a file. What cannot be unpacked is a file like any other. */
static trien_rc
unpack(struct tr_buf *b, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_buf content = {.max = TR_EDXML_CONTENT_MAX};
	struct tr_zip zip = {0};

	if (!tr_bytes_start(tr_buf_view(b), "PK\x03\x04") || tr_zip_open(tr_buf_view(b), &zip, &why) != TRIEN_OK)
		return why.code == TRIEN_E_NO_MEMORY ? TR_ERR(err, NO_MEMORY, TR_U("want", 0)) : TRIEN_OK;
	const trien_rc rc = zip.count == 1 ? tr_zip_unpack(&zip.entries[0], unpack_piece, &content, &why) : TRIEN_E_EXCHANGE_ZIP;
	tr_zip_free(&zip);
	if (rc == TRIEN_OK) {
		tr_buf_free(b);
		*b = content;
		return TRIEN_OK;
	}
	tr_buf_free(&content);
	return rc == TRIEN_E_NO_MEMORY ? TR_ERR(err, NO_MEMORY, TR_U("want", 0)) : TRIEN_OK;
}

static trien_rc
set_content(struct reading *r, struct part *p, struct trien_err *err)
{
	TR_AUTO_BUF content = {.max = TR_EDXML_FILE_MAX};
	const uint8_t *copy;

	if (p->taken)
		return malformed(r, "twice", err);
	if (!tr_base64_decode(tr_buf_view(&r->text), &content))
		return malformed(r, "Base64", err);
	TR_TRY(unpack(&content, err));
	p->taken = true;
	r->content += content.n;
	if (r->content > TR_EDXML_CONTENT_MAX)
		return bad(r->path, "bytes of what is attached", TR_EDXML_CONTENT_MAX, err);
	p->is_pdf = tr_bytes_start(tr_buf_view(&content), "%PDF-");
	if (!p->is_pdf)
		return TRIEN_OK;
	TR_TRY(tr_arena_copy(&r->m.arena, content.p, content.n, &copy, err));
	p->content = TR_BYTES(copy, content.n);
	return TRIEN_OK;
}

/* ---- what the XML says ---- */

static trien_rc
push(struct reading *r, const char *name, struct trien_err *err)
{
	const char *said = strcmp(name, "MessageStatus") == 0 ? "Status" : name;
	const size_t n = strlen(said);

	if (r->path_n + 1 + n >= sizeof(r->path))
		return malformed(r, "path", err);
	r->path[r->path_n] = '/';
	memcpy(r->path + r->path_n + 1, said, n + 1);
	r->path_n += n + 1;
	return TRIEN_OK;
}

static void
pop(struct reading *r)
{
	while (r->path[r->path_n] != '/')
		r->path_n--;
	r->path[r->path_n] = '\0';
}

static const struct field *
find_field(const struct reading *r)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (is_at(r, fields[i].path))
			return &fields[i];
	return NULL;
}

static trien_rc
on_open(void *context, const char *name, const struct tr_xml_attributes *a, struct trien_err *err)
{
	struct reading *r = context;

	(void)a;
	if (r->field != NULL && !is_blank(tr_buf_view(&r->text)))
		return malformed(r, "text beside elements", err);
	TR_TRY(push(r, name, err));
	if (r->path_n == strlen(name) + 1 && !is_at(r, "/edXML"))
		return malformed(r, "edXML", err);
	tr_buf_clear(&r->text);
	r->field = find_field(r);
	return begin(r, err);
}

static trien_rc
on_close(void *context, const char *name, struct trien_err *err)
{
	struct reading *r = context;
	const struct field *f = r->field;

	(void)name;
	r->field = NULL;
	if (f != NULL && f->owner == PART && f->at == OF(part, content))
		TR_TRY(set_content(r, owner_of(r, PART), err));
	else if (f != NULL)
		TR_TRY(set_text(r, (const char **)(void *)((char *)owner_of(r, f->owner) + f->at), err));
	tr_buf_clear(&r->text);
	pop(r);
	return TRIEN_OK;
}

static trien_rc
on_text(void *context, struct tr_bytes text, struct trien_err *err)
{
	struct reading *r = context;

	return r->field != NULL ? tr_buf_add_bytes(&r->text, text, err) : TRIEN_OK;
}

/* ---- all of it ---- */

static const char *
without_cid(const char *id)
{
	if (id == NULL)
		return "";
	return strncmp(id, "cid:", 4) == 0 ? id + 4 : id;
}

/* Only the last part of a path is a name: of both kinds of systems. */
static const char *
without_path(const char *name)
{
	const char *last = name;

	for (const char *p = name; *p != '\0'; p++)
		if (*p == '/' || *p == '\\')
			last = p + 1;
	return last;
}

static struct part *
find_part(struct parts *p, const char *id)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(without_cid(p->items[i].id), id) == 0)
			return &p->items[i];
	return NULL;
}

/* Each that is listed is there, once, and nothing else is. */
static trien_rc
join(struct reading *r, struct trien_err *err)
{
	TR_TRY(tr_arena_array(&r->m.arena, r->listed.count + 1, sizeof(*r->m.attachments), &r->m.attachments, err));
	if (r->listed.count != r->encoded.count)
		return bad("AttachmentEncoded", "ContentId", 0, err);
	for (size_t i = 0; i < r->listed.count; i++) {
		const struct part *listed = &r->listed.items[i];
		const char *id = without_cid(listed->id);
		struct part *p = find_part(&r->encoded, id);
		if (id[0] == '\0' || p == NULL || !p->taken || find_part(&r->listed, id) != listed)
			return bad("AttachmentEncoded", "ContentId", 0, err);
		const char *name = p->name != NULL ? p->name : listed->name;
		r->m.attachments[r->m.attachment_count++] = (struct tr_edxml_attachment){without_path(name != NULL ? name : ""), id, p->content};
	}
	return TRIEN_OK;
}

static trien_rc
wanted(const char *text, const char *what, struct trien_err *err)
{
	return text[0] != '\0' ? TRIEN_OK : bad("edXMLHeader", what, 0, err);
}

static trien_rc
check(const struct tr_edxml *m, struct trien_err *err)
{
	TR_TRY(wanted(m->from.id, "From/OrganId", err));
	if (m->is_status) {
		if (m->answer_count != 1 || m->to_count > 0 || m->attachment_count > 0)
			return bad("edXMLHeader", "ResponseFor", 0, err);
		TR_TRY(wanted(m->answers[0].document, "ResponseFor/DocumentId", err));
		return tr_edxml_code(m->status) >= 0 ? TRIEN_OK : bad("edXMLHeader", "StatusCode", 0, err);
	}
	TR_TRY(wanted(m->document, "DocumentId", err));
	TR_TRY(wanted(m->subject, "Subject", err));
	if (m->to_count == 0)
		return bad("edXMLHeader", "To", 0, err);
	for (size_t i = 0; i < m->to_count; i++)
		TR_TRY(wanted(m->to[i].id, "To/OrganId", err));
	return TRIEN_OK;
}

static trien_rc
finish(struct reading *r, struct trien_err *err)
{
	const char **texts[TR_EDXML_TEXTS_MAX];

	tr_edxml_fill(texts, tr_edxml_texts(&r->m, texts));
	for (size_t i = 0; i < r->m.to_count; i++)
		tr_edxml_fill(texts, tr_edxml_organ_texts(&r->m.to[i], texts));
	for (size_t i = 0; i < r->m.answer_count; i++)
		tr_edxml_fill(texts, tr_edxml_reference_texts(&r->m.answers[i], texts));
	TR_TRY(join(r, err));
	return check(&r->m, err);
}

trien_rc
tr_edxml_read(struct tr_bytes in, struct tr_edxml *out, struct trien_err *err)
{
	static const char *const ours[] = {TR_EDXML_NS, "", NULL};
	struct reading *r;

	if (in.n > TR_EDXML_FILE_MAX)
		return bad("edXML", "bytes of the file", TR_EDXML_FILE_MAX, err);
	r = tr_mem_zeroed(1, sizeof(*r));
	if (r == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*r)));
	r->text.max = TR_EDXML_FILE_MAX;
	const struct tr_xml_reader reader = {.part = "edXML", .namespaces = ours, .bad = bad, .context = r, .open = on_open, .close = on_close, .text = on_text};
	trien_rc rc = tr_xml_read_bytes(in, &reader, err);
	if (rc == TRIEN_OK)
		rc = finish(r, err);
	if (rc == TRIEN_OK)
		*out = r->m;
	else
		tr_edxml_free(&r->m);
	tr_buf_free(&r->text);
	free(r);
	return rc;
}
