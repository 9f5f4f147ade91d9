/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/xml.h"

#include <libxml/parser.h>

#include "base/errors/base.h"
#include "store/note.h"

#define PIECE ((size_t)64 << 10)

struct parsing {
	const struct tr_xml_reader *r;
	xmlParserCtxtPtr parser;
	struct trien_err *err;
	trien_rc rc; /* the first error of the reader */
	size_t depth;
	size_t foreign; /* depth at which an element of another namespace begins; 0: none */
};

struct tr_bytes
tr_xml_attribute(const struct tr_xml_attributes *a, const char *name)
{
	for (size_t i = 0; i < a->count; i++)
		if (strcmp((const char *)a->five[5 * i], name) == 0)
			return TR_BYTES(a->five[5 * i + 3], (size_t)(a->five[5 * i + 4] - a->five[5 * i + 3]));
	return TR_BYTES(NULL, 0);
}

bool
tr_xml_flag(const struct tr_xml_attributes *a, const char *name)
{
	const struct tr_bytes v = tr_xml_attribute(a, name);
	return tr_bytes_are(v, "1") || tr_bytes_are(v, "true");
}

size_t
tr_xml_number(const struct tr_xml_attributes *a, const char *name, size_t instead, size_t max)
{
	const struct tr_bytes v = tr_xml_attribute(a, name);
	uint64_t number;

	if (v.p == NULL)
		return instead;
	return tr_decimal_read(v, &number) && number <= max ? (size_t)number : SIZE_MAX;
}

/* ---- what libxml2 calls ---- */

static void
end_with(struct parsing *p, trien_rc rc)
{
	if (p->rc == TRIEN_OK && rc != TRIEN_OK) {
		p->rc = rc;
		xmlStopParser(p->parser);
	}
}

static trien_rc
malformed(const struct parsing *p, const char *what)
{
	return p->r->bad(p->r->part, what, 0, p->err);
}

static bool
is_ours(const struct parsing *p, const xmlChar *uri)
{
	if (p->r->namespaces == NULL)
		return true;
	for (const char *const *ours = p->r->namespaces; *ours != NULL; ours++)
		if (strcmp(uri == NULL ? "" : (const char *)uri, *ours) == 0)
			return true;
	return false;
}

static void
on_open(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces, const xmlChar **declared, int count,
		int defaulted, const xmlChar **attributes)
{
	struct parsing *p = context;
	const struct tr_xml_attributes a = {attributes, (size_t)count};
	const size_t depth_max = p->r->depth_max > 0 ? p->r->depth_max : TR_XML_DEPTH_MAX;

	(void)prefix, (void)namespaces, (void)declared, (void)defaulted;
	if (p->rc != TRIEN_OK)
		return;
	if (++p->depth > depth_max)
		end_with(p, p->r->bad(p->r->part, "depth of XML", depth_max, p->err));
	else if (p->foreign == 0 && !is_ours(p, uri))
		p->foreign = p->depth;
	else if (p->foreign == 0)
		end_with(p, p->r->open(p->r->context, (const char *)name, &a, p->err));
}

static void
on_close(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct parsing *p = context;

	(void)prefix, (void)uri;
	if (p->rc != TRIEN_OK)
		return;
	if (p->foreign == 0)
		end_with(p, p->r->close(p->r->context, (const char *)name, p->err));
	if (p->foreign == p->depth)
		p->foreign = 0;
	p->depth--;
}

static void
on_text(void *context, const xmlChar *text, int n)
{
	struct parsing *p = context;

	if (p->rc == TRIEN_OK && p->foreign == 0)
		end_with(p, p->r->text(p->r->context, TR_BYTES(text, (size_t)n), p->err));
}

static void
on_document_type(void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	struct parsing *p = context;

	(void)name, (void)public_id, (void)system_id;
	end_with(p, malformed(p, "<!DOCTYPE>"));
}

static void
on_error(void *context, xmlErrorPtr error)
{
	(void)context, (void)error; /* its words hold data of the file; that it is not well-formed is said once, at the end */
}

/* ---- all of it ---- */

static trien_rc
feed(void *context, struct tr_bytes part, struct trien_err *err)
{
	struct parsing *p = context;

	(void)err; /* the same as p->err */
	const int rc = xmlParseChunk(p->parser, (const char *)part.p, (int)part.n, 0);
	if (p->rc != TRIEN_OK)
		return p->rc;
	return rc == 0 ? TRIEN_OK : malformed(p, "XML");
}

/* Gives all of a source to feed(). */
typedef trien_rc (*pour)(const void *source, struct parsing *p, struct trien_err *err);

static trien_rc
pour_entry(const void *source, struct parsing *p, struct trien_err *err)
{
	return tr_zip_unpack(source, feed, p, err);
}

static trien_rc
pour_bytes(const void *source, struct parsing *p, struct trien_err *err)
{
	for (struct tr_bytes left = *(const struct tr_bytes *)source; left.n > 0; left = tr_bytes_part(left, PIECE, left.n))
		TR_TRY(feed(p, tr_bytes_part(left, 0, PIECE), err));
	return TRIEN_OK;
}

static trien_rc
read_all(pour from, const void *source, const struct tr_xml_reader *r, struct trien_err *err)
{
	xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_open, .endElementNs = on_close, .characters = on_text,
			.cdataBlock = on_text, .ignorableWhitespace = on_text, .internalSubset = on_document_type, .serror = on_error};
	struct parsing p = {.r = r, .err = err};

	p.parser = xmlCreatePushParserCtxt(&sax, &p, NULL, 0, NULL);
	if (p.parser == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", 0));
	/* NOENT: &amp; of an attribute as what it means; without a document type there are no other entities. */
	xmlCtxtUseOptions(p.parser, XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
	trien_rc rc = from(source, &p, err);
	if (rc == TRIEN_OK && (xmlParseChunk(p.parser, NULL, 0, 1) != 0 || !p.parser->wellFormed))
		rc = p.rc != TRIEN_OK ? p.rc : malformed(&p, "XML");
	if (p.parser->myDoc != NULL)
		xmlFreeDoc(p.parser->myDoc);
	xmlFreeParserCtxt(p.parser);
	return rc;
}

trien_rc
tr_xml_read(const struct tr_zip_entry *e, const struct tr_xml_reader *r, struct trien_err *err)
{
	return read_all(pour_entry, e, r, err);
}

trien_rc
tr_xml_read_bytes(struct tr_bytes in, const struct tr_xml_reader *r, struct trien_err *err)
{
	return read_all(pour_bytes, &in, r, err);
}
