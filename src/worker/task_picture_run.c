/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A picture looked at, the half in the sandbox: a task of the program trien-worker. Requirement: R8.3 */
#include <math.h>

#include "base/errors/base.h"
#include "crypto/digest.h"
#include "worker/task_look.h"
#include "worker/task_picture.h"
#include "worker/wire.h"

static trien_rc
judge(const struct tr_picture_asked *asked, const struct tr_picture *image, struct tr_lint_findings *findings, struct trien_err *err)
{
	struct tr_appearance_request r = {.rules = &asked->rules, .image = image};
	struct tr_arena arena = {0}; /* the child's memory goes with it */
	struct tr_drawing d;

	r.asked = (struct tr_appearance_asked){.kind = fabs(asked->diameter_mm) > 0 ? TR_APPEARANCE_AGENCY : TR_APPEARANCE_SIGNATORY, .picture = true,
		.diameter_mm = asked->diameter_mm};
	TR_TRY(tr_appearance_check(&r.asked, err));
	TR_TRY(tr_appearance_compose(&r, &arena, &d, err));
	tr_lint_picture(&r, &d, findings);
	tr_arena_free(&arena);
	return TRIEN_OK;
}

trien_rc
tr_task_picture_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_picture_asked asked;
	struct tr_picture image;
	struct tr_lint_findings findings = {0};
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	if (in->request.n != sizeof(asked))
		return TR_ERR(err, INTERNAL, TR_S("what", "picture request"));
	memcpy(&asked, in->request.p, sizeof(asked));
	TR_TRY(tr_picture_read_png(in->document, &image, err));
	trien_rc rc = judge(&asked, &image, &findings, err);
	if (rc == TRIEN_OK)
		rc = tr_digest(TR_SHA256, in->document, digest, &n, err);
	if (rc == TRIEN_OK)
		rc = tr_wire_add_bytes(answer, TR_BYTES(digest, n), err);
	if (rc == TRIEN_OK)
		rc = tr_wire_add_u64(answer, image.width, err);
	if (rc == TRIEN_OK)
		rc = tr_wire_add_u64(answer, image.height, err);
	if (rc == TRIEN_OK)
		rc = tr_look_add_findings(answer, &findings, err);
	tr_picture_free(&image);
	return rc;
}
