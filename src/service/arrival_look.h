/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.1 R10.1 */
/* A file that comes, as a worker sees it: secret documents do not pass, and what is no document is a finding. */
#ifndef TR_SERVICE_ARRIVAL_LOOK_H
#define TR_SERVICE_ARRIVAL_LOOK_H

#include "desk/arrival.h"
#include "office/enclosure.h"
#include "service/office_call.h"

struct tr_arrival_look {
	struct tr_office_call *o;
	const char *sender; /* it is held against */
	int64_t now;
	size_t file; /* its number among those of the request, where it is not the first of all (outside_call.h) */
	struct tr_desk_arrival found;
	struct tr_office_enclosed *with; /* files of the store that come with it: their verdicts and findings are filled in, by the same worker */
	size_t with_count;
};
/* Fills in found. official.secrecy-*, service.busy, worker.* */
TRIEN_MUST_CHECK trien_rc tr_arrival_look(struct tr_arrival_look *l, struct tr_bytes content, struct trien_err *err);

#endif
