/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* In which order an errand goes, as a table: nothing is signed but in the state OPEN, and there is no way to it around CHECKED and AGREED. */
#ifndef TR_AGENT_STATE_H
#define TR_AGENT_STATE_H

#include <stdbool.h>

enum tr_agent_state {
	TR_AGENT_CALLED,   /* by a link: nobody has been asked yet */
	TR_AGENT_REDEEMED, /* the server has said what is wanted; documents are fetched */
	TR_AGENT_CHECKED,  /* every digest is this desk's own */
	TR_AGENT_AGREED,   /* shown, and a person said yes */
	TR_AGENT_OPEN,     /* the key is in hand; one document after the other */
	TR_AGENT_DONE,
	TR_AGENT_REFUSED,
	TR_AGENT_STATES
};
enum tr_agent_event { TR_AGENT_REDEEM, TR_AGENT_FETCH, TR_AGENT_CHECK, TR_AGENT_AGREE, TR_AGENT_OPENS, TR_AGENT_SIGN, TR_AGENT_END, TR_AGENT_REFUSE, TR_AGENT_EVENTS };

/* False, and *state as it was, where the table has no such row. */
bool tr_agent_step(enum tr_agent_state *state, enum tr_agent_event event);
/* Does the server wait for a word about it? */
bool tr_agent_is_awaited(enum tr_agent_state state);

#endif
