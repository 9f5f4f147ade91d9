/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/display.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/time.h"
#include "base/utf8.h"

enum words { SERVER, ADDRESS, VOUCHED, UNTIL, WHO, CODE, KEY, LOGIN, LAB, ENROL, ENROL_PAGE, COUNT, DOCUMENT, SEALS, SIGNS, AGENCY, SYMBOL, TITLE, PAGES, HASH, COMPARE, PAGE, DATE, SIZE, RESERVED, APPROVE, ISSUE, APPENDIX, COPY, PDF, TELL, REPORT, GOOD, BAD, PIN, DEVICE, NAMED, UNNAMED, UNCOUNTED };
static const char *const words[][2] = {
	[SERVER] = {"Máy chủ", "Server"},
	[ADDRESS] = {"Địa chỉ", "Address"},
	[VOUCHED] = {"Người bảo đảm", "Vouched for by"},
	[UNTIL] = {"Đến ngày", "Until"},
	[WHO] = {"Người yêu cầu", "Asked by"},
	[CODE] = {"Mã đối chiếu", "Code"},
	[KEY] = {"Chứng thư", "Certificate"},
	[LOGIN] = {"ĐĂNG NHẬP vào máy chủ này", "LOG IN at this server"},
	[LAB] = {"PHÒNG LAB: không có giá trị pháp lý", "LAB: no legal force"},
	[ENROL] = {"GHI NHẬN máy chủ này: từ nay trang của nó được yêu cầu ký bằng thiết bị của bạn", "ENROL this server: from now on its pages may ask for signatures with your token"},
	[ENROL_PAGE] = {"GHI NHẬN trang này: từ nay trang được gọi ký trên máy này theo giao thức VGCA", "ENROL this page: from now on it may ask for signatures here by the VGCA protocol"},
	[COUNT] = {"KÝ SỐ, số văn bản", "SIGN, documents"},
	[DOCUMENT] = {"Văn bản", "Document"},
	[SEALS] = {"chữ ký số của CƠ QUAN", "the AGENCY's signature"},
	[SIGNS] = {"chữ ký số của cá nhân", "a person's signature"},
	[AGENCY] = {"cơ quan", "agency"},
	[SYMBOL] = {"số, ký hiệu", "number"},
	[TITLE] = {"trích yếu", "subject"},
	[PAGES] = {"số trang", "pages"},
	[HASH] = {"SHA-256", "SHA-256"},
	[PAGE] = {"Trang", "Page"},
	[DATE] = {"ngày", "date"},
	[SIZE] = {"số byte", "bytes"},
	[RESERVED] = {"đặt trước chỗ cho số, ngày, dấu (văn thư ghi sau)", "places for number, date and seal are put into it (the clerk fills them in later)"},
	[APPROVE] = {"KÝ PHÊ DUYỆT bằng chữ ký số cá nhân", "SIGN, for approval, with a person's signature"},
	[ISSUE] = {"PHÁT HÀNH: ghi số, ngày và ký số CƠ QUAN", "ISSUE: number, date and the AGENCY's signature"},
	[APPENDIX] = {"KÝ PHỤ LỤC bằng chữ ký số CƠ QUAN", "SIGN A SEPARATE ATTACHMENT with the AGENCY's signature"},
	[COPY] = {"KÝ BẢN SAO ĐIỆN TỬ bằng chữ ký số CƠ QUAN", "SIGN AN E-COPY with the AGENCY's signature"},
	[PDF] = {"KÝ SỐ", "SIGN"},
	[TELL] = {"CHO TRANG BIẾT CHỨNG THƯ của bạn (tên, số hiệu)", "TELL THE PAGE YOUR CERTIFICATE (name, number)"},
	[REPORT] = {"GỬI báo cáo về máy này cho máy chủ, kèm một yêu cầu hỗ trợ", "SEND a report of this computer to the server, with a support ticket"},
	[PIN] = {"ĐỔI MÃ PIN của thiết bị vừa được mở khóa. Mã PIN không gửi đi đâu; máy chủ chỉ được báo là đã đổi", "CHANGE THE PIN of a device that was unlocked. The PIN goes nowhere; the server is told that it was changed"},
	[DEVICE] = {"Thiết bị số", "Device"},
	[UNCOUNTED] = {"không đếm được", "could not be counted"},
	[NAMED] = {"Trang yêu cầu đúng chứng thư này; máy chủ của trang kiểm tra người giữ", "The page asks for this very certificate; its server checks who keeps it"},
	[UNNAMED] = {"Trang không nói ai được ký: bạn tự kiểm tra đây là chứng thư bạn được giao giữ", "The page does not say who may sign: see for yourself that this certificate is in your custody"},
	[GOOD] = {"[tốt]", "[good]"},
	[BAD] = {"[LỖI]", "[BAD]"},
	[COMPARE] = {"Mã này phải giống mã trên trang. Không giống thì không ký", "The page must show the same code. If it does not, do not sign"},
};

struct drawing {
	struct tr_agent_display *out;
	enum trien_lang lang;
};

static trien_rc
begin(struct drawing *d, size_t lines, struct trien_err *err)
{
	*d->out = (struct tr_agent_display){.lines = tr_mem_zeroed(lines, sizeof(*d->out->lines))};
	return d->out->lines != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", lines * sizeof(*d->out->lines)));
}

/* What a line needs where it is escaped: percent signs and line ends are three bytes each. */
static size_t
weight(const char *text)
{
	size_t n = 3;

	for (; *text != '\0'; text++)
		n += *text == '%' ? 3 : 1;
	return n;
}

/* Cut to size, at a character, and what was cut says so. */
static void
cut(char *text)
{
	static const char dots[] = "…";
	size_t n = strlen(text);

	if (n <= TR_AGENT_LINE_MAX && weight(text) <= TR_AGENT_PAGE_MAX)
		return;
	do {
		n = tr_utf8_cut(text, n > TR_AGENT_LINE_MAX - sizeof(dots) ? TR_AGENT_LINE_MAX - sizeof(dots) : n - 1);
		text[n] = '\0';
	} while (weight(text) > TR_AGENT_PAGE_MAX - sizeof(dots));
	memcpy(text + n, dots, sizeof(dots));
}

void
tr_agent_plain(const char *text, char *out, size_t size)
{
	static const char *const instead[] = {"‹", "›"};
	char whole[4 * TR_AGENT_TITLE_MAX];
	size_t n = 0;

	tr_utf8_printable(text, strlen(text), whole, sizeof(whole));
	for (const char *c = whole; *c != '\0'; c++) {
		const char *as = *c == '<' ? instead[0] : *c == '>' ? instead[1] : NULL;
		const size_t more = as != NULL ? strlen(as) : 1;
		if (n + more >= size)
			break;
		memcpy(out + n, as != NULL ? as : c, more);
		n += more;
	}
	out[tr_utf8_cut(out, n)] = '\0';
}

/* A label of ours, and after it what others have written. There is room for all lines: whoever begins counts them. */
static void
line(struct drawing *d, enum tr_agent_line_kind kind, enum words label, const char *text)
{
	struct tr_agent_line *l = &d->out->lines[d->out->count++];
	char whole[4 * TR_AGENT_TITLE_MAX];
	const int n = snprintf(whole, sizeof(whole), "%s%s", words[label][d->lang], *text != '\0' ? ": " : "");

	tr_agent_plain(text, whole + n, sizeof(whole) - (size_t)n);
	cut(whole);
	l->kind = kind;
	memcpy(l->text, whole, strlen(whole) + 1);
}

static void
draw_server(struct drawing *d, const struct tr_agent_server *s)
{
	if (s->lab)
		line(d, TR_AGENT_LINE_WARNING, LAB, "");
	line(d, TR_AGENT_LINE_PLAIN, SERVER, s->name[d->lang]);
	line(d, TR_AGENT_LINE_PLAIN, ADDRESS, s->origin);
}
#define SERVER_LINES 3u

trien_rc
tr_agent_display_server(const struct tr_agent_server *s, enum trien_lang lang, int zone, struct tr_agent_display *out, struct trien_err *err)
{
	struct drawing d = {out, lang};
	char until[TR_TIME_TEXT_MAX];

	TR_TRY(begin(&d, SERVER_LINES + 3, err));
	line(&d, TR_AGENT_LINE_PLAIN, s->vgca ? ENROL_PAGE : ENROL, "");
	draw_server(&d, s);
	line(&d, TR_AGENT_LINE_PLAIN, VOUCHED, s->signer);
	tr_time_iso(s->until, zone, until);
	until[10] = '\0';
	line(&d, TR_AGENT_LINE_PLAIN, UNTIL, until);
	return TRIEN_OK;
}

static void
draw_pages(struct drawing *d, int64_t pages)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", (long long)pages);
	line(d, TR_AGENT_LINE_PLAIN, PAGES, pages > 0 ? text : words[UNCOUNTED][d->lang]);
}

static void
draw_item(struct drawing *d, const struct tr_agent_item *item, size_t i, size_t count)
{
	char text[64];

	snprintf(text, sizeof(text), "%zu/%zu, %s", i + 1, count, words[item->seals ? SEALS : SIGNS][d->lang]);
	line(d, TR_AGENT_LINE_DOCUMENT, DOCUMENT, text);
	if (item->agency[0] != '\0')
		line(d, TR_AGENT_LINE_PLAIN, AGENCY, item->agency);
	if (item->symbol[0] != '\0')
		line(d, TR_AGENT_LINE_PLAIN, SYMBOL, item->symbol);
	line(d, TR_AGENT_LINE_PLAIN, TITLE, item->title);
	draw_pages(d, item->pages);
	line(d, TR_AGENT_LINE_PLAIN, HASH, item->base);
}
#define ITEM_LINES 6u

/* In one line: of many documents nobody reads pages. */
static void
draw_short(struct drawing *d, const struct tr_agent_item *item, size_t i, size_t count)
{
	char title[TR_AGENT_TITLE_MAX + 1], text[2 * TR_AGENT_LINE_MAX], pages[32];
	size_t n = strlen(item->title);

	memcpy(title, item->title, n + 1);
	if (n > TR_AGENT_LIST_TITLE)
		n = tr_utf8_cut(title, TR_AGENT_LIST_TITLE);
	snprintf(pages, sizeof(pages), item->pages > 0 ? "%lld" : "?", (long long)item->pages);
	snprintf(text, sizeof(text), "%zu/%zu, %s, %s%s%.*s%s, %s: %s, SHA-256 %.*s…", i + 1, count, words[item->seals ? SEALS : SIGNS][d->lang], item->symbol, item->symbol[0] != '\0' ? ", " : "", (int)n, title,
		title[n] != '\0' ? "…" : "", words[PAGES][d->lang], pages, (int)TR_AGENT_LIST_HASH, item->base);
	line(d, TR_AGENT_LINE_DOCUMENT, DOCUMENT, text);
}

trien_rc
tr_agent_display_errand(const struct tr_agent_server *s, const struct tr_agent_errand *e, enum trien_lang lang, struct tr_agent_display *out, struct trien_err *err)
{
	struct drawing d = {out, lang};
	char text[3 * TR_AGENT_NAME_MAX + 8];

	TR_TRY(begin(&d, SERVER_LINES + 4 + ITEM_LINES * e->count, err));
	snprintf(text, sizeof(text), "%zu", e->count);
	line(&d, TR_AGENT_LINE_PLAIN, COUNT, text);
	draw_server(&d, s);
	snprintf(text, sizeof(text), "%s%s%s%s%s", e->name, e->post[0] != '\0' ? ", " : "", e->post, e->agency[0] != '\0' ? ", " : "", e->agency);
	line(&d, TR_AGENT_LINE_PLAIN, WHO, text);
	line(&d, TR_AGENT_LINE_PLAIN, CODE, e->code);
	line(&d, TR_AGENT_LINE_PLAIN, COMPARE, "");
	for (size_t i = 0; i < e->count; i++)
		(e->count < TR_AGENT_LIST_MIN ? draw_item : draw_short)(&d, &e->items[i], i, e->count);
	return TRIEN_OK;
}

trien_rc
tr_agent_display_login(const struct tr_agent_server *s, struct tr_text holder, enum trien_lang lang, struct tr_agent_display *out, struct trien_err *err)
{
	struct drawing d = {out, lang};
	char name[TR_AGENT_NAME_MAX + 1];

	TR_TRY(begin(&d, SERVER_LINES + 2, err));
	line(&d, TR_AGENT_LINE_PLAIN, LOGIN, "");
	draw_server(&d, s);
	snprintf(name, sizeof(name), "%.*s", (int)(holder.n < TR_AGENT_NAME_MAX ? holder.n : TR_AGENT_NAME_MAX), holder.p);
	line(&d, TR_AGENT_LINE_PLAIN, KEY, name);
	return TRIEN_OK;
}

trien_rc
tr_agent_display_pin(const struct tr_agent_server *s, const char *serial, enum trien_lang lang, struct tr_agent_display *out, struct trien_err *err)
{
	struct drawing d = {out, lang};

	TR_TRY(begin(&d, SERVER_LINES + 2, err));
	line(&d, TR_AGENT_LINE_PLAIN, PIN, "");
	draw_server(&d, s);
	line(&d, TR_AGENT_LINE_PLAIN, DEVICE, serial);
	return TRIEN_OK;
}

trien_rc
tr_agent_display_report(const struct tr_agent_server *s, const struct tr_agent_display_check *checks, size_t count, enum trien_lang lang, struct tr_agent_display *out, struct trien_err *err)
{
	struct drawing d = {out, lang};
	char text[2 * TR_AGENT_TITLE_MAX];

	TR_TRY(begin(&d, SERVER_LINES + 1 + count, err));
	line(&d, TR_AGENT_LINE_PLAIN, REPORT, "");
	draw_server(&d, s);
	for (size_t i = 0; i < count; i++) {
		const char *message = checks[i].message;
		snprintf(text, sizeof(text), "%.700s%s%.700s", checks[i].name, message != NULL ? ": " : "", message != NULL ? message : "");
		line(&d, TR_AGENT_LINE_PLAIN, message != NULL ? BAD : GOOD, text);
	}
	return TRIEN_OK;
}

/* ---- a page's call ---- */

static void
draw_file(struct drawing *d, const struct tr_agent_display_item *item, size_t i, size_t count)
{
	char text[2 * TR_AGENT_NAME_MAX];

	snprintf(text, sizeof(text), "%zu/%zu, %s", i + 1, count, item->name);
	line(d, TR_AGENT_LINE_DOCUMENT, DOCUMENT, text);
	snprintf(text, sizeof(text), "%zu", item->size);
	line(d, TR_AGENT_LINE_PLAIN, SIZE, text);
	draw_pages(d, item->pages);
	line(d, TR_AGENT_LINE_PLAIN, HASH, item->hash);
	if (item->is_reserved)
		line(d, TR_AGENT_LINE_WARNING, RESERVED, "");
}
#define FILE_LINES 5u

trien_rc
tr_agent_display_call(const struct tr_agent_display_call *call, enum trien_lang lang, struct tr_agent_display *out, struct trien_err *err)
{
	static const enum words titles[TR_VGCA_KINDS] = {[TR_VGCA_CERTIFICATE] = TELL, [TR_VGCA_APPROVE] = APPROVE, [TR_VGCA_ISSUE] = ISSUE, [TR_VGCA_APPENDIX] = APPENDIX, [TR_VGCA_COPY] = COPY, [TR_VGCA_PDF] = PDF,
		[TR_VGCA_FILES] = PDF};
	struct drawing d = {out, lang};
	char name[TR_AGENT_NAME_MAX + 1];

	TR_TRY(begin(&d, SERVER_LINES + 5 + FILE_LINES * call->count, err));
	line(&d, TR_AGENT_LINE_PLAIN, titles[call->kind], "");
	if (call->server->lab)
		line(&d, TR_AGENT_LINE_WARNING, LAB, "");
	line(&d, TR_AGENT_LINE_PLAIN, PAGE, call->server->name[lang]);
	line(&d, TR_AGENT_LINE_PLAIN, ADDRESS, call->server->origin);
	snprintf(name, sizeof(name), "%.*s", (int)(call->holder.n < TR_AGENT_NAME_MAX ? call->holder.n : TR_AGENT_NAME_MAX), call->holder.p);
	line(&d, TR_AGENT_LINE_PLAIN, KEY, name);
	if (call->count > 0)
		line(&d, TR_AGENT_LINE_PLAIN, call->is_named ? NAMED : UNNAMED, "");
	if (call->number != NULL && call->number[0] != '\0')
		line(&d, TR_AGENT_LINE_PLAIN, SYMBOL, call->number);
	if (call->date != NULL && call->date[0] != '\0')
		line(&d, TR_AGENT_LINE_PLAIN, DATE, call->date);
	for (size_t i = 0; i < call->count; i++)
		draw_file(&d, &call->items[i], i, call->count);
	return TRIEN_OK;
}

void
tr_agent_display_free(struct tr_agent_display *d)
{
	free(d->lines);
	*d = (struct tr_agent_display){0};
}

trien_rc
tr_agent_display_page(const struct tr_agent_display *d, size_t *at, struct tr_buf *out, struct trien_err *err)
{
	size_t used = 0;

	for (bool first = true; *at < d->count; first = false) {
		const struct tr_agent_line *l = &d->lines[*at];
		used += weight(l->text);
		if (!first && used > TR_AGENT_PAGE_MAX)
			break;
		TR_TRY(tr_buf_addf(out, err, "%s%s\n", l->kind == TR_AGENT_LINE_WARNING ? "!!! " : "", l->text));
		++*at;
	}
	return TRIEN_OK;
}
