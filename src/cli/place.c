/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien place: where the signature, number and date go, and how sure that is. */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/errors/official.h"
#include "cli/cli.h"
#include "cli/file.h"
#include "worker/task_place.h"
#include "worker/tasks.h"

#define USAGE "trien place [--name NAME] [--json] [--preview OUT.png] [--force] FILE"
#define EXIT_ASKED 2         /* something is not sure */
#define CORNER_WIDTH_MM 60.0 /* wanted at the top right: three lines of text of size 10 */
#define CORNER_HEIGHT_MM 14.0
#define MM(v) ((v) / TR_POINTS_PER_MM)

struct wish {
	const char *file, *name, *preview;
	bool force;
};

static const char *
kind_name(enum tr_spot_kind kind)
{
	static const char *const names[] = {"number", "day", "month", "year"};
	return names[kind];
}

static const char *
kind_text(const struct tr_cli *cli, enum tr_spot_kind kind)
{
	static const char *const vi[] = {"số", "ngày", "tháng", "năm"};
	return tr_say(cli, vi[kind], kind_name(kind));
}

/* ---- JSON ---- */
static json_t *
json_box(struct tr_box b)
{
	return json_pack("[ffff]", b.x0, b.y0, b.x1, b.y1);
}

static json_t *
json_text(struct tr_text t)
{
	return json_stringn(t.p, t.n);
}

static void
put_sureness(const struct tr_cli *cli, json_t *o, enum tr_sureness sure, const char *doubt)
{
	json_object_set_new(o, "sure", json_boolean(sure == TR_SURE));
	json_object_set_new(o, "doubt", doubt ? json_string(doubt) : json_null());
	json_object_set_new(o, "doubt_text", doubt ? json_string(tr_place_doubt_text(doubt, cli->lang)) : json_null());
}

static json_t *
json_signatories(const struct tr_cli *cli, const struct tr_placement *p)
{
	json_t *list = json_array();

	for (size_t i = 0; i < p->signatory_count; i++) {
		const struct tr_place_signatory *s = &p->signatories[i];
		json_t *o = json_pack("{sIsososo}", "page", (json_int_t)s->page + 1, "title", json_box(s->title), "name",
				json_box(s->name), "room", json_box(s->room));
		json_object_set_new(o, "prefix", json_text(s->prefix));
		json_object_set_new(o, "title_text", json_text(s->title_text));
		json_object_set_new(o, "name_text", json_text(s->name_text));
		put_sureness(cli, o, s->sure, s->doubt);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
json_authority(const struct tr_placement *p)
{
	json_t *list = json_array();

	for (size_t i = 0; i < p->authority_count; i++)
		json_array_append_new(list, json_text(p->authority[i]));
	return list;
}

static json_t *
json_spots(const struct tr_cli *cli, const struct tr_placement *p)
{
	json_t *list = json_array();

	for (size_t i = 0; i < p->spot_count; i++) {
		const struct tr_place_spot *s = &p->spots[i];
		json_t *o = json_pack("{sssIsosfsfsbsb}", "kind", kind_name(s->kind), "page", (json_int_t)s->page + 1, "box",
				json_box(s->box), "baseline", s->baseline, "size", s->size, "italic", (int)s->italic, "bold",
				(int)s->bold);
		put_sureness(cli, o, s->sure, s->doubt);
		json_array_append_new(list, o);
	}
	return list;
}

static void
print_json(const struct tr_cli *cli, const struct wish *w, const struct tr_place_answer *a, json_t *previews,
		const struct trien_err *refused)
{
	const struct tr_placement *p = &a->placement;
	json_t *o = json_pack("{sosIsosIsosb}", "file", tr_cli_json_text(w->file), "pages", (json_int_t)a->pages,
			"signatories", json_signatories(cli, p), "name_elsewhere", (json_int_t)p->name_elsewhere, "spots",
			json_spots(cli, p), "spots_cut", (int)p->spots_cut);

	json_object_set_new(o, "authority", json_authority(p));
	json_object_set_new(o, "top_right", p->top_right_free ? json_box(p->top_right) : json_null());
	json_object_set_new(o, "top_right_sure", json_boolean(p->top_right_free && p->top_right_sure == TR_SURE));
	json_object_set(o, "previews", previews);
	tr_cli_put_error(cli, o, refused);
	tr_cli_print_json(o);
}

/* ---- text ---- */
static void
print_box(const struct tr_cli *cli, const char *label, struct tr_box b)
{
	printf("    %s: ", label);
	tr_cli_printf(cli, "cách mép trái %.1f, mép trên %.1f, rộng %.1f, cao %.1f mm (%.1f %.1f %.1f %.1f điểm)\n",
			"%.1f from the left, %.1f from the top, %.1f wide, %.1f high, mm (%.1f %.1f %.1f %.1f points)\n",
			MM(b.x0), MM(b.y0), MM(b.x1 - b.x0), MM(b.y1 - b.y0), b.x0, b.y0, b.x1, b.y1);
}

static void
print_sureness(const struct tr_cli *cli, const char *doubt)
{
	if (doubt == NULL)
		puts(tr_say(cli, "chắc chắn", "sure"));
	else
		tr_cli_printf(cli, "CHƯA CHẮC: %s (%s)\n",
			"NOT SURE: %s (%s)\n", tr_place_doubt_text(doubt, cli->lang), doubt);
}

static void
print_label(const char *label, struct tr_text text)
{
	printf("    %s: ", label);
	tr_cli_print_safe(stdout, text.p); /* the arena's copies end with NUL */
	putchar('\n');
}

static void
print_signatories(const struct tr_cli *cli, const struct tr_placement *p)
{
	if (p->signatory_count == 0)
		puts(tr_say(cli, "CHƯA CHẮC: không thấy khối ký (chức vụ, chỗ ký, họ tên)",
				"NOT SURE: no signature block (title, room, full name)"));
	for (size_t i = 0; i < p->signatory_count; i++) {
		const struct tr_place_signatory *s = &p->signatories[i];
		tr_cli_printf(cli, "khối ký ở trang %zu: ",
			"signature block on page %zu: ", s->page + 1);
		print_sureness(cli, s->doubt);
		print_label(tr_say(cli, "chức vụ", "title"), s->title_text);
		print_label(tr_say(cli, "họ tên", "name"), s->name_text);
		print_box(cli, tr_say(cli, "chỗ ký", "room"), s->room);
	}
}

static void
print_text(const struct tr_cli *cli, const struct wish *w, const struct tr_place_answer *a, const json_t *previews)
{
	const struct tr_placement *p = &a->placement;
	const json_t *path;
	size_t i;

	tr_cli_print_safe(stdout, w->file);
	tr_cli_printf(cli, ": %zu trang\n",
		": %zu pages\n", a->pages);
	print_signatories(cli, p);
	for (i = 0; i < p->spot_count; i++) {
		tr_cli_printf(cli, "chỗ điền %s ở trang %zu: ",
			"place for the %s on page %zu: ", kind_text(cli, p->spots[i].kind), p->spots[i].page + 1);
		print_sureness(cli, p->spots[i].doubt);
		print_box(cli, tr_say(cli, "ô trống", "blank"), p->spots[i].box);
	}
	if (p->spots_cut)
		puts(tr_say(cli, "CHƯA CHẮC: còn chỗ điền khác, quá nhiều để liệt kê", "NOT SURE: there are more places, too many to list"));
	if (p->top_right_free) {
		fputs(tr_say(cli, "góc trên bên phải trang 1: ", "top right of page 1: "), stdout);
		print_sureness(cli, p->top_right_doubt);
		print_box(cli, tr_say(cli, "ô trống", "blank"), p->top_right);
	} else {
		puts(tr_say(cli, "góc trên bên phải trang 1: không còn chỗ", "top right of page 1: no room"));
	}
	json_array_foreach(previews, i, path) {
		fputs(tr_say(cli, "hình xem trước: ", "preview: "), stdout);
		tr_cli_print_safe(stdout, json_string_value(path));
		putchar('\n');
	}
}

/* ---- previews ---- */
/* OUT.png as it is for one page; OUT-3.png for page 3 where there are several. */
static trien_rc
preview_path(const char *out, size_t page, size_t count, struct tr_buf *path, struct trien_err *err)
{
	const size_t n = strlen(out);
	const bool png = n > 4 && strcmp(out + n - 4, ".png") == 0;

	if (count == 1)
		return tr_buf_addf(path, err, "%s", out);
	return tr_buf_addf(path, err, "%.*s-%zu%s", (int)(png ? n - 4 : n), out, page + 1, png ? ".png" : "");
}

static trien_rc
write_previews(const struct wish *w, const struct tr_source *source, const struct tr_place_answer *a, json_t *paths,
		struct trien_err *err)
{
	for (size_t i = 0; i < a->preview_count; i++) {
		TR_AUTO_BUF path = {0};
		struct tr_target *target;
		TR_TRY(preview_path(w->preview, a->previews[i].page, a->preview_count, &path, err));
		TR_TRY(tr_target_begin((const char *)path.p, source, w->force ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER,
				&target, err));
		TR_TRY(tr_target_commit(target, tr_buf_view(&a->previews[i].png), err));
		json_array_append_new(paths, tr_cli_json_text((const char *)path.p));
	}
	return TRIEN_OK;
}

/* ---- the command ---- */
/* What makes it impossible to go on is a refusal; what a person can decide is asked. */
static trien_rc
refusal(const struct wish *w, const struct tr_placement *p, struct trien_err *err)
{
	const struct tr_text name = {w->name ? w->name : "", w->name ? strlen(w->name) : 0};
	const struct tr_place_signatory *s;

	if (w->name == NULL && p->signatory_count == 0)
		return TRIEN_OK;
	const trien_rc rc = tr_place_signatory(p, name, &s, err);
	if (rc != TRIEN_E_OFFICIAL_PLACE_UNSURE)
		return rc;
	memset(err, 0, sizeof(*err));
	return TRIEN_OK;
}

static bool
is_asked(const struct tr_placement *p)
{
	bool unsure = p->signatory_count == 0 || p->spots_cut || (p->top_right_free && p->top_right_sure != TR_SURE);

	for (size_t i = 0; i < p->spot_count; i++)
		unsure = unsure || p->spots[i].sure != TR_SURE;
	return unsure || (p->signatory_count > 0 && p->signatories[0].sure != TR_SURE);
}

static int
report(struct tr_cli *cli, const struct wish *w, const struct tr_source *source, const struct tr_place_answer *a)
{
	struct trien_err refused = {0}, err = {0};
	json_t *previews = json_array();

	const trien_rc no = refusal(w, &a->placement, &refused);
	if (write_previews(w, source, a, previews, &err) != TRIEN_OK) {
		json_decref(previews);
		return tr_cli_fail(cli, w->file, &err);
	}
	if (cli->json)
		print_json(cli, w, a, previews, &refused);
	else
		print_text(cli, w, a, previews);
	json_decref(previews);
	if (no != TRIEN_OK)
		return cli->json ? trien_err_exit(no) : tr_cli_fail(cli, w->file, &refused);
	return is_asked(&a->placement) ? EXIT_ASKED : 0;
}

static trien_rc
ask(const struct wish *w, const struct tr_source *source, struct tr_place_answer *out, struct trien_err *err)
{
	struct tr_place_request request = {.top_right_width = CORNER_WIDTH_MM * TR_POINTS_PER_MM,
		.top_right_height = CORNER_HEIGHT_MM * TR_POINTS_PER_MM};
	struct tr_worker *worker;

	if (w->name != NULL)
		TR_TRY(tr_text_of(TR_BYTES(w->name, strlen(w->name)), &request.name, err));
	TR_TRY(tr_tasks_start(&worker, err));
	trien_rc rc = tr_task_place(worker, source->fd, &request, w->preview ? TR_PLACE_PREVIEW_DPI : 0, out, err);
	tr_worker_stop(worker);
	return rc;
}

static trien_rc
check_wish(const struct tr_cli *cli, const struct wish *w, struct trien_err *err)
{
	const size_t n = w->preview ? strlen(w->preview) : 0;

	if (w->name != NULL && *w->name == '\0')
		return TR_ERR(err, OFFICIAL_PLACE_NAME, TR_U("got", 0), TR_U("max", TR_PLACE_NAME_MAX));
	if (w->preview != NULL && (n <= 4 || strcmp(w->preview + n - 4, ".png") != 0))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--preview"), TR_S("got", w->preview),
				TR_S("want", tr_say(cli, "tên tệp .png", "the name of a .png file")));
	return TRIEN_OK;
}

int
tr_cli_place(struct tr_cli *cli, int argc, char **argv)
{
	struct wish w = {0};
	const struct tr_option options[] = {{"--name", TR_OPTION_TEXT, &w.name}, {"--preview", TR_OPTION_TEXT, &w.preview},
		{"--force", TR_OPTION_FLAG, &w.force}};
	struct tr_place_answer answer;
	struct tr_arguments files;
	struct tr_source source;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &files, &err);
	if (rc == TRIEN_OK && files.count != 1)
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", USAGE));
	if (rc == TRIEN_OK)
		rc = check_wish(cli, &w, &err);
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	w.file = files.items[0];
	if (tr_source_open(w.file, &source, &err) != TRIEN_OK)
		return tr_cli_fail(cli, w.file, &err);
	rc = ask(&w, &source, &answer, &err);
	const int code = rc == TRIEN_OK ? report(cli, &w, &source, &answer) : tr_cli_fail(cli, w.file, &err);
	if (rc == TRIEN_OK)
		tr_place_answer_free(&answer);
	tr_source_close(&source);
	return code;
}
