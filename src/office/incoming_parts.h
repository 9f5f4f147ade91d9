/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An act on a document that came, under way, for the files of this folder. */
#ifndef TR_OFFICE_INCOMING_PARTS_H
#define TR_OFFICE_INCOMING_PARTS_H

#include "office/incoming.h"
#include "office/office_parts.h"

/* A word of the row of a column that has the words of an enumeration, in their order; 0 where it is null. */
unsigned tr_incoming_word(const struct tr_record *r, size_t column, const char *const words[], unsigned count);
extern const char *const tr_incoming_verdicts[4], *const tr_incoming_rights[4];

/* The facts that the row has; the caller adds what its act brings. */
struct tr_incoming_facts tr_incoming_facts_of(const struct tr_officing *o, const struct tr_record *arrival);
/* Decides, asks whether it may be done in this agency, and sets the row's new state, which is not put yet. */
TRIEN_MUST_CHECK trien_rc tr_incoming_decide_row(const struct tr_officing *o, struct tr_record *arrival, enum tr_incoming_act act,
		const struct tr_incoming_facts *facts, struct tr_incoming_decision *out, struct trien_err *err);

/* Puts the row as registered, and its line with the next number. line: what the register is to say, without its number. day 0: today. */
TRIEN_MUST_CHECK trien_rc tr_incoming_number(const struct tr_officing *o, struct tr_record *arrival, struct tr_record *line, int64_t day,
		struct tr_office_came *out, struct trien_err *err);
/* The line that stands on the card. */
TRIEN_MUST_CHECK trien_rc tr_incoming_load_card(
		const struct tr_officing *o, const struct tr_record *arrival, struct tr_record *line, struct trien_err *err);
/* Puts the row as refused: without files, whose references end, and with the letter to the sender. */
TRIEN_MUST_CHECK trien_rc tr_incoming_put_refused(const struct tr_officing *o, struct tr_record *arrival, struct trien_err *err);
/* Its line in the register. */
TRIEN_MUST_CHECK trien_rc tr_incoming_load_line(
		const struct tr_officing *o, int64_t arrival, struct tr_record *line, struct trien_err *err);
/* Only words that we have ourselves: no text of a file comes into the books. office.findings-unknown */
TRIEN_MUST_CHECK trien_rc tr_incoming_check_findings(const char *findings, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_incoming_put_letter(const struct tr_officing *o, int64_t arrival, struct trien_err *err);

/* Files that come with it (office/enclosure.h): may they come; each that has no row yet gets one; they get their names; they go with it. */
TRIEN_MUST_CHECK trien_rc tr_enclosures_check(const struct tr_office_coming *c, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_enclosures_put(const struct tr_officing *o, int64_t arrival, const struct tr_office_coming *c, struct trien_err *err);
/* Those that were judged again get what was found. */
TRIEN_MUST_CHECK trien_rc tr_enclosures_judged(const struct tr_officing *o, int64_t arrival, const struct tr_office_judgement *j, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_enclosures_name(const struct tr_officing *o, int64_t arrival, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_enclosures_forget(const struct tr_officing *o, int64_t arrival, struct trien_err *err);

#endif
