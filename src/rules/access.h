/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may do what to whose objects: one table of role, object, verb and scope. What stands in no row is refused. */
#ifndef TR_RULES_ACCESS_H
#define TR_RULES_ACCESS_H

#include "rules/words.h"

enum tr_rules_object {
#define TR_RULES_OBJECT(symbol, ...) TR_OBJECT_##symbol,
#include "rules/access.def"
	TR_OBJECT_COUNT
};

enum tr_rules_verb {
#define TR_RULES_VERB(symbol, ...) TR_VERB_##symbol,
#include "rules/access.def"
	TR_VERB_COUNT
};

/* Whose objects; the SQL of a list or an act holds it. From the narrowest to the widest. */
enum tr_rules_scope {
#define TR_RULES_SCOPE(symbol, ...) TR_SCOPE_##symbol,
#include "rules/access.def"
	TR_SCOPE_COUNT
};

enum tr_rules_scope tr_rules_access(enum tr_rules_role role, enum tr_rules_object object, enum tr_rules_verb verb);
/* The widest scope that any of the roles (bits) has. Roles of different agencies are asked one by one. */
enum tr_rules_scope tr_rules_access_any(unsigned roles, enum tr_rules_object object, enum tr_rules_verb verb);
/* Its row as people name it in a refusal: "head.document.export". */
#define TR_RULES_CELL_TEXT 64u
void tr_rules_access_cell(enum tr_rules_role role, enum tr_rules_object object, enum tr_rules_verb verb, char out[TR_RULES_CELL_TEXT]);
/* May who has the role give another person that role by a post? Whom and where, the access to posts says. */
bool tr_rules_gives(enum tr_rules_role giver, enum tr_rules_role given);
/* What columns hold, by who may see it. */
enum tr_rules_matter {
#define TR_RULES_MATTER(symbol, ...) TR_MATTER_##symbol,
#include "rules/access.def"
	TR_MATTER_COUNT
};
/* Does a role that sees a row see this in it? */
bool tr_rules_sees(enum tr_rules_role role, enum tr_rules_matter matter);
/* What an act of the state machines is in the access table. */
enum tr_rules_object tr_rules_act_object(enum tr_rules_act act);
enum tr_rules_verb tr_rules_act_verb(enum tr_rules_act act);

const struct tr_rules_word *tr_rules_object_word(enum tr_rules_object object);
const struct tr_rules_word *tr_rules_verb_word(enum tr_rules_verb verb);
const struct tr_rules_word *tr_rules_scope_word(enum tr_rules_scope scope);
const struct tr_rules_word *tr_rules_matter_word(enum tr_rules_matter matter);
bool tr_rules_object_of(const char *word, enum tr_rules_object *out);
bool tr_rules_verb_of(const char *word, enum tr_rules_verb *out);

#endif
