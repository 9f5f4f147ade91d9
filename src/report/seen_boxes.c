/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where two pictures differ: cells that hold a difference, gathered into boxes. */
#include <stdlib.h>

#include "base/memory.h"
#include "report/seen.h"

#define CELL 6u  /* pixels */
#define REACH 2  /* cells: differences nearer than this belong together */

struct grid {
	uint32_t across, down;
	uint8_t *marked;   /* 1: holds a difference */
	uint32_t *waiting; /* cells whose neighbours are still to be looked at */
};

static uint32_t
least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Compares row by row, and only where a row differs pixel by pixel. */
static size_t
mark(struct grid *g, const struct tr_raster *a, const struct tr_raster *b)
{
	size_t count = 0;

	for (uint32_t y = 0; y < a->height; y++) {
		const uint8_t *p = a->rgb.p + (size_t)y * a->width * 3, *q = b->rgb.p + (size_t)y * a->width * 3;
		if (memcmp(p, q, (size_t)a->width * 3) == 0)
			continue;
		for (uint32_t x = 0; x < a->width; x++) {
			uint8_t *cell = &g->marked[(size_t)(y / CELL) * g->across + x / CELL];
			if (memcmp(p + (size_t)x * 3, q + (size_t)x * 3, 3) == 0 || *cell != 0)
				continue;
			*cell = 1;
			count++;
		}
	}
	return count;
}

static void
stretch(struct tr_seen_box *box, uint32_t x, uint32_t y)
{
	box->x0 = least(box->x0, x);
	box->y0 = least(box->y0, y);
	box->x1 = box->x1 > x + 1 ? box->x1 : x + 1;
	box->y1 = box->y1 > y + 1 ? box->y1 : y + 1;
}

/* Takes the cell and all that hang together with it; the box is in cells. */
static struct tr_seen_box
gather(struct grid *g, uint32_t first)
{
	struct tr_seen_box box = {UINT32_MAX, UINT32_MAX, 0, 0};
	size_t waiting = 0;

	g->waiting[waiting++] = first;
	g->marked[first] = 0;
	while (waiting > 0) {
		const uint32_t at = g->waiting[--waiting], x = at % g->across, y = at / g->across;
		stretch(&box, x, y);
		for (int dy = -REACH; dy <= REACH; dy++)
			for (int dx = -REACH; dx <= REACH; dx++) {
				const int64_t nx = (int64_t)x + dx, ny = (int64_t)y + dy;
				if (nx < 0 || ny < 0 || nx >= g->across || ny >= g->down)
					continue;
				const uint32_t next = (uint32_t)(ny * g->across + nx);
				if (g->marked[next] == 0)
					continue;
				g->marked[next] = 0;
				g->waiting[waiting++] = next;
			}
	}
	return box;
}

static struct tr_seen_box
around(struct tr_seen_box a, struct tr_seen_box b)
{
	stretch(&a, b.x0, b.y0);
	stretch(&a, b.x1 - 1, b.y1 - 1);
	return a;
}

static size_t
collect(struct grid *g, const struct tr_raster *size, struct tr_seen_box boxes[TR_SEEN_BOXES_MAX])
{
	const uint32_t cells = g->across * g->down;
	bool many = false;
	size_t count = 0;

	for (uint32_t i = 0; i < cells; i++) {
		if (g->marked[i] == 0)
			continue;
		const struct tr_seen_box box = gather(g, i);
		if (count == TR_SEEN_BOXES_MAX || many) {
			for (size_t k = many ? 1 : 0; k < count; k++)
				boxes[0] = around(boxes[0], boxes[k]);
			boxes[0] = around(boxes[0], box);
			count = 1;
			many = true;
		} else {
			boxes[count++] = box;
		}
	}
	for (size_t k = 0; k < count; k++)
		boxes[k] = (struct tr_seen_box){boxes[k].x0 * CELL, boxes[k].y0 * CELL, least(boxes[k].x1 * CELL, size->width),
			least(boxes[k].y1 * CELL, size->height)};
	return count;
}

trien_rc
tr_seen_boxes(const struct tr_raster *a, const struct tr_raster *b, struct tr_seen_box boxes[TR_SEEN_BOXES_MAX],
		size_t *count, struct trien_err *err)
{
	struct grid g = {.across = (a->width + CELL - 1) / CELL, .down = (a->height + CELL - 1) / CELL};
	const size_t cells = (size_t)g.across * g.down;

	g.marked = tr_mem_zeroed(cells, 1);
	const size_t marked = g.marked != NULL ? mark(&g, a, b) : 0;
	g.waiting = marked > 0 ? tr_mem_zeroed(marked, sizeof(*g.waiting)) : NULL;
	trien_rc rc = TRIEN_OK;
	if (g.marked == NULL || (marked > 0 && g.waiting == NULL))
		rc = TR_ERR(err, NO_MEMORY, TR_U("want", cells));
	else
		*count = collect(&g, a, boxes);
	free(g.waiting);
	free(g.marked);
	return rc;
}
