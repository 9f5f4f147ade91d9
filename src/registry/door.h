/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1 R4.3
 * The doors of the registry: who comes, as what, and what the access table (rules/access.h) says of it. Somebody comes by an account, which the
 * operating system, the database or a sign-on vouches for; the book of accounts says whose it is, the posts in force say what that person is.
 *
 * A registry without accounts is being set up: who can open its database is believed. The first account ends that, for good: the last
 * administrator cannot go. Who can write the database itself needs no door; what is changed there by hand, trien audit verify names.
 */
#ifndef TR_REGISTRY_DOOR_H
#define TR_REGISTRY_DOOR_H

#include "registry/list.h"
#include "rules/words.h"

/* Who says to be there. */
struct tr_caller {
	const char *kind, *name; /* of the account: "os", "nguyenvanmau" */
	int64_t person;          /* in whose name; 0: the account's own person */
	enum tr_rules_role role; /* as what; TR_ROLE_COUNT: as what the table asks for */
	int64_t portal;          /* not a person: the portal whose token was held against the book (registry/portal.h); 0: none */
};

/* Who is there, by the books of that moment. */
struct tr_who {
	bool guarded; /* false: there are no accounts yet */
	int64_t now;           /* the moment */
	int64_t account, self; /* the account, and whose it is */
	int64_t person;        /* in whose name */
	enum tr_rules_role role; /* TR_ROLE_COUNT: not chosen yet */
	size_t posts;
	struct {
		enum tr_rules_role role;
		int64_t agency;
	} post[TR_POSTS_MAX];
	int64_t agencies[TR_POSTS_MAX]; /* of the chosen role */
	size_t agency_count;
	int64_t portal, service; /* a portal, and the service whose results it reports; 0: a person */
};

/*
 * In a transaction. registry.no-account; registry.as-other (only an administrator acts in another's name); registry.role-not-held;
 * registry.posts-limit. registry.portal-token: a portal that is revoked, or is none.
 */
TRIEN_MUST_CHECK trien_rc tr_door_open(struct tr_sql *db, const struct tr_caller *c, int64_t now, struct tr_who *out, struct trien_err *err);
/* Of the roles that are held the one that may do this to the most; registry.no-access names the row that is not in the table. */
TRIEN_MUST_CHECK trien_rc tr_door_choose(struct tr_who *w, enum tr_rules_object object, enum tr_rules_verb verb, struct trien_err *err);
/* The same for an act: "person.enter", "request.confirm". One that the table has no word for wants the role said, where several are held: registry.role-wanted. */
TRIEN_MUST_CHECK trien_rc tr_door_choose_act(struct tr_who *w, const char *what, struct trien_err *err);
/*
 * The same, of an act that the table has no word for and whose door is this row of it: a post that it permits, before being a subscriber, who everybody is beside it.
 */
TRIEN_MUST_CHECK trien_rc tr_door_choose_for(struct tr_who *w, const char *what, enum tr_rules_object object, enum tr_rules_verb verb, struct trien_err *err);

/*
 * What is done with the whole store, and not with a row of it: checking, migrating, signing, verifying, its jobs. Who comes is a person's account, or a
 * machine's (the book machine), which is the role system. In a transaction. Errors as of tr_door_open() and tr_door_choose().
 */
struct tr_door_work {
	enum tr_rules_object object;
	enum tr_rules_verb verb;
};
TRIEN_MUST_CHECK trien_rc tr_door_upkeep(
		struct tr_sql *db, const struct tr_caller *c, int64_t now, const struct tr_door_work *work, struct trien_err *err);

/* What an act is in the access table ("person.change", "proposal.answer"); false: it has no word for it. */
bool tr_door_act(const char *what, enum tr_rules_object *object, enum tr_rules_verb *verb);
/* What a book is in the access table; false: nothing, and nobody reaches it. */
bool tr_book_object(const struct tr_book *b, enum tr_rules_object *out);
/* What it is to enter a row: to mute something changes its notices. */
enum tr_rules_verb tr_book_enters(const struct tr_book *b);
/*
 * What it is to write a column: where it is not for who enters or changes the row, the verb of the access table that it wants, else `otherwise`.
 * Answers are of who is asked (R18.2), a picture is approved by another (Điều 4.1), a letter gets its number from who sends it (Điều 9.2c).
 */
enum tr_rules_verb tr_column_verb(const struct tr_book *b, size_t column, enum tr_rules_verb otherwise);
/* Which rows of the book somebody may do this to, as that role; a registry that is not guarded has all. The viewer borrows from w. registry.no-access */
TRIEN_MUST_CHECK trien_rc tr_door_scope(struct tr_who *w, const struct tr_book *b, enum tr_rules_verb verb, struct tr_viewer *out, struct trien_err *err);
/*
 * The same, of who reads: whose eyes a list of the book is seen with. Who is there in another's name sees no book that the administrator does not
 * see, for reading leaves no trace; an act does, and asks for the scope alone. registry.no-access
 */
TRIEN_MUST_CHECK trien_rc tr_door_viewer(struct tr_who *w, const struct tr_book *b, enum tr_rules_verb verb, struct tr_viewer *out, struct trien_err *err);
/* The row is one that the viewer's list would show. registry.out-of-scope */
TRIEN_MUST_CHECK trien_rc tr_door_row(struct tr_sql *db, const struct tr_who *w, const struct tr_viewer *v, const struct tr_book *b, int64_t id,
		struct trien_err *err);
/*
 * The row is one that who comes may see: in the role `as`, or in any that they hold (TR_ROLE_COUNT). One that they may not see and one that is not there are the
 * same: registry.not-found. What is nobody's but the province's is not looked for here.
 */
TRIEN_MUST_CHECK trien_rc tr_door_find(struct tr_sql *db, const struct tr_who *w, enum tr_rules_role as, const struct tr_book *b, int64_t id, struct trien_err *err);
/* May who comes in that role name the row in an act? What is asked of another book chooses no role for the act. */
TRIEN_MUST_CHECK trien_rc tr_door_sees(struct tr_sql *db, const struct tr_who *w, enum tr_rules_role role, const struct tr_book *b, int64_t id, bool *out,
		struct trien_err *err);
/* May a portal put this row? Of its own service's results, what the access table gives to the role. registry.no-access, registry.out-of-scope */
TRIEN_MUST_CHECK trien_rc tr_door_portal(const struct tr_who *w, const struct tr_record *r, enum tr_rules_verb verb, struct trien_err *err);
/* Bits of the columns that are left out for who is there: also those that an administrator does not see, where it is in another's name. */
uint32_t tr_door_hidden(const struct tr_who *w, const struct tr_book *b);
/* Takes hidden columns out of a row. */
void tr_door_mask(uint32_t hidden, struct tr_record *r);

#endif
