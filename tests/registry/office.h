/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A small office of the tests, where the acts of the rules are done: agency 2 (H01) and 3 (H02) below the province's, 1 (H00). Person 1 has certificate 1 on
 * device 1; 2 is the manager, 3 the head, 4 the department, 5 works there, 6 is another agency's manager.
 */
#ifndef TESTS_REGISTRY_OFFICE_H
#define TESTS_REGISTRY_OFFICE_H

#include "base/time.h"
#include "registry/deed.h"
#include "sample.h"

#define DAY ((int64_t)86400)

void office(struct contract *c);
void end_office(void);
/* A document that rows refer to, of the office that is open. */
extern char blob[TR_HEX256 + 1];

/* A certificate of person 1 of agency 2; "-": on no device, renewing none. */
int64_t certificate(struct contract *c, const char *fingerprint, const char *device, const char *state, int64_t not_after, const char *renews);
void post(struct contract *c, const char *person, const char *agency, const char *role);
/* Of the operating system. */
void account(struct contract *c, const char *name, const char *person);

/* When the acts below are done: NOW, unless the test says something else, and puts it back. */
extern int64_t deed_at;

struct doing {
	const char *act;
	int64_t object;
	const char *role;
	int64_t person;
	const char *const *given; /* column, value ..., NULL */
};
#define GIVEN(...) (const char *const[]){__VA_ARGS__, NULL}
#define NOTHING GIVEN(NULL)

/* Tried first: nothing is kept, and the steps are those that are done then. Gives the object. */
int64_t ok_deed(struct contract *c, const struct doing *g);
#define DO(c, act, object, role, person, ...) ok_deed(c, &(struct doing){act, object, role, person, __VA_ARGS__})
/* Refused with that error, and nothing is written. */
void deed_refused(struct contract *c, const char *error, const struct doing *g);
#define REFUSED(c, error, act, object, role, person, ...) deed_refused(c, error, &(struct doing){act, object, role, person, __VA_ARGS__})

/* The act is undone by who has that account, as that; NULL: it is not refused. */
void undo_by(struct contract *c, const char *name, enum tr_rules_role role, int64_t undone, const char *refused);
/* The number of the act that was done last. */
int64_t last_act(struct contract *c);

/* The statement finds one. */
void is(struct contract *c, const char *sql);
#define STATE(c, book, id, state) is(c, "SELECT COUNT(*) FROM " book " WHERE id = " #id " AND state = '" state "'")
/* So long after the time of the acts, as people write it. */
const char *now_text(int64_t offset, char out[TR_TIME_TEXT_MAX]);

/* A request of certificate 1, by its manager. */
int64_t draft(struct contract *c, const char *kind, const char *reason);
/* From its draft to confirmed, and to sent in a letter of its own. */
void confirm(struct contract *c, int64_t request);
int64_t letter(struct contract *c, const char *receiver);
void forward(struct contract *c, int64_t request, const char *receiver);

#endif
