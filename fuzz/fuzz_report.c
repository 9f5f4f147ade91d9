/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A worker's answer about a report, whatever it says: what is taken is within its caps. Data that begins as a PDF is looked at
 * instead: pictures of its revisions, boxes inside them.
 */
#include <stdlib.h>

#include "worker/task_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
want(bool held)
{
	if (!held)
		abort();
}

static void
look(struct tr_bytes file)
{
	const struct tr_seen_request request = {.file = file};
	struct tr_seen seen;

	if (tr_seen_find(&request, &seen, NULL) != TRIEN_OK)
		return;
	for (size_t i = 0; i < seen.count; i++) {
		const struct tr_seen_change *c = &seen.items[i];
		want(c->against < c->revision && c->dpi <= TR_SEEN_DPI && (c->before.width > 0 || c->after.width > 0));
		for (size_t k = 0; k < c->box_count; k++)
			want(c->boxes[k].x0 < c->boxes[k].x1 && c->boxes[k].x1 <= c->after.width && c->boxes[k].y1 <= c->after.height);
	}
	tr_seen_free(&seen);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	TR_AUTO_BUF answer = {0};
	struct tr_report_answer a;

	if (n > 4 && memcmp(data, "%PDF", 4) == 0) {
		look(TR_BYTES(data, n));
		return 0;
	}
	if (tr_buf_add(&answer, data, n, NULL) != TRIEN_OK || tr_report_answer_read(&answer, &a, NULL) != TRIEN_OK)
		return 0;
	want(a.picture_count <= TR_SEEN_CHANGES_MAX);
	for (size_t i = 0; i < a.picture_count; i++)
		want(a.pictures[i].box_count <= TR_SEEN_BOXES_MAX && a.pictures[i].against < a.pictures[i].revision);
	tr_report_answer_free(&a);
	return 0;
}
