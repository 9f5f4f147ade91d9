/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which reader a scan is for. By itself, so that a program which only looks at what was read does without the readers. */
#include "base/errors/layout.h"
#include "layout/picture.h"
#include "layout/scan_parts.h"

trien_rc
tr_scan_read(struct tr_bytes file, size_t index, struct tr_scan_image *out, size_t *pages, struct trien_err *err)
{
	trien_rc rc;

	*out = (struct tr_scan_image){.orientation = 1};
	*pages = 1;
	if (file.n > TR_SCAN_FILE_MAX)
		return TR_ERR(err, LAYOUT_SCAN_LIMIT, TR_S("what", "byte"), TR_U("got", file.n),
				TR_U("max", TR_SCAN_FILE_MAX));
	const bool little = file.n > 4 && memcmp(file.p, "II", 2) == 0 && (file.p[2] == 42 || file.p[2] == 43);
	const bool big = file.n > 4 && memcmp(file.p, "MM\0", 3) == 0 && (file.p[3] == 42 || file.p[3] == 43);
	if (little || big) {
		rc = tr_scan_read_tiff(file, index, out, pages, err);
	} else if (index > 0) {
		rc = TR_ERR(err, LAYOUT_SCAN_PAGE, TR_U("page", index + 1), TR_U("pages", 1));
	} else if (tr_bytes_start(file, "\xff\xd8\xff")) {
		rc = tr_scan_read_jpeg(file, out, err);
	} else if (tr_bytes_start(file, "\x89PNG\r\n\x1a\n")) {
		rc = tr_scan_read_png(file, out, err);
	} else {
		const char *name = tr_picture_format(file);
		rc = TR_ERR(err, LAYOUT_SCAN_FORMAT, TR_S("format", name != NULL ? name : "?"));
	}
	if (rc != TRIEN_OK)
		tr_scan_image_free(out);
	return rc;
}
