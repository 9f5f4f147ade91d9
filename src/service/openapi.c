/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/openapi.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "registry/deed.h"
#include "registry/limits.h"
#include "service/gate.h"
#include "service/office_call.h"
#include "service/once.h"
#include "service/openapi_part.h"
#include "service/results_body.h"

/* ---- schemas ---- */

json_t *
tr_openapi_ref(const char *schema)
{
	char where[96];

	snprintf(where, sizeof(where), "#/components/schemas/%s", schema);
	return json_pack("{s:s}", "$ref", where);
}

static json_t *
text(size_t max)
{
	return json_pack("{s:s, s:i, s:I}", "type", "string", "minLength", 1, "maxLength", (json_int_t)max);
}

static json_t *
of_format(const char *key, const char *value)
{
	return json_pack("{s:s, s:s}", "type", "string", key, value);
}

static json_t *
number(void)
{
	return json_pack("{s:s, s:i}", "type", "integer", "minimum", 0);
}

static json_t *
flag(void)
{
	return json_pack("{s:s}", "type", "boolean");
}

static json_t *
object(json_t *required, json_t *properties)
{
	return json_pack("{s:s, s:b, s:o, s:o}", "type", "object", "additionalProperties", 0, "required", required, "properties", properties);
}

static json_t *
reported(void)
{
	return object(json_pack("[s, s, s]", "dossier", "signed_at", "document"),
			json_pack("{s:o, s:o, s:o, s:{s:s, s:b}}", "dossier", text(TR_DOSSIER_MAX), "signed_at", of_format("format", "date-time"), "document",
					of_format("pattern", "^[0-9a-f]{64}$"), "withdrawn", "type", "boolean", "default", 0));
}

static json_t *
taken_row(void)
{
	return object(json_pack("[s, s, s, s, s, s]", "id", "version", "dossier", "signed_at", "document", "withdrawn"),
			json_pack("{s:o, s:o, s:o, s:o, s:o, s:{s:s}}", "id", number(), "version", number(), "dossier", text(TR_DOSSIER_MAX), "signed_at",
					of_format("format", "date-time"), "document", of_format("pattern", "^[0-9a-f]{64}$"), "withdrawn", "type", "boolean"));
}

static json_t *
list_of(json_t *items, int least, size_t most)
{
	return json_pack("{s:s, s:i, s:I, s:o}", "type", "array", "minItems", least, "maxItems", (json_int_t)most, "items", items);
}

/* ---- people ---- */

static json_t *
role(void)
{
	return object(json_pack("[s, s, s, s, s]", "role", "role_vi", "role_en", "agency", "agency_name"),
			json_pack("{s:o, s:o, s:o, s:o, s:o}", "role", of_format("type", "string"), "role_vi", of_format("type", "string"), "role_en",
					of_format("type", "string"), "agency", number(), "agency_name", of_format("type", "string")));
}

static json_t *
who(void)
{
	return object(json_pack("[s, s, s, s, s, s, s, s, s, s]", "account", "kind", "name", "person", "person_name", "roles", "csrf", "idle_seconds", "seconds", "confirmed_seconds"),
			json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "account", number(), "kind", of_format("type", "string"), "name", of_format("type", "string"), "person", number(),
					"person_name", of_format("type", "string"), "roles", list_of(role(), 0, TR_POSTS_MAX), "csrf",
					of_format("pattern", "^[0-9a-f]{64}$"), "idle_seconds", number(), "seconds", number(), "confirmed_seconds", number()));
}

static void
put_people(json_t *all)
{
	json_object_set_new(all, "Who", who());
	json_object_set_new(all, "Done", object(json_pack("[s]", "status"), json_pack("{s:{s:s}}", "status", "const", "ok")));
}

/* ---- the books ---- */

static json_t *
or_null(const char *type)
{
	return json_pack("{s:[s, s]}", "type", type, "null");
}

static json_t *
names(void)
{
	return list_of(of_format("type", "string"), 0, TR_COLUMNS_MAX);
}

static json_t *
a_version(void)
{
	return object(json_pack("[s, s, s, s, s, s, s, s, s, s, s, s]", "version", "act", "at", "effective_at", "actor", "role", "what", "reason", "account", "content", "undoes", "undone_by"),
			json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "version", number(), "act", number(), "at", of_format("format", "date-time"),
					"effective_at", of_format("format", "date-time"), "actor", of_format("type", "string"), "role", of_format("type", "string"),
					"what", of_format("type", "string"), "reason", or_null("string"), "account", number(), "content", or_null("object"), "undoes", or_null("integer"), "undone_by", or_null("integer")));
}

static void
put_books(json_t *all)
{
	json_object_set_new(all, "Rows", object(json_pack("[s, s, s, s]", "book", "data", "hidden", "next"),
			json_pack("{s:o, s:o, s:o, s:o}", "book", of_format("type", "string"), "data", list_of(tr_openapi_ref("BookRow"), 0, TR_LIST_MAX), "hidden", names(), "next",
					or_null("integer"))));
	json_object_set_new(all, "Row", object(json_pack("[s, s, s]", "record", "words", "hidden"),
			json_pack("{s:o, s:o, s:o}", "record", tr_openapi_ref("BookRow"), "words", json_pack("{s:s}", "type", "object"), "hidden", names())));
	json_object_set_new(all, "History", object(json_pack("[s, s]", "data", "next"),
			json_pack("{s:o, s:o}", "data", list_of(a_version(), 0, TR_HISTORY_PAGE), "next", or_null("integer"))));
}

static json_t *
verdict(void)
{
	json_t *issued = json_pack("{s:[s, s], s:b, s:[s, s, s, s, s, s, s, s, s, s], s:{s:{s:[s, s]}, s:o, s:o, s:{s:s, s:s}, s:{s:[s, s, s]}, s:o, s:o, s:o, s:o, s:o}}", "type",
			"object", "null", "additionalProperties", 0, "required", "kind", "agency", "number", "day", "state", "destroyed", "replaced_by", "log", "leaf", "proof", "properties",
			"kind", "enum", "issued", "e_copy", "agency", of_format("type", "string"), "number", of_format("type", "string"), "day", "type", "string", "format", "date", "state", "enum",
			"issued", "recalled", "replaced", "destroyed", flag(), "replaced_by", or_null("string"), "log", of_format("type", "string"), "leaf", number(), "proof", or_null("string"));

	return object(json_pack("[s, s, s]", "sha256", "report", "issued"), json_pack("{s:o, s:{s:s}, s:o}", "sha256", of_format("pattern", "^[0-9a-f]{64}$"), "report",
			"type", "object", "issued", issued));
}

/* ---- acts ---- */

static void
put_acts(json_t *all)
{
	json_object_set_new(all, "Acted", object(json_pack("[s, s, s, s, s, s]", "act", "dry_run", "steps", "effects", "deadline_unsure", "files"),
			json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "act", number(), "dry_run", flag(), "steps", list_of(json_pack("{s:s}", "type", "object"), 0,
					TR_DEED_STEPS_MAX), "effects", list_of(of_format("type", "string"), 0, TR_EFFECT_COUNT), "deadline_unsure", flag(),
					"files", list_of(tr_openapi_ref("FileFound"), 0, TR_HANDED_MAX))));
	json_object_set_new(all, "Number", object(json_pack("[s, s, s, s, s, s, s, s]", "act", "document", "entry", "year", "number", "text", "again", "dry_run"),
			json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "act", number(), "document", number(), "entry", number(), "year", number(), "number",
					number(), "text", of_format("type", "string"), "again", flag(), "dry_run", flag())));
	json_t *job = object(json_pack("[s, s, s, s, s, s, s]", "id", "kind", "state", "tries", "ready_at", "reason", "created_at"),
			json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", number(), "kind", of_format("type", "string"), "state", of_format("type", "string"),
					"tries", number(), "ready_at", of_format("format", "date-time"), "reason", or_null("string"), "created_at",
					of_format("format", "date-time")));
	json_object_set_new(all, "Jobs", object(json_pack("[s, s]", "data", "next"), json_pack("{s:o, s:o}", "data",
			json_pack("{s:s, s:o}", "type", "array", "items", job), "next", or_null("integer"))));
}

/* ---- the service's own state ---- */

static void
put_state(json_t *all)
{
	json_t *status = json_pack("{s:[s, s, s]}", "enum", "ready", "degraded", "unready");

	json_object_set_new(all, "Ready", object(json_pack("[s, s, s]", "status", "findings", "looked_at"), json_pack("{s:O, s:o, s:o}", "status", status, "findings",
			number(), "looked_at", of_format("format", "date-time"))));
	json_t *finding = object(json_pack("[s, s, s, s]", "id", "stops", "detail", "detail_en"), json_pack("{s:o, s:o, s:o, s:o}", "id", of_format("type", "string"),
			"stops", flag(), "detail", of_format("type", "string"), "detail_en", of_format("type", "string")));
	json_object_set_new(all, "Readiness", object(json_pack("[s, s, s]", "status", "findings", "looked_at"), json_pack("{s:o, s:o, s:o}", "status", status, "findings",
			list_of(finding, 0, TR_SERVICE_FINDINGS_MAX), "looked_at", of_format("format", "date-time"))));
}

/* Rows of a problem, where it is about rows. */
static json_t *
problem(void)
{
	json_t *row = json_pack("{s:s, s:{s:o, s:o, s:o, s:o}}", "type", "object", "properties", "row", number(), "id", of_format("type", "string"), "detail",
			of_format("type", "string"), "detail_en", of_format("type", "string"));

	return json_pack("{s:s, s:[s, s, s, s, s], s:{s:o, s:o, s:o, s:o, s:o, s:o, s:o}}", "type", "object", "required", "type", "status", "id", "request",
			"detail", "properties", "type", of_format("type", "string"), "status", number(), "id", of_format("type", "string"), "request",
			of_format("type", "string"), "detail", of_format("type", "string"), "detail_en", of_format("type", "string"), "rows",
			list_of(row, 1, TR_RESULTS_MAX));
}

static json_t *
schemas(void)
{
	json_t *taken = object(json_pack("[s, s, s, s]", "act", "entered", "changed", "same"),
			json_pack("{s:o, s:o, s:o, s:o}", "act", number(), "entered", number(), "changed", number(), "same", number()));
	json_t *page = object(json_pack("[s, s]", "results", "next"), json_pack("{s:o, s:{s:[s, s]}}", "results", list_of(taken_row(), 0, TR_LIST_MAX), "next",
			"type", "integer", "null"));

	json_t *all = json_pack("{s:o, s:o, s:o, s:o, s:o}", "Health", object(json_pack("[s]", "status"), json_pack("{s:{s:s}}", "status", "const", "ok")), "Results",
			object(json_pack("[s]", "results"), json_pack("{s:o}", "results", list_of(reported(), 1, TR_RESULTS_MAX))), "Taken", taken, "Page", page,
			"Problem", problem());
	put_state(all);
	put_people(all);
	json_object_set_new(all, "Verdict", verdict());
	put_books(all);
	put_acts(all);
	tr_openapi_put_office(all);
	tr_openapi_put_bodies(all);
	tr_openapi_put_book_rows(all);
	return all;
}

/* ---- routes ---- */

static bool
is_for_people(const struct tr_route *r)
{
	return r->role != TR_ROLE_ANYONE && r->role != TR_ROLE_PORTAL && r->role != TR_ROLE_OF_DESK && r->role != TR_ROLE_OF_VGCA;
}

static json_t *
content(const char *type, const char *schema)
{
	const size_t n = strcspn(type, ";"); /* a type, without its parameters */

	return schema == NULL ? json_pack("{s%:{}}", type, n) : json_pack("{s%:{s:o}}", type, n, "schema", tr_openapi_ref(schema));
}

static bool
takes_drafts(const struct tr_route *r)
{
	static const tr_route_handler handlers[] = {tr_route_draft, tr_route_revise, tr_route_attach, tr_route_template, tr_route_template_change, tr_route_common_template,
		tr_route_common_template_change};

	for (size_t i = 0; i < sizeof(handlers) / sizeof(*handlers); i++)
		if (handlers[i] == r->handle)
			return true;
	return false;
}

static bool
takes_files(const struct tr_route *r)
{
	return r->handle == tr_route_act || r->handle == tr_route_letter_act || r->handle == tr_route_enter_row || r->handle == tr_route_change_row;
}

/* What is said is a part; every other one is a file, under the name of its column. */
static json_t *
form_of(const struct tr_route *r)
{
	return json_pack("{s:{s:s, s:[s], s:{s:o}, s:i, s:I, s:{s:s, s:s}}}", "schema", "type", "object", "required", "about", "properties", "about", tr_openapi_ref(r->takes), "minProperties", 2,
			"maxProperties", (json_int_t)TR_FORM_PARTS_MAX, "additionalProperties", "type", "string", "format", "binary");
}

/* A document, of which more is said in a header field; several as a form; or JSON alone. */
static json_t *
content_of_file(const struct tr_route *r)
{
	json_t *all = content("application/json", r->takes);

	json_object_set_new(all, "application/pdf", json_object());
	if (takes_files(r))
		json_object_set_new(all, "multipart/form-data", form_of(r));
	if (takes_drafts(r))
		for (const char *const *type = tr_draft_types; *type != NULL; type++)
			json_object_set_new(all, *type, json_object());
	return all;
}

static bool
takes_file(const struct tr_route *r)
{
	return r->takes != NULL && r->body_type == NULL;
}

static json_t *
parameter(const char *in, const char *name, size_t n, json_t *schema)
{
	const bool wanted = strcmp(in, "query") != 0;

	return json_pack("{s:s%, s:s, s:b, s:o}", "name", name, n, "in", in, "required", (int)wanted, "schema", schema);
}

static json_t *
words(size_t count, const char *(*word)(size_t i))
{
	json_t *all = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(all, json_string(word(i)));
	return json_pack("{s:s, s:o}", "type", "string", "enum", all);
}

static const char *
book_name(size_t i)
{
	return tr_books[i].name;
}

static const char *
act_name(size_t i)
{
	return tr_rules_act_word((enum tr_rules_act)i)->word;
}

static json_t *
in_path(const struct tr_route *r, const char *name, size_t n)
{
	if ((n == 2 && memcmp(name, "id", n) == 0) || (n == 5 && memcmp(name, "entry", n) == 0))
		return json_pack("{s:s, s:i}", "type", "integer", "minimum", 1);
	if (r->object == TR_OBJECT_OF_BOOK && n == 4 && memcmp(name, "book", n) == 0)
		return words(TR_BOOK_COUNT, book_name);
	if (r->verb == TR_VERB_OF_ACT)
		return words(TR_ACT_COUNT, act_name);
	return of_format("type", "string");
}

static json_t *
parameters(const struct tr_route *r)
{
	json_t *all = json_array();

	for (const char *at = r->path; (at = strchr(at, '{')) != NULL; at++)
		json_array_append_new(all, parameter("path", at + 1, strcspn(at + 1, ".}"), in_path(r, at + 1, strcspn(at + 1, ".}"))));
	for (const char *at = r->query; at != NULL && *at != '\0'; at += strspn(at, " ")) {
		const size_t n = strcspn(at, " ="); /* "after", "search=text" */
		json_array_append_new(all, parameter("query", at, n, at[n] == '=' ? of_format("type", "string") : number()));
		at += strcspn(at, " ");
	}
	if (is_for_people(r) && strcmp(r->method, "GET") != 0)
		json_array_append_new(all, parameter("header", "X-CSRF-Token", strlen("X-CSRF-Token"), of_format("pattern", "^[0-9a-f]{64}$")));
	if (r->role == TR_ROLE_OF_PEOPLE)
		json_array_append_new(all, json_pack("{s:s, s:s, s:b, s:o}", "name", "X-Trien-Role", "in", "header", "required", 0, "schema", of_format("type", "string")));
	if ((r->role == TR_ROLE_PORTAL || r->role == TR_ROLE_OF_PEOPLE) && r->body_max > 0)
		json_array_append_new(all, parameter("header", "Idempotency-Key", strlen("Idempotency-Key"), text(TR_REQUEST_KEY_MAX)));
	if (takes_file(r)) {
		json_array_append_new(all, json_pack("{s:s, s:s, s:b, s:{s:s, s:s, s:s, s:i, s:o}}", "name", TR_ABOUT_FIELD, "in", "header", "required", 0, "schema", "type",
				"string", "contentEncoding", "base64", "contentMediaType", "application/json", "maxLength", (int)(TR_SERVICE_ABOUT_MAX / 3 * 4),
				"contentSchema", tr_openapi_ref(r->takes)));
	}
	return all;
}

static json_t *
operation(const struct tr_route *r)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:o, s:{s:{s:s, s:o}}}", "operationId", r->name, "summary", r->vi, "description", r->en, "parameters", parameters(r), "responses",
			"200", "description", "OK", "content", content(r->answer_type, r->gives));

	tr_openapi_put_refused(json_object_get(o, "responses"), r->body_max > 0 ? TR_OPENAPI_BODY : TR_OPENAPI_NO_BODY);
	if (r->body_max > 0)
		json_object_set_new(o, "requestBody", json_pack("{s:b, s:o, s:I}", "required", 1, "content",
				takes_file(r) ? content_of_file(r) : content(r->body_type != NULL ? r->body_type : "application/octet-stream", r->takes), "x-max-bytes", (json_int_t)r->body_max));
	if (r->role != TR_ROLE_ANYONE)
		json_object_set_new(o, "security", json_pack("[{s:[]}]", is_for_people(r) ? "session" : "bearer"));
	return o;
}

/* OpenAPI knows a parameter by its name alone: {tile...} is {tile}. */
static void
put_route(json_t *paths, const struct tr_route *r)
{
	char path[128], method[16];
	size_t n = 0, m = 0;

	for (const char *p = r->path; *p != '\0' && n + 1 < sizeof(path); p++)
		if (strncmp(p, "...}", 4) == 0)
			p += 2;
		else
			path[n++] = *p;
	path[n] = '\0';
	for (; r->method[m] != '\0' && m + 1 < sizeof(method); m++)
		method[m] = (char)tolower((unsigned char)r->method[m]);
	method[m] = '\0';
	if (json_object_get(paths, path) == NULL)
		json_object_set_new(paths, path, json_object());
	json_object_set_new(json_object_get(paths, path), method, operation(r));
}

trien_rc
tr_openapi(const struct tr_route *routes, size_t count, struct tr_buf *out, struct trien_err *err)
{
	json_t *paths = json_object(), *all = schemas(), *refusals = json_object();

	tr_openapi_put_refusals(all, refusals);
	for (size_t i = 0; i < count; i++)
		put_route(paths, &routes[i]);
	json_t *root = json_pack("{s:s, s:{s:s, s:s}, s:o, s:{s:{s:{s:s, s:s}, s:{s:s, s:s, s:s}}, s:o, s:o}}", "openapi", "3.1.0", "info", "title", "Triện", "version", "1", "paths", paths,
			"components", "securitySchemes", "bearer", "type", "http", "scheme", "bearer", "session", "type", "apiKey", "in", "cookie", "name", TR_SESSION_COOKIE,
			"schemas", all, "responses", refusals);
	char *written = root != NULL ? json_dumps(root, JSON_INDENT(1)) : NULL;
	const trien_rc rc = written != NULL ? tr_buf_addf(out, err, "%s\n", written) : TR_ERR(err, NO_MEMORY, TR_U("want", count));

	free(written);
	json_decref(root);
	return rc;
}
