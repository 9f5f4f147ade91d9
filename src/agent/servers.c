/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/servers.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "agent/safe_file.h"
#include "agent/uri.h"
#include "base/errors/agent.h"

#define SUFFIX ".trien"
#define NAME_ROOM (TR_AGENT_SERVER_MAX + sizeof(SUFFIX))

/* ---- where ---- */

static bool
is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* False where there is no home. */
static bool
of_user(char out[PATH_MAX], const char *name)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config != NULL && config[0] == '/')
		return snprintf(out, PATH_MAX, "%s/trien/%s", config, name) < PATH_MAX;
	return home != NULL && home[0] == '/' && snprintf(out, PATH_MAX, "%s/.config/trien/%s", home, name) < PATH_MAX;
}

trien_rc
tr_agent_places_open(const char *etc, const char *trust, int64_t now, struct tr_agent_places *out, struct trien_err *err)
{
	const char *const root = etc != NULL ? etc : TR_AGENT_ETC;

	*out = (struct tr_agent_places){.now = now};
	snprintf(out->system, sizeof(out->system), "%s/servers", root);
	snprintf(out->modules[1], sizeof(out->modules[1]), "%s/modules", root);
	snprintf(out->settings[1], sizeof(out->settings[1]), "%s", root);
	snprintf(out->trust, sizeof(out->trust), trust != NULL ? "%s" : "%s/trust", trust != NULL ? trust : root);
	if (!of_user(out->settings[0], "agent") || !of_user(out->user, "servers") || !of_user(out->modules[0], "modules"))
		return TR_ERR(err, AGENT_FILE, TR_S("path", "$HOME"), TR_S("why", "ENOENT"));
	if (trust == NULL && !is_there(out->trust))
		(void)of_user(out->trust, "agent-trust");
	if (!is_there(out->trust)) {
		snprintf(out->trust, sizeof(out->trust), trust != NULL ? "%s" : "%s/trust", trust != NULL ? trust : root);
		return TR_ERR(err, AGENT_TRUST, TR_S("path", out->trust));
	}
	return tr_trust_load_dir(out->trust, &out->anchors, err);
}

void
tr_agent_places_close(struct tr_agent_places *p)
{
	tr_trust_free(p->anchors);
	p->anchors = NULL;
}

/* ---- reading ---- */

static void
name_of(const char *id, char out[NAME_ROOM])
{
	snprintf(out, NAME_ROOM, "%s" SUFFIX, id);
}

static trien_rc
read_one(const struct tr_agent_places *p, int folder, const char *path, const char *id, bool *found, struct tr_agent_enrolment *out, struct trien_err *err)
{
	TR_AUTO_BUF file = {.max = TR_AGENT_ENROLMENT_MAX};
	char name[NAME_ROOM];

	name_of(id, name);
	TR_TRY(tr_agent_file_read(folder, path, name, &file, found, err));
	if (!*found)
		return TRIEN_OK;
	TR_TRY(tr_agent_enrolment_read(tr_buf_view(&file), p->anchors, p->now, out, err));
	/* Under another name it would stand for another server. */
	return strcmp(out->server.id, id) == 0 ? TRIEN_OK : TR_ERR(err, AGENT_ENROLMENT, TR_S("part", "server"));
}

static trien_rc
find_in(const struct tr_agent_places *p, const char *path, const char *id, bool *found, struct tr_agent_enrolment *out, struct trien_err *err)
{
	int folder;

	*found = false;
	*out = (struct tr_agent_enrolment){0};
	TR_TRY(tr_agent_folder_open(path, &folder, err));
	if (folder < 0)
		return TRIEN_OK;
	const trien_rc rc = read_one(p, folder, path, id, found, out, err);
	close(folder);
	return rc;
}

trien_rc
tr_agent_servers_find(const struct tr_agent_places *p, const char *id, struct tr_agent_enrolment *out, struct trien_err *err)
{
	bool found;

	TR_TRY(find_in(p, p->system, id, &found, out, err));
	if (!found)
		TR_TRY(find_in(p, p->user, id, &found, out, err));
	return found ? TRIEN_OK : TR_ERR(err, AGENT_SERVER_UNKNOWN, TR_S("server", id));
}

static trien_rc
tell_one(const struct tr_agent_places *p, const char *path, const char *id, tr_agent_servers_one *one, void *context, struct trien_err *err)
{
	struct tr_agent_enrolment e;
	struct trien_err why = {0};
	bool found;

	trien_rc rc = find_in(p, path, id, &found, &e, &why);
	rc = one(context, id, path == p->system, &e, &why, err);
	tr_agent_enrolment_free(&e);
	return rc;
}

static trien_rc
each_in(const struct tr_agent_places *p, const char *path, tr_agent_servers_one *one, void *context, struct trien_err *err)
{
	char id[TR_AGENT_SERVER_MAX + 1];
	const struct dirent *entry;
	trien_rc rc = TRIEN_OK;
	int folder;

	TR_TRY(tr_agent_folder_open(path, &folder, err));
	DIR *d = folder >= 0 ? fdopendir(folder) : NULL;
	if (d == NULL)
		return TRIEN_OK;
	while (rc == TRIEN_OK && (entry = readdir(d)) != NULL) {
		const size_t n = strlen(entry->d_name), suffix = sizeof(SUFFIX) - 1;
		if (n <= suffix || strcmp(entry->d_name + n - suffix, SUFFIX) != 0 || !tr_agent_is_server(TR_BYTES(entry->d_name, n - suffix)))
			continue;
		snprintf(id, sizeof(id), "%.*s", (int)(n - suffix), entry->d_name);
		rc = tell_one(p, path, id, one, context, err);
	}
	closedir(d);
	return rc;
}

trien_rc
tr_agent_servers_each(const struct tr_agent_places *p, tr_agent_servers_one *one, void *context, struct trien_err *err)
{
	TR_TRY(each_in(p, p->system, one, context, err));
	return each_in(p, p->user, one, context, err);
}

struct by_origin {
	const char *origin;
	char id[TR_AGENT_SERVER_MAX + 1];
};

static trien_rc
is_page(void *context, const char *id, bool system, const struct tr_agent_enrolment *e, const struct trien_err *why, struct trien_err *err)
{
	struct by_origin *b = context;

	(void)system, (void)err;
	if (b->id[0] == '\0' && why->code == TRIEN_OK && e->server.vgca && strcmp(e->server.origin, b->origin) == 0)
		snprintf(b->id, sizeof(b->id), "%s", id);
	return TRIEN_OK;
}

trien_rc
tr_agent_servers_find_page(const struct tr_agent_places *p, const char *origin, struct tr_agent_enrolment *out, struct trien_err *err)
{
	struct by_origin b = {.origin = origin};

	*out = (struct tr_agent_enrolment){0};
	TR_TRY(tr_agent_servers_each(p, is_page, &b, err));
	TR_TRY(b.id[0] != '\0' ? TRIEN_OK : TR_ERR(err, AGENT_PAGE_UNKNOWN, TR_S("origin", origin)));
	TR_TRY(tr_agent_servers_find(p, b.id, out, err));
	/* The administrator's file of that name stands before the user's. */
	return out->server.vgca && strcmp(out->server.origin, origin) == 0 ? TRIEN_OK : TR_ERR(err, AGENT_PAGE_UNKNOWN, TR_S("origin", origin));
}

/* ---- writing ---- */

static trien_rc
count_one(void *context, const char *id, bool system, const struct tr_agent_enrolment *e, const struct trien_err *why, struct trien_err *err)
{
	size_t *count = context;

	(void)id, (void)e, (void)why, (void)err;
	*count += !system;
	return TRIEN_OK;
}

static bool
is_same(const struct tr_agent_enrolment *a, const struct tr_agent_enrolment *b)
{
	return strcmp(a->server.origin, b->server.origin) == 0 && memcmp(a->signer, b->signer, sizeof(a->signer)) == 0;
}

trien_rc
tr_agent_servers_may_take(const struct tr_agent_places *p, const struct tr_agent_enrolment *e, struct trien_err *err)
{
	struct tr_agent_enrolment now;
	struct trien_err why = {0};
	size_t count = 0;
	bool found;

	TR_TRY(find_in(p, p->system, e->server.id, &found, &now, err));
	tr_agent_enrolment_free(&now);
	if (found)
		return TR_ERR(err, AGENT_SYSTEM_SERVER, TR_S("server", e->server.id));
	/* One that is over, or cannot be read any more, says all the same whose it was: as far as it can be read. */
	const trien_rc rc = find_in(p, p->user, e->server.id, &found, &now, &why);
	const bool same = (rc == TRIEN_OK || rc == TRIEN_E_AGENT_ENROLMENT_EXPIRED) && is_same(&now, e);
	tr_agent_enrolment_free(&now);
	if (found || rc != TRIEN_OK)
		return same ? TRIEN_OK : TR_ERR(err, AGENT_OTHER_SERVER, TR_S("server", e->server.id));
	TR_TRY(each_in(p, p->user, count_one, &count, err));
	return count < TR_AGENT_SERVERS_MAX ? TRIEN_OK : TR_ERR(err, AGENT_SERVERS_LIMIT, TR_U("max", TR_AGENT_SERVERS_MAX));
}

trien_rc
tr_agent_servers_keep(const struct tr_agent_places *p, const char *id, struct tr_bytes file, struct trien_err *err)
{
	char name[NAME_ROOM];
	int folder;

	name_of(id, name);
	TR_TRY(tr_agent_folder_make(p->user, &folder, err));
	const trien_rc rc = tr_agent_file_write(folder, p->user, name, file, err);
	close(folder);
	return rc;
}

trien_rc
tr_agent_servers_forget(const struct tr_agent_places *p, const char *id, struct trien_err *err)
{
	char name[NAME_ROOM], path[PATH_MAX + NAME_ROOM];
	int folder;

	name_of(id, name);
	TR_TRY(tr_agent_folder_open(p->user, &folder, err));
	const bool gone = folder >= 0 && unlinkat(folder, name, 0) == 0;
	if (folder >= 0)
		close(folder);
	if (gone)
		return TRIEN_OK;
	snprintf(path, sizeof(path), "%s/%s", p->system, name);
	return is_there(path) ? TR_ERR(err, AGENT_SYSTEM_SERVER, TR_S("server", id)) : TR_ERR(err, AGENT_SERVER_UNKNOWN, TR_S("server", id));
}
