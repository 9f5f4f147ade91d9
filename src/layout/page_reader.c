/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The border to MuPDF: its exceptions become errors, its complaints are not heard, its scripts never run (they would have
 * to be enabled), and no format but PDF is opened.
 */
#include <math.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/errors/pdf.h"
#include "base/memory.h"
#include "layout/page_parts.h"

/* Decoded images and fonts that MuPDF keeps at hand. */
#define STORE_MAX ((size_t)64 << 20)

trien_rc
tr_page_error(fz_context *ctx, struct trien_err *err)
{
	const char *why = fz_caught_message(ctx);

	if (fz_caught(ctx) == FZ_ERROR_MEMORY)
		return TR_ERR(err, NO_MEMORY, TR_U("want", 0));
	return TR_ERR(err, LAYOUT_PAGE_READER, TR_B("why", why, strlen(why)));
}

trien_rc
tr_page_intact(const struct tr_page_reader *r, struct trien_err *err)
{
	return pdf_was_repaired(r->ctx, r->doc) ? TR_ERR0(err, LAYOUT_PAGE_REPAIRED) : TRIEN_OK;
}

static void
unheard(void *user, const char *message)
{
	(void)user, (void)message;
}

fz_context *
tr_page_context_new(const fz_locks_context *locks)
{
	fz_context *ctx = fz_new_context(NULL, locks, STORE_MAX);

	if (ctx == NULL)
		return NULL;
	fz_set_warning_callback(ctx, unheard, NULL);
	fz_set_error_callback(ctx, unheard, NULL);
	tr_page_fonts_install(ctx);
	return ctx;
}

/* Leaves 0 pages where a password is asked for. */
static trien_rc
open_document(struct tr_page_reader *r, struct tr_bytes file, int *pages, struct trien_err *err)
{
	fz_context *ctx = r->ctx;
	fz_stream *stream = NULL;
	trien_rc rc = TRIEN_OK;

	fz_var(stream);
	fz_var(rc);
	*pages = 0;
	fz_try(ctx)
	{
		stream = fz_open_memory(ctx, file.p, file.n);
		r->doc = pdf_open_document_with_stream(ctx, stream);
		if (!pdf_needs_password(ctx, r->doc))
			*pages = pdf_count_pages(ctx, r->doc);
	}
	fz_always(ctx)
		fz_drop_stream(ctx, stream);
	fz_catch(ctx)
		rc = tr_page_error(ctx, err);
	return rc;
}

static trien_rc
judge_document(const struct tr_page_reader *r, int pages, struct trien_err *err)
{
	TR_TRY(tr_page_intact(r, err));
	if (pdf_needs_password(r->ctx, r->doc))
		return TR_ERR0(err, PDF_ENCRYPTED_UNREADABLE);
	if (pages < 0 || (size_t)pages != r->pages)
		return TR_ERR(err, LAYOUT_PAGE_COUNT, TR_I("got", pages), TR_U("want", r->pages));
	return TRIEN_OK;
}

trien_rc
tr_page_reader_open(struct tr_bytes file, const struct tr_page_fonts *fonts, size_t pages_wanted,
		struct tr_page_reader **out, struct trien_err *err)
{
	struct tr_page_reader *r = tr_mem_zeroed(1, sizeof(*r));
	int pages;

	if (r != NULL)
		r->ctx = tr_page_fonts_context(fonts);
	if (r == NULL || r->ctx == NULL) {
		free(r);
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*r)));
	}
	r->fonts = fonts;
	r->pages = pages_wanted;
	fz_set_user_context(r->ctx, r);
	trien_rc rc = open_document(r, file, &pages, err);
	if (rc == TRIEN_OK)
		rc = judge_document(r, pages, err);
	if (rc != TRIEN_OK) {
		tr_page_reader_close(r);
		return rc;
	}
	*out = r;
	return TRIEN_OK;
}

void
tr_page_reader_close(struct tr_page_reader *r)
{
	if (r == NULL)
		return;
	pdf_drop_document(r->ctx, r->doc);
	fz_drop_context(r->ctx);
	free(r);
}

static trien_rc
load(const struct tr_page_reader *r, int index, fz_page **page, fz_rect *bound, struct trien_err *err)
{
	fz_context *ctx = r->ctx;
	trien_rc rc = TRIEN_OK;

	fz_var(rc);
	*page = NULL;
	fz_try(ctx)
	{
		*page = fz_load_page(ctx, (fz_document *)r->doc, index);
		*bound = fz_bound_page(ctx, *page);
	}
	fz_catch(ctx)
	{
		fz_drop_page(ctx, *page);
		rc = tr_page_error(ctx, err);
	}
	return rc;
}

trien_rc
tr_page_load(const struct tr_page_reader *r, size_t index, double scale, struct tr_loaded_page *out,
		struct trien_err *err)
{
	fz_rect bound;

	if (index >= r->pages)
		return TR_ERR(err, PDF_PAGE_NOT_FOUND, TR_U("page", index + 1), TR_U("count", r->pages));
	TR_TRY(load(r, (int)index, &out->page, &bound, err));
	out->to_seen = fz_post_scale(fz_translate(-bound.x0, -bound.y0), (float)scale, (float)scale);
	out->seen = fz_transform_rect(bound, out->to_seen);
	return TRIEN_OK;
}

static trien_rc
words_of(const struct tr_page_reader *r, const struct tr_loaded_page *page, struct tr_page_words *out,
		struct trien_err *err)
{
	struct tr_glyphs g = {0};
	trien_rc rc = tr_page_glyphs(r, page, &g, err);

	if (rc == TRIEN_OK)
		rc = tr_page_intact(r, err);
	if (rc == TRIEN_OK)
		rc = tr_words_of_glyphs(&g, out, err);
	free(g.items);
	free(g.drawn);
	return rc;
}

trien_rc
tr_page_read_words(struct tr_page_reader *r, size_t index, struct tr_page_words *out, struct trien_err *err)
{
	struct tr_page_words made;
	struct tr_loaded_page page;

	TR_TRY(tr_page_load(r, index, 1, &page, err));
	trien_rc rc = words_of(r, &page, &made, err);
	fz_drop_page(r->ctx, page.page);
	TR_TRY(rc);
	made.width = page.seen.x1 - page.seen.x0;
	made.height = page.seen.y1 - page.seen.y0;
	*out = made;
	return TRIEN_OK;
}
