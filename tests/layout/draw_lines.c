/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "draw_lines.h"

#include <stdio.h>

#include "layout/deflate.h"

static trien_rc
put_page(struct tr_pdf_update *u, const struct tr_buf *operators, size_t lines, struct tr_pdf_ref font, struct trien_err *err)
{
	struct tr_pdf_ref content;
	TR_AUTO_BUF text = {0}, page = {0};

	TR_TRY(tr_buf_addf(&text, err, "BT /F 12 Tf 20 TL 40 %zu Td\n", 40 + 20 * lines));
	for (size_t i = 0; i < lines; i++) {
		TR_TRY(tr_buf_add_bytes(&text, tr_buf_view(&operators[i]), err));
		TR_TRY(tr_buf_addf(&text, err, " T*\n"));
	}
	TR_TRY(tr_buf_addf(&text, err, "ET"));
	TR_TRY(tr_put_deflated(u, TR_BYTES(NULL, 0), tr_buf_view(&text), TR_DEFLATE_SMALL, &content, err));
	TR_TRY(tr_buf_addf(&page, err, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 %zu]/Contents %u 0 R"
			"/Resources<</Font<</F %u 0 R>>>>>>", 80 + 20 * lines, content.num, font.num));
	return tr_pdf_update_put(u, (struct tr_pdf_ref){3, 0}, tr_buf_view(&page), err);
}

static trien_rc
put_all(struct tr_pdf_update *u, struct tr_font *f, const struct tr_buf *operators, size_t lines,
		struct tr_pdf_ref *font, struct tr_buf *tail, struct trien_err *err)
{
	static const uint8_t id[16] = {1};

	TR_TRY(tr_font_put(f, u, font, err));
	TR_TRY(put_page(u, operators, lines, *font, err));
	return tr_pdf_update_write(u, id, tail, err);
}

trien_rc
draw_lines(struct make *m, struct tr_font *f, const struct tr_buf *operators, size_t lines, struct tr_pdf_ref *font,
		struct trien_err *err)
{
	struct tr_pdf *pdf;
	struct tr_pdf_update *u = NULL;
	TR_AUTO_BUF tail = {0};

	TR_TRY(tr_pdf_open(make_view(m), NULL, &pdf, err));
	trien_rc rc = tr_pdf_update_new(pdf, &u, err);
	if (rc == TRIEN_OK)
		rc = put_all(u, f, operators, lines, font, &tail, err);
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	TR_TRY(rc);
	return tr_buf_add_bytes(&m->b, tr_buf_view(&tail), err);
}

trien_rc
draw_text(struct make *m, struct tr_font *f, struct tr_text text, struct tr_pdf_ref *font, struct trien_err *err)
{
	TR_AUTO_BUF operators = {0};
	double width;

	TR_TRY(tr_font_show(f, text, &operators, &width, err));
	return draw_lines(m, f, &operators, 1, font, err);
}

bool
read_whole(const char *path, struct tr_buf *out)
{
	FILE *f = fopen(path, "rb");
	size_t got = 1;

	if (f == NULL)
		return false;
	while (got > 0 && tr_buf_reserve(out, 1 << 16, NULL) == TRIEN_OK) {
		got = fread(out->p + out->n, 1, out->cap - out->n, f);
		out->n += got;
	}
	fclose(f);
	return out->n > 0;
}
