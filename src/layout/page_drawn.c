/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a page draws that is no text: where pictures stand, and outlines that may be letters. Straight rules and frames are neither. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "layout/page_parts.h"

#define FIRST_ROOM 64u
#define SLANT 0.05f   /* of its length: a line that leaves the directions of the page */
#define CORNERS 12u   /* a polygon of more of them may be anything */
#define THIN 3.0f     /* points: a line, however it is bent */
#define BIT 24.0f     /* points: a piece that letters are put together of */

static fz_rect
grown(fz_rect a, struct tr_box b)
{
	return (fz_rect){fminf(a.x0, (float)b.x0), fminf(a.y0, (float)b.y0), fmaxf(a.x1, (float)b.x1), fmaxf(a.y1, (float)b.y1)};
}

bool
tr_page_note_drawn(struct tr_glyphs *g, fz_rect r, enum tr_drawn_kind kind)
{
	if (!(r.x1 > r.x0 && r.y1 > r.y0))
		return true;
	if (g->drawn_count == TR_PAGE_DRAWN_MAX) {
		struct tr_page_drawn *last = &g->drawn[g->drawn_count - 1];
		r = grown(r, last->box);
		*last = (struct tr_page_drawn){{r.x0, r.y0, r.x1, r.y1}, TR_DRAWN_SHAPE};
		return true;
	}
	if (g->drawn_count == g->drawn_room) {
		const size_t room = g->drawn_room > 0 ? 2 * g->drawn_room : FIRST_ROOM;
		struct tr_page_drawn *items = tr_mem_resize(g->drawn, room * sizeof(*items));
		if (items == NULL)
			return false;
		g->drawn = items;
		g->drawn_room = room;
	}
	g->drawn[g->drawn_count++] = (struct tr_page_drawn){{r.x0, r.y0, r.x1, r.y1}, kind};
	return true;
}

/* ---- paths ---- */
struct walk {
	struct tr_glyphs *g;
	fz_matrix ctm;
	fz_rect within, box; /* of the subpath */
	fz_point at;
	unsigned corners;
	bool odd;            /* bent or slanting */
	bool no_memory;
};

static void
end_subpath(struct walk *w)
{
	const float width = w->box.x1 - w->box.x0, height = w->box.y1 - w->box.y0;
	const fz_rect seen = fz_intersect_rect(w->box, w->within);
	bool good = true;

	if ((w->odd || w->corners > CORNERS) && fminf(width, height) > THIN)
		good = tr_page_note_drawn(w->g, seen, TR_DRAWN_SHAPE);
	else if (fmaxf(width, height) <= BIT)
		good = tr_page_note_drawn(w->g, seen, TR_DRAWN_BIT);
	w->no_memory |= !good;
}

static void
reach(struct walk *w, fz_point p)
{
	w->box = (fz_rect){fminf(w->box.x0, p.x), fminf(w->box.y0, p.y), fmaxf(w->box.x1, p.x), fmaxf(w->box.y1, p.y)};
	w->at = p;
}

static void
move_to(fz_context *ctx, void *arg, float x, float y)
{
	struct walk *w = arg;
	(void)ctx;

	end_subpath(w);
	w->box = (fz_rect){INFINITY, INFINITY, -INFINITY, -INFINITY};
	w->corners = 0;
	w->odd = false;
	reach(w, fz_transform_point_xy(x, y, w->ctm));
}

static void
line_to(fz_context *ctx, void *arg, float x, float y)
{
	struct walk *w = arg;
	const fz_point from = w->at, to = fz_transform_point_xy(x, y, w->ctm);
	const float dx = fabsf(to.x - from.x), dy = fabsf(to.y - from.y), length = hypotf(dx, dy);
	(void)ctx;

	w->odd |= fminf(dx, dy) > SLANT * length;
	w->corners++;
	reach(w, to);
}

static void
curve_to(fz_context *ctx, void *arg, float x1, float y1, float x2, float y2, float x3, float y3)
{
	struct walk *w = arg;
	(void)ctx;

	w->odd = true;
	reach(w, fz_transform_point_xy(x1, y1, w->ctm));
	reach(w, fz_transform_point_xy(x2, y2, w->ctm));
	reach(w, fz_transform_point_xy(x3, y3, w->ctm));
}

static void
close_path(fz_context *ctx, void *arg)
{
	(void)ctx, (void)arg; /* the line back reaches nothing new */
}

bool
tr_page_note_path(fz_context *ctx, struct tr_glyphs *g, const fz_path *path, fz_matrix ctm, fz_rect within)
{
	static const fz_path_walker walker = {.moveto = move_to, .lineto = line_to, .curveto = curve_to, .closepath = close_path};
	struct walk w = {.g = g, .ctm = ctm, .within = within, .box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};

	fz_walk_path(ctx, path, &walker, &w);
	end_subpath(&w);
	return !w.no_memory;
}
