/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.1 R9.1 */
#include "desk/scan.h"

#include <stdlib.h>

#include "base/errors/official.h"
#include "desk/picture_text.h"
#include "worker/scan_tasks.h"
#include "worker/task_secrecy.h"

#define SURE_READER 2.0
#define FIRST_BATCH 4u

/*
 * Where there is no text, tesseract's eye for the direction of writing, if it is installed. "Rotate" is the turn that
 * would right the page; below its own scale's 2 it guesses.
 */
static void
ask_reader(const struct tr_desk_scan *c, size_t index, struct tr_scan_page_facts *page)
{
	/* Of tesseract, not of this command. */
	static const char *const options[] = {
		"--psm", "0", NULL};
	TR_AUTO_BUF png = {0}, text = {0};
	const char *turn, *confidence;

	if (page->letters > 0 || page->pictures == 0 ||
			tr_task_secrecy_zone(c->worker, c->fd, (struct tr_secrecy_zone){index, 1, false}, 0, TR_SHOW_ALL, &png, NULL) != TRIEN_OK ||
			!tr_picture_text(tr_buf_view(&png), "osd", options, &text) || tr_buf_add_byte(&text, 0, NULL) != TRIEN_OK)
		return;
	turn = strstr((const char *)text.p, "Rotate: ");
	confidence = strstr((const char *)text.p, "Orientation confidence: ");
	if (turn == NULL || confidence == NULL || strtod(confidence + strlen("Orientation confidence: "), NULL) < SURE_READER)
		return;
	const long degrees = strtol(turn + strlen("Rotate: "), NULL, 10);
	if (degrees >= 0 && degrees < 360 && degrees % 90 == 0)
		page->read_turned = 1 + (unsigned)((360 - degrees) / 90 % 4);
}

/* A batch that is too much for one run, or holds a page that cannot be measured, is measured page by page. */
static trien_rc
measure(const struct tr_desk_scan *c, size_t index, size_t *wanted, struct tr_scan_batch *out, struct trien_err *err)
{
	if (*wanted > 1 && tr_task_scan_measure(c->worker, c->fd, index, *wanted, out, NULL) == TRIEN_OK) {
		*wanted *= 2;
		return TRIEN_OK;
	}
	*wanted = 2;
	return tr_task_scan_measure(c->worker, c->fd, index, 1, out, err);
}

static void
judge_pages(const struct tr_desk_scan *c, size_t index, struct tr_scan_batch *batch)
{
	struct tr_scan_findings findings;

	if (index == 0) {
		tr_scan_judge_file(c->profile, c->now, &batch->file, &findings);
		c->found(c->context, 0, &findings);
	}
	for (size_t i = 0; i < batch->count; i++) {
		if (c->reads)
			ask_reader(c, index + i, &batch->pages[i]);
		tr_scan_judge_page(c->profile, c->now, index + i, &batch->pages[i], &findings);
		c->found(c->context, index + i + 1, &findings);
	}
}

trien_rc
tr_desk_scan_check(const struct tr_desk_scan *c, size_t *pages, struct trien_err *err)
{
	struct tr_scan_batch batch;
	size_t wanted = FIRST_BATCH, at = 0;

	do {
		TR_TRY(measure(c, at, &wanted, &batch, err));
		TR_TRY(tr_scan_check_pages(batch.file.pages, err));
		judge_pages(c, at, &batch);
		at += batch.count;
	} while (at < batch.file.pages && !batch.file.encrypted); /* what stands on the pages of that is not for us to read */
	*pages = batch.file.pages;
	return TRIEN_OK;
}

/* ---- the door ---- */

struct first {
	size_t page, count; /* count: of all faults; the page is that of the first */
	struct tr_scan_finding finding;
};

static void
note(void *context, size_t page, const struct tr_scan_findings *all)
{
	struct first *f = context;

	for (size_t i = 0; i < all->count; i++) {
		if (!all->items[i].sure || all->items[i].kind == TR_SCAN_SIGNED)
			continue;
		if (f->count++ == 0) {
			f->page = page;
			f->finding = all->items[i];
		}
	}
}

trien_rc
tr_desk_scan_pass(struct tr_worker *w, int fd, const struct tr_profile *profile, int64_t now, struct trien_err *err)
{
	struct first first = {0};
	const struct tr_desk_scan s = {w, fd, profile, now, false, note, &first};
	size_t pages;

	TR_TRY(tr_desk_scan_check(&s, &pages, err));
	if (first.count == 0)
		return TRIEN_OK;
	return TR_ERR(err, OFFICIAL_SCAN_FAULTS, TR_U("count", first.count), TR_U("page", first.page), TR_S("what", tr_scan_finding_words(first.finding.kind, TRIEN_LANG_VI)),
			TR_S("id", tr_scan_finding_id(first.finding.kind)), TR_S("found", first.finding.found));
}
