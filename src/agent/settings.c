/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/settings.h"

#include <jansson.h>
#include <unistd.h>

#include "agent/safe_file.h"
#include "base/errors/agent.h"

#define NAME "signature.json"

static trien_rc
invalid(const char *path, const char *member, struct trien_err *err)
{
	return TR_ERR(err, AGENT_SETTINGS, TR_S("path", path), TR_S("member", member));
}

/* As it is where there is none. path: it names a file, from the root on. */
static trien_rc
text_of(const json_t *o, const char *path, const char *member, char *out, size_t size, bool is_path, struct trien_err *err)
{
	const json_t *v = json_object_get(o, member);
	const size_t n = json_string_length(v);

	if (v == NULL)
		return TRIEN_OK;
	if (!json_is_string(v) || n >= size || strlen(json_string_value(v)) != n || (is_path && json_string_value(v)[0] != '/'))
		return invalid(path, member, err);
	memcpy(out, json_string_value(v), n + 1);
	return TRIEN_OK;
}

static trien_rc
read_members(const json_t *o, const char *path, struct tr_agent_settings *out, struct trien_err *err)
{
	const json_t *reserve = json_object_get(o, "reserve");

	TR_TRY(text_of(o, path, "picture", out->picture, sizeof(out->picture), true, err));
	TR_TRY(text_of(o, path, "seal", out->seal, sizeof(out->seal), true, err));
	TR_TRY(text_of(o, path, "trust", out->trust, sizeof(out->trust), true, err));
	TR_TRY(text_of(o, path, "name", out->name, sizeof(out->name), false, err));
	TR_TRY(text_of(o, path, "agency", out->agency, sizeof(out->agency), false, err));
	TR_TRY(text_of(o, path, "copy_kind", out->copy_kind, sizeof(out->copy_kind), false, err));
	TR_TRY(text_of(o, path, "diameter_mm", out->diameter, sizeof(out->diameter), false, err));
	TR_TRY(text_of(o, path, "tsa", out->tsa, sizeof(out->tsa), false, err));
	if (reserve != NULL && !json_is_boolean(reserve))
		return invalid(path, "reserve", err);
	out->reserve = reserve == NULL || json_is_true(reserve);
	return TRIEN_OK;
}

static trien_rc
read_in(const char *path, struct tr_agent_settings *out, struct trien_err *err)
{
	TR_AUTO_BUF file = {.max = TR_AGENT_SETTINGS_MAX};
	bool found = false;
	int folder;

	TR_TRY(tr_agent_folder_open(path, &folder, err));
	if (folder < 0)
		return TRIEN_OK;
	trien_rc rc = tr_agent_file_read(folder, path, NAME, &file, &found, err);
	close(folder);
	if (rc != TRIEN_OK || !found)
		return rc;
	json_t *o = json_loadb((const char *)file.p, file.n, JSON_REJECT_DUPLICATES, NULL);
	rc = json_is_object(o) ? read_members(o, path, out, err) : invalid(path, "{}", err);
	json_decref(o);
	out->file = path;
	return rc;
}

trien_rc
tr_agent_settings_read(const struct tr_agent_places *p, struct tr_agent_settings *out, struct trien_err *err)
{
	*out = (struct tr_agent_settings){.reserve = true, .copy_kind = "sao y", .diameter = "36"};
	for (size_t i = 0; i < 2 && out->file == NULL; i++)
		TR_TRY(read_in(p->settings[i], out, err));
	return TRIEN_OK;
}
