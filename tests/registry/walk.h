/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What was done in a walk (contract_walk.c), and what has to hold for it whatever the rules' tables say: this side reads no table of rules and no guard, only the list
 * of what was done, the state of each certificate and the answer whether its key was in its keeper's hands.
 */
#ifndef TESTS_REGISTRY_WALK_H
#define TESTS_REGISTRY_WALK_H

#include "office.h"

#define WALK_DONE_MAX 200u
#define WALK_HOLDER 1 /* the subscriber of every certificate of the walk */
#define WALK_CERTIFICATES 2

/* Why signing stops: from what passes by itself to what only another officer takes back. */
enum walk_stop { WALK_NO_STOP, WALK_LOCKED, WALK_ASKED, WALK_EXPOSED, WALK_REPORTED, WALK_SAID, WALK_ENDED };

struct walk_done {
	int64_t act, undoes; /* undoes 0: nothing */
	enum tr_rules_act what; /* TR_ACT_COUNT: none of the rules' */
	int64_t object, person, from;
	enum walk_stop stop;
	unsigned certificates; /* bits of those that it stops: 1 << id */
	int64_t request, device;
	bool free; /* of an undoing: what is undone held nothing any more */
};

struct walk {
	struct contract *c;
	uint64_t seed, random;
	struct walk_done done[WALK_DONE_MAX];
	size_t count;
	unsigned stops, undoings, resumed;
};

/* Writes down the newest act of the books. */
void walk_note(struct walk *w, const struct walk_done *d);
/* Fails, and says what was done, where a certificate signs or a key is in its keeper's hands against what was said. */
void walk_check(struct walk *w);

#endif
