/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What MuPDF says of a signed file, as an independent judge of what was changed: not of keys and certificates.
 * usage: mupdf_judge FILE     prints a line for each signed field; exit 1 where a change is not permitted.
 */
#include <mupdf/fitz.h>
#include <mupdf/pdf.h>

/* 0: only permitted changes since; otherwise the update that broke it. */
static int
judge_widget(fz_context *ctx, pdf_annot *widget)
{
	int broken;

	if (pdf_widget_type(ctx, widget) != PDF_WIDGET_TYPE_SIGNATURE || !pdf_widget_is_signed(ctx, widget))
		return 0;
	char *name = pdf_field_name(ctx, pdf_annot_obj(ctx, widget));
	broken = pdf_validate_signature(ctx, widget);
	printf("%s %s\n", name, broken == 0 ? "permitted" : "changed");
	fz_free(ctx, name);
	return broken != 0;
}

static int
judge_document(fz_context *ctx, pdf_document *doc)
{
	int bad = pdf_validate_change_history(ctx, doc) != 0;

	printf("history %s\n", bad ? "changed" : "permitted");
	for (int i = 0; i < pdf_count_pages(ctx, doc); i++) {
		pdf_page *page = pdf_load_page(ctx, doc, i);
		for (pdf_annot *w = pdf_first_widget(ctx, page); w != NULL; w = pdf_next_widget(ctx, w))
			bad |= judge_widget(ctx, w);
		fz_drop_page(ctx, (fz_page *)page);
	}
	return bad;
}

int
main(int argc, char **argv)
{
	fz_context *ctx = fz_new_context(NULL, NULL, FZ_STORE_DEFAULT);
	pdf_document *doc = NULL;
	int bad = 2;

	if (ctx == NULL || argc != 2)
		return 2;
	fz_var(doc);
	fz_var(bad);
	fz_try(ctx)
	{
		fz_register_document_handlers(ctx);
		doc = pdf_open_document(ctx, argv[1]);
		bad = judge_document(ctx, doc);
	}
	fz_always(ctx)
		pdf_drop_document(ctx, doc);
	fz_catch(ctx)
		fprintf(stderr, "%s\n", fz_caught_message(ctx));
	fz_drop_context(ctx);
	return bad;
}
