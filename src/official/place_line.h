/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What one line, or a part of it, may be: a title, a name, a rank. */
#ifndef TR_OFFICIAL_PLACE_LINE_H
#define TR_OFFICIAL_PLACE_LINE_H

#include "official/place_sheet.h"

#define TR_LINE_RANK_WORDS 4

/* Mostly. */
bool tr_line_capitals(const struct tr_segment *g);
bool tr_line_bold(const struct tr_segment *g);
/* Page numbers, running heads and feet: outside the margins of Annex I, part I. */
bool tr_line_in_margin(const struct tr_sheet *s, const struct tr_segment *g);
bool tr_line_number(const struct tr_sheet *s, const struct tr_segment *g);
/* "(Ký, ghi rõ họ tên)", "(Đã ký)" */
bool tr_line_instruction(const struct tr_letter *l, size_t n);
bool tr_line_title(const struct tr_sheet *s, const struct tr_segment *g);
/* A title in capitals that is an office, by the body that it names. */
bool tr_line_office(const struct tr_sheet *s, const struct tr_segment *g);
bool tr_line_punctuation(uint16_t base);
/* Are the words [first, end) a rank? None are. */
bool tr_line_rank(const struct tr_sheet *s, size_t first, size_t end);
/* All words start with a capital, without digits and signs. */
bool tr_line_names(const struct tr_sheet *s, size_t first, size_t end);
/* May it be somebody's name, a rank before it? */
bool tr_line_name(const struct tr_sheet *s, const struct tr_segment *g);

#endif
