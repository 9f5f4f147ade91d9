/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ISO/IEC 29500-1 and -2 (OOXML): types, relationships and elements that a draft in DOCX may not have. */
#include "base/errors/exchange.h"
#include "exchange/draft_parts.h"

#define MAIN "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

/* What is behind the last slash of a relationship's type: transitional and strict documents have different beginnings. */
static const char *const macro_types[] = {"vbaProject", "wordVbaData", "attachedToolbars", "customUI", NULL};
static const char *const object_types[] = {"oleObject", "package", "control", "activeXControlBinary", "aFChunk", "subDocument", "frame", "mailMergeSource",
	"mailMergeHeaderSource", "mailMergeRecipientData", "recipientData", NULL};
/* What may be no XML: nothing of it is read as text of the draft. */
static const char *const media_types[] = {"image", "font", "thumbnail", "audio", "video", "media", "hdphoto", "model3d", "printerSettings", "origin", NULL};
static const char *const objects[] = {"OLEObject", "control", "altChunk", "subDoc", NULL};
/* Text, then cells, which LibreOffice shows as if nobody had taken them away, then how something looks. */
static const char *const changes[] = {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "trPrChange",
	"tcPrChange", "numberingChange", NULL};
/* Fields that fetch what lies elsewhere, or run something. */
static const char *const fields[] = {"INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DDE", "DDEAUTO", "DATABASE", "RD", "EMBED", "MACROBUTTON", "AUTOTEXT",
	"PRINT", NULL};

static bool
contains(struct tr_bytes in, const char *what)
{
	return in.n > 0 && memmem(in.p, in.n, what, strlen(what)) != NULL;
}

static trien_rc
look_at_type(struct tr_draft_part *p, struct tr_bytes type, struct trien_err *err)
{
	if (contains(type, "macroEnabled") || contains(type, "vbaProject"))
		return TR_ERR(err, EXCHANGE_DRAFT_MACRO, TR_S("part", p->name));
	p->found |= tr_bytes_are(type, MAIN);
	return TRIEN_OK;
}

static bool
ends_with_one_of(struct tr_bytes type, const char *const *words)
{
	for (; *words != NULL; words++) {
		const size_t n = strlen(*words);
		if (type.n > n && type.p[type.n - n - 1] == '/' && memcmp(type.p + type.n - n, *words, n) == 0)
			return true;
	}
	return false;
}

/* LibreOffice goes by relationships, whatever a part is called; we look at those that are called .xml. */
static bool
is_media_or_xml(struct tr_bytes type, struct tr_bytes target)
{
	return ends_with_one_of(type, media_types) || (target.n > 4 && strncasecmp((const char *)target.p + target.n - 4, ".xml", 4) == 0);
}

/* Word notes where a document's template lay on its author's machine: nobody fetches that; one on a network is a trap. */
static bool
is_plain_template(struct tr_bytes type, struct tr_bytes target)
{
	static const char *const template[] = {"attachedTemplate", NULL};
	const bool file = target.n > 8 && strncasecmp((const char *)target.p, "file:///", 8) == 0 && target.p[8] != '/' && target.p[8] != '\\';

	return ends_with_one_of(type, template) && (file || (!contains(target, "//") && !contains(target, "\\\\") && !contains(target, "://")));
}

static trien_rc
look_at_relationship(const struct tr_draft_part *p, const struct tr_xml_attributes *a, struct trien_err *err)
{
	static const char *const links[] = {"hyperlink", NULL};
	const struct tr_bytes type = tr_xml_attribute(a, "Type"), target = tr_xml_attribute(a, "Target"), mode = tr_xml_attribute(a, "TargetMode");

	if (ends_with_one_of(type, macro_types))
		return TR_ERR(err, EXCHANGE_DRAFT_MACRO, TR_S("part", p->name));
	if (ends_with_one_of(type, object_types))
		return TR_ERR(err, EXCHANGE_DRAFT_OBJECT, TR_S("part", p->name));
	if (ends_with_one_of(type, links) || is_plain_template(type, target))
		return TRIEN_OK;
	const bool external = mode.n == 8 && strncasecmp((const char *)mode.p, "External", 8) == 0;
	const bool leads_out = contains(target, "://") || contains(target, "\\");
	if (external || leads_out)
		return tr_draft_external(target, err);
	return target.n == 0 || is_media_or_xml(type, target) ? TRIEN_OK : TR_ERR(err, EXCHANGE_DRAFT, TR_S("what", "part not called .xml"));
}

/* The first word of a code: what kind of field it is. */
static trien_rc
look_at_code(struct tr_draft_part *p, struct trien_err *err)
{
	char word[24];
	size_t at = 0, n = 0;

	while (at < p->code_n && p->code[at] <= ' ')
		at++;
	while (at + n < p->code_n && p->code[at + n] > ' ' && n < sizeof(word) - 1)
		n++;
	memcpy(word, p->code + at, n);
	word[n] = '\0';
	p->code_n = 0;
	for (const char *const *f = fields; *f != NULL; f++)
		if (strcasecmp(word, *f) == 0)
			return tr_draft_external(TR_BYTES(word, n), err);
	return TRIEN_OK;
}

trien_rc
tr_draft_docx_text(void *part, struct tr_bytes text, struct trien_err *err)
{
	struct tr_draft_part *p = part;

	if (!p->in_code)
		return TRIEN_OK;
	if (text.n > sizeof(p->code) - p->code_n)
		return TR_ERR(err, EXCHANGE_DRAFT_LIMIT, TR_S("what", "bytes of a field"), TR_U("max", TR_DRAFT_FIELD_MAX));
	if (text.n > 0) /* an empty one has no address */
		memcpy(p->code + p->code_n, text.p, text.n);
	p->code_n += text.n;
	return TRIEN_OK;
}

static trien_rc
look_at_simple_field(struct tr_draft_part *p, struct tr_bytes code, struct trien_err *err)
{
	p->in_code = true;
	p->code_n = 0;
	const trien_rc rc = tr_draft_docx_text(p, code, err);
	p->in_code = false;
	return rc == TRIEN_OK ? look_at_code(p, err) : rc;
}

trien_rc
tr_draft_docx_open(void *part, const char *name, const struct tr_xml_attributes *a, struct trien_err *err)
{
	struct tr_draft_part *p = part;

	if (p->types)
		return look_at_type(p, tr_xml_attribute(a, "ContentType"), err);
	if (p->relationships)
		return look_at_relationship(p, a, err);
	if (tr_draft_is_one_of(name, objects))
		return TR_ERR(err, EXCHANGE_DRAFT_OBJECT, TR_S("part", name));
	if (tr_draft_is_one_of(name, changes))
		return TR_ERR0(err, EXCHANGE_DRAFT_TRACKED);
	if (strcmp(name, "fldSimple") == 0)
		return look_at_simple_field(p, tr_xml_attribute(a, "instr"), err);
	if (strcmp(name, "fldChar") == 0) /* a field begins within a field, or its code is over */
		return look_at_code(p, err);
	p->in_code = strcmp(name, "instrText") == 0;
	const struct tr_bytes source = tr_xml_attribute(a, "src"); /* of VML */
	return tr_draft_leads_out(source) ? tr_draft_external(source, err) : TRIEN_OK;
}

trien_rc
tr_draft_docx_close(void *part, const char *name, struct trien_err *err)
{
	struct tr_draft_part *p = part;

	(void)name, (void)err;
	p->in_code = false;
	return TRIEN_OK;
}
