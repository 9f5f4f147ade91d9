/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Refusals as responses (RFC 9457), from the error table: a status of HTTP, and the ids that come with it. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/errors/service.h"
#include "service/openapi_part.h"

/* An address that is not there, a method that it does not take: of no operation, so in none. The same for what libmicrohttpd answers itself. */
static bool
is_of_operation(int http, enum tr_openapi_body body)
{
	return http >= 400 && http != 405 && http != 414 && http != 431 && (body == TR_OPENAPI_BODY || http != 415);
}

/* Sorted, each once. */
static size_t
statuses(int out[64])
{
	size_t count = 0;

	for (trien_rc code = tr_err_next(TR_ERROR_NONE); code != TR_ERROR_NONE; code = tr_err_next(code)) {
		const int http = trien_err_http(code);
		size_t at = 0;
		while (at < count && out[at] < http)
			at++;
		if (at < count && out[at] == http)
			continue;
		memmove(out + at + 1, out + at, (count - at) * sizeof(*out));
		out[at] = http;
		count++;
	}
	return count;
}

/* What is wrong inside is told as service.unwell, with the status that it has (reply.c). */
static bool
is_told(trien_rc code, int http)
{
	if (http >= 500 && code == TRIEN_E_SERVICE_UNWELL)
		return true;
	return trien_err_http(code) == http && (http < 500 || strncmp(trien_err_id(code), "service.", strlen("service.")) == 0);
}

static json_t *
ids_of(int http)
{
	json_t *ids = json_array();

	for (trien_rc code = tr_err_next(TR_ERROR_NONE); code != TR_ERROR_NONE; code = tr_err_next(code))
		if (is_told(code, http))
			json_array_append_new(ids, json_string(trien_err_id(code)));
	return ids;
}

void
tr_openapi_put_refusals(json_t *schemas, json_t *responses)
{
	int all[64];
	const size_t count = statuses(all);

	for (size_t i = 0; i < count; i++) {
		char name[32];
		snprintf(name, sizeof(name), "Refused%d", all[i]);
		json_object_set_new(schemas, name, json_pack("{s:[o, {s:{s:{s:i}, s:{s:o}}}]}", "allOf", tr_openapi_ref("Problem"), "properties", "status", "const", all[i], "id",
				"enum", ids_of(all[i])));
		json_object_set_new(responses, name, json_pack("{s:s, s:{s:{s:o}}}", "description", "RFC 9457", "content", "application/problem+json", "schema", tr_openapi_ref(name)));
	}
}

void
tr_openapi_put_refused(json_t *responses, enum tr_openapi_body body)
{
	int all[64];
	const size_t count = statuses(all);

	for (size_t i = 0; i < count; i++) {
		char status[16], where[64];
		snprintf(status, sizeof(status), "%d", all[i]);
		snprintf(where, sizeof(where), "#/components/responses/Refused%d", all[i]);
		if (is_of_operation(all[i], body))
			json_object_set_new(responses, status, json_pack("{s:s}", "$ref", where));
	}
}
