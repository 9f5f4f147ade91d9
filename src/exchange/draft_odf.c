/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ISO/IEC 26300-3 (ODF 1.3): elements of content.xml and styles.xml, and of a flat document, that a draft may not have. Embedded fonts and pictures are looked at by nobody here. */
#include "base/errors/exchange.h"
#include "exchange/draft_parts.h"

static const char *const macros[] = {"event-listener", "script", "execute-macro", NULL};
static const char *const objects[] = {"object-ole", "plugin", "applet", "floating-frame", NULL};
static const char *const sources[] = {"dde-source", "dde-connection-decl", "dde-link", "table-source", NULL};

#define MIMETYPE "application/vnd.oasis.opendocument.text"

static bool
is_macro_address(struct tr_bytes reference)
{
	static const char *const schemes[] = {"macro:", "vnd.sun.star.", "javascript:", "vbscript:", "service:", "slot:", ".uno:", NULL};

	for (const char *const *s = schemes; *s != NULL; s++)
		if (reference.n >= strlen(*s) && strncasecmp((const char *)reference.p, *s, strlen(*s)) == 0)
			return true;
	return false;
}

trien_rc
tr_draft_odf_open(void *part, const char *name, const struct tr_xml_attributes *a, struct trien_err *err)
{
	struct tr_draft_part *p = part;
	const struct tr_bytes href = tr_xml_attribute(a, "href");

	if (p->kind == TR_DRAFT_FLAT_ODT && !p->found) {
		p->found = strcmp(name, "document") == 0 && tr_bytes_are(tr_xml_attribute(a, "mimetype"), MIMETYPE);
		if (!p->found)
			return TR_ERR(err, EXCHANGE_DRAFT, TR_S("what", "no text document"));
	}
	if (strcmp(name, "encryption-data") == 0)
		return TR_ERR0(err, EXCHANGE_DRAFT_LOCKED);
	if (tr_draft_is_one_of(name, macros) || is_macro_address(href))
		return TR_ERR(err, EXCHANGE_DRAFT_MACRO, TR_S("part", p->name));
	if (tr_draft_is_one_of(name, objects))
		return TR_ERR(err, EXCHANGE_DRAFT_OBJECT, TR_S("part", name));
	if (tr_draft_is_one_of(name, sources))
		return tr_draft_external(TR_BYTES(name, strlen(name)), err);
	if (strcmp(name, "changed-region") == 0)
		return TR_ERR0(err, EXCHANGE_DRAFT_TRACKED);
	/* A link that a person clicks at is no part of the page. */
	return strcmp(name, "a") != 0 && tr_draft_leads_out(href) ? tr_draft_external(href, err) : TRIEN_OK;
}
