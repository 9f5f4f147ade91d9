/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.3 X1 */
/*
 * A request whose files are judged with what the network says (service/outside.h): it waits without a thread until that has come or will not come, at most
 * TR_SERVICE_OUTSIDE_WAIT_MILLISECONDS, and its handler is asked again; what it knows by then decides, and the verdict says what was missing.
 */
#ifndef TR_SERVICE_OUTSIDE_CALL_H
#define TR_SERVICE_OUTSIDE_CALL_H

#include <jansson.h>

#include "service/call.h"
#include "service/judges.h"

/*
 * Work that judges files, as tr_judges_lend() has it done; done again with more as long as something comes. service.busy also where the request waits for something:
 * the server knows which of the two.
 */
TRIEN_MUST_CHECK trien_rc tr_call_judge(struct tr_call *c, tr_judges_work work, void *context, struct trien_err *err);

/* In the work, of each of its files by their number from 0, at most TR_SERVICE_OUTSIDE_FILES: what was got for it, an open file, or -1; the caller closes it. */
TRIEN_MUST_CHECK trien_rc tr_call_outside_open(struct tr_call *c, size_t file, int *out, struct trien_err *err);
/* And its verdict with that. */
void tr_call_outside_judged(struct tr_call *c, size_t file, json_t *verdict);

/* Puts what could not be got into a verdict, as trien verify tells it: "fetch_failures". */
void tr_call_outside_tell(const struct tr_call *c, size_t file, json_t *verdict);

/* For the server. Has it waited long enough? */
bool tr_call_outside_is_over(const struct tr_call *c, int64_t now);
/* Something came since the request began to wait. */
bool tr_call_outside_has_come(const struct tr_call *c);
/* It waits no more, whatever comes. */
void tr_call_outside_give_up(struct tr_call *c);
int64_t tr_call_outside_since(const struct tr_call *c);
void tr_call_outside_free(struct tr_call *c);

#endif
