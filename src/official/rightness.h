/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rightness beside validity (Điều 9.3, 10.1): are name, post and agency printed on the page those of the certificates that signed, and
 * is the seal that of the agency named as sender? Never silently right: what only looks alike is told as not sure. Works on texts;
 * changes nothing of the technical verdict.
 *
 * Not looked at: whether a post permits KT., TL., TUQ. (only a registry knows who may sign for whom).
 */
#ifndef TR_OFFICIAL_RIGHTNESS_H
#define TR_OFFICIAL_RIGHTNESS_H

#include "official/place.h"

#define TR_RIGHT_FINDINGS_MAX ((size_t)64)
#define TR_RIGHT_LETTERS_MAX ((size_t)512) /* of a name; what is longer is compared as not sure */

/* From good to bad: the worse of two is the larger. */
enum tr_right_answer { TR_RIGHT_RIGHT, TR_RIGHT_UNSURE, TR_RIGHT_WRONG };

#define TR_RIGHT_KIND(symbol, answer, id, vi, en) TR_RIGHT_##symbol##_FOUND,
enum tr_right_kind {
#include "official/rightness_kinds.def"
	TR_RIGHT_KIND_COUNT
};
#undef TR_RIGHT_KIND

/* Who signed, by the certificate; empty where it says nothing. */
struct tr_right_signer {
	struct tr_text name, title, organisation;
};

/* What the pages say. */
struct tr_right_page {
	const struct tr_text *authority; /* lines of the issuing agency, from the top */
	size_t authority_count;
	const struct tr_place_signatory *blocks;
	size_t block_count;
};

struct tr_right_finding {
	enum tr_right_kind kind;
	size_t signer;                   /* SIZE_MAX: of none */
	struct tr_text printed, certified; /* borrowed; may be empty */
};

struct tr_rightness {
	enum tr_right_answer answer;
	struct tr_right_finding findings[TR_RIGHT_FINDINGS_MAX];
	size_t count;
	bool cut; /* there are more: then not right */
};

struct tr_right_request {
	const struct tr_right_page *page; /* NULL: pages are not looked at */
	const struct tr_right_signer *signers;
	size_t signer_count;
	struct tr_text sender;            /* the agency named as sender; empty: not asked */
};
void tr_right_judge(const struct tr_right_request *r, struct tr_rightness *out);

/* Is this the certificate of an agency, not of a person? */
bool tr_right_is_agency(const struct tr_right_signer *s);

const char *tr_right_answer_name(enum tr_right_answer a); /* "right", "unsure", "wrong" */
const char *tr_right_kind_id(enum tr_right_kind k);
enum tr_right_answer tr_right_kind_answer(enum tr_right_kind k);
const char *tr_right_kind_text(enum tr_right_kind k, enum trien_lang lang);

#endif
