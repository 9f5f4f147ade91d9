/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Kinds of documents and their abbreviations: Annex III of Decree 30/2020, as the legal profile of the day has them. */
#ifndef TR_OFFICE_KIND_H
#define TR_OFFICE_KIND_H

#include "office/limits.h"
#include "profile/profile.h"

struct tr_office_kind {
	char code[TR_OFFICE_CODE_MAX + 1]; /* "QĐ" */
	struct tr_text name;               /* the profile's: "Quyết định (cá biệt)" */
	bool in_symbol;                    /* false: an official letter, whose symbol says the agency and the unit alone */
	bool is_copy;                      /* sao y, trích sao, sao lục: always a series of their own */
};

/* By its abbreviation, or by its name in any case, with or without diacritics. office.kind-unknown */
TRIEN_MUST_CHECK trien_rc tr_office_kind_find(
		const struct tr_profile *p, int64_t time, const char *text, struct tr_office_kind *out, struct trien_err *err);
/*
 * Appends the symbol: "QĐ-UBND"; of an official letter "UBND-VP", of the agency alone where no unit drafted it. unit: NULL or "" for none.
 */
TRIEN_MUST_CHECK trien_rc tr_office_symbol(
		const struct tr_office_kind *k, struct tr_bytes agency, const char *unit, struct tr_buf *out, struct trien_err *err);
/* Does a kind that the law excludes from digital signing begin this text (the legal profile's list)? NULL: none does. */
TRIEN_MUST_CHECK trien_rc tr_office_excluded(
		const struct tr_profile *p, int64_t time, const char *text, const char **out, struct trien_err *err);

#endif
