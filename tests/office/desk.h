/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* People with certificates at the sample office, and their acts on drafts: tried first, then done. */
#ifndef TESTS_OFFICE_DESK_H
#define TESTS_OFFICE_DESK_H

#include "bureau.h"
#include "office/session.h"

/*
 * Beside the bureau: 5 works in agency 1 as a subscriber, 6 as another. Certificates "d1" of agency 1 on a device that clerk 1 keeps, "p2" "p3" "p5" "p6" of
 * these persons, "d2" of agency 2 on a device of clerk 4's.
 */
struct desk {
	struct bureau b;
	struct tr_office_who staff, colleague; /* 5, 6 */
};
void open_desk(struct desk *d, struct contract *c);
void close_desk(struct desk *d);

/* Who drafts: 5. The file is its content; NULL: on paper. */
int64_t draft_ok(struct desk *d, enum tr_procedure p, const char *content);
#define STEPS(...) (const struct tr_submission_step[]){__VA_ARGS__}, sizeof((const struct tr_submission_step[]){__VA_ARGS__}) / sizeof(struct tr_submission_step)
void submit_ok(struct desk *d, int64_t document, const struct tr_submission_step *steps, size_t count);
void submit_refused(struct desk *d, const char *error, struct tr_office_who who, int64_t document, const struct tr_submission_step *steps, size_t count);
void say_ok(struct desk *d, struct tr_office_who who, int64_t document, enum tr_submission_act what);
void say_refused(struct desk *d, const char *error, struct tr_office_who who, int64_t document, enum tr_submission_act what);
void revise_ok(struct desk *d, int64_t document, const char *content);

struct tr_session begin_ok(struct desk *d, struct tr_office_who who, int64_t document, const char *certificate);
void begin_refused(struct desk *d, const char *error, struct tr_office_who who, int64_t document, const char *certificate);
/* What a good signature leaves: the base and a little more. The text lives as long as the test. */
const char *signed_file(struct desk *d, const struct tr_session *s, const char *more);
/* That were made at the steps of a document. */
size_t signatures_of(struct desk *d, int64_t document);
/* The session ends with what a good signature leaves. */
void finish_ok(struct desk *d, struct tr_office_who who, const struct tr_session *s);
void finish_refused(struct desk *d, const char *error, struct tr_office_who who, int64_t session, const struct tr_session_result *r);
/* A whole session. */
void sign_ok(struct desk *d, struct tr_office_who who, int64_t document, const char *certificate);

#endif
