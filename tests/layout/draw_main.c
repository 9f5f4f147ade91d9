/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Usage: draw_text FONT <lines >file.pdf */
#include <stdio.h>

#include "draw_lines.h"

#define LINES 400

static int
fail(struct trien_err *err)
{
	char text[512];
	trien_err_text(err, TRIEN_LANG_EN, text, sizeof(text));
	fprintf(stderr, "draw_text: %s\n", text);
	return 1;
}

int
main(int argc, char **argv)
{
	static struct tr_buf operators[LINES];
	struct trien_err err = {0};
	struct tr_font *f = NULL;
	struct tr_pdf_ref font;
	struct make m;
	TR_AUTO_BUF file = {0};
	char line[4096];
	size_t lines = 0;
	double width;

	if (argc != 2 || !read_whole(argv[1], &file))
		return 2;
	if (tr_font_open(tr_buf_view(&file), &f, &err) != TRIEN_OK)
		return fail(&err);
	for (; lines < LINES && fgets(line, sizeof(line), stdin) != NULL; lines++) {
		const struct tr_text text = {line, strcspn(line, "\n")};
		if (tr_font_show(f, text, &operators[lines], &width, &err) != TRIEN_OK)
			return fail(&err);
	}
	make_minimal(&m);
	if (draw_lines(&m, f, operators, lines, &font, &err) != TRIEN_OK)
		return fail(&err);
	fwrite(m.b.p, 1, m.b.n, stdout);
	for (size_t i = 0; i < lines; i++)
		tr_buf_free(&operators[i]);
	tr_font_free(f);
	make_free(&m);
	return 0;
}
