/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The workbook: which part is which sheet. ISO 29500-1 §12.2, §18.2; ISO 29500-2 §6.5 (relationships). */
#include "exchange/xlsx.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/exchange.h"
#include "base/utf8.h"
#include "exchange/xlsx_parts.h"

trien_rc
tr_xlsx_bad(const struct tr_xlsx *x, const char *what, struct trien_err *err)
{
	return TR_ERR(err, EXCHANGE_XLSX, TR_B("part", x->part, strlen(x->part)), TR_S("what", what));
}

static trien_rc
bad(const char *part, const char *what, size_t max, struct trien_err *err)
{
	return max != 0 ? TR_ERR(err, EXCHANGE_ZIP_LIMIT, TR_S("what", what), TR_U("max", max))
			: TR_ERR(err, EXCHANGE_XLSX, TR_S("part", part), TR_S("what", what));
}

trien_rc
tr_xlsx_read_part(struct tr_xlsx *x, const char *name, struct tr_xml_reader r, struct trien_err *err)
{
	/* Transitional and strict, and that of relationships. */
	static const char *const ours[] = {"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
		"http://schemas.openxmlformats.org/package/2006/relationships", NULL};
	const struct tr_zip_entry *e = tr_zip_find(&x->zip, name);

	tr_utf8_printable(name, strlen(name), x->part, sizeof(x->part));
	r.part = x->part;
	r.namespaces = ours;
	r.bad = bad;
	return e == NULL ? tr_xlsx_bad(x, "missing", err) : tr_xml_read(e, &r, err);
}

static trien_rc
no_close(void *context, const char *name, struct trien_err *err)
{
	(void)context, (void)name, (void)err;
	return TRIEN_OK;
}

static trien_rc
no_text(void *context, struct tr_bytes text, struct trien_err *err)
{
	(void)context, (void)text, (void)err;
	return TRIEN_OK;
}

/* ---- relationships ---- */

struct relating {
	struct tr_xlsx *x;
	const char *base; /* folder of the part whose relationships these are: "" or "xl/" */
	const char *sheet; /* id of the one that is looked for; NULL: none is */
};

/* A target is relative to the folder, or begins at the root. */
static trien_rc
target_of(const struct relating *r, const struct tr_xml_attributes *a, const char **out, struct trien_err *err)
{
	const struct tr_bytes target = tr_xml_attribute(a, "Target");
	TR_AUTO_BUF path = {0};
	const uint8_t *copy;

	if (target.n == 0 || tr_bytes_are(tr_xml_attribute(a, "TargetMode"), "External"))
		return tr_xlsx_bad(r->x, "Target", err);
	if (target.p[0] != '/')
		TR_TRY(tr_buf_add(&path, r->base, strlen(r->base), err));
	TR_TRY(tr_buf_add_bytes(&path, tr_bytes_part(target, target.p[0] == '/', target.n), err));
	TR_TRY(tr_arena_copy(&r->x->arena, path.p != NULL ? path.p : (const uint8_t *)"", path.n, &copy, err));
	*out = (const char *)copy;
	return TRIEN_OK;
}

static bool
ends_with(struct tr_bytes b, const char *end)
{
	const size_t n = strlen(end);
	return b.n >= n && memcmp(b.p + b.n - n, end, n) == 0;
}

static trien_rc
on_relation(void *context, const char *name, const struct tr_xml_attributes *a, struct trien_err *err)
{
	struct relating *r = context;
	const struct tr_bytes type = tr_xml_attribute(a, "Type");

	if (strcmp(name, "Relationship") != 0)
		return TRIEN_OK;
	if (r->sheet != NULL && tr_bytes_are(tr_xml_attribute(a, "Id"), r->sheet))
		return ends_with(type, "/worksheet") ? target_of(r, a, &r->x->sheet_at, err) : tr_xlsx_bad(r->x, "no worksheet", err);
	if (r->base[0] == '\0' && ends_with(type, "/officeDocument"))
		return target_of(r, a, &r->x->workbook, err);
	if (ends_with(type, "/sharedStrings"))
		return target_of(r, a, &r->x->strings_at, err);
	return ends_with(type, "/styles") ? target_of(r, a, &r->x->styles_at, err) : TRIEN_OK;
}

/* ---- the workbook ---- */

static trien_rc
add_sheet(struct tr_xlsx *x, const struct tr_xml_attributes *a, struct trien_err *err)
{
	const struct tr_bytes name = tr_xml_attribute(a, "name"), id = tr_xml_attribute(a, "id"), state = tr_xml_attribute(a, "state");
	const uint8_t *copies[2];

	if (x->sheet_count == TR_XLSX_SHEETS_MAX)
		return TR_ERR(err, EXCHANGE_ZIP_LIMIT, TR_S("what", "sheets"), TR_U("max", TR_XLSX_SHEETS_MAX));
	if (name.n == 0 || id.n == 0 || name.n > TR_XLSX_SHEET_NAME_MAX)
		return tr_xlsx_bad(x, "sheet", err);
	for (size_t i = 0; i < x->sheet_count; i++)
		if (tr_bytes_are(name, x->sheets[i].name)) /* which one is meant? No program writes two */
			return tr_xlsx_bad(x, "sheet", err);
	TR_TRY(tr_arena_copy(&x->arena, name.p, name.n, &copies[0], err));
	TR_TRY(tr_arena_copy(&x->arena, id.p, id.n, &copies[1], err));
	x->sheets[x->sheet_count++] = (struct tr_xlsx_sheet){(const char *)copies[0], (const char *)copies[1],
		state.p != NULL && !tr_bytes_are(state, "visible")};
	return TRIEN_OK;
}

static trien_rc
on_workbook(void *context, const char *name, const struct tr_xml_attributes *a, struct trien_err *err)
{
	struct tr_xlsx *x = context;

	if (strcmp(name, "workbookPr") == 0)
		x->from_1904 = tr_xml_flag(a, "date1904");
	return strcmp(name, "sheet") == 0 ? add_sheet(x, a, err) : TRIEN_OK;
}

/* "xl/workbook.xml" has its relationships in "xl/_rels/workbook.xml.rels". */
static trien_rc
read_relations(struct tr_xlsx *x, const char *part, const char *sheet, struct trien_err *err)
{
	const char *slash = strrchr(part, '/'), *file = slash == NULL ? part : slash + 1;
	char base[256], path[512];

	if (strlen(part) >= sizeof(base))
		return tr_xlsx_bad(x, "name", err);
	snprintf(base, sizeof(base), "%.*s", (int)(file - part), part);
	snprintf(path, sizeof(path), "%s_rels/%s.rels", base, file);
	struct relating r = {x, base, sheet};
	return tr_xlsx_read_part(x, path, (struct tr_xml_reader){.context = &r, .open = on_relation, .close = no_close, .text = no_text}, err);
}

/* ---- which sheet ---- */

static trien_rc
unknown_sheet(const struct tr_xlsx *x, const char *sheet, struct trien_err *err)
{
	char all[160];
	size_t n = 0;

	all[0] = '\0';
	for (size_t i = 0; i < x->sheet_count && n < sizeof(all); i++)
		n += (size_t)snprintf(all + n, sizeof(all) - n, "%s%s", i > 0 ? ", " : "", x->sheets[i].name);
	return TR_ERR(err, EXCHANGE_SHEET, TR_B("got", sheet, strlen(sheet)), TR_B("want", all, tr_utf8_cut(all, strlen(all))));
}

static trien_rc
choose_sheet(const struct tr_xlsx *x, const char *sheet, size_t *out, struct trien_err *err)
{
	for (size_t i = 0; i < x->sheet_count; i++)
		if (sheet == NULL ? !x->sheets[i].hidden : strcmp(x->sheets[i].name, sheet) == 0) {
			*out = i;
			return TRIEN_OK;
		}
	return unknown_sheet(x, sheet == NULL ? "" : sheet, err);
}

static trien_rc
note_other_sheets(const struct tr_xlsx *x, size_t chosen, struct tr_table *t, struct trien_err *err)
{
	for (size_t i = 0; i < x->sheet_count; i++) {
		struct tr_table_noted *n = &t->notes[x->sheets[i].hidden ? TR_NOTE_HIDDEN_SHEET : TR_NOTE_OTHER_SHEET];
		const char *name = x->sheets[i].name;
		const uint8_t *copy;
		if (i != chosen && n->count++ > 0)
			continue;
		TR_TRY(tr_arena_copy(&t->arena, name, strlen(name), &copy, err));
		if (i == chosen)
			t->sheet = (const char *)copy;
		else
			n->first = (const char *)copy;
	}
	return TRIEN_OK;
}

/* ---- all of it ---- */

static trien_rc
read_all(struct tr_xlsx *x, struct tr_bytes in, const char *sheet, struct tr_table *t, struct trien_err *err)
{
	struct relating root = {x, "", NULL};
	const struct tr_xml_reader roots = {.context = &root, .open = on_relation, .close = no_close, .text = no_text};
	size_t chosen = 0;

	TR_TRY(tr_zip_open(in, &x->zip, err));
	TR_TRY(tr_xlsx_read_part(x, "_rels/.rels", roots, err));
	if (x->workbook == NULL)
		return tr_xlsx_bad(x, "no workbook", err);
	TR_TRY(tr_xlsx_read_part(x, x->workbook, (struct tr_xml_reader){.context = x, .open = on_workbook, .close = no_close, .text = no_text}, err));
	TR_TRY(choose_sheet(x, sheet, &chosen, err));
	TR_TRY(read_relations(x, x->workbook, x->sheets[chosen].id, err));
	if (x->sheet_at == NULL)
		return tr_xlsx_bad(x, "no worksheet", err);
	TR_TRY(note_other_sheets(x, chosen, t, err));
	TR_TRY(tr_xlsx_read_styles(x, err));
	TR_TRY(tr_xlsx_read_strings(x, err));
	return tr_xlsx_read_sheet(x, t, err);
}

#define OLE "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

bool
tr_xlsx_looks_so(struct tr_bytes in)
{
	return tr_bytes_start(in, "PK\x03\x04") || tr_bytes_start(in, "PK\x05\x06") || tr_bytes_start(in, OLE);
}

/* [MS-OFFCRYPTO] §1.3.2: an encrypted workbook is a compound file with a stream of this name, in UTF-16. */
static bool
is_encrypted(struct tr_bytes in)
{
	static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	return memmem(in.p, in.n, name, sizeof(name)) != NULL;
}

trien_rc
tr_xlsx_read(struct tr_bytes in, const char *sheet, struct tr_table *out, struct trien_err *err)
{
	struct tr_table t = {0};

	if (in.n > TR_XLSX_FILE_MAX)
		return TR_ERR(err, EXCHANGE_ZIP_LIMIT, TR_S("what", "bytes of the file"), TR_U("max", TR_XLSX_FILE_MAX));
	if (tr_bytes_start(in, OLE))
		return is_encrypted(in) ? TR_ERR0(err, EXCHANGE_XLSX_ENCRYPTED) : TR_ERR0(err, EXCHANGE_XLSX_OLD);
	struct tr_xlsx *x = tr_mem_zeroed(1, sizeof(*x));
	if (x == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*x)));
	const trien_rc rc = read_all(x, in, sheet, &t, err);
	free(x->strings);
	free(x->formats);
	tr_zip_free(&x->zip);
	tr_arena_free(&x->arena);
	free(x);
	if (rc == TRIEN_OK)
		*out = t;
	else
		tr_table_free(&t);
	return rc;
}
