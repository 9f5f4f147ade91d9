/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/verify_report.h"

#include <errno.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/errors/cli.h"
#include "cli/file.h"
#include "cli/right_check.h"
#include "worker/task_report.h"

#define POINTS_AN_INCH 72.0

bool
tr_verify_report_wanted(const struct tr_verify_report *r)
{
	return r->pictures != NULL || r->report != NULL || r->report_dir != NULL;
}

/* By the ending of the target; 0 where it is none that is known. */
static unsigned
kind_of(const char *target)
{
	const char *dot = strrchr(target, '.');

	if (dot != NULL && strcasecmp(dot, ".pdf") == 0)
		return TR_REPORT_PDF;
	if (dot != NULL && strcasecmp(dot, ".xml") == 0)
		return TR_REPORT_ETSI;
	return 0;
}

trien_rc
tr_verify_report_check(const struct tr_verify_report *r, char *const *names, size_t count, struct trien_err *err)
{
	struct stat st;

	if (!tr_verify_report_wanted(r))
		return r->force ? TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--force"), TR_S("got", "--force"),
						  TR_S("want", "--pictures, --report, --report-dir"))
				: TRIEN_OK;
	if (r->report_dir != NULL && r->report != NULL)
		return TR_ERR(err, CLI_OPTION_TWICE, TR_S("option", "--report, --report-dir"));
	if (r->report_dir != NULL && r->pictures == NULL)
		return TRIEN_OK;
	if (count != 1 || (stat(names[0], &st) == 0 && S_ISDIR(st.st_mode)))
		return TR_ERR0(err, CLI_REPORT_ONE_FILE);
	if (r->report != NULL && kind_of(r->report) == 0)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--report"), TR_S("got", r->report), TR_S("want", "*.pdf, *.xml"));
	return TRIEN_OK;
}

static trien_rc
write_file(const struct tr_verify_report *r, const struct tr_source *source, const char *path, struct tr_bytes bytes,
		struct trien_err *err)
{
	struct tr_target *target;

	TR_TRY(tr_target_begin(path, source, r->force ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER, &target, err));
	return tr_target_commit(target, bytes, err);
}

/* ---- pictures ---- */
static trien_rc
make_folder(const char *path, struct trien_err *err)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return TRIEN_OK;
	return TR_ERR(err, CLI_TARGET_READ_ONLY, TR_S("file", path), TR_S("why", strerror(errno)));
}

/* One side of a picture; null in the JSON where the revision has no such page. */
static trien_rc
write_side(const struct tr_verify_report *r, const struct tr_source *source, const struct tr_report_picture *p,
		const char *side, struct tr_bytes png, json_t *o, struct trien_err *err)
{
	TR_AUTO_BUF path = {0};

	if (png.n == 0) {
		json_object_set_new(o, side, json_null());
		return TRIEN_OK;
	}
	TR_TRY(tr_buf_addf(&path, err, "%s/revision-%zu-page-%zu-%s.png", r->pictures, p->revision + 1, p->page + 1, side));
	TR_TRY(write_file(r, source, (const char *)path.p, png, err));
	json_object_set_new(o, side, tr_cli_json_text((const char *)path.p));
	return TRIEN_OK;
}

static json_t *
boxes_of(const struct tr_report_picture *p)
{
	const double scale = POINTS_AN_INCH / p->dpi;
	json_t *list = json_array();

	for (size_t i = 0; i < p->box_count; i++)
		json_array_append_new(list, json_pack("[f, f, f, f]", p->boxes[i].x0 * scale, p->boxes[i].y0 * scale,
				p->boxes[i].x1 * scale, p->boxes[i].y1 * scale));
	return list;
}

static trien_rc
write_pictures(const struct tr_verify_report *r, const struct tr_source *source, const struct tr_report_answer *a,
		json_t *report, struct trien_err *err)
{
	json_t *list = json_array();

	json_object_set_new(report, "pictures", list);
	TR_TRY(make_folder(r->pictures, err));
	for (size_t i = 0; i < a->picture_count; i++) {
		const struct tr_report_picture *p = &a->pictures[i];
		json_t *o = json_pack("{s:I, s:I, s:I}", "revision", (json_int_t)p->revision + 1, "against", (json_int_t)p->against + 1,
				"page", (json_int_t)p->page + 1);
		json_array_append_new(list, o);
		TR_TRY(write_side(r, source, p, "before", p->before, o, err));
		TR_TRY(write_side(r, source, p, "after", p->after, o, err));
		json_object_set_new(o, "boxes", boxes_of(p));
	}
	if (a->pictures_cut)
		json_object_set_new(report, "pictures_cut", json_true());
	return TRIEN_OK;
}

/* A page that cannot be drawn is told beside the verdict, and does not change it. */
static void
put_unread(const struct tr_report_answer *a, enum trien_lang lang, json_t *report)
{
	char text[1024];

	if (a->unread.code == TRIEN_OK)
		return;
	tr_err_text_commands(&a->unread, lang, text, sizeof(text));
	json_object_set_new(report, "pictures_unread", json_pack("{s:I, s:s, s:s}", "revision", (json_int_t)a->unread_revision + 1,
			"error", trien_err_id(a->unread.code), "message", text));
}

static trien_rc
write_all(const struct tr_verify_report *r, enum trien_lang lang, const struct tr_source *source,
		const struct tr_report_answer *a, json_t *report, struct trien_err *err)
{
	if (r->pictures != NULL) {
		put_unread(a, lang, report);
		TR_TRY(write_pictures(r, source, a, report, err));
	}
	if (r->report == NULL)
		return TRIEN_OK;
	TR_TRY(write_file(r, source, r->report, kind_of(r->report) == TR_REPORT_PDF ? a->pdf : a->xml, err));
	json_object_set_new(report, "report_file", tr_cli_json_text(r->report));
	return TRIEN_OK;
}

/* DIR/NAME.report.pdf for FOLDER/NAME.pdf. */
static trien_rc
name_report(const char *directory, const char *path, struct tr_buf *out, struct trien_err *err)
{
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path, *dot = strrchr(name, '.');
	const size_t n = dot != NULL && dot > name && strcasecmp(dot, ".pdf") == 0 ? (size_t)(dot - name) : strlen(name);

	TR_TRY(make_folder(directory, err));
	TR_TRY(tr_buf_addf(out, err, "%s/%.*s.report.pdf", directory, (int)n, name));
	return tr_buf_add_byte(out, 0, err);
}

static enum tr_indication
weight_of(const json_t *report)
{
	const char *answer = tr_cli_text_in(json_object_get(report, "rightness"), "answer");
	return strcmp(answer, "wrong") == 0 ? TR_TOTAL_FAILED : strcmp(answer, "right") == 0 ? TR_TOTAL_PASSED : TR_INDETERMINATE;
}

static trien_rc
make_report(const struct tr_verify_report *r, const struct tr_cli *cli, const struct tr_verify_report_of *of, json_t *report,
		struct trien_err *err)
{
	TR_AUTO_BUF lines = {0}, ids = {0};
	struct tr_report_wish wish = {.judgement = of->judgement, .answers = of->answers, .beside_weight = weight_of(report),
		.what = (r->pictures != NULL ? TR_REPORT_PICTURES : 0) | (r->report != NULL ? kind_of(r->report) : 0)};
	struct tr_report_answer answer;
	struct tr_source source;

	tr_right_check_lines(cli, report, &lines, &ids);
	wish.beside = tr_buf_view(&lines);
	wish.beside_ids = tr_buf_view(&ids);
	TR_TRY(cli->env->random(cli->env->context, wish.id16, sizeof(wish.id16), err));
	TR_TRY(tr_source_open(of->path, &source, err));
	trien_rc rc = tr_task_report(r->worker, source.fd, &wish, &answer, err);
	if (rc == TRIEN_OK) {
		rc = write_all(r, cli->lang, &source, &answer, report, err);
		tr_report_answer_free(&answer);
	}
	tr_source_close(&source);
	return rc;
}

trien_rc
tr_verify_report_write(const struct tr_verify_report *r, const struct tr_cli *cli, const struct tr_verify_report_of *of, json_t *report,
		struct trien_err *err)
{
	struct tr_verify_report one = *r;
	TR_AUTO_BUF name = {0};

	if (r->report_dir != NULL) {
		TR_TRY(name_report(r->report_dir, of->path, &name, err));
		one.report = (const char *)name.p;
	}
	return make_report(&one, cli, of, report, err);
}

/* ---- for people ---- */
static void
print_picture(const struct tr_cli *cli, const json_t *p)
{
	tr_cli_printf(cli, "  hình trang %lld, bản %lld so với bản %lld: %zu chỗ khác\n", "  page %lld, revision %lld against %lld: %zu differences\n",
			(long long)json_integer_value(json_object_get(p, "page")),
			(long long)json_integer_value(json_object_get(p, "revision")),
			(long long)json_integer_value(json_object_get(p, "against")), json_array_size(json_object_get(p, "boxes")));
	for (int after = 0; after < 2; after++) {
		const char *path = tr_cli_text_in(p, after ? "after" : "before");
		printf("     %s", after ? tr_say(cli, "sau: ", "after: ") : tr_say(cli, "trước: ", "before: "));
		tr_cli_print_safe(stdout, *path ? path : tr_say(cli, "(không có trang này)", "(no such page)"));
		putchar('\n');
	}
}

static void
print_report_file(const struct tr_cli *cli, const json_t *report)
{
	const char *path = tr_cli_text_in(report, "report_file");

	if (*path == '\0')
		return;
	fputs(tr_say(cli, "  báo cáo: ", "  report: "), stdout);
	tr_cli_print_safe(stdout, path);
	putchar('\n');
}

void
tr_verify_report_print(const struct tr_cli *cli, const json_t *report)
{
	const json_t *pictures = json_object_get(report, "pictures"), *unread = json_object_get(report, "pictures_unread");
	size_t i;
	json_t *p;

	print_report_file(cli, report);
	if (pictures == NULL)
		return;
	if (json_array_size(pictures) == 0)
		puts(tr_say(cli, "  các bản sau trông giống hệt bản đã ký", "  later revisions look exactly as what was signed"));
	json_array_foreach(pictures, i, p)
		print_picture(cli, p);
	if (json_is_true(json_object_get(report, "pictures_cut")))
		puts(tr_say(cli, "  còn trang khác chưa được so sánh: tệp có quá nhiều thay đổi",
				"  other pages were not compared: there are too many changes"));
	if (unread != NULL) {
		tr_cli_printf(cli, "  không vẽ được bản %lld: ", "  revision %lld could not be drawn: ",
				(long long)json_integer_value(json_object_get(unread, "revision")));
		tr_cli_print_safe(stdout, tr_cli_text_in(unread, "message"));
		putchar('\n');
	}
}
