/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/vgca_request.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/agent.h"
#include "base/memory.h"

/* ---- actions ---- */

static const struct tr_vgca_action actions[] = {
#define TR_VGCA_ACTION(name, kind) {name, TR_VGCA_##kind},
#include "agent/vgca_action.def"
#undef TR_VGCA_ACTION
};

const struct tr_vgca_action *
tr_vgca_action_find(struct tr_bytes path)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (tr_bytes_start(path, "/") && tr_bytes_are(tr_bytes_part(path, 1, path.n), actions[i].name))
			return &actions[i];
	return NULL;
}

bool
tr_vgca_signs(enum tr_vgca_kind kind)
{
	return kind >= TR_VGCA_APPROVE && kind <= TR_VGCA_FILES;
}

/* ---- texts ---- */

static trien_rc
refused(const char *member, struct trien_err *err)
{
	return TR_ERR(err, AGENT_PAGE_REQUEST, TR_S("member", member));
}

/* A text, or a number as one; an empty one where there is none. */
static trien_rc
text_of(const json_t *o, const char *member, char *out, size_t size, struct trien_err *err)
{
	const json_t *v = json_object_get(o, member);
	const size_t n = json_string_length(v);

	out[0] = '\0';
	if (v == NULL || json_is_null(v))
		return TRIEN_OK;
	if (json_is_integer(v)) {
		snprintf(out, size, "%lld", (long long)json_integer_value(v));
		return TRIEN_OK;
	}
	if (!json_is_string(v) || n >= size || strlen(json_string_value(v)) != n)
		return refused(member, err);
	memcpy(out, json_string_value(v), n + 1);
	return TRIEN_OK;
}

static bool
are_between(const char *text, char first, char last)
{
	for (; *text != '\0'; text++)
		if (*text < first || *text > last)
			return false;
	return true;
}

/* What goes into a line of a request: nothing that ends it. */
static trien_rc
header_of(const json_t *o, const char *member, char first, char *out, size_t size, struct trien_err *err)
{
	TR_TRY(text_of(o, member, out, size, err));
	return are_between(out, first, '~') ? TRIEN_OK : refused(member, err);
}

/* ---- addresses ---- */

/* As it goes over the line: what browsers escape is escaped, what means something else to somebody is refused. */
static bool
escape(const char *path, char out[TR_AGENT_URL_MAX + 1])
{
	size_t n = 0;

	for (const uint8_t *c = (const uint8_t *)path; *c != '\0'; c++) {
		const bool high = *c >= 0x80 || *c == ' ';
		if (n + 3 > TR_AGENT_URL_MAX || *c < 0x20 || *c == 0x7f || strchr("#\\<>\"{}|^`", *c) != NULL)
			return false;
		n += (size_t)snprintf(out + n, 4, high ? "%%%02X" : "%c", *c);
	}
	out[n] = '\0';
	return true;
}

/* The path of an address on this origin: "https://the.page/path" or "/path". */
static trien_rc
path_of(const json_t *o, const char *member, const char *origin, char out[TR_AGENT_URL_MAX + 1], struct trien_err *err)
{
	char text[TR_AGENT_URL_MAX + 1];
	const size_t n = strlen(origin);
	const char *path = text;

	TR_TRY(text_of(o, member, text, sizeof(text), err));
	if (text[0] == '\0')
		return refused(member, err);
	if (text[0] != '/') {
		if (strncmp(text, origin, n) != 0 || text[n] != '/')
			return TR_ERR(err, AGENT_PAGE_ORIGIN, TR_S("member", member), TR_S("origin", origin));
		path = text + n;
	}
	/* "//host" is another server's. */
	if (path[1] == '/')
		return TR_ERR(err, AGENT_PAGE_ORIGIN, TR_S("member", member), TR_S("origin", origin));
	return escape(path, out) ? TRIEN_OK : refused(member, err);
}

/* Of a path, its last part before what is asked. */
static void
name_of(const char *path, char out[TR_AGENT_NAME_MAX + 1])
{
	const size_t n = strcspn(path, "?");
	size_t from = n;

	while (from > 0 && path[from - 1] != '/')
		from--;
	snprintf(out, TR_AGENT_NAME_MAX + 1, "%.*s", (int)(n - from < TR_AGENT_NAME_MAX ? n - from : TR_AGENT_NAME_MAX), path + from);
}

/* ---- documents ---- */

static trien_rc
read_one(const json_t *o, const char *origin, struct tr_vgca_request *out, struct trien_err *err)
{
	TR_TRY(path_of(o, "FileName", origin, out->files[0].path, err));
	name_of(out->files[0].path, out->files[0].name);
	return TRIEN_OK;
}

static trien_rc
read_listed(const json_t *o, const char *origin, struct tr_vgca_file *out, struct trien_err *err)
{
	TR_TRY(text_of(o, "FileID", out->id, sizeof(out->id), err));
	TR_TRY(path_of(o, "URL", origin, out->path, err));
	TR_TRY(text_of(o, "FileName", out->name, sizeof(out->name), err));
	if (out->name[0] == '\0')
		name_of(out->path, out->name);
	return TRIEN_OK;
}

static trien_rc
read_files(const json_t *o, const char *origin, struct tr_vgca_request *out, struct trien_err *err)
{
	const bool listed = out->kind == TR_VGCA_FILES;
	const json_t *all = json_object_get(o, "Files");

	if (listed && (!json_is_array(all) || json_array_size(all) == 0))
		return refused("Files", err);
	if (listed && json_array_size(all) > TR_AGENT_ITEMS_MAX)
		return TR_ERR(err, AGENT_PAGE_LIMIT, TR_U("max", TR_AGENT_ITEMS_MAX));
	const size_t count = listed ? json_array_size(all) : 1;
	out->files = tr_mem_zeroed(count, sizeof(*out->files));
	if (out->files == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", count * sizeof(*out->files)));
	out->file_count = count;
	if (!listed)
		return read_one(o, origin, out, err);
	for (size_t i = 0; i < count; i++)
		TR_TRY(read_listed(json_array_get(all, i), origin, &out->files[i], err));
	return TRIEN_OK;
}

/* ---- what goes with them ---- */

/* Keys stand in a head of a part of the upload: letters alone. */
static bool
is_key(const char *key)
{
	return key[0] != '\0' && strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") == strlen(key);
}

static trien_rc
read_fields(const json_t *o, struct tr_vgca_request *out, struct trien_err *err)
{
	const json_t *all = json_object_get(o, "MetaData");

	if (all == NULL || json_is_null(all))
		return TRIEN_OK;
	if (!json_is_array(all) || json_array_size(all) > TR_AGENT_FIELDS_MAX)
		return refused("MetaData", err);
	for (size_t i = 0; i < json_array_size(all); i++) {
		struct tr_vgca_field *f = &out->fields[out->field_count++];
		TR_TRY(text_of(json_array_get(all, i), "Key", f->key, sizeof(f->key), err));
		TR_TRY(text_of(json_array_get(all, i), "Value", f->value, sizeof(f->value), err));
		if (!is_key(f->key))
			return refused("MetaData", err);
	}
	return TRIEN_OK;
}

/* A session's cookie is told by its value alone, as pages of ASP.NET do, or with its name. */
static trien_rc
read_session(const json_t *o, struct tr_vgca_request *out, struct trien_err *err)
{
	static const char name[] = "ASP.NET_SessionId=";
	char value[TR_AGENT_COOKIE_MAX + 1 - sizeof(name)];

	TR_TRY(header_of(o, "SessionId", ' ', value, sizeof(value), err));
	if (value[0] != '\0')
		snprintf(out->cookie, sizeof(out->cookie), "%s%s", strchr(value, '=') != NULL ? "" : name, value);
	return header_of(o, "JWTToken", '!', out->bearer, sizeof(out->bearer), err);
}

static trien_rc
read_object(const json_t *o, const char *origin, struct tr_vgca_request *out, struct trien_err *err)
{
	TR_TRY(read_session(o, out, err));
	TR_TRY(read_files(o, origin, out, err));
	if (!tr_vgca_signs(out->kind))
		return TRIEN_OK;
	TR_TRY(path_of(o, "FileUploadHandler", origin, out->upload, err));
	TR_TRY(text_of(o, "DocNumber", out->number, sizeof(out->number), err));
	TR_TRY(text_of(o, "IssuedDate", out->date, sizeof(out->date), err));
	return read_fields(o, out, err);
}

trien_rc
tr_vgca_request_read(enum tr_vgca_kind kind, const char *origin, struct tr_bytes message, struct tr_vgca_request *out, struct trien_err *err)
{
	*out = (struct tr_vgca_request){.kind = kind};
	if (message.n > TR_AGENT_VGCA_MESSAGE_MAX)
		return TR_ERR(err, AGENT_PAGE_LIMIT, TR_U("max", TR_AGENT_VGCA_MESSAGE_MAX));
	if (!tr_vgca_signs(kind) && kind != TR_VGCA_VERIFY)
		return TRIEN_OK;
	json_t *o = json_loadb((const char *)message.p, message.n, JSON_REJECT_DUPLICATES, NULL);
	const trien_rc rc = json_is_object(o) ? read_object(o, origin, out, err) : refused("{}", err);
	json_decref(o);
	return rc;
}

void
tr_vgca_request_free(struct tr_vgca_request *r)
{
	free(r->files);
	tr_wipe(r, sizeof(*r));
}
