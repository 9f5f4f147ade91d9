/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien scan-check: is a scan what procedure 1 asks for? Pages are measured in the sandbox, some in one run, and judged here.
 * Requirement: R9.1
 */
#include "base/errors/cli.h"
#include "cli/cli.h"
#include "cli/file.h"
#include "cli/profile_open.h"
#include "desk/scan.h"
#include "worker/tasks.h"

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

static void
found(void *context, size_t page, const struct tr_scan_findings *all)
{
	report_findings(context, page, all);
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
	const struct tr_desk_scan scan = {c->worker, source.fd, c->profile, c->now, true, found, c};
	trien_rc rc = tr_desk_scan_check(&scan, &c->pages, err);
	if (rc == TRIEN_OK)
		rc = tr_source_unchanged(&source, err);
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
