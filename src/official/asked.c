/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which appearances there are, and whether what a person asks for is what one shows. Needs no font and no picture: a
 * program that only asks links no more than this.
 */
#include <math.h>
#include <stdio.h>

#include "base/errors/official.h"
#include "official/appearance.h"

enum { WANTS_PICTURE = 1, WANTS_DIAMETER = 2, WANTS_AGENCY = 4, WANTS_NUMBER = 8, WANTS_COPY = 16, MAY_WIDTH = 32,
	IN_CORNER = 64 };

static const struct {
	const char *name;
	unsigned shows;
} kinds[TR_APPEARANCE_COUNT] = {
	[TR_APPEARANCE_SIGNATORY] = {"signatory", WANTS_PICTURE | MAY_WIDTH},
	[TR_APPEARANCE_AGENCY] = {"agency", WANTS_PICTURE | WANTS_DIAMETER},
	[TR_APPEARANCE_ATTACHMENT] = {"attachment", WANTS_NUMBER | IN_CORNER},
	[TR_APPEARANCE_ANNEX] = {"annex", WANTS_NUMBER | IN_CORNER},
	[TR_APPEARANCE_E_COPY] = {"e-copy", WANTS_AGENCY | WANTS_COPY | IN_CORNER},
	[TR_APPEARANCE_DIGITISED] = {"digitised", WANTS_PICTURE | WANTS_DIAMETER | WANTS_AGENCY | IN_CORNER},
};

/* ---- by name ---- */

const char *
tr_appearance_name(enum tr_appearance kind)
{
	return kinds[kind].name;
}

trien_rc
tr_appearance_of(const char *name, enum tr_appearance *out, struct trien_err *err)
{
	for (unsigned i = 0; i < TR_APPEARANCE_COUNT; i++)
		if (strcmp(kinds[i].name, name) == 0) {
			*out = (enum tr_appearance)i;
			return TRIEN_OK;
		}
	return TR_ERR(err, OFFICIAL_APPEARANCE_UNKNOWN, TR_S("got", name));
}

bool
tr_appearance_has_picture(enum tr_appearance kind)
{
	return (kinds[kind].shows & WANTS_PICTURE) != 0;
}

bool
tr_appearance_in_corner(enum tr_appearance kind)
{
	return (kinds[kind].shows & IN_CORNER) != 0;
}

/* ---- what is asked ---- */

/* The three forms of copy (Decree 30/2020 Điều 25), as they may be typed and as they are shown. */
static const struct {
	const char *typed, *shown;
} copies[] = {
	{"sao-y", "Sao y"}, {"sao y", "Sao y"}, {"Sao y", "Sao y"}, {"SAO Y", "Sao y"},
	{"trich-sao", "Trích sao"}, {"trích sao", "Trích sao"}, {"Trích sao", "Trích sao"}, {"TRÍCH SAO", "Trích sao"},
	{"tri\u0301ch sao", "Trích sao"}, {"Tri\u0301ch sao", "Trích sao"},
	{"sao-luc", "Sao lục"}, {"sao lục", "Sao lục"}, {"Sao lục", "Sao lục"}, {"SAO LỤC", "Sao lục"},
	{"sao lu\u0323c", "Sao lục"}, {"Sao lu\u0323c", "Sao lục"},
};

const char *
tr_appearance_copy(struct tr_text typed)
{
	for (size_t i = 0; i < sizeof(copies) / sizeof(*copies); i++)
		if (tr_bytes_are(TR_BYTES(typed.p, typed.n), copies[i].typed))
			return copies[i].shown;
	return NULL;
}

static trien_rc
check_words(const struct tr_appearance_asked *a, struct trien_err *err)
{
	const struct {
		const char *option;
		struct tr_text text;
		unsigned bit;
	} words[] = {{"--agency-name", a->agency, WANTS_AGENCY}, {"--number", a->number, WANTS_NUMBER},
		{"--copy-kind", a->copy, WANTS_COPY}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const bool wanted = (kinds[a->kind].shows & words[i].bit) != 0;
		if (wanted && words[i].text.n == 0)
			return TR_ERR(err, OFFICIAL_WORDS_WANTED, TR_S("kind", kinds[a->kind].name),
					TR_S("option", words[i].option));
		if (!wanted && words[i].text.n > 0)
			return TR_ERR(err, OFFICIAL_WORDS_UNWANTED, TR_S("kind", kinds[a->kind].name),
					TR_S("option", words[i].option));
		if (words[i].text.n > TR_APPEARANCE_TEXT_MAX)
			return TR_ERR(err, OFFICIAL_TEXT_LIMIT, TR_S("option", words[i].option),
					TR_U("got", words[i].text.n), TR_U("max", TR_APPEARANCE_TEXT_MAX));
	}
	if (a->copy.n > 0 && tr_appearance_copy(a->copy) == NULL)
		return TR_ERR(err, OFFICIAL_COPY_KIND, TR_B("got", a->copy.p, a->copy.n));
	return TRIEN_OK;
}

/* A length in millimetres as people write it. */
static const char *
millimetres(double v, char text[32])
{
	snprintf(text, 32, "%.6g", fmax(v, 0));
	return text;
}

static trien_rc
check_sizes(const struct tr_appearance_asked *a, struct trien_err *err)
{
	const unsigned shows = kinds[a->kind].shows;
	char text[32];

	if ((shows & WANTS_DIAMETER) == 0 && fabs(a->diameter_mm) > 0)
		return TR_ERR(err, OFFICIAL_WORDS_UNWANTED, TR_S("kind", kinds[a->kind].name),
				TR_S("option", "--diameter-mm"));
	if ((shows & WANTS_DIAMETER) != 0 &&
			!(a->diameter_mm >= TR_SEAL_LEAST_MM && a->diameter_mm <= TR_SEAL_GREATEST_MM))
		return TR_ERR(err, OFFICIAL_DIAMETER, TR_S("got", millimetres(a->diameter_mm, text)),
				TR_U("least", TR_SEAL_LEAST_MM), TR_U("max", TR_SEAL_GREATEST_MM));
	if (!(fabs(a->width_mm) > 0))
		return TRIEN_OK;
	if ((shows & MAY_WIDTH) == 0)
		return TR_ERR(err, OFFICIAL_WORDS_UNWANTED, TR_S("kind", kinds[a->kind].name),
				TR_S("option", "--width-mm"));
	if (!(a->width_mm >= TR_HANDWRITING_LEAST_MM && a->width_mm <= TR_HANDWRITING_GREATEST_MM))
		return TR_ERR(err, OFFICIAL_HANDWRITING_WIDTH, TR_S("got", millimetres(a->width_mm, text)),
				TR_U("least", TR_HANDWRITING_LEAST_MM), TR_U("max", TR_HANDWRITING_GREATEST_MM));
	return TRIEN_OK;
}

trien_rc
tr_appearance_check(const struct tr_appearance_asked *a, struct trien_err *err)
{
	if (tr_appearance_has_picture(a->kind) && !a->picture)
		return TR_ERR(err, OFFICIAL_PICTURE_WANTED, TR_S("kind", kinds[a->kind].name));
	if (!tr_appearance_has_picture(a->kind) && a->picture)
		return TR_ERR(err, OFFICIAL_PICTURE_UNWANTED, TR_S("kind", kinds[a->kind].name));
	TR_TRY(check_sizes(a, err));
	return check_words(a, err);
}
