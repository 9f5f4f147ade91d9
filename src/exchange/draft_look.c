/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What may be a draft: the archive, then the XML of its parts. What is found is refused, never taken out: a draft is signed as its author left it. */
#include <stdio.h>

#include "base/errors/exchange.h"
#include "base/utf8.h"
#include "exchange/draft_parts.h"

#define SHOWN_MAX 120u /* bytes of a reference in a message */

static bool
begins(struct tr_bytes in, const char *with)
{
	return in.n >= strlen(with) && memcmp(in.p, with, strlen(with)) == 0;
}

static bool
is_old(struct tr_bytes in)
{
	return begins(in, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") || begins(in, "{\\rtf");
}

static bool
is_flat(struct tr_bytes in)
{
	const struct tr_bytes text = begins(in, "\xef\xbb\xbf") ? tr_bytes_part(in, 3, SIZE_MAX) : in;
	return begins(text, "<?xml") || begins(text, "<office:document");
}

/* [MS-OFFCRYPTO] §2.3.4: behind a password Word puts the archive into a file of the old format, as a stream of this name (UTF-16LE). */
static bool
is_locked(struct tr_bytes in)
{
	static const char stream[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

	return memmem(in.p, in.n, stream, sizeof(stream)) != NULL;
}

bool
tr_draft_looks_so(struct tr_bytes in)
{
	return begins(in, "PK\x03\x04") || is_old(in) || is_flat(in);
}

bool
tr_draft_is_one_of(const char *name, const char *const *names)
{
	while (*names != NULL && strcmp(name, *names) != 0)
		names++;
	return *names != NULL;
}

/* Within the archive: a plain relative path without a step up, or a place of the document itself. */
bool
tr_draft_leads_out(struct tr_bytes r)
{
	if (r.n == 0 || r.p[0] == '#')
		return false;
	const uint8_t *slash = memchr(r.p, '/', r.n);
	const size_t first = slash != NULL ? (size_t)(slash - r.p) : r.n;
	return r.p[0] == '/' || memchr(r.p, '\\', r.n) != NULL || memchr(r.p, ':', first) != NULL || memmem(r.p, r.n, "..", 2) != NULL ||
			memchr(r.p, '%', r.n) != NULL;
}

trien_rc
tr_draft_external(struct tr_bytes target, struct trien_err *err)
{
	char shown[SHOWN_MAX + 1];
	size_t n = target.n < SHOWN_MAX ? target.n : SHOWN_MAX;

	n = tr_utf8_check(TR_BYTES(target.p, n)); /* whole letters */
	snprintf(shown, sizeof(shown), "%.*s", (int)n, (const char *)target.p);
	return TR_ERR(err, EXCHANGE_DRAFT_EXTERNAL, TR_S("target", shown));
}

/* ---- XML ---- */

static trien_rc
bad_xml(const char *part, const char *what, size_t max, struct trien_err *err)
{
	(void)part;
	return max > 0 ? TR_ERR(err, EXCHANGE_DRAFT_LIMIT, TR_S("what", what), TR_U("max", max)) : TR_ERR(err, EXCHANGE_DRAFT, TR_S("what", what));
}

static trien_rc
nothing_closed(void *context, const char *name, struct trien_err *err)
{
	(void)context, (void)name, (void)err;
	return TRIEN_OK;
}

static trien_rc
nothing_said(void *context, struct tr_bytes text, struct trien_err *err)
{
	(void)context, (void)text, (void)err;
	return TRIEN_OK;
}

static struct tr_xml_reader
reader_of(struct tr_draft_part *p)
{
	const bool docx = p->kind == TR_DRAFT_DOCX;

	return (struct tr_xml_reader){.part = p->name, .depth_max = TR_DRAFT_DEPTH_MAX, .bad = bad_xml, .context = p, .open = docx ? tr_draft_docx_open : tr_draft_odf_open,
		.close = docx ? tr_draft_docx_close : nothing_closed, .text = docx ? tr_draft_docx_text : nothing_said};
}

static bool
ends(const char *name, const char *with)
{
	const size_t n = strlen(name), m = strlen(with);
	return n >= m && strcasecmp(name + n - m, with) == 0;
}

/* ---- the archives ---- */

static bool
is_below(const char *name, const char *const *folders)
{
	while (*folders != NULL && strncasecmp(name, *folders, strlen(*folders)) != 0)
		folders++;
	return *folders != NULL;
}

static trien_rc
look_at_name(const char *name, struct trien_err *err)
{
	static const char *const macros[] = {"Basic/", "Scripts/", "Dialogs/", "word/vba", "customUI/", "word/customizations", NULL};
	static const char *const objects[] = {"word/embeddings/", "word/activeX/", "word/afchunk", NULL};

	if (is_below(name, macros) || ends(name, "/vbaProject.bin"))
		return TR_ERR(err, EXCHANGE_DRAFT_MACRO, TR_S("part", name));
	return is_below(name, objects) ? TR_ERR(err, EXCHANGE_DRAFT_OBJECT, TR_S("part", name)) : TRIEN_OK;
}

static bool
is_looked_at(enum tr_draft_kind kind, const char *name)
{
	if (kind == TR_DRAFT_DOCX)
		return ends(name, ".xml") || ends(name, ".rels");
	/* meta.xml names the template that the author began with, which nobody reads. */
	return ends(name, "content.xml") || ends(name, "styles.xml") || strcasecmp(name, "META-INF/manifest.xml") == 0;
}

static trien_rc
look_at_entry(const struct tr_zip_entry *e, enum tr_draft_kind kind, bool *found, struct trien_err *err)
{
	struct tr_draft_part p = {.name = e->name, .kind = kind, .types = strcasecmp(e->name, "[Content_Types].xml") == 0, .relationships = ends(e->name, ".rels")};
	const struct tr_xml_reader r = reader_of(&p);

	TR_TRY(look_at_name(e->name, err));
	if (is_looked_at(kind, e->name))
		TR_TRY(tr_xml_read(e, &r, err));
	*found |= p.found || (kind == TR_DRAFT_ODT && strcasecmp(e->name, "content.xml") == 0);
	return TRIEN_OK;
}

struct mimetype {
	char text[64];
	size_t n;
};

static trien_rc
add_mimetype(void *context, struct tr_bytes part, struct trien_err *err)
{
	struct mimetype *m = context;

	if (part.n > sizeof(m->text) - m->n)
		return TR_ERR(err, EXCHANGE_DRAFT, TR_S("what", "mimetype"));
	memcpy(m->text + m->n, part.p, part.n);
	m->n += part.n;
	return TRIEN_OK;
}

/* ISO/IEC 26300-2 §3.3: the first entry of an ODF archive says what it is. */
static trien_rc
kind_of(const struct tr_zip *z, enum tr_draft_kind *out, struct trien_err *err)
{
	const struct tr_zip_entry *mimetype = tr_zip_find(z, "mimetype");
	struct mimetype m = {.n = 0};

	*out = TR_DRAFT_DOCX;
	if (mimetype == NULL && tr_zip_find(z, "[Content_Types].xml") != NULL)
		return TRIEN_OK;
	if (mimetype == NULL)
		return TR_ERR(err, EXCHANGE_DRAFT, TR_S("what", "no text document"));
	*out = TR_DRAFT_ODT;
	TR_TRY(tr_zip_unpack(mimetype, add_mimetype, &m, err));
	return tr_bytes_are(TR_BYTES(m.text, m.n), "application/vnd.oasis.opendocument.text") ? TRIEN_OK : TR_ERR(err, EXCHANGE_DRAFT, TR_S("what", "no text document"));
}

static trien_rc
look_at_archive(struct tr_bytes in, enum tr_draft_kind *out, struct trien_err *err)
{
	struct tr_zip z;
	bool found = false;

	TR_TRY(tr_zip_open(in, &z, err));
	trien_rc rc = kind_of(&z, out, err);
	for (size_t i = 0; rc == TRIEN_OK && i < z.count; i++)
		rc = look_at_entry(&z.entries[i], *out, &found, err);
	tr_zip_free(&z);
	if (rc == TRIEN_OK && !found)
		rc = TR_ERR(err, EXCHANGE_DRAFT, TR_S("what", "no text document"));
	return rc;
}

trien_rc
tr_draft_look_part(struct tr_draft_part *p, struct tr_bytes xml, struct trien_err *err)
{
	const struct tr_xml_reader r = reader_of(p);

	return tr_xml_read_bytes(xml, &r, err);
}

trien_rc
tr_draft_look(struct tr_bytes in, enum tr_draft_kind *out, struct trien_err *err)
{
	if (in.n > TR_DRAFT_FILE_MAX)
		return TR_ERR(err, EXCHANGE_DRAFT_LIMIT, TR_S("what", "bytes of the file"), TR_U("max", TR_DRAFT_FILE_MAX));
	if (is_old(in))
		return is_locked(in) ? TR_ERR0(err, EXCHANGE_DRAFT_LOCKED) : TR_ERR0(err, EXCHANGE_DRAFT_OLD);
	if (!is_flat(in))
		return look_at_archive(in, out, err);
	*out = TR_DRAFT_FLAT_ODT;
	return tr_draft_look_part(&(struct tr_draft_part){.name = "document", .kind = *out}, in, err);
}
