/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands on the sheets, from top to bottom. Requirement: R10.1 */
#include "report/report_pdf.h"

#include <stdio.h>
#include <string.h>

#include "report/paper.h"

#define BODY 11.0
#define SMALL 9.5
#define TEXT_MAX 6000

struct writer {
	const struct tr_report *r;
	struct tr_paper *p;
	struct trien_err *err;
};

static const char *
say(const struct writer *w, const char *vi, const char *en)
{
	return w->r->lang == TRIEN_LANG_EN ? en : vi;
}

static enum tr_paper_ink
ink_of(enum tr_indication i)
{
	return i == TR_TOTAL_PASSED ? TR_INK_GOOD : i == TR_TOTAL_FAILED ? TR_INK_BAD : TR_INK_UNSURE;
}

static trien_rc
write(struct writer *w, struct tr_paper_text t)
{
	return tr_paper_write(w->p, &t, w->err);
}

/* "label text", nothing where there is no text. */
static trien_rc
row(struct writer *w, const char *label, const char *text)
{
	if (*text == '\0')
		return TRIEN_OK;
	return write(w, (struct tr_paper_text){.size = BODY, .indent = 14, .above = 2, .label = label, .text = text});
}

/* ---- the file ---- */
static trien_rc
write_head(struct writer *w)
{
	const struct tr_report *r = w->r;

	TR_TRY(write(w, (struct tr_paper_text){.role = TR_PAPER_H1, .size = 15, .bold = true,
		.text = say(w, "BÁO CÁO KIỂM TRA CHỮ KÝ SỐ", "REPORT ON DIGITAL SIGNATURES")}));
	TR_TRY(write(w, (struct tr_paper_text){.size = BODY, .above = 4, .ink = TR_INK_GREY, .text = r->file}));
	TR_TRY(tr_paper_need(w->p, 60, w->err));
	TR_TRY(write(w, (struct tr_paper_text){.size = 4, .text = " "}));
	TR_TRY(tr_paper_band(w->p, ink_of(r->indication), 44, w->err));
	TR_TRY(write(w, (struct tr_paper_text){.size = 24, .bold = true, .indent = 18, .above = 3, .ink = ink_of(r->indication), .text = r->word}));
	TR_TRY(write(w, (struct tr_paper_text){.size = 12, .above = 16, .text = r->sentence}));
	TR_TRY(write(w, (struct tr_paper_text){.size = 12, .above = 4, .label = say(w, "Việc cần làm: ", "To do: "), .text = r->todo}));
	for (size_t i = 0; i < r->warning_count; i++)
		TR_TRY(write(w, (struct tr_paper_text){.size = 12, .above = 4, .label = say(w, "Lưu ý: ", "Note: "), .text = r->warnings[i]}));
	TR_TRY(write(w, (struct tr_paper_text){.size = SMALL, .above = 8, .ink = TR_INK_GREY,
		.label = say(w, "Xét tại thời điểm: ", "Judged as of: "), .text = r->as_of}));
	if (*r->policy == '\0')
		return TRIEN_OK;
	return write(w, (struct tr_paper_text){.size = SMALL, .ink = TR_INK_GREY,
		.label = say(w, "Chính sách thuật toán: ", "Policy of algorithms: "), .text = r->policy});
}

/* ---- one signature ---- */
static trien_rc
write_reasons(struct writer *w, const struct tr_report_signature *s)
{
	char text[TEXT_MAX];

	for (size_t i = 0; i < s->why_count; i++) {
		const char *clause = s->why[i].clause;
		snprintf(text, sizeof(text), "%s%s%s%s", s->why[i].text, *clause ? " (" : "", clause, *clause ? ")" : "");
		TR_TRY(write(w, (struct tr_paper_text){.size = BODY, .indent = 24, .above = 2, .ink = ink_of(s->why[i].weight), .label = "– ", .text = text}));
	}
	for (size_t i = 0; i < s->attack_count; i++)
		TR_TRY(row(w, say(w, "Kiểu tấn công: ", "Kind of attack: "), s->attacks[i]));
	return TRIEN_OK;
}

static trien_rc
write_later(struct writer *w, const struct tr_report_signature *s)
{
	char text[TEXT_MAX];

	if (s->later_count == 0)
		return TRIEN_OK;
	TR_TRY(row(w, say(w, "Sau khi ký: ", "After signing: "), " "));
	for (size_t i = 0; i < s->later_count; i++) {
		const struct tr_report_later *l = &s->later[i];
		const bool good = l->permission == TR_CHANGE_PERMITTED;
		snprintf(text, sizeof(text), "%s%zu: %s (%s)", say(w, "phiên bản ", "revision "), l->revision, l->text,
				good ? say(w, "được phép", "permitted") : say(w, "KHÔNG được phép", "NOT permitted"));
		TR_TRY(write(w, (struct tr_paper_text){.size = BODY, .indent = 24, .above = 1, .ink = good ? TR_INK_TEXT : TR_INK_BAD, .label = "– ", .text = text}));
	}
	if (s->later_more == 0)
		return TRIEN_OK;
	snprintf(text, sizeof(text), "%s%zu", say(w, "và số thay đổi khác: ", "and more changes: "), s->later_more);
	return write(w, (struct tr_paper_text){.size = BODY, .indent = 24, .text = text});
}

static trien_rc
write_legal(struct writer *w, const struct tr_report_signature *s)
{
	char text[TEXT_MAX];

	if (s->leg_count == 0)
		return TRIEN_OK;
	TR_TRY(row(w, say(w, "Giá trị pháp lý: ", "Legal value: "), s->legal_basis));
	for (size_t i = 0; i < s->leg_count; i++) {
		snprintf(text, sizeof(text), "%s: %s. %s", s->legs[i].question, s->legs[i].answer, s->legs[i].why);
		TR_TRY(write(w, (struct tr_paper_text){.size = BODY, .indent = 24, .above = 1, .text = text}));
	}
	return s->newer_acts == NULL ? TRIEN_OK
			: write(w, (struct tr_paper_text){.size = BODY, .indent = 24, .above = 1, .text = s->newer_acts});
}

static trien_rc
write_signature(struct writer *w, size_t number)
{
	const struct tr_report_signature *s = &w->r->signatures[number];
	char text[TEXT_MAX];

	TR_TRY(tr_paper_need(w->p, 110, w->err));
	snprintf(text, sizeof(text), "%zu. %s%s: %s", number + 1, s->is_timestamp ? say(w, "Dấu thời gian: ", "Time stamp: ") : "", s->who, s->word);
	TR_TRY(write(w, (struct tr_paper_text){.role = TR_PAPER_H2, .size = 13, .bold = true, .above = 16, .ink = ink_of(s->indication), .text = text}));
	TR_TRY(row(w, say(w, "Chức vụ: ", "Post: "), s->post));
	TR_TRY(row(w, say(w, "Cơ quan: ", "Agency: "), s->agency));
	TR_TRY(row(w, s->is_timestamp ? say(w, "Đóng lúc: ", "Stamped: ") : say(w, "Ký lúc: ", "Signed: "), s->when));
	TR_TRY(row(w, say(w, "Phạm vi: ", "Scope: "), s->covers));
	TR_TRY(row(w, say(w, "Kết luận kỹ thuật: ", "Technical verdict: "), s->code));
	TR_TRY(row(w, say(w, "Mức của chữ ký: ", "Level: "), s->level));
	TR_TRY(row(w, say(w, "Lưu ý: ", "Note: "), s->note));
	TR_TRY(write_reasons(w, s));
	TR_TRY(write_later(w, s));
	TR_TRY(write_legal(w, s));
	return row(w, say(w, "Việc cần làm: ", "To do: "), s->todo);
}

/* ---- pictures ---- */
static void
name_side(const struct writer *w, size_t revision, const struct tr_raster *r, char *out, size_t size)
{
	snprintf(out, size, "%s %zu%s", say(w, "Phiên bản", "Revision"), revision + 1,
			r->width > 0 ? "" : say(w, " (không có trang này)", " (no such page)"));
}

static trien_rc
write_change(struct writer *w, const struct tr_seen_change *c)
{
	char title[200], before[200], after[200];

	snprintf(title, sizeof(title), "%s %zu: %s %zu %s %zu", say(w, "Trang", "Page"), c->page + 1, say(w, "phiên bản", "revision"),
			c->revision + 1, say(w, "so với phiên bản", "against revision"), c->against + 1);
	name_side(w, c->against, &c->before, before, sizeof(before));
	name_side(w, c->revision, &c->after, after, sizeof(after));
	const struct tr_paper_text head = {.role = TR_PAPER_H2, .size = 12, .bold = true, .above = 10, .text = title};
	const struct tr_paper_picture pictures[2] = {{&c->before, before, before}, {&c->after, after, after}};
	return tr_paper_pictures(w->p, &head, pictures, w->err);
}

static trien_rc
write_pictures(struct writer *w, const struct tr_seen *seen)
{
	char why[1024];

	if (seen == NULL || (seen->count == 0 && seen->unread.code == TRIEN_OK))
		return TRIEN_OK;
	TR_TRY(tr_paper_need(w->p, TR_PAPER_WHOLE, w->err));
	TR_TRY(write(w, (struct tr_paper_text){.role = TR_PAPER_H1, .size = 14, .bold = true,
		.text = say(w, "Trang trước và sau khi thay đổi", "Pages before and after")}));
	TR_TRY(write(w, (struct tr_paper_text){.size = SMALL, .above = 3, .ink = TR_INK_GREY, .text = say(w,
			"Khung đỏ là chỗ nhìn thấy khác nhau. Hình chỉ để người xem; kết luận dựa trên so sánh từng đối tượng của tệp.",
			"Red boxes show what looks otherwise. The pictures are for people; the verdict compares the objects of the file.")}));
	for (size_t i = 0; i < seen->count; i++)
		TR_TRY(write_change(w, &seen->items[i]));
	if (seen->cut)
		TR_TRY(write(w, (struct tr_paper_text){.size = BODY, .above = 6, .ink = TR_INK_UNSURE, .text = say(w,
				"Còn trang khác chưa được so sánh: tệp có quá nhiều thay đổi.", "Other pages were not compared: there are too many changes.")}));
	if (seen->unread.code == TRIEN_OK)
		return TRIEN_OK;
	trien_err_text(&seen->unread, w->r->lang, why, sizeof(why));
	return write(w, (struct tr_paper_text){.size = BODY, .above = 6, .ink = TR_INK_UNSURE,
		.label = say(w, "Có phiên bản không vẽ được: ", "A revision could not be drawn: "), .text = why});
}

/* Before the signatures: a good signature of the wrong person must not be read first. */
static trien_rc
write_beside(struct writer *w)
{
	const struct tr_bytes b = w->r->beside;
	const enum tr_paper_ink ink = ink_of(w->r->beside_weight);

	for (size_t at = 0; at < b.n; at += strlen((const char *)b.p + at) + 1) {
		const char *text = (const char *)b.p + at;
		TR_TRY(write(w, at == 0 ? (struct tr_paper_text){.role = TR_PAPER_H2, .size = 13, .bold = true, .above = 14, .ink = ink, .text = text}
					: (struct tr_paper_text){.size = BODY, .indent = 24, .above = 2, .ink = ink, .label = "– ", .text = text}));
	}
	return TRIEN_OK;
}

static trien_rc
write_all(struct writer *w, const struct tr_seen *seen)
{
	TR_TRY(write_head(w));
	TR_TRY(write_beside(w));
	for (size_t i = 0; i < w->r->signature_count; i++)
		TR_TRY(write_signature(w, i));
	return write_pictures(w, seen);
}

trien_rc
tr_report_pdf(const struct tr_report *r, const struct tr_seen *seen, const struct tr_page_fonts *fonts, const uint8_t id16[16],
		struct tr_buf *out, struct trien_err *err)
{
	struct writer w = {.r = r, .err = err};
	const struct tr_paper_end end = {.language = r->lang == TRIEN_LANG_EN ? "en" : "vi", .page_of = say(&w, "Trang ", "Page "),
		.between = "/", .id16 = id16, .cut = say(&w, "Báo cáo bị cắt ở đây: quá dài.", "The report is cut here: it is too long.")};

	TR_TRY(tr_paper_new(fonts, &w.p, err));
	trien_rc rc = write_all(&w, seen);
	if (rc == TRIEN_OK)
		rc = tr_paper_end(w.p, &end, out, err);
	tr_paper_free(w.p);
	return rc;
}
