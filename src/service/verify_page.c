/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 X4 */
/*
 * /verify: the same for who has a browser, without a script. The file comes as a form; the answer is the report in words, what it was issued as here, and pictures of the pages
 * that look otherwise since a signature. Nothing of it is kept.
 */
#include <stdio.h>

#include "base/errors/service.h"
#include "crypto/base64.h"
#include "service/form_body.h"
#include "service/issued_here.h"
#include "service/html.h"
#include "service/route.h"
#include "service/verifying.h"
#include "worker/task_report.h"

#define TITLE "Kiểm tra chữ ký số của văn bản"
static const char form[] =
	"<form method=\"post\" action=\"/verify\" enctype=\"multipart/form-data\"><p><label for=\"file\">Tệp PDF cần kiểm tra (tối đa 32 MB)</label></p>"
	"<p><input id=\"file\" name=\"file\" type=\"file\" accept=\"application/pdf,.pdf\" required></p><p><button>Kiểm tra</button></p>"
	"<p>Tệp chỉ được đọc để trả lời, không được lưu lại.</p></form>\n";

/* ---- judging ---- */

struct judging {
	struct tr_call *c;
	struct tr_verifying v;
	struct tr_report_answer seen;
	bool drawn; /* seen is there */
	struct trien_err undrawn;
};

static const char *
text_in(const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));
	return text != NULL ? text : "";
}

static const json_t *
words_of(const struct judging *g)
{
	return json_object_get(g->v.report, "report");
}

/* Is there anything after a signature that may look otherwise? */
static bool
was_changed(const struct judging *g)
{
	const json_t *s;
	size_t i;

	json_array_foreach(json_object_get(words_of(g), "signatures"), i, s)
		if (json_array_size(json_object_get(s, "later")) > 0)
			return true;
	return false;
}

static void
forget(struct judging *g)
{
	if (g->drawn)
		tr_report_answer_free(&g->seen);
	g->drawn = false;
}

/* A page that cannot be drawn changes no verdict: it is told. */
static trien_rc
draw(struct tr_worker *w, int fd, const struct tr_judge_request *r, int answers, struct tr_verifying *v, struct trien_err *err)
{
	struct judging *g = v->context;
	const struct tr_env *env = g->c->context->env;
	TR_AUTO_BUF judgement = {.max = TR_WORKER_REQUEST_MAX};
	struct tr_report_wish wish = {.answers = answers, .what = TR_REPORT_PICTURES};

	forget(g);
	if (!was_changed(g))
		return TRIEN_OK;
	TR_TRY(tr_judge_request_write(r, &judgement, err));
	wish.judgement = tr_buf_view(&judgement);
	TR_TRY(env->random(env->context, wish.id16, sizeof(wish.id16), err));
	g->drawn = tr_task_report(w, fd, &wish, &g->seen, &g->undrawn) == TRIEN_OK;
	return TRIEN_OK;
}

/* ---- the verdict ---- */

static const char *
weight_of(const char *indication)
{
	return strcmp(indication, "TOTAL-PASSED") == 0 ? "good" : strcmp(indication, "TOTAL-FAILED") == 0 ? "bad" : "open";
}

static trien_rc
write_verdict(struct tr_buf *b, const struct judging *g, struct trien_err *err)
{
	const json_t *r = words_of(g);

	TR_TRY(tr_buf_addf(b, err, "<div class=\"%s\" role=\"status\">", weight_of(text_in(g->v.report, "indication"))));
	TR_TRY(tr_html_text(b, "<p class=\"word\">", text_in(r, "word"), "</p>", err));
	TR_TRY(tr_html_text(b, "<p>", text_in(r, "sentence"), "</p>", err));
	TR_TRY(tr_html_text(b, "<p>", text_in(r, "todo"), "</p>", err));
	return tr_buf_addf(b, err, "</div>\n");
}

/* ---- issued here ---- */

static const char *
state_words(const char *state)
{
	return strcmp(state, "recalled") == 0 ? "Văn bản này đã bị thu hồi." : strcmp(state, "replaced") == 0 ? "Văn bản này đã được thay thế." : "";
}

static trien_rc
write_proof(struct tr_buf *b, const json_t *issued, struct trien_err *err)
{
	const char *proof = text_in(issued, "proof");

	TR_TRY(tr_html_text(b, "<p>Sổ theo dõi không sửa được (nhật ký kiểm toán): <code>", text_in(issued, "log"), "</code>", err));
	TR_TRY(tr_buf_addf(b, err, ", dòng %lld.</p>", (long long)json_integer_value(json_object_get(issued, "leaf"))));
	if (*proof == '\0')
		return tr_buf_addf(b, err, "<p>Chưa có chứng minh: dòng này chưa được ký, hoặc nhật ký không công bố ở đây.</p>");
	TR_TRY(tr_buf_addf(b, err, "<details><summary>Chứng minh rằng văn bản có trong nhật ký</summary><p>Lưu phần dưới đây thành tệp, rồi chạy "
			"<code>trien audit verify --vkey KHÓA --proof TỆP</code>; không cần mạng.</p>"));
	return tr_html_text(b, "<pre>", proof, "</pre></details>", err);
}

static trien_rc
write_issued(struct tr_buf *b, const json_t *issued, struct trien_err *err)
{
	char text[16] = "";
	int year, month, day;

	if (!json_is_object(issued))
		return tr_buf_addf(b, err, "<p>Hệ thống này không có văn bản nào được phát hành bằng đúng tệp này.</p>\n");
	if (sscanf(text_in(issued, "day"), "%4d-%2d-%2d", &year, &month, &day) == 3)
		snprintf(text, sizeof(text), "%02d/%02d/%04d", day % 100, month % 100, year % 10000);
	TR_TRY(tr_buf_addf(b, err, "<h2>Văn bản được phát hành ở đây</h2><div class=\"%s\">", strcmp(text_in(issued, "state"), "issued") == 0 ? "good" : "bad"));
	TR_TRY(tr_html_text(b, "<p class=\"word\">", text_in(issued, "number"), "</p>", err));
	TR_TRY(tr_html_text(b, "<p>", text_in(issued, "agency"), "", err));
	TR_TRY(tr_html_text(b, ", ngày ", text, "", err));
	TR_TRY(tr_buf_addf(b, err, "%s</p>", strcmp(text_in(issued, "kind"), "e_copy") == 0 ? " (bản điện tử của văn bản giấy)" : ""));
	TR_TRY(tr_html_text(b, "<p><strong>", state_words(text_in(issued, "state")), "</strong></p>", err));
	TR_TRY(tr_html_text(b, "<p>Văn bản thay thế: ", text_in(issued, "replaced_by"), "</p>", err));
	if (json_is_true(json_object_get(issued, "destroyed")))
		TR_TRY(tr_buf_addf(b, err, "<p>Bản lưu đã được tiêu hủy khi hết thời hạn bảo quản; sổ còn ghi văn bản này.</p>"));
	TR_TRY(write_proof(b, issued, err));
	return tr_buf_addf(b, err, "</div>\n");
}

/* ---- signatures ---- */

static trien_rc
write_list(struct tr_buf *b, const char *heading, const json_t *list, const char *key, struct trien_err *err)
{
	const json_t *item;
	size_t i;

	if (json_array_size(list) == 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(b, err, "<dt>%s</dt>", heading));
	json_array_foreach(list, i, item)
		TR_TRY(tr_html_text(b, "<dd>", key != NULL ? text_in(item, key) : json_string_value(item), "</dd>", err));
	return TRIEN_OK;
}

static trien_rc
write_signature(struct tr_buf *b, const json_t *s, size_t i, struct trien_err *err)
{
	static const struct {
		const char *heading, *key;
	} lines[] = {{"Người ký", "who"}, {"Chức vụ", "post"}, {"Cơ quan", "agency"}, {"Thời điểm", "when"}, {"Bảo vệ", "covers"}, {"Lưu ý", "note"}, {"Nên làm", "todo"}};

	TR_TRY(tr_buf_addf(b, err, "<h2>Chữ ký %zu: ", i + 1));
	TR_TRY(tr_html_text(b, "", text_in(s, "word"), "", err));
	TR_TRY(tr_buf_addf(b, err, "</h2><dl>"));
	for (size_t k = 0; k < sizeof(lines) / sizeof(*lines); k++) {
		char before[64];
		snprintf(before, sizeof(before), "<dt>%s</dt><dd>", lines[k].heading);
		TR_TRY(tr_html_text(b, before, text_in(s, lines[k].key), "</dd>", err));
	}
	TR_TRY(write_list(b, "Vì sao", json_object_get(s, "why"), NULL, err));
	TR_TRY(write_list(b, "Dấu hiệu tấn công", json_object_get(s, "attacks"), NULL, err));
	TR_TRY(write_list(b, "Thay đổi sau khi ký", json_object_get(s, "later"), "text", err));
	return tr_buf_addf(b, err, "</dl>\n");
}

/* ---- pictures ---- */

static trien_rc
write_picture(struct tr_buf *b, struct tr_bytes png, const char *what, size_t page, struct trien_err *err)
{
	if (png.n == 0)
		return tr_buf_addf(b, err, "<figure><figcaption>%s: không có trang %zu</figcaption></figure>", what, page);
	TR_TRY(tr_buf_addf(b, err, "<figure><figcaption>%s</figcaption><img alt=\"%s, trang %zu\" src=\"data:image/png;base64,", what, what, page));
	TR_TRY(tr_base64_encode(png, b, err));
	return tr_buf_addf(b, err, "\"></figure>");
}

static trien_rc
write_pictures(struct tr_buf *b, const struct judging *g, struct trien_err *err)
{
	size_t bytes = 0, shown = 0;

	if (!g->drawn && !was_changed(g))
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(b, err, "<h2>Trang trông khác đi sau khi ký</h2>"));
	if (!g->drawn)
		return tr_buf_addf(b, err, "<p>Không vẽ được các trang của tệp này.</p>\n");
	for (; shown < g->seen.picture_count; shown++) {
		const struct tr_report_picture *p = &g->seen.pictures[shown];
		bytes += p->before.n + p->after.n;
		if (bytes > TR_SERVICE_PICTURES_MAX)
			break;
		TR_TRY(tr_buf_addf(b, err, "<h3>Trang %zu</h3><div class=\"two\">", p->page + 1));
		TR_TRY(write_picture(b, p->before, "Trước", p->page + 1, err));
		TR_TRY(write_picture(b, p->after, "Sau", p->page + 1, err));
		TR_TRY(tr_buf_addf(b, err, "</div>"));
	}
	if (g->seen.picture_count == 0)
		TR_TRY(tr_buf_addf(b, err, "<p>Không trang nào trông khác đi.</p>"));
	if (shown < g->seen.picture_count || g->seen.pictures_cut || g->seen.unread.code != TRIEN_OK)
		TR_TRY(tr_buf_addf(b, err, "<p>Còn trang không được vẽ hoặc so sánh.</p>"));
	return tr_buf_addf(b, err, "\n");
}

/* ---- the page ---- */

static trien_rc
write_page(struct tr_call *c, const struct judging *g, const char *hash, const json_t *issued, struct trien_err *err)
{
	const json_t *s, *signatures = json_object_get(words_of(g), "signatures");
	struct tr_buf *b = &c->reply.body;
	size_t i;

	TR_TRY(tr_html_begin(c, "Kết quả kiểm tra", err));
	TR_TRY(write_verdict(b, g, err));
	TR_TRY(write_issued(b, issued, err));
	json_array_foreach(signatures, i, s)
		TR_TRY(write_signature(b, s, i, err));
	TR_TRY(write_pictures(b, g, err));
	TR_TRY(tr_html_text(b, "<footer><p>SHA-256 của tệp: <code>", hash, "</code>. Tệp không được lưu lại.</p></footer>\n", err));
	TR_TRY(tr_buf_addf(b, err, "%s", form));
	return tr_html_end(c, err);
}

static trien_rc
answer(struct tr_call *c, struct judging *g, struct trien_err *err)
{
	struct tr_bytes file;
	char hash[TR_HEX256 + 1];
	json_t *issued = NULL;

	TR_TRY(tr_form_file(tr_call_field(c, "Content-Type"), tr_buf_view(&c->body), "file", &file, err));
	TR_TRY(tr_hex_sha256(file, hash, err));
	TR_TRY(tr_verify_for(c, file, &g->v, err));
	TR_TRY(tr_issued_here(c, hash, &issued, err));
	const trien_rc rc = write_page(c, g, hash, issued, err);
	json_decref(issued);
	return rc;
}

trien_rc
tr_route_verify_file(struct tr_call *c, struct trien_err *err)
{
	struct judging g = {.c = c, .v = {.after = draw}};

	if (c->context->judges == NULL)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	g.v.context = &g;
	const trien_rc rc = answer(c, &g, err);
	forget(&g);
	json_decref(g.v.report);
	if (rc == TRIEN_E_SERVICE_BUSY)
		tr_call_answer_field(c, "Retry-After", "2");
	return rc;
}

trien_rc
tr_route_verify_page(struct tr_call *c, struct trien_err *err)
{
	if (c->context->judges == NULL)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	TR_TRY(tr_html_begin(c, TITLE, err));
	TR_TRY(tr_buf_addf(&c->reply.body, err, "<p>Chọn một tệp PDF đã ký số: trang này cho biết ai ký, lúc nào, chữ ký có hợp lệ không, tệp có bị sửa sau khi ký không, và văn bản "
			"có được phát hành ở đây không.</p>\n%s", form));
	return tr_html_end(c, err);
}
