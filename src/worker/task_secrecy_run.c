/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Secrecy stamps, the half in the sandbox: tasks of the program trien-worker. */
#include "worker/task_secrecy.h"

#include <math.h>

#include "base/message.h"
#include "official/secrecy_zone.h"
#include "worker/sitting.h"
#include "worker/wire.h"

#define BLANK_DPI 36u
#define LOOKS_MAX 8u /* of drawings that are told apart */

/* The document in the sandbox. The child's memory goes with it: nothing is freed. */
struct looking {
	struct tr_place_reader *words;
	struct tr_page_reader *reader; /* of the same pages */
	size_t pages;
	struct tr_secrecy_asked asked;
	struct tr_secrecy_report report;
	struct tr_raster looks[LOOKS_MAX]; /* of drawings so far: a letterhead on every page is looked at once */
	size_t look_count;
};

static trien_rc
open_pages(const struct tr_worker_input *in, struct looking *l, struct trien_err *err)
{
	TR_TRY(tr_sitting_pages(in, &l->words, &l->pages, err));
	l->reader = tr_place_reader_pages(l->words);
	return TRIEN_OK;
}

/* ---- stamps ---- */
static trien_rc
read_texts(struct tr_cursor *c, struct tr_text *out, size_t max, size_t *count, struct trien_err *err)
{
	*count = (size_t)tr_cursor_u64(c);
	if (*count > max)
		return TR_ERR(err, INTERNAL, TR_S("what", "secrecy request"));
	for (size_t i = 0; i < *count; i++)
		TR_TRY(tr_wire_take_text(c, &out[i], err));
	return TRIEN_OK;
}

static trien_rc
read_asked(struct tr_bytes in, struct tr_secrecy_asked *a, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in);
	double *const parts[] = {&a->stamps.first_page, &a->stamps.other_pages, &a->stamps.foot};

	TR_TRY(read_texts(&c, a->stamps.stamps, TR_SECRECY_STAMPS_MAX, &a->stamps.stamp_count, err));
	for (size_t i = 0; i < 3; i++)
		*parts[i] = (double)tr_cursor_u64(&c) / TR_SECRECY_PARTS;
	TR_TRY(read_texts(&c, a->kinds.kinds, TR_KINDS_MAX, &a->kinds.count, err));
	return c.bad ? TR_ERR(err, INTERNAL, TR_S("what", "secrecy request")) : TRIEN_OK;
}

/* A page that shows nothing at all holds no secret. */
static trien_rc
is_blank(struct tr_page_reader *reader, size_t page, bool *blank, struct trien_err *err)
{
	struct tr_raster raster;
	size_t i = 0;

	TR_TRY(tr_page_draw(reader, page, BLANK_DPI, &raster, err));
	while (i < raster.rgb.n && raster.rgb.p[i] == 0xff)
		i++;
	*blank = i == raster.rgb.n;
	tr_raster_free(&raster);
	return TRIEN_OK;
}

static void
add_zone(struct tr_secrecy_zones *z, struct tr_secrecy_zone zone)
{
	if (z->count < TR_SECRECY_ZONES_MAX)
		z->items[z->count] = zone;
	z->count++;
}

/* The drawings of a page where stamps stand; *blank: nothing is seen of them. zone->framed is written. */
static trien_rc
draw_drawings(struct tr_page_reader *reader, struct tr_secrecy_zone *zone, double foot, struct tr_raster *out, bool *blank,
		struct trien_err *err)
{
	TR_TRY(tr_page_draw_textless(reader, zone->page, TR_SECRECY_DRAWING_DPI, out, err));
	tr_secrecy_zone_cut(out, zone->head, foot);
	TR_TRY(tr_secrecy_zone_framed(out, TR_SECRECY_DRAWING_DPI, &zone->framed, err));
	return tr_secrecy_zone_turns(out, blank, err);
}

static bool
is_same_look(const struct tr_raster *a, const struct tr_raster *b)
{
	return a->width == b->width && a->height == b->height && memcmp(a->rgb.p, b->rgb.p, a->rgb.n) == 0;
}

/* Have these drawings been seen on an earlier page? Keeps them where they have not, or frees them. */
static bool
is_known_look(struct looking *l, struct tr_raster *r)
{
	bool known = false;

	for (size_t i = 0; i < l->look_count; i++)
		known |= is_same_look(&l->looks[i], r);
	if (!known && l->look_count < LOOKS_MAX)
		l->looks[l->look_count++] = *r;
	else
		tr_raster_free(r);
	return known;
}

static trien_rc
look_at_drawings(struct looking *l, struct tr_secrecy_zone zone, struct trien_err *err)
{
	struct tr_raster raster;
	bool blank;

	TR_TRY(draw_drawings(l->reader, &zone, l->asked.stamps.foot, &raster, &blank, err));
	if (blank)
		tr_raster_free(&raster);
	else if (!is_known_look(l, &raster))
		add_zone(&l->report.drawn, zone);
	return TRIEN_OK;
}

static trien_rc
judge_words(struct looking *l, const struct tr_page_words *words, size_t index, struct tr_secrecy_page *page, bool *blank,
		struct trien_err *err)
{
	struct tr_secrecy_report *report = &l->report;
	size_t kind;

	TR_TRY(tr_secrecy_judge(words, index, &l->asked.stamps, page, err));
	if (page->found && !report->found) {
		report->found = true;
		report->kind = page->stamp.kind;
		report->page = index;
		report->box = page->stamp.box;
	}
	if (!report->excluded && tr_kind_judge(words, l->asked.stamps.first_page, &l->asked.kinds, &kind)) {
		report->excluded = true;
		report->excluded_kind = kind;
		report->excluded_page = index;
	}
	return page->textless && words->pictures == 0 ? is_blank(l->reader, index, blank, err) : TRIEN_OK;
}

static trien_rc
look_at_page(struct looking *l, size_t index, struct trien_err *err)
{
	const struct tr_page_words *words;
	struct tr_secrecy_page page;
	bool blank = false;

	TR_TRY(tr_place_reader_words(l->words, index, &words, err));
	TR_TRY(judge_words(l, words, index, &page, &blank, err));
	if (page.textless && !blank)
		add_zone(&l->report.textless, (struct tr_secrecy_zone){index, page.head, false});
	if (page.textless || l->report.found || !page.drawings)
		return TRIEN_OK;
	return look_at_drawings(l, (struct tr_secrecy_zone){index, page.head, false}, err);
}

/* Points as micrometres of a point: signed, and finite or 0. */
static uint64_t
coded(double v)
{
	return isfinite(v) && fabs(v) < 1e9 ? (uint64_t)(int64_t)(v * TR_SECRECY_PARTS) : 0;
}

static trien_rc
write_zones(const struct tr_secrecy_zones *z, struct tr_buf *answer, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(answer, z->count, err));
	for (size_t i = 0; i < z->count && i < TR_SECRECY_ZONES_MAX; i++) {
		TR_TRY(tr_wire_add_u64(answer, z->items[i].page, err));
		TR_TRY(tr_wire_add_u64(answer, (uint64_t)(z->items[i].head * TR_SECRECY_PARTS), err));
		TR_TRY(tr_wire_add_u64(answer, z->items[i].framed, err));
	}
	return TRIEN_OK;
}

static trien_rc
write_report(const struct tr_secrecy_report *r, const struct trien_err *why, struct tr_buf *answer, struct trien_err *err)
{
	const uint64_t numbers[] = {r->found, r->kind, r->page, coded(r->box.x0), coded(r->box.y0), coded(r->box.x1),
		coded(r->box.y1), r->excluded, r->excluded_kind, r->excluded_page};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		TR_TRY(tr_wire_add_u64(answer, numbers[i], err));
	TR_TRY(write_zones(&r->textless, answer, err));
	TR_TRY(write_zones(&r->drawn, answer, err));
	TR_AUTO_BUF message = {0};
	if (why->code != TRIEN_OK)
		TR_TRY(tr_message_write_error(&message, why, err));
	return tr_wire_add_bytes(answer, tr_buf_view(&message), err);
}

trien_rc
tr_task_secrecy_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	static struct looking l;
	struct trien_err why = {0};

	TR_TRY(read_asked(in->request, &l.asked, err));
	/* What the core refuses is refused; what only the page reader refuses is for a person to tell. */
	trien_rc rc = open_pages(in, &l, &why);
	/* A release of the one is none of the other. */
	for (size_t i = 0; rc == TRIEN_OK && i < l.pages; i++) {
		if (l.report.found && (l.report.excluded || l.asked.kinds.count == 0))
			break;
		rc = look_at_page(&l, i, &why);
	}
	if (rc != TRIEN_OK && l.pages == 0) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	return write_report(&l.report, &why, answer, err);
}

/* ---- a zone as a picture ---- */
static trien_rc
draw_zone(struct tr_page_reader *reader, struct tr_secrecy_zone zone, double foot, struct tr_raster *out, struct trien_err *err)
{
	TR_TRY(tr_page_draw(reader, zone.page, TR_SECRECY_ZONE_DPI, out, err));
	tr_secrecy_zone_cut(out, zone.head, foot);
	return TRIEN_OK;
}

trien_rc
tr_task_secrecy_zone_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	static struct looking l;
	struct tr_cursor c = tr_cursor_of(in->request);
	struct tr_secrecy_zone zone = {.page = (size_t)tr_cursor_u64(&c)};
	struct tr_raster raster;
	bool blank;

	zone.head = (double)tr_cursor_u64(&c) / TR_SECRECY_PARTS;
	const double foot = (double)tr_cursor_u64(&c) / TR_SECRECY_PARTS;
	const bool drawings = tr_cursor_u64(&c) == TR_SHOW_DRAWINGS;
	TR_TRY(open_pages(in, &l, err));
	TR_TRY(drawings ? draw_drawings(l.reader, &zone, foot, &raster, &blank, err)
			: draw_zone(l.reader, zone, foot, &raster, err));
	return tr_raster_png(&raster, answer, err);
}
