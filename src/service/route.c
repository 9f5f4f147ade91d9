/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/route.h"

#include <stdio.h>

#include "base/errors/service.h"
#include "base/utf8.h"

const struct tr_route tr_routes[] = {
#define TR_ROUTE(method, path, role, object, verb, max, type, answer, handler, query, in, out, vi, en) \
	{method, path, &#handler[sizeof("tr_route")], TR_ROLE_##role, TR_OBJECT_##object, TR_VERB_##verb, max, type, answer, handler, query, in, out, vi, en},
#include "service/routes.def"
#undef TR_ROUTE
};
const size_t tr_route_count = sizeof(tr_routes) / sizeof(*tr_routes);

/* People's roles: not the program's, and none that stands for who is no person. */
#define PEOPLE (TR_BIT(TR_ROLE_SYSTEM) - 1u)

/* Every book is there to be seen, by somebody; not every one is taken out or typed: of those the gate asks the book in the address. */
static bool
is_permitted_of_books(unsigned roles, enum tr_rules_verb verb)
{
	enum tr_rules_object object;
	size_t permitted = 0;

	for (size_t i = 0; i < TR_BOOK_COUNT; i++)
		permitted += tr_book_object(&tr_books[i], &object) && tr_rules_access_any(roles, object, verb) != TR_SCOPE_NONE;
	return verb == TR_VERB_SEE ? permitted == TR_BOOK_COUNT : (verb == TR_VERB_EXPORT || verb == TR_VERB_ENTER) && permitted > 0;
}

static bool
is_permitted(const struct tr_route *r)
{
	const unsigned roles = r->role >= TR_ROLE_OF_PEOPLE ? PEOPLE : TR_BIT(r->role);

	if (r->verb == TR_VERB_OF_ACT) /* the act in the address is asked for itself */
		return r->role == TR_ROLE_OF_PEOPLE;
	return r->object == TR_OBJECT_OF_BOOK ? is_permitted_of_books(roles, r->verb) : tr_rules_access_any(roles, r->object, r->verb) != TR_SCOPE_NONE;
}

trien_rc
tr_routes_check(const struct tr_route *routes, size_t count, struct trien_err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!is_permitted(&routes[i]))
			return TR_ERR(err, SERVICE_ROUTE, TR_S("path", routes[i].path));
	return TRIEN_OK;
}

/* A delivery is its receiver's, and its sender's in the books: its handler looks. So do those of the books and of a letter's acts, which read the row anyway; an errand, or another task of a desk's program, is its web session's, and in no book. */
const struct tr_book *
tr_route_book(const struct tr_route *r)
{
	static const struct {
		const char *path;
		size_t book;
	} rows[] = {{"/api/v1/documents/{", TR_BOOK_document}, {"/api/v1/arrivals/{", TR_BOOK_arrival}, {"/api/v1/signings/{", TR_BOOK_signing}, {"/api/v1/dispatches/{", TR_BOOK_dispatch},
		{"/api/v1/numbers/{", TR_BOOK_outgoing}, {"/api/v1/destructions/{", TR_BOOK_destruction}, {"/api/v1/handovers/{", TR_BOOK_handover}, {"/api/v1/webhooks/{", TR_BOOK_webhook}, {"/api/v1/copy-rights/{", TR_BOOK_copy_right}, {"/api/v1/templates/{", TR_BOOK_template}, {"/api/v1/common-templates/{", TR_BOOK_common_template}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strncmp(r->path, rows[i].path, strlen(rows[i].path)) == 0)
			return &tr_books[rows[i].book];
	return NULL;
}

/* ---- the address ---- */

static trien_rc
malformed(const char *what, struct trien_err *err)
{
	return TR_ERR(err, SERVICE_MALFORMED, TR_S("what", what));
}

static int
hex_of(char c)
{
	const char *digits = "0123456789abcdef0123456789ABCDEF", *at = c != '\0' ? strchr(digits, c) : NULL;
	return at == NULL ? -1 : (int)(at - digits) % 16;
}

/* One part of the path: %XX is a byte, but neither the end of a text nor a slash; together they are UTF-8. */
trien_rc
tr_route_decode(struct tr_call *c, const char *p, size_t n, struct tr_bytes *out, struct trien_err *err)
{
	uint8_t *text;
	size_t length = 0;

	TR_TRY(tr_arena_take(&c->arena, n + 1, &text, err));
	for (size_t i = 0; i < n; i++) {
		int byte = (uint8_t)p[i];
		if (p[i] == '%') {
			const int high = n - i > 2 ? hex_of(p[i + 1]) : -1, low = n - i > 2 ? hex_of(p[i + 2]) : -1;
			byte = high * 16 + low;
			if (high < 0 || low < 0 || byte == 0 || byte == '/')
				return malformed("%XX", err);
			i += 2;
		}
		text[length++] = (uint8_t)byte;
	}
	text[length] = '\0';
	*out = TR_BYTES(text, length);
	return tr_utf8_check(*out) == length ? TRIEN_OK : malformed("UTF-8", err);
}

/* The part of a path up to the next slash. */
static size_t
part_of(const char *path)
{
	return (size_t)(strchrnul(path, '/') - path);
}

/* Does a path have the shape of a route's? Its parameters are noted as they stand there. */
static bool
fits(const char *path, const char *pattern, struct tr_bytes parameters[TR_CALL_PARAMETERS_MAX])
{
	size_t count = 0;

	while (*path == '/' && *pattern == '/') {
		const size_t n = part_of(++path), m = part_of(++pattern);
		if (*pattern == '{') {
			const bool rest = m > 5 && strncmp(pattern + m - 4, "...}", 4) == 0;
			const size_t length = rest ? strlen(path) : n;
			if (length == 0)
				return false;
			parameters[count++] = TR_BYTES(path, length);
			path += length;
		} else if (n == m && strncmp(path, pattern, n) == 0) {
			path += n;
		} else {
			return false;
		}
		pattern += m;
	}
	return *path == '\0' && *pattern == '\0';
}

static bool
takes(const struct tr_route *r, const char *method)
{
	return strcmp(r->method, method) == 0 || (strcmp(method, "HEAD") == 0 && strcmp(r->method, "GET") == 0);
}

static void
add_allowed(char allow[TR_ROUTE_ALLOW_MAX], const char *method)
{
	const size_t n = strlen(allow);
	snprintf(allow + n, TR_ROUTE_ALLOW_MAX - n, "%s%s%s", n > 0 ? ", " : "", method, strcmp(method, "GET") == 0 ? ", HEAD" : "");
}

trien_rc
tr_route_find(struct tr_call *c, const char *method, const struct tr_route **out, char allow[TR_ROUTE_ALLOW_MAX], struct trien_err *err)
{
	const struct tr_route *found = NULL;
	struct tr_bytes parameters[TR_CALL_PARAMETERS_MAX] = {{0}}, raw[TR_CALL_PARAMETERS_MAX] = {{0}};
	char *mark = strchr(c->target, '?');

	if (mark != NULL) {
		*mark = '\0';
		c->query = mark + 1;
	}
	allow[0] = '\0';
	for (size_t i = 0; i < tr_route_count; i++) {
		if (!fits(c->target, tr_routes[i].path, parameters))
			continue;
		add_allowed(allow, tr_routes[i].method);
		if (!takes(&tr_routes[i], method))
			continue;
		found = &tr_routes[i];
		memcpy(raw, parameters, sizeof(raw));
	}
	if (allow[0] == '\0')
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	add_allowed(allow, "OPTIONS");
	if (found == NULL && strcmp(method, "OPTIONS") != 0)
		return TR_ERR(err, SERVICE_METHOD, TR_B("method", method, strlen(method)), TR_S("allow", allow));
	for (size_t i = 0; i < TR_CALL_PARAMETERS_MAX; i++)
		TR_TRY(tr_route_decode(c, (const char *)raw[i].p, raw[i].n, &c->parameters[i], err));
	*out = found;
	return TRIEN_OK;
}
