/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of routes: each row names a right that the access table gives, and one that it does not give is refused. */
#include "test.h"

#include "service/route.h"

static void
every_route_is_permitted_by_a_row(void **state)
{
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_routes_check(tr_routes, tr_route_count, &err), &err);
	for (size_t i = 0; i < tr_route_count; i++) {
		const struct tr_route *r = &tr_routes[i];
		if (r->role != TR_ROLE_OF_PEOPLE && r->role != TR_ROLE_OF_DESK && r->role != TR_ROLE_OF_VGCA)
			assert_int_not_equal(tr_rules_access(r->role, r->object, r->verb), TR_SCOPE_NONE);
		/* Whose address names a row looks for it first; five say why they look themselves (route.c). */
		if (r->role == TR_ROLE_OF_PEOPLE && (strstr(r->path, "/{id}") != NULL || strstr(r->path, "/{entry}") != NULL))
			assert_true(tr_route_book(r) != NULL || strncmp(r->path, "/api/v1/books/", 14) == 0 || strncmp(r->path, "/api/v1/deliveries/", 19) == 0 ||
					strncmp(r->path, "/api/v1/acts/", 13) == 0 || strncmp(r->path, "/api/v1/errands/", 16) == 0 || strncmp(r->path, "/api/v1/desk-tasks/", 19) == 0);
		assert_true(r->path[0] == '/' && r->handle != NULL && r->answer_type != NULL);
		assert_true(*r->vi != '\0' && *r->en != '\0');
		/* A body is taken where something is handed in, and has a cap. */
		assert_int_equal(strcmp(r->method, "POST") == 0, r->body_max > 0);
		/* Who comes with nothing sees and asks, and may prove to be somebody; no more. */
		if (r->role == TR_ROLE_ANYONE)
			assert_true(r->verb == TR_VERB_SEE || r->verb == TR_VERB_ASK || (r->object == TR_OBJECT_ACCOUNT && r->verb == TR_VERB_USE));
		for (size_t j = 0; j < i; j++)
			assert_true(strcmp(r->path, tr_routes[j].path) != 0 || strcmp(r->method, tr_routes[j].method) != 0);
	}
}

static void
a_route_without_a_right_does_not_start(void **state)
{
	struct tr_route routes[2] = {tr_routes[0], tr_routes[0]};
	struct trien_err err = {0};

	(void)state;
	routes[1].path = "/books";
	routes[1].object = TR_OBJECT_CERTIFICATE;
	assert_refused(tr_routes_check(routes, 2, &err), "service.route-unguarded");
	assert_string_equal(err.values[0].text, "/books");
	routes[1].object = TR_OBJECT_STATE;
	routes[1].verb = TR_VERB_CHANGE;
	assert_refused(tr_routes_check(routes, 2, &err), "service.route-unguarded");
	/* Of people: one role is enough; what only the program or a portal may do is nobody's. */
	routes[1].role = TR_ROLE_OF_PEOPLE;
	routes[1].object = TR_OBJECT_ACCOUNT;
	assert_ok(tr_routes_check(routes, 2, &err), &err);
	routes[1].object = TR_OBJECT_STATE;
	routes[1].verb = TR_VERB_SEE;
	assert_refused(tr_routes_check(routes, 2, &err), "service.route-unguarded");
	routes[1].object = TR_OBJECT_RESULT;
	routes[1].verb = TR_VERB_FORWARD;
	assert_refused(tr_routes_check(routes, 2, &err), "service.route-unguarded");
	/* An act, or a book, is asked for where it stands in the address: by people alone. */
	routes[1].object = TR_OBJECT_OF_BOOK;
	routes[1].verb = TR_VERB_SEE;
	assert_ok(tr_routes_check(routes, 2, &err), &err);
	routes[1].verb = TR_VERB_EXPORT; /* of some books */
	assert_ok(tr_routes_check(routes, 2, &err), &err);
	routes[1].verb = TR_VERB_ANSWER; /* of some too, but it is no reading */
	assert_refused(tr_routes_check(routes, 2, &err), "service.route-unguarded");
	routes[1].verb = TR_VERB_OF_ACT;
	assert_ok(tr_routes_check(routes, 2, &err), &err);
	routes[1].role = TR_ROLE_ANYONE;
	assert_refused(tr_routes_check(routes, 2, &err), "service.route-unguarded");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_route_is_permitted_by_a_row),
		cmocka_unit_test(a_route_without_a_right_does_not_start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
