/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/place_corner.h"

#include <math.h>

#define RIGHT_MARGIN TR_MM(15)  /* Decree 30/2020, Annex I, part I: 15 to 20 mm */
#define LEFT_MARGIN TR_MM(30)
#define TOP_MARGIN TR_MM(20)    /* 20 to 25 mm: tried first, then upwards into the margin, where offices put it */
#define TOP_LEAST TR_MM(5)      /* printers do not print nearer to the edge */
#define STEP TR_MM(1)
#define CLEAR TR_MM(1)          /* of words, whose boxes reach above their letters */
#define CLEAR_OF_INK TR_MM(2)
#define INK 0.0005              /* of it dark: more than specks of dust */

static struct tr_box
widened(struct tr_box b, double by)
{
	return (struct tr_box){b.x0 - by, b.y0 - by, b.x1 + by, b.y1 + by};
}

static bool
is_free(const struct tr_page_words *page, struct tr_box wide)
{
	for (size_t i = 0; i < page->count; i++)
		if (page->words[i].visible && tr_boxes_meet(page->words[i].box, wide))
			return false;
	return true;
}

/* Pictures and drawings: only the drawn page knows of all. */
static trien_rc
look_at(const struct tr_place_source *source, const struct tr_page_words *page, struct tr_box box, bool *empty,
		const char **doubt, struct trien_err *err)
{
	double share;

	*empty = true;
	*doubt = NULL;
	if (source->ink == NULL) {
		*empty = page->pictures == 0 || !tr_boxes_meet(page->picture, box);
		*doubt = page->pictures > 0 ? "picture" : NULL;
		return TRIEN_OK;
	}
	TR_TRY(source->ink(source->context, 0, box, &share, err));
	*empty = share < INK;
	return TRIEN_OK;
}

trien_rc
tr_corner_find(const struct tr_place_source *source, const struct tr_page_words *page,
		const struct tr_place_request *request, struct tr_placement *out, struct trien_err *err)
{
	const double width = request->top_right_width, height = request->top_right_height;
	const double x1 = page->width - RIGHT_MARGIN;

	if (!(x1 - width >= LEFT_MARGIN))
		return TRIEN_OK;
	for (double y0 = TOP_MARGIN; y0 >= TOP_LEAST; y0 -= STEP) {
		const struct tr_box box = {x1 - width, y0, x1, y0 + height};
		bool empty;
		if (!is_free(page, widened(box, CLEAR)))
			continue;
		TR_TRY(look_at(source, page, widened(box, CLEAR_OF_INK), &empty, &out->top_right_doubt, err));
		if (!empty)
			continue;
		out->top_right = box;
		out->top_right_free = true;
		out->top_right_sure = out->top_right_doubt == NULL ? TR_SURE : TR_UNSURE;
		return TRIEN_OK;
	}
	return TRIEN_OK;
}
