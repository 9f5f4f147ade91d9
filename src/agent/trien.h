/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The command trien, which this one starts for whatever opens a PDF: its sandbox, its rules of the page, its way to the token are the same for a page as for a person at a terminal. */
#ifndef TR_AGENT_TRIEN_H
#define TR_AGENT_TRIEN_H

#include <jansson.h>

#include "agent/limits.h"
#include "base/bytes.h"

/* A command line: texts are borrowed. */
#define TR_AGENT_WORDS_MAX (TR_AGENT_ITEMS_MAX + 48u)
struct tr_agent_words {
	const char *all[TR_AGENT_WORDS_MAX + 1]; /* NULL behind the last */
	size_t count;
};
void tr_agent_word(struct tr_agent_words *w, const char *word);
/* Both, where there is a value. */
void tr_agent_option(struct tr_agent_words *w, const char *option, const char *value);

/* Runs it with --json; *said: an array of the objects that it printed, a new reference; *code: how it ended. agent.program-missing, agent.program-failed */
TRIEN_MUST_CHECK trien_rc tr_agent_trien_run(struct tr_agent_words *w, json_t **said, int *code, struct trien_err *err);
/* What an object of its says of itself: TRIEN_OK, else agent.page-not-signed with the id and the words. */
TRIEN_MUST_CHECK trien_rc tr_agent_trien_told(const json_t *o, struct trien_err *err);
/* Is this the error of an object? */
bool tr_agent_trien_is(const json_t *o, const char *id);

#endif
