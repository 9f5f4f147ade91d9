/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Exif 2.3 §4.6: a TIFF header, then directory 0. Only four of its tags; offsets are checked, none is followed twice. */
#include "layout/scan_parts.h"

#define ENTRIES_MAX 512u

enum { TAG_ORIENTATION = 0x112, TAG_X_RESOLUTION = 0x11a, TAG_Y_RESOLUTION = 0x11b, TAG_UNIT = 0x128 };
enum { TYPE_SHORT = 3, TYPE_RATIONAL = 5 };
enum { UNIT_INCH = 2, UNIT_CENTIMETRE = 3 };

struct exif {
	struct tr_bytes b;
	bool little;
	bool bad;
};

static uint32_t
number(struct exif *e, size_t at, unsigned n)
{
	uint32_t v = 0;

	if (at > e->b.n || n > e->b.n - at) {
		e->bad = true;
		return 0;
	}
	for (unsigned i = 0; i < n; i++)
		v = v << 8 | e->b.p[at + (e->little ? n - 1 - i : i)];
	return v;
}

/* The value of an entry: a SHORT in place, a RATIONAL at an offset. 0 where it is neither. */
static double
value(struct exif *e, size_t entry)
{
	const uint32_t type = number(e, entry + 2, 2);

	if (number(e, entry + 4, 4) != 1)
		return 0;
	if (type == TYPE_SHORT)
		return number(e, entry + 8, 2);
	if (type != TYPE_RATIONAL)
		return 0;
	const size_t at = number(e, entry + 8, 4);
	const double above = number(e, at, 4), below = number(e, at + 4, 4);
	return below > 0 ? above / below : 0;
}

void
tr_scan_exif(struct tr_bytes exif, struct tr_scan_image *s)
{
	struct exif e = {.b = exif};
	double orientation = 0, x = 0, y = 0, unit = UNIT_INCH;

	if (!tr_bytes_start(exif, "II*") && !tr_bytes_start(exif, "MM"))
		return;
	e.little = exif.p[0] == 'I';
	const size_t directory = number(&e, 4, 4);
	const uint32_t count = number(&e, directory, 2);
	for (uint32_t i = 0; i < count && i < ENTRIES_MAX && !e.bad; i++) {
		const size_t entry = directory + 2 + 12 * (size_t)i;
		switch (number(&e, entry, 2)) {
		case TAG_ORIENTATION: orientation = value(&e, entry); break;
		case TAG_X_RESOLUTION: x = value(&e, entry); break;
		case TAG_Y_RESOLUTION: y = value(&e, entry); break;
		case TAG_UNIT: unit = value(&e, entry); break;
		default: break;
		}
	}
	if (e.bad)
		return;
	if (orientation >= 1 && orientation <= 8)
		s->orientation = (unsigned)orientation;
	const double factor = unit == UNIT_CENTIMETRE ? 2.54 : 1;
	if (s->dpi_x == 0 && (unit == UNIT_INCH || unit == UNIT_CENTIMETRE) && x > 0 && y > 0) {
		s->dpi_x = x * factor;
		s->dpi_y = y * factor;
	}
}
