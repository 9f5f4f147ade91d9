/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any words at any places give an answer: what is sure has its parts on the page, the room between title and
 * name, and no doubt; what is not has a word for it. Bytes become words from a dictionary of official language or
 * of their own letters, each with a place, a size and a look. Data that begins with "A" is read as a worker's answer.
 */
#include <math.h>
#include <stdlib.h>

#include "official/place.h"
#include "worker/task_place.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define WORDS_MAX 2000
#define PAGES 3

static const char *const dictionary[] = {"Số:", "số", "/QĐ-UBND", "/2026/QĐ-UBND", "-QĐ/TU", "ngày", "tháng", "năm", "2026",
	"20..", ".....", "…", "____", "/", "Mẫu,", "(Kèm", "theo", "Quyết", "định", "Căn", "cứ", "của", ")", "GIÁM", "ĐỐC", "KT.",
	"TM.", "CHỦ", "TỊCH", "Nguyễn", "Văn", "Mẫu", "NGUYỄN", "VĂN", "MẪU", "N", "guyễn", "Đại", "tá", "(Ký,", "tên)", "1",
	"Công", "văn", "05"};

struct file {
	struct tr_page_words pages[PAGES];
	uint8_t ink;
};

static trien_rc
words_of(void *context, size_t page, const struct tr_page_words **out, struct trien_err *err)
{
	struct file *f = context;
	(void)err;
	*out = &f->pages[page];
	return TRIEN_OK;
}

static trien_rc
ink_of(void *context, size_t page, struct tr_box box, double *share, struct trien_err *err)
{
	struct file *f = context;
	(void)page, (void)err;
	*share = box.y1 - box.y0 > 20 ? f->ink / 255.0 : 0.2;
	return TRIEN_OK;
}

static struct tr_text
text_of(struct tr_cursor *c)
{
	const uint8_t at = tr_cursor_u8(c);
	struct tr_text t = TR_TEXT_LIT("?");

	if (at < sizeof(dictionary) / sizeof(*dictionary))
		return (struct tr_text){dictionary[at], strlen(dictionary[at])};
	if (tr_text_of(tr_cursor_take(c, at & 15), &t, NULL) != TRIEN_OK || t.n == 0)
		return TR_TEXT_LIT("?");
	return t;
}

/* A word stands behind the one before, or where the data says; odd numbers too. */
static void
read_word(struct tr_cursor *c, struct tr_word *w, const struct tr_word *before)
{
	const uint8_t how = tr_cursor_u8(c);

	w->text = text_of(c);
	w->size = how & 1 ? 13 : tr_cursor_u8(c) / 8.0;
	w->line = before ? before->line + (how >> 1 & 1) : 0;
	w->baseline = before && !(how & 2) ? before->baseline : (before ? before->baseline : 0) + tr_cursor_u8(c) / 4.0;
	w->box.x0 = before && !(how & 2) ? before->box.x1 + tr_cursor_u8(c) / 4.0 : tr_cursor_u8(c) * 2.5;
	w->box.x1 = w->box.x0 + (double)w->text.n * w->size / 2;
	w->box.y0 = w->baseline - w->size;
	w->box.y1 = w->baseline + w->size / 4;
	w->bold = how >> 2 & 1;
	w->italic = how >> 3 & 1;
	w->upright = !(how >> 4 & 1);
	w->visible = !(how >> 5 & 1);
	if (how == 255)
		w->box.x1 = NAN;
}

static void
check_doubt(enum tr_sureness sure, const char *doubt)
{
	if ((sure == TR_SURE) != (doubt == NULL))
		abort();
	if (doubt != NULL && tr_place_doubt((struct tr_text){doubt, strlen(doubt)}) == NULL)
		abort();
}

static void
check(const struct tr_placement *p)
{
	size_t sure = 0;

	for (size_t i = 0; i < p->signatory_count; i++) {
		const struct tr_place_signatory *s = &p->signatories[i];
		check_doubt(s->sure, s->doubt);
		sure += s->sure == TR_SURE;
		if (s->page >= PAGES)
			abort();
		if (s->sure == TR_SURE && (!(s->title.y1 <= s->room.y0) || !(s->room.y1 <= s->name.y0 + 0.01) ||
				!(s->room.y1 - s->room.y0 >= 12 * TR_POINTS_PER_MM - 0.01) || !(s->room.x0 < s->room.x1)))
			abort();
	}
	if (sure > 1)
		abort();
	for (size_t i = 0; i < p->spot_count; i++) {
		check_doubt(p->spots[i].sure, p->spots[i].doubt);
		if (p->spots[i].page >= PAGES || !(p->spots[i].box.x0 <= p->spots[i].box.x1) ||
				(p->spots[i].sure == TR_SURE && !(p->spots[i].box.x1 - p->spots[i].box.x0 >= p->spots[i].size)))
			abort();
	}
	if (p->top_right_free)
		check_doubt(p->top_right_sure, p->top_right_doubt);
}

static void
read_answer(struct tr_bytes in)
{
	struct tr_place_answer *a = malloc(sizeof(*a));

	if (a == NULL)
		abort();
	if (tr_place_answer_read(in, a, NULL) == TRIEN_OK) {
		for (size_t i = 0; i < a->placement.signatory_count; i++)
			check_doubt(a->placement.signatories[i].sure, a->placement.signatories[i].doubt);
		tr_place_answer_free(a);
	}
	free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct tr_word words[PAGES][WORDS_MAX];
	static const char *const names[] = {"", "Nguyễn Văn Mẫu", "Nguyen Van Mau", "MẪU"};
	struct file f = {0};

	if (n > 0 && data[0] == 'A') {
		read_answer(TR_BYTES(data + 1, n - 1));
		return 0;
	}
	struct tr_cursor c = tr_cursor_of(TR_BYTES(data, n));
	const char *name = names[tr_cursor_u8(&c) & 3];
	const uint8_t pictures = tr_cursor_u8(&c);
	f.ink = tr_cursor_u8(&c);
	for (size_t page = 0; page < PAGES; page++) {
		struct tr_page_words *p = &f.pages[page];
		*p = (struct tr_page_words){.width = 595, .height = 842, .words = words[page], .pictures = pictures >> page & 1,
			.picture = {0, 0, pictures & 8 ? 595 : 100, pictures & 16 ? 842 : 100}};
		const size_t count = ((size_t)tr_cursor_u8(&c) << 8 | tr_cursor_u8(&c)) % WORDS_MAX;
		for (; p->count < count && tr_cursor_left(&c) > 0; p->count++)
			read_word(&c, &words[page][p->count], p->count > 0 ? &words[page][p->count - 1] : NULL);
	}
	const struct tr_place_source source = {.context = &f, .pages = PAGES, .words = words_of,
		.ink = pictures & 32 ? NULL : ink_of};
	const struct tr_place_request request = {.name = {name, strlen(name)}, .top_right_width = 170, .top_right_height = 40};
	struct tr_placement *placement = malloc(sizeof(*placement));
	if (placement == NULL)
		abort();
	if (tr_place(&source, &request, placement, NULL) == TRIEN_OK) {
		check(placement);
		tr_placement_free(placement);
	}
	free(placement);
	return 0;
}
