/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 */
#include "base/errors/base.h"
#include "exchange/print.h"

static trien_rc
add(struct tr_buf *out, const char *text, struct trien_err *err)
{
	return tr_buf_add(out, text, strlen(text), err);
}

/* What people have written is text and nothing else. */
static trien_rc
add_safe(struct tr_buf *out, struct tr_bytes text, struct trien_err *err)
{
	for (size_t i = 0; i < text.n; i++) {
		const uint8_t c = text.p[i];
		if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'')
			TR_TRY(tr_buf_addf(out, err, "&#%u;", (unsigned)c));
		else
			TR_TRY(tr_buf_add_byte(out, c < 0x20 && c != '\n' ? ' ' : c, err));
	}
	return TRIEN_OK;
}

static trien_rc
add_between(struct tr_buf *out, const char *before, struct tr_bytes text, const char *behind, struct trien_err *err)
{
	TR_TRY(add(out, before, err));
	TR_TRY(add_safe(out, text, err));
	return add(out, behind, err);
}

static trien_rc
begin(const struct tr_printed_piece *about, struct tr_buf *out, struct trien_err *err)
{
	static const char style[] = "body { font: 11pt \"Times New Roman\", \"Liberation Serif\", serif; }\n"
				    ".cover { text-align: center; page-break-after: always; }\n"
				    ".cover pre, .cover .head { text-align: left; font-size: 9pt; }\n"
				    "table { border-collapse: collapse; width: 100%; }\n"
				    "th, td { border: 1px solid black; padding: 2pt 3pt; vertical-align: top; text-align: left; }\n"
				    "thead { display: table-header-group; } tr { page-break-inside: avoid; }\n"
				    "</style></head><body>\n";
	const bool book = about->style == TR_PRINTED_BOOK;

	TR_TRY(add_between(out, "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>", about->cells[0], "</title>\n<style>\n", err));
	TR_TRY(add(out, book ? "@page { size: A4 landscape; margin: 15mm 15mm 15mm 25mm; }\n" : "@page { size: A4; margin: 20mm 15mm 20mm 30mm; }\n", err));
	TR_TRY(add(out, style, err));
	return add(out, book ? "<div class=\"cover\">\n" : "", err);
}

static trien_rc
add_text(const struct tr_printed_piece *p, struct tr_buf *out, struct trien_err *err)
{
	static const struct {
		const char *before, *behind;
	} tags[TR_PRINTED_STYLES] = {[TR_PRINTED_PLAIN] = {"<p>", "</p>\n"}, [TR_PRINTED_BOOK] = {"<p>", "</p>\n"},
		[TR_PRINTED_STRONG] = {"<p><b>", "</b></p>\n"}, [TR_PRINTED_HEADING] = {"<h1>", "</h1>\n"}, [TR_PRINTED_PART] = {"<h3>", "</h3>\n"},
		[TR_PRINTED_SMALL] = {"<p class=\"head\">", "</p>\n"}, [TR_PRINTED_VERBATIM] = {"<pre>", "</pre>\n"}};

	return add_between(out, tags[p->style].before, p->cells[0], tags[p->style].behind, err);
}

static trien_rc
add_table(const struct tr_printed_piece *p, struct tr_buf *out, struct trien_err *err)
{
	if (p->cells[0].n > 0)
		TR_TRY(add_between(out, "<h2>", p->cells[0], "</h2>\n", err));
	TR_TRY(add(out, "<table>\n<thead><tr>", err));
	for (size_t i = 2; i < p->count; i += 2)
		TR_TRY(add_between(out, "<th>", p->cells[i], "</th>", err));
	TR_TRY(add(out, "</tr><tr>", err));
	for (size_t i = 2; i < p->count; i += 2)
		TR_TRY(tr_buf_addf(out, err, "<th>(%zu)</th>", i / 2));
	return add(out, "</tr></thead>\n<tbody>\n", err);
}

static trien_rc
add_row(const struct tr_printed_piece *p, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(add(out, "<tr>", err));
	for (size_t i = 0; i < p->count; i++)
		TR_TRY(add_between(out, "<td>", p->cells[i], "</td>", err));
	return add(out, "</tr>\n", err);
}

struct writing {
	struct tr_buf *out;
	bool on_cover, in_table;
};

/* A row ends nothing; a table ends the cover, and whatever is no row ends a table. */
static trien_rc
add_piece(struct writing *w, const struct tr_printed_piece *p, struct trien_err *err)
{
	if (p->kind == TR_PRINTED_ROW)
		return add_row(p, w->out, err);
	if (w->in_table)
		TR_TRY(add(w->out, "</tbody></table>\n", err));
	w->in_table = p->kind == TR_PRINTED_TABLE;
	if (p->kind == TR_PRINTED_TEXT)
		return p->count == 1 ? add_text(p, w->out, err) : TR_ERR(err, INTERNAL, TR_S("what", "piece of text"));
	if (w->on_cover)
		TR_TRY(add(w->out, "</div>\n", err));
	w->on_cover = false;
	return p->count >= 3 ? add_table(p, w->out, err) : TR_ERR(err, INTERNAL, TR_S("what", "piece of a table"));
}

trien_rc
tr_print_html(struct tr_bytes printed, struct tr_buf *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(printed);
	struct writing w = {.out = out};
	struct tr_printed_piece p;

	if (!tr_printed_next(&c, &p) || p.kind != TR_PRINTED_ABOUT || p.count != 2)
		return TR_ERR(err, INTERNAL, TR_S("what", "begin of the pieces"));
	w.on_cover = p.style == TR_PRINTED_BOOK;
	TR_TRY(begin(&p, out, err));
	while (tr_printed_next(&c, &p))
		TR_TRY(add_piece(&w, &p, err));
	TR_TRY(add(out, w.in_table ? "</tbody></table>\n" : "", err));
	return add(out, w.on_cover ? "</div>\n</body></html>\n" : "</body></html>\n", err);
}
