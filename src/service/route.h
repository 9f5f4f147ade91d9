/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one table of routes: what stands in no row is not there. The OpenAPI file and the access tests come from the same rows. */
#ifndef TR_SERVICE_ROUTE_H
#define TR_SERVICE_ROUTE_H

#include "rules/access.h"
#include "service/call.h"

/* Fills c->reply, whose status is 200 and whose type is the route's before; an error becomes a problem. */
typedef trien_rc (*tr_route_handler)(struct tr_call *c, struct trien_err *err);

/* Of a route for people, in any role that the table permits; of one whose book, or whose act, stands in its address. */
#define TR_ROLE_OF_PEOPLE TR_ROLE_COUNT
/* Of a desk's program, which does what a person may (errand.h). */
#define TR_ROLE_OF_DESK ((enum tr_rules_role)(TR_ROLE_COUNT + 1))
/* Of the VGCA Sign Service of a desk, in the same way (vgca.c). */
#define TR_ROLE_OF_VGCA ((enum tr_rules_role)(TR_ROLE_COUNT + 2))
#define TR_OBJECT_OF_BOOK TR_OBJECT_COUNT
#define TR_VERB_OF_ACT TR_VERB_COUNT

struct tr_route {
	const char *method, *path, *name; /* the handler's, without its prefix: what OpenAPI calls it */
	enum tr_rules_role role;
	enum tr_rules_object object;
	enum tr_rules_verb verb;
	size_t body_max;
	const char *body_type; /* NULL: any */
	const char *answer_type;
	tr_route_handler handle;
	const char *query;         /* the words that it may have; NULL: what it has is not looked at */
	const char *takes, *gives; /* schemas; NULL: not JSON */
	const char *vi, *en;
};

extern const struct tr_route tr_routes[];
extern const size_t tr_route_count;

/* Does the access table permit each of them to its role, or to one of people's roles? service.route-unguarded with the first that it does not. */
TRIEN_MUST_CHECK trien_rc tr_routes_check(const struct tr_route *routes, size_t count, struct trien_err *err);

/* The book of the row that a route's address names, which the gate looks for before a byte of the body is read; NULL: it names none, or its handler looks. */
const struct tr_book *tr_route_book(const struct tr_route *r);

/*
 * Takes c->target apart and finds the route; allow is the list of what the address takes, for OPTIONS (then *out is NULL) and a
 * refusal. service.not-found, service.method-refused, service.request-malformed.
 */
#define TR_ROUTE_ALLOW_MAX 64u
/* A part of an address, %XX decoded, with memory of the call and a NUL behind it; service.request-malformed. */
TRIEN_MUST_CHECK trien_rc tr_route_decode(struct tr_call *c, const char *p, size_t n, struct tr_bytes *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_route_find(struct tr_call *c, const char *method, const struct tr_route **out,
		char allow[TR_ROUTE_ALLOW_MAX], struct trien_err *err);

#define TR_ROUTE(method, path, role, object, verb, max, type, answer, handler, query, in, out, vi, en) \
	trien_rc handler(struct tr_call *c, struct trien_err *err);
#include "service/routes.def"
#undef TR_ROUTE

#endif
