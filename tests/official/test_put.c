/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A picture that was read once for many documents gives the very revision that its file gives. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "official/look.h"

#define FOLDER TRIEN_SOURCE_DIR "/tests/official/"
#define WHEN 1795400000 /* 2026-11-23 */

static struct tr_bytes
load(const char *path)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	size_t n = (size_t)ftell(f);
	rewind(f);
	uint8_t *p = malloc(n);
	assert_non_null(p);
	assert_int_equal(fread(p, 1, n, f), n);
	fclose(f);
	return TR_BYTES(p, n);
}

static trien_rc
propose(struct tr_official_look *look, struct tr_sign_proposal *out, struct trien_err *err)
{
	const struct tr_sign_extra extra = {.context = look, .put = tr_official_put};
	const struct tr_sign_request request = {.time = WHEN, .zone_minutes = 420, .extra = &extra, .contents_size = 100};
	return tr_sign_propose(look->file, &request, out, err);
}

static void
read_once(void **state)
{
	const struct tr_bytes png = load(FOLDER "pictures/handwriting.png"), pdf = load(FOLDER "documents/qd-kt-skia.pdf");
	struct tr_picture image;
	struct tr_profile *profile;
	struct tr_official_rules rules;
	struct tr_sign_proposal from_file = {0}, from_image = {0}, none = {0};
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_profile_for_time(WHEN, &profile, &err), &err);
	tr_official_rules_of(profile, WHEN, &rules);
	assert_ok(tr_picture_read_png(png, &image, &err), &err);
	struct tr_official_look look = {.asked = {.kind = TR_APPEARANCE_SIGNATORY}, .where = TR_WHERE_AUTO,
		.name = TR_TEXT_LIT("Trần Thị Ví Dụ"), .rules = &rules, .file = pdf};
	assert_refused(propose(&look, &none, &err), "official.picture-wanted");
	look.picture = png;
	assert_ok(propose(&look, &from_file, &err), &err);
	look.picture = TR_BYTES(NULL, 0);
	look.image = &image;
	assert_ok(propose(&look, &from_image, &err), &err);
	assert_true(tr_bytes_equal(tr_buf_view(&from_file.tail), tr_buf_view(&from_image.tail)));
	tr_sign_proposal_free(&from_file);
	tr_sign_proposal_free(&from_image);
	tr_picture_free(&image);
	tr_profile_free(profile);
	free((void *)(uintptr_t)png.p);
	free((void *)(uintptr_t)pdf.p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(read_once)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
