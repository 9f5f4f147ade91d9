/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/scan_check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/errors/official.h"

#define LETTERS_MIN 20u       /* fewer do not tell which way a page reads */
#define SKEW_DEGREES 0.5
#define GRAY_PART 0.5         /* of the pictures' area */
#define POINTS_OF_MM(mm) ((mm) * TR_POINTS_PER_MM)

static const struct {
	const char *id, *vi, *en;
} rows[] = {
#define TR_SCAN_FINDING(symbol, id, vi, en) {id, vi, en},
#include "official/scan_findings.def"
#undef TR_SCAN_FINDING
};

const char *
tr_scan_finding_id(enum tr_scan_finding_kind kind)
{
	return rows[kind].id;
}

const char *
tr_scan_finding_words(enum tr_scan_finding_kind kind, enum trien_lang lang)
{
	return lang == TRIEN_LANG_EN ? rows[kind].en : rows[kind].vi;
}

/* ---- adding ---- */
static struct tr_scan_finding *
add(struct tr_scan_findings *out, enum tr_scan_finding_kind kind)
{
	struct tr_scan_finding *f = &out->items[out->count++];
	*f = (struct tr_scan_finding){.kind = kind, .sure = true};
	return f;
}

static void __attribute__((format(printf, 2, 3)))
say(char words[TR_SCAN_WORDS], const char *format, ...)
{
	va_list values;
	va_start(values, format);
	vsnprintf(words, TR_SCAN_WORDS, format, values);
	va_end(values);
}

/* ---- the file ---- */
void
tr_scan_judge_file(const struct tr_profile *p, int64_t time, const struct tr_scan_file_facts *f,
		struct tr_scan_findings *out)
{
	const double version = tr_profile_number(p, TR_PROFILE_SCAN_PDF_VERSION_MIN, time);
	struct tr_scan_finding *w;

	*out = (struct tr_scan_findings){0};
	if (f->version < (int)lround(version * 10)) {
		w = add(out, TR_SCAN_VERSION);
		say(w->found, "%d.%d", f->version / 10, f->version % 10);
		say(w->wanted, ">= %.1f", version);
	}
	if (f->encrypted)
		say(add(out, TR_SCAN_ENCRYPTED)->wanted, "-");
	if (f->signatures > 0)
		say(add(out, TR_SCAN_SIGNED)->found, "%zu", f->signatures);
}

/* ---- a page ---- */
static void
judge_colour(const struct tr_profile *p, int64_t time, const struct tr_scan_page_facts *f, struct tr_scan_findings *out)
{
	const double share = tr_profile_number(p, TR_PROFILE_SCAN_COLOUR_SHARE, time) / 1000;
	struct tr_scan_finding *w;

	if (strcmp(tr_profile_text(p, TR_PROFILE_SCAN_COLOUR, time), "colour") != 0)
		return;
	if (f->gray_part > GRAY_PART) {
		say(add(out, TR_SCAN_GREY_IMAGE)->found, "%.0f %%", f->gray_part * 100);
	} else if (f->coloured < share) {
		w = add(out, TR_SCAN_GREY_PIXELS);
		say(w->found, "%.3f ‰", f->coloured * 1000);
		say(w->wanted, ">= %g ‰", share * 1000);
	}
}

static void
judge_resolution(const struct tr_profile *p, int64_t time, const struct tr_scan_page_facts *f,
		struct tr_scan_findings *out)
{
	const double least = tr_profile_number(p, TR_PROFILE_SCAN_DPI_MIN, time);
	const double tolerance = tr_profile_number(p, TR_PROFILE_SCAN_DPI_TOLERANCE, time) / 100;

	if (f->dpi >= least * (1 - tolerance))
		return;
	struct tr_scan_finding *w = add(out, TR_SCAN_RESOLUTION);
	say(w->found, "%.0f dpi", f->dpi);
	say(w->wanted, ">= %g dpi", least);
}

/* Upright or on its side: tables are scanned so. */
static bool
has_size(const struct tr_scan_page_facts *f, double wide, double high, double near)
{
	return (fabs(f->width - wide) <= near && fabs(f->height - high) <= near) ||
	       (fabs(f->width - high) <= near && fabs(f->height - wide) <= near);
}

/*
 * A document is A4. Of an annex on larger paper the law says nothing, and whether a large page is one or an A4
 * page that was blown up cannot be seen: a person decides.
 */
static void
judge_size(const struct tr_profile *p, int64_t time, size_t index, const struct tr_scan_page_facts *f,
		struct tr_scan_findings *out)
{
	const double wide = POINTS_OF_MM(tr_profile_number(p, TR_PROFILE_PAGE_WIDTH, time));
	const double high = POINTS_OF_MM(tr_profile_number(p, TR_PROFILE_PAGE_HEIGHT, time));
	const double near = POINTS_OF_MM(tr_profile_number(p, TR_PROFILE_SCAN_PAGE_TOLERANCE, time));
	const double annex_wide = POINTS_OF_MM(tr_profile_number(p, TR_PROFILE_SCAN_ANNEX_WIDTH, time));
	const double annex_high = POINTS_OF_MM(tr_profile_number(p, TR_PROFILE_SCAN_ANNEX_HEIGHT, time));

	if (has_size(f, wide, high, near))
		return;
	const bool annex = index > 0 && annex_wide > 0 && annex_high > 0 && has_size(f, annex_wide, annex_high, near);
	struct tr_scan_finding *w = add(out, annex ? TR_SCAN_ANNEX_SIZE : TR_SCAN_PAGE_SIZE);
	w->sure = !annex;
	say(w->found, "%.0f x %.0f mm", f->width / TR_POINTS_PER_MM, f->height / TR_POINTS_PER_MM);
	say(w->wanted, "%.0f x %.0f mm", wide / TR_POINTS_PER_MM, high / TR_POINTS_PER_MM);
}

/* All pictures together against the page: smaller is a margin, larger is cut off. */
static void
judge_scale(const struct tr_profile *p, int64_t time, const struct tr_scan_page_facts *f, struct tr_scan_findings *out)
{
	const double scale = tr_profile_number(p, TR_PROFILE_SCAN_SCALE, time);
	const double tolerance = tr_profile_number(p, TR_PROFILE_SCAN_SCALE_TOLERANCE, time);
	const double across = (f->box.x1 - f->box.x0) / f->width * 100, down = (f->box.y1 - f->box.y0) / f->height * 100;
	const double got = fabs(across - scale) > fabs(down - scale) ? across : down;

	if (fabs(got - scale) <= tolerance)
		return;
	struct tr_scan_finding *w = add(out, TR_SCAN_SCALE);
	say(w->found, "%.0f %%", got);
	say(w->wanted, "%g %%", scale);
}

/*
 * Text tells which way a page reads. Without it, who has read the picture may know; otherwise a picture that is drawn
 * on its side may have been turned on purpose, by who scanned it: both are for a person to look at.
 */
static void
judge_stand(const struct tr_scan_page_facts *f, struct tr_scan_findings *out)
{
	const unsigned turned = f->read_turned > 0 ? f->read_turned - 1 : f->turned;
	struct tr_scan_finding *w;

	if (f->letters >= LETTERS_MIN && f->letters_turned * 2 > f->letters) {
		w = add(out, TR_SCAN_TURNED);
		say(w->found, "%zu / %zu", f->letters_turned, f->letters);
	} else if (f->letters < LETTERS_MIN && turned != 0 && !f->mirrored) {
		w = add(out, TR_SCAN_TURNED);
		w->sure = false;
		say(w->found, "%u°", turned * 90);
		say(w->wanted, "0°");
	}
	if (fabs(f->angle) > SKEW_DEGREES) {
		w = add(out, TR_SCAN_SKEWED);
		say(w->found, "%.1f°", f->angle);
		say(w->wanted, "<= %.1f°", SKEW_DEGREES);
	}
	if (f->mirrored)
		say(add(out, TR_SCAN_MIRRORED)->wanted, "-");
}

static void
judge_ink(const struct tr_profile *p, int64_t time, const struct tr_scan_page_facts *f, struct tr_scan_findings *out)
{
	const double least = tr_profile_number(p, TR_PROFILE_SCAN_INK_SHARE, time) / 1000;

	if (f->ink >= least)
		return;
	struct tr_scan_finding *w = add(out, TR_SCAN_EMPTY);
	say(w->found, "%.2f ‰", f->ink * 1000);
	say(w->wanted, ">= %g ‰", least * 1000);
}

trien_rc
tr_scan_check_pages(size_t pages, struct trien_err *err)
{
	return pages <= TR_SCAN_CHECK_PAGES_MAX ? TRIEN_OK
			: TR_ERR(err, OFFICIAL_SCAN_PAGES, TR_U("got", pages), TR_U("max", TR_SCAN_CHECK_PAGES_MAX));
}

void
tr_scan_judge_page(const struct tr_profile *p, int64_t time, size_t index, const struct tr_scan_page_facts *f,
		struct tr_scan_findings *out)
{
	*out = (struct tr_scan_findings){0};
	judge_size(p, time, index, f, out);
	judge_ink(p, time, f, out);
	if (f->pictures == 0) {
		say(add(out, TR_SCAN_NO_IMAGE)->wanted, "1");
		return;
	}
	judge_scale(p, time, f, out);
	judge_resolution(p, time, f, out);
	judge_stand(f, out);
	/* An empty page has no colours to speak of. */
	if (out->count == 0 || f->ink >= tr_profile_number(p, TR_PROFILE_SCAN_INK_SHARE, time) / 1000)
		judge_colour(p, time, f, out);
}
