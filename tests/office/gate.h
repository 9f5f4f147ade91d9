/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents that come to the small office of the tests. */
#ifndef TESTS_OFFICE_GATE_H
#define TESTS_OFFICE_GATE_H

#include "bureau.h"
#include "office/enclosure.h"

/* Judgements: all signatures hold and are the sender's; one is broken; a responder was down; no chain; another's seal; no signature. */
extern const struct tr_office_judgement judged_good, judged_broken, judged_open, judged_stranger, judged_other, judged_bare;

/* A document of "UBND xã Mẫu" for agency 1 with this content, which is put unless it is broken; on paper where content is NULL. */
struct tr_office_coming letter_in(struct bureau *b, const char *content, const struct tr_office_judgement *j);
/* Takes it in (tried first), says what became of it, forgets what is refused. */
struct tr_office_came arrive_ok(struct bureau *b, const struct tr_office_coming *c);
void arrive_refused(struct bureau *b, const char *error, struct tr_office_who who, const struct tr_office_coming *c);
struct tr_office_came again_ok(struct bureau *b, int64_t arrival, const struct tr_office_judgement *j);
/* An act on it; given may be NULL. */
struct tr_office_came handle_ok(struct bureau *b, struct tr_office_who who, int64_t arrival, enum tr_incoming_act what, const struct tr_office_handling *given);
void handle_refused(struct bureau *b, const char *error, struct tr_office_who who, int64_t arrival, enum tr_incoming_act what,
		const struct tr_office_handling *given);
/* Does any file below the folder hold these bytes? */
bool lies_about(const char *folder, const char *bytes);

#endif
