/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JPEG (ITU-T T.81). libjpeg decodes all of it once, so that a picture that is cut off is refused and not issued;
 * then the stream goes into the PDF as it is, to its EOI marker. Arithmetic coding, which PDF lacks (ISO 32000-2
 * §7.4.8), is decoded to samples.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include <jerror.h>

#include "base/errors/layout.h"
#include "layout/scan_parts.h"

#define APP1 (JPEG_APP0 + 1)
#define APP2 (JPEG_APP0 + 2)

struct jpeg {
	struct jpeg_decompress_struct c;
	struct jpeg_error_mgr mgr;
	jmp_buf back;
	char why[JMSG_LENGTH_MAX];
	struct tr_rows rows;
	struct tr_scan_image *s; /* NULL: nothing but a check */
	struct tr_jpeg_facts facts;
	struct trien_err *err;
	trien_rc rc;
};

static _Noreturn void
give_up(struct jpeg *j)
{
	longjmp(j->back, 1);
}

static void
on_error(j_common_ptr c)
{
	struct jpeg *j = c->client_data;
	c->err->format_message(c, j->why);
	give_up(j);
}

/* libjpeg paints over what is missing and calls it a warning. Spare bytes before a marker harm nothing (cameras write them). */
static void
on_message(j_common_ptr c, int level)
{
	if (level < 0 && c->err->msg_code != JWRN_EXTRANEOUS_DATA)
		on_error(c);
}

static void
must(struct jpeg *j, trien_rc rc)
{
	j->rc = rc;
	if (rc != TRIEN_OK)
		give_up(j);
}

static void
unsupported(struct jpeg *j, const char *what)
{
	must(j, TR_ERR(j->err, LAYOUT_SCAN_UNSUPPORTED, TR_S("format", "JPEG"), TR_S("what", what)));
}

static void
note_facts(struct jpeg *j)
{
	struct tr_jpeg_facts *f = &j->facts;

	*f = (struct tr_jpeg_facts){.width = j->c.image_width, .height = j->c.image_height,
		.arithmetic = j->c.arith_code != 0};
	switch (j->c.jpeg_color_space) {
	case JCS_GRAYSCALE: f->colours = TR_SCAN_GRAY; break;
	case JCS_RGB: f->colours = TR_SCAN_RGB; f->transform = TR_SCAN_TRANSFORM_NONE; break;
	case JCS_YCbCr: f->colours = TR_SCAN_RGB; f->transform = TR_SCAN_TRANSFORM_YCC; break;
	case JCS_CMYK: f->colours = TR_SCAN_CMYK; f->transform = TR_SCAN_TRANSFORM_NONE; break;
	case JCS_YCCK: f->colours = TR_SCAN_CMYK; f->transform = TR_SCAN_TRANSFORM_YCC; break;
	default: unsupported(j, "colour space");
	}
	/* Adobe's programs write CMYK upside down, and nobody else writes their marker. */
	f->inverted = f->colours == TR_SCAN_CMYK && j->c.saw_Adobe_marker;
}

static void
note_markers(struct jpeg *j, struct tr_scan_image *s)
{
	JOCTET *icc = NULL;
	unsigned n = 0;

	if (j->c.saw_JFIF_marker && j->c.density_unit > 0) {
		const double factor = j->c.density_unit == 2 ? 2.54 : 1;
		s->dpi_x = j->c.X_density * factor;
		s->dpi_y = j->c.Y_density * factor;
	}
	for (jpeg_saved_marker_ptr m = j->c.marker_list; m != NULL; m = m->next)
		if (m->marker == APP1 && m->data_length > 6 && memcmp(m->data, "Exif\0", 6) == 0)
			tr_scan_exif(TR_BYTES(m->data + 6, m->data_length - 6), s);
	if (jpeg_read_icc_profile(&j->c, &icc, &n)) {
		trien_rc rc = tr_scan_set_icc(s, TR_BYTES(icc, n), j->err);
		free(icc);
		must(j, rc);
	}
}

/* All rows: to nowhere, or deflated where PDF cannot carry the stream. */
static void
decode(struct jpeg *j)
{
	const bool keep = j->s != NULL && j->facts.arithmetic;

	if (!keep)
		j->c.out_color_space = j->c.jpeg_color_space; /* nothing to convert */
	jpeg_start_decompress(&j->c);
	JSAMPARRAY row = j->c.mem->alloc_sarray((j_common_ptr)&j->c, JPOOL_IMAGE,
			j->c.output_width * (JDIMENSION)j->c.output_components, 1);
	if (keep)
		must(j, tr_rows_begin(&j->rows, tr_scan_row_bytes(j->s), &j->s->data, j->err));
	while (j->c.output_scanline < j->c.output_height) {
		jpeg_read_scanlines(&j->c, row, 1);
		if (keep)
			must(j, tr_rows_add(&j->rows, row[0], j->err));
	}
	jpeg_finish_decompress(&j->c);
	if (keep)
		must(j, tr_rows_end(&j->rows, j->err));
}

static void
run(struct jpeg *j, struct tr_bytes file)
{
	jpeg_create_decompress(&j->c);
	jpeg_mem_src(&j->c, file.p, file.n);
	jpeg_save_markers(&j->c, APP1, 0xffff);
	jpeg_save_markers(&j->c, APP2, 0xffff);
	jpeg_read_header(&j->c, TRUE);
	must(j, tr_scan_check_size(j->c.image_width, j->c.image_height, j->err));
	note_facts(j);
	if (j->s != NULL) {
		*j->s = (struct tr_scan_image){.width = j->facts.width, .height = j->facts.height, .bits = 8,
			.colours = j->facts.colours, .transform = j->facts.transform, .orientation = 1,
			.inverted = j->facts.inverted};
		note_markers(j, j->s);
	}
	decode(j);
	j->facts.n = file.n - j->c.src->bytes_in_buffer;
}

static trien_rc
read_jpeg(struct jpeg *j, struct tr_bytes file)
{
	j->c.err = jpeg_std_error(&j->mgr);
	j->c.client_data = j;
	j->mgr.error_exit = on_error;
	j->mgr.emit_message = on_message;
	if (setjmp(j->back) == 0)
		run(j, file);
	else if (j->rc == TRIEN_OK)
		j->rc = TR_ERR(j->err, LAYOUT_SCAN_INVALID, TR_S("format", "JPEG"), TR_S("why", j->why));
	jpeg_destroy_decompress(&j->c);
	tr_rows_free(&j->rows);
	return j->rc;
}

trien_rc
tr_jpeg_check(struct tr_bytes jpeg, struct tr_jpeg_facts *out, struct trien_err *err)
{
	struct jpeg j = {.err = err};

	TR_TRY(read_jpeg(&j, jpeg));
	*out = j.facts;
	return TRIEN_OK;
}

trien_rc
tr_scan_read_jpeg(struct tr_bytes file, struct tr_scan_image *s, struct trien_err *err)
{
	struct jpeg j = {.err = err, .s = s};

	TR_TRY(read_jpeg(&j, file));
	s->filter = j.facts.arithmetic ? TR_SCAN_FLATE : TR_SCAN_DCT;
	s->predictor = j.facts.arithmetic ? TR_SCAN_PREDICTOR_PNG : TR_SCAN_PREDICTOR_NONE;
	s->copied = !j.facts.arithmetic;
	if (s->copied)
		TR_TRY(tr_buf_add_bytes(&s->data, tr_bytes_part(file, 0, j.facts.n), err));
	tr_scan_one_part(s);
	return TRIEN_OK;
}
