/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/state.h"

#include <stddef.h>

#define TR_AGENT_STEP(from, event, to) {TR_AGENT_##from, TR_AGENT_##event, TR_AGENT_##to},
static const struct {
	enum tr_agent_state from;
	enum tr_agent_event event;
	enum tr_agent_state to;
} steps[] = {
#include "agent/state.def"
};
#undef TR_AGENT_STEP

bool
tr_agent_step(enum tr_agent_state *state, enum tr_agent_event event)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		if (steps[i].from == *state && steps[i].event == event) {
			*state = steps[i].to;
			return true;
		}
	return false;
}

bool
tr_agent_is_awaited(enum tr_agent_state state)
{
	return state > TR_AGENT_CALLED && state < TR_AGENT_DONE;
}
