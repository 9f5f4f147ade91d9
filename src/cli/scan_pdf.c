/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien scan-pdf: images of pages become one PDF. Each picture is read in the sandbox; what comes back is numbers
 * and coded samples, which are written here and never decoded.
 * Requirement: R9.1
 */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "cli/cli.h"
#include "cli/file.h"
#include "crypto/digest.h"
#include "worker/scan_tasks.h"
#include "worker/tasks.h"

#define PDF_MAX ((size_t)1 << 30)

struct making {
	struct tr_cli *cli;
	const char *out, *dpi_text;
	bool force;
	double dpi; /* 0: as the images say */
	struct tr_worker *worker;
	struct tr_scan_pdf *pdf;
	struct tr_scan_image *image;
	json_t *pages; /* what was done, for --json */
	size_t copied;
};

static const char *
filter_name(const struct tr_scan_image *s)
{
	return s->filter == TR_SCAN_DCT ? "DCT" : s->filter == TR_SCAN_CCITT ? "CCITT" : "Flate";
}

static void
note_page(struct making *m, const char *file, size_t index)
{
	const struct tr_scan_image *s = m->image;

	m->copied += s->copied;
	json_array_append_new(m->pages, json_pack("{s:o, s:i, s:i, s:i, s:f, s:f, s:i, s:s, s:b}", "file",
			tr_cli_json_text(file), "page", (int)index + 1, "width", (int)s->width, "height", (int)s->height,
			"dpi_x", m->dpi > 0 ? m->dpi : s->dpi_x, "dpi_y", m->dpi > 0 ? m->dpi : s->dpi_y, "parts",
			(int)s->part_count, "filter", filter_name(s), "copied", (int)s->copied));
}

static trien_rc
add_image(struct making *m, const struct tr_source *source, const char *file, struct trien_err *err)
{
	size_t pages = 1;

	for (size_t i = 0; i < pages; i++) {
		TR_TRY(tr_task_scan_read(m->worker, source->fd, i, m->image, &pages, err));
		trien_rc rc = tr_scan_pdf_page(m->pdf, m->image, m->dpi, err);
		note_page(m, file, i);
		tr_scan_image_free(m->image);
		TR_TRY(rc);
	}
	return tr_source_unchanged(source, err);
}

/* An image of the list must not be the target, whatever --force says. */
static trien_rc
check_target(const struct making *m, const struct tr_source *source, struct trien_err *err)
{
	struct stat st;

	if (stat(m->out, &st) == 0 && st.st_dev == source->st.st_dev && st.st_ino == source->st.st_ino)
		return TR_ERR(err, CLI_TARGET_IS_SOURCE, TR_S("file", m->out));
	return TRIEN_OK;
}

/* *culprit is the file that an error is about; NULL where it is about none of them. */
static trien_rc
add_images(struct making *m, const struct tr_arguments *files, const char **culprit, struct trien_err *err)
{
	for (size_t i = 0; i < files->count; i++) {
		struct tr_source source;
		*culprit = files->items[i];
		TR_TRY(tr_source_open(files->items[i], &source, err));
		trien_rc rc = check_target(m, &source, err);
		if (rc == TRIEN_OK)
			rc = add_image(m, &source, files->items[i], err);
		tr_source_close(&source);
		TR_TRY(rc);
	}
	*culprit = NULL;
	return TRIEN_OK;
}

/* The file's /ID comes from its content: the same images give the same file. */
static trien_rc
finish(struct making *m, struct tr_buf *pdf, struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_digest(TR_SHA256, tr_buf_view(pdf), digest, &n, err));
	TR_TRY(tr_scan_pdf_end(m->pdf, digest, err));
	struct tr_target *target;
	TR_TRY(tr_target_begin(m->out, NULL, m->force ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER, &target, err));
	return tr_target_commit(target, tr_buf_view(pdf), err);
}

static void
report(const struct making *m)
{
	const size_t pages = json_array_size(m->pages);

	if (m->cli->json) {
		tr_cli_print_json(json_pack("{s:o, s:O, s:n}", "output", tr_cli_json_text(m->out), "pages", m->pages,
				"error"));
		return;
	}
	tr_cli_print_safe(stdout, m->out);
	tr_cli_printf(m->cli, ": %zu trang, %zu trang giữ nguyên dữ liệu ảnh gốc\n",
			": %zu pages, %zu of them with the image data as it was\n", pages, m->copied);
}

static trien_rc
make(struct making *m, const struct tr_arguments *files, const char **culprit, struct trien_err *err)
{
	TR_AUTO_BUF pdf = {.max = PDF_MAX};

	TR_TRY(tr_tasks_start(&m->worker, err));
	TR_TRY(tr_scan_pdf_new(&pdf, &m->pdf, err));
	TR_TRY(add_images(m, files, culprit, err));
	return finish(m, &pdf, err);
}

static trien_rc
check_options(struct making *m, const struct tr_arguments *files, struct trien_err *err)
{
	char *end = NULL;

	if (m->out == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "-o"));
	if (files->count == 0)
		return TR_ERR0(err, CLI_NO_FILES);
	if (m->dpi_text == NULL)
		return TRIEN_OK;
	m->dpi = strtod(m->dpi_text, &end);
	if (*m->dpi_text < '0' || *m->dpi_text > '9' || *end != '\0' || !(m->dpi >= 1 && m->dpi <= TR_SCAN_DPI_MAX))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--dpi"), TR_S("got", m->dpi_text),
				TR_S("want", "1-9600"));
	return TRIEN_OK;
}

int
tr_cli_scan_pdf(struct tr_cli *cli, int argc, char **argv)
{
	struct making m = {.cli = cli};
	const struct tr_option options[] = {
		{"-o", TR_OPTION_TEXT, &m.out},
		{"--output", TR_OPTION_TEXT, &m.out},
		{"--dpi", TR_OPTION_TEXT, &m.dpi_text},
		{"--force", TR_OPTION_FLAG, &m.force},
	};
	struct tr_arguments files;
	struct trien_err err = {0};
	const char *culprit = NULL;

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &files, &err);
	if (rc == TRIEN_OK)
		rc = check_options(&m, &files, &err);
	if (rc == TRIEN_OK && (m.image = calloc(1, sizeof(*m.image))) == NULL)
		rc = TR_ERR(&err, NO_MEMORY, TR_U("want", sizeof(*m.image)));
	m.pages = json_array();
	if (rc == TRIEN_OK)
		rc = make(&m, &files, &culprit, &err);
	if (rc == TRIEN_OK)
		report(&m);
	json_decref(m.pages);
	tr_scan_pdf_free(m.pdf);
	free(m.image);
	tr_worker_stop(m.worker);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, culprit, &err);
}
