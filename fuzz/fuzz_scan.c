/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile images: what is read goes through the pipe unchanged and becomes a page; and hostile messages of the pipe. */
#include <stdint.h>

#include "layout/scan_image.h"

static struct tr_scan_image image, again;

static void
into_a_page(const struct tr_scan_image *s)
{
	TR_AUTO_BUF pdf = {0};
	struct tr_scan_pdf *made;

	if (tr_scan_pdf_new(&pdf, &made, NULL) != TRIEN_OK)
		return;
	if (tr_scan_pdf_page(made, s, 0, NULL) == TRIEN_OK &&
			tr_scan_pdf_end(made, (const uint8_t *)"0123456789abcdef", NULL) != TRIEN_OK)
		__builtin_trap();
	tr_scan_pdf_free(made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t pages;

	if (tr_scan_image_take(TR_BYTES(data, size), &again, NULL) == TRIEN_OK) {
		into_a_page(&again);
		tr_scan_image_free(&again);
	}
	if (tr_scan_read(TR_BYTES(data, size), 0, &image, &pages, NULL) != TRIEN_OK)
		return 0;
	TR_AUTO_BUF message = {0};
	if (tr_scan_image_give(&image, &message, NULL) == TRIEN_OK) {
		if (tr_scan_image_take(tr_buf_view(&message), &again, NULL) != TRIEN_OK)
			__builtin_trap(); /* what we made ourselves is refused */
		into_a_page(&again);
		tr_scan_image_free(&again);
	}
	tr_scan_image_free(&image);
	return 0;
}
