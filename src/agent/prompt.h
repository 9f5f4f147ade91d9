/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a person at this desk is asked: in windows of pinentry, or on the terminal that the agent was started from. Both show the same (agent/display.h). */
#ifndef TR_AGENT_PROMPT_H
#define TR_AGENT_PROMPT_H

#include "agent/display.h"
#include "cli/pin.h"

struct tr_agent_prompt {
	const struct tr_cli *cli;
	bool terminal;
	int milliseconds;  /* for an answer in a window; -1: for ever */
	struct tr_pin pin; /* its source: for PINs, with what the token says of them, and its final try */
};
enum tr_agent_answer { TR_AGENT_NO, TR_AGENT_YES, TR_AGENT_OTHER };
struct tr_agent_buttons {
	const char *yes, *other; /* other: NULL, there are two */
};

/* On the terminal, or, without one, in windows. *p stays where it is. */
void tr_agent_prompt_of(struct tr_agent_prompt *p, const struct tr_cli *cli, bool terminal);
/* Whoever is asked in a window from now on has so many seconds. */
void tr_agent_prompt_patience(struct tr_agent_prompt *p, int64_t seconds);
/* Every page of it, the question behind the last one; whoever says no before has said no. token.prompt-*, cli.pin-source */
TRIEN_MUST_CHECK trien_rc tr_agent_prompt_show(const struct tr_agent_prompt *p, const struct tr_agent_display *d, const struct tr_agent_buttons *b, enum tr_agent_answer *out, struct trien_err *err);
/* One text of ours, to be answered likewise. */
TRIEN_MUST_CHECK trien_rc tr_agent_prompt_ask(const struct tr_agent_prompt *p, const char *text, const struct tr_agent_buttons *b, enum tr_agent_answer *out, struct trien_err *err);
/* Tells how it ended; nobody hears whether that could be shown. */
void tr_agent_prompt_tell(const struct tr_agent_prompt *p, const char *text);

#endif
