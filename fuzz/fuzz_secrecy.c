/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile words of a page (eight bytes of place and look before each, a blank behind it), and hostile files for the quick look. */
#include <stdint.h>

#include "official/kind.h"
#include "official/secrecy.h"
#include "official/secrecy_quick.h"

#define WORDS_MAX 512

static struct tr_word
word_of(const uint8_t *p, struct tr_text text)
{
	const double x = p[0] * 2.5, y = p[1] * 3.5, size = p[2] / 8.0;

	return (struct tr_word){.text = text, .box = {x, y - size, x + p[3], y}, .baseline = y, .size = size, .line = p[4],
		.colour = p[5], .upright = p[6] & 1, .bold = p[6] >> 1 & 1, .visible = p[7] & 1};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tr_word words[WORDS_MAX];
	const struct tr_secrecy_rules rules = {
		.stamps = {TR_TEXT_LIT("MẬT"), TR_TEXT_LIT("TỐI MẬT"), TR_TEXT_LIT("TUYỆT MẬT")}, .stamp_count = 3,
		.first_page = 0.5, .other_pages = 0.2, .foot = 0.08};
	struct tr_page_words page = {.width = 595, .height = 842, .words = words, .pictures = size & 1,
		.picture = {0, 0, 595, size}};
	static const struct tr_kind_rules kinds = {.kinds = {TR_TEXT_LIT("giấy khai sinh"), TR_TEXT_LIT("quyết định")}, .count = 2};
	struct tr_secrecy_page out;
	struct tr_text text;
	size_t kind;

	if (tr_text_of(TR_BYTES(data, size), &text, NULL) == TRIEN_OK && tr_secrecy_line(text, &rules, &kind) && kind > 2)
		__builtin_trap();
	if (tr_text_of(TR_BYTES(data, size), &text, NULL) == TRIEN_OK && tr_kind_line(text, &kinds, &kind) && kind > 1)
		__builtin_trap();
	(void)tr_secrecy_quick(TR_BYTES(data, size));
	while (size > 8 && page.count < WORDS_MAX) {
		const uint8_t *end = memchr(data + 8, ' ', size - 8);
		const size_t n = end != NULL ? (size_t)(end - data) - 8 : size - 8;
		if (tr_text_of(TR_BYTES(data + 8, n), &text, NULL) == TRIEN_OK)
			words[page.count++] = word_of(data, text);
		data += n + 8 + (end != NULL);
		size -= n + 8 + (end != NULL);
	}
	for (size_t index = 0; index < 2; index++)
		if (tr_secrecy_judge(&page, index, &rules, &out, NULL) != TRIEN_OK || (out.found && out.stamp.kind > 2))
			__builtin_trap();
	if (tr_kind_judge(&page, rules.first_page, &kinds, &kind) && kind > 1)
		__builtin_trap();
	return 0;
}
