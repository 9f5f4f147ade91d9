/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien scan-check: is a scan what procedure 1 asks for? Pages are measured in the sandbox, some in one run, and judged here.
 * Requirement: R9.1
 */
#include "official/scan_check.h"

#include <stdlib.h>

#include "base/errors/cli.h"
#include "cli/cli.h"
#include "cli/file.h"
#include "desk/picture_text.h"
#include "cli/profile_open.h"
#include "worker/scan_tasks.h"
#include "worker/task_secrecy.h"
#include "worker/tasks.h"

#define SURE_READER 2.0
#define FIRST_BATCH 4u

struct checking {
	struct tr_cli *cli;
	const char *profile_spec;
	struct tr_profile *profile;
	int64_t now;
	struct tr_worker *worker;
	json_t *list; /* of all findings */
	size_t sure, unsure, pages;
};

static void
print_finding(const struct checking *c, size_t page, const struct tr_scan_finding *f)
{
	if (page == 0)
		fputs(tr_say(c->cli, "tệp", "file"), stdout);
	else
		tr_cli_printf(c->cli, "trang %zu", "page %zu", page);
	printf(": %s", tr_scan_finding_words(f->kind, c->cli->lang));
	if (*f->found != '\0')
		tr_cli_printf(c->cli, " Thấy: %s.", " Found: %s.", f->found);
	if (*f->wanted != '\0' && strcmp(f->wanted, "-") != 0)
		tr_cli_printf(c->cli, " Cần: %s.", " Wanted: %s.", f->wanted);
	if (!f->sure)
		fputs(tr_say(c->cli, " [cần xem lại bằng mắt]", " [look at it]"), stdout);
	printf(" [%s]\n", tr_scan_finding_id(f->kind));
}

static void
report_findings(struct checking *c, size_t page, const struct tr_scan_findings *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct tr_scan_finding *f = &all->items[i];
		c->sure += f->sure;
		c->unsure += !f->sure;
		json_array_append_new(c->list, json_pack("{s:i, s:s, s:s, s:s, s:b, s:s}", "page", (int)page, "id",
				tr_scan_finding_id(f->kind), "found", f->found, "wanted", f->wanted, "sure", (int)f->sure,
				"advice", tr_scan_finding_words(f->kind, c->cli->lang)));
		if (!c->cli->json)
			print_finding(c, page, f);
	}
}

/*
 * Where there is no text, tesseract's eye for the direction of writing, if it is installed. "Rotate" is the turn that
 * would right the page; below its own scale's 2 it guesses.
 */
static void
ask_reader(struct checking *c, const struct tr_source *source, size_t index, struct tr_scan_page_facts *page)
{
	/* Of tesseract, not of this command. */
	static const char *const options[] = {
		"--psm", "0", NULL};
	TR_AUTO_BUF png = {0}, text = {0};
	const char *turn, *confidence;

	if (page->letters > 0 || page->pictures == 0 ||
			tr_task_secrecy_zone(c->worker, source->fd, (struct tr_secrecy_zone){index, 1, false}, 0, TR_SHOW_ALL, &png, NULL) != TRIEN_OK ||
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
measure(struct checking *c, const struct tr_source *source, size_t index, size_t *wanted, struct tr_scan_batch *out,
		struct trien_err *err)
{
	if (*wanted > 1 && tr_task_scan_measure(c->worker, source->fd, index, *wanted, out, NULL) == TRIEN_OK) {
		*wanted *= 2;
		return TRIEN_OK;
	}
	*wanted = 2;
	return tr_task_scan_measure(c->worker, source->fd, index, 1, out, err);
}

static void
judge_pages(struct checking *c, const struct tr_source *source, size_t index, struct tr_scan_batch *batch)
{
	struct tr_scan_findings findings;

	if (index == 0) {
		tr_scan_judge_file(c->profile, c->now, &batch->file, &findings);
		report_findings(c, 0, &findings);
	}
	for (size_t i = 0; i < batch->count; i++) {
		ask_reader(c, source, index + i, &batch->pages[i]);
		tr_scan_judge_page(c->profile, c->now, index + i, &batch->pages[i], &findings);
		report_findings(c, index + i + 1, &findings);
	}
}

static trien_rc
check_pages(struct checking *c, const struct tr_source *source, struct trien_err *err)
{
	struct tr_scan_batch batch;
	size_t wanted = FIRST_BATCH, at = 0;

	do {
		TR_TRY(measure(c, source, at, &wanted, &batch, err));
		TR_TRY(tr_scan_check_pages(batch.file.pages, err));
		judge_pages(c, source, at, &batch);
		at += batch.count;
	} while (at < batch.file.pages && !batch.file.encrypted); /* what stands on the pages of that is not for us to read */
	c->pages = batch.file.pages;
	return tr_source_unchanged(source, err);
}

static void
summarise(struct checking *c, const char *file)
{
	if (c->cli->json) {
		tr_cli_print_json(json_pack("{s:o, s:i, s:s, s:b, s:O, s:n}", "file", tr_cli_json_text(file), "pages",
				(int)c->pages, "profile", tr_profile_name(c->profile), "good", c->sure == 0, "findings", c->list,
				"error"));
		return;
	}
	tr_cli_print_safe(stdout, file);
	if (c->sure == 0)
		tr_cli_printf(c->cli, ": %zu trang, bản quét đạt yêu cầu (%s)", ": %zu pages, the scan is good (%s)", c->pages,
				tr_profile_name(c->profile));
	else
		tr_cli_printf(c->cli, ": %zu trang, %zu điểm chưa đạt (%s)", ": %zu pages, %zu faults (%s)", c->pages, c->sure,
				tr_profile_name(c->profile));
	if (c->unsure > 0)
		tr_cli_printf(c->cli, ", %zu điểm cần xem lại", ", %zu to look at", c->unsure);
	putchar('\n');
}

static trien_rc
check(struct checking *c, const char *path, struct trien_err *err)
{
	struct tr_source source;

	TR_TRY(tr_cli_profile_open(c->profile_spec, c->now, &c->profile, err));
	TR_TRY(tr_tasks_start(&c->worker, err));
	TR_TRY(tr_source_open(path, &source, err));
	trien_rc rc = check_pages(c, &source, err);
	tr_source_close(&source);
	return rc;
}

int
tr_cli_scan_check(struct tr_cli *cli, int argc, char **argv)
{
	struct checking c = {.cli = cli, .now = cli->env->now(cli->env->context)};
	const struct tr_option options[] = {{"--profile", TR_OPTION_TEXT, &c.profile_spec}};
	struct tr_arguments files;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, 1, &files, &err);
	if (rc == TRIEN_OK && files.count != 1)
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien scan-check [--profile NAME|FILE] [--json] FILE"));
	const char *path = rc == TRIEN_OK ? files.items[0] : NULL;
	c.list = json_array();
	if (rc == TRIEN_OK)
		rc = check(&c, path, &err);
	if (rc == TRIEN_OK)
		summarise(&c, path);
	json_decref(c.list);
	tr_profile_free(c.profile);
	tr_worker_stop(c.worker);
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, path, &err);
	return c.sure == 0 ? 0 : 1;
}
