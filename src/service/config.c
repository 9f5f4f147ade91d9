/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/config.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/errors/service.h"
#include "store/file.h"
#include "store/note_file.h"

struct reading {
	const char *path;
	json_t *root;
	struct tr_arena *arena;
	size_t known; /* keys of root that were asked for and are there */
};

static trien_rc
wrong(const struct reading *r, const char *key, const char *want, struct trien_err *err)
{
	return TR_ERR(err, SERVICE_CONFIG, TR_S("path", r->path), TR_S("key", key), TR_S("want", want));
}

static trien_rc
open_file(struct reading *r, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};

	TR_TRY(tr_file_load(AT_FDCWD, r->path, TR_SERVICE_CONFIG_MAX, &text, NULL, err));
	r->root = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	return json_is_object(r->root) ? TRIEN_OK : wrong(r, "{}", "JSON", err);
}

static trien_rc
keep(struct reading *r, const char *key, const json_t *value, const char **out, struct trien_err *err)
{
	const uint8_t *copy;
	const char *text = json_string_value(value);

	if (text == NULL || *text == '\0' || strlen(text) > TR_SERVICE_TARGET_MAX)
		return wrong(r, key, "\"...\"", err);
	TR_TRY(tr_arena_copy(r->arena, text, strlen(text), &copy, err));
	*out = (const char *)copy;
	return TRIEN_OK;
}

static json_t *
take(struct reading *r, const char *key)
{
	json_t *value = json_object_get(r->root, key);

	r->known += value != NULL;
	return value;
}

static trien_rc
take_text(struct reading *r, const char *key, const char **out, struct trien_err *err)
{
	const json_t *value = take(r, key);
	return value == NULL ? TRIEN_OK : keep(r, key, value, out, err);
}

/* Whatever was not asked for is a mistake in writing. */
static trien_rc
check_known(struct reading *r, struct trien_err *err)
{
	return r->known == json_object_size(r->root) ? TRIEN_OK : wrong(r, "?", "listen, store, session_key, webhook_key, blobs, trust, witness, metrics, origin, desk_id, vgca, logs, threads, judges, portal_rate, disk_free, backup_days, tsa, allow_host, seal_keys, seal_profile, ldap_url, ldap_bind, ldap_ca; socket, key, logs", err);
}

/* ---- triend ---- */

static trien_rc
take_logs(struct reading *r, struct tr_service_config *c, struct trien_err *err)
{
	json_t *logs = take(r, "logs"), *folder;
	const char *name;

	if (logs == NULL)
		return TRIEN_OK;
	if (!json_is_object(logs) || json_object_size(logs) > TR_SERVICE_LOGS_MAX)
		return wrong(r, "logs", "{\"2026\": \"/...\"}, 64", err);
	json_object_foreach(logs, name, folder) {
		struct tr_service_log *l = &c->logs[c->log_count];
		const size_t n = strlen(name);
		if (n == 0 || n > 64 || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != n)
			return wrong(r, "logs", "a-z 0-9 -", err);
		TR_TRY(keep(r, "logs", folder, &l->folder, err));
		const uint8_t *copy;
		TR_TRY(tr_arena_copy(r->arena, name, n, &copy, err));
		l->name = (const char *)copy;
		c->log_count++;
	}
	return TRIEN_OK;
}

/* Texts of which each is as wanted. */
static trien_rc
take_texts(struct reading *r, const char *key, bool (*fits)(const char *text), const char *want, const char **out, size_t max, size_t *count, struct trien_err *err)
{
	json_t *all = take(r, key), *value;
	size_t i;

	if (all != NULL && (json_array_size(all) == 0 || json_array_size(all) > max))
		return wrong(r, key, want, err);
	json_array_foreach(all, i, value) {
		TR_TRY(keep(r, key, value, &out[i], err));
		if (!fits(out[i]))
			return wrong(r, key, want, err);
		(*count)++;
	}
	return TRIEN_OK;
}

static bool
is_host(const char *text)
{
	return strlen(text) <= TR_SERVICE_HOST_MAX && strpbrk(text, ":?#@ ") == NULL;
}

/* With a host: whom else could the fetcher be allowed to ask? */
static bool
is_url(const char *text)
{
	const size_t scheme = strncmp(text, "http://", 7) == 0 ? 7 : strncmp(text, "https://", 8) == 0 ? 8 : 0;
	const size_t host = strcspn(text + scheme, "/:?#");

	return scheme > 0 && host > 0 && host <= TR_SERVICE_HOST_MAX && strpbrk(text, "@ ") == NULL;
}

/* Stamps are read in a worker, and there is none without the anchors. */
static trien_rc
take_stamps(struct reading *r, struct tr_service_config *c, struct trien_err *err)
{
	TR_TRY(take_texts(r, "tsa", is_url, "[\"http://...\"], 1-4", c->tsa, TR_SERVICE_TSA_MAX, &c->tsa_count, err));
	TR_TRY(take_texts(r, "allow_host", is_host, "[\"...\"], 1-12", c->allow_host, TR_SERVICE_HOSTS_MAX - TR_SERVICE_TSA_MAX, &c->allow_host_count, err));
	if (c->allow_host_count > 0 && c->trust == NULL)
		return wrong(r, "allow_host", "trust", err);
	return c->tsa_count == 0 || c->trust != NULL ? TRIEN_OK : wrong(r, "tsa", "trust", err);
}

/* Where one is named the other is wanted too; without a place for the name everybody would be somebody else. */
static trien_rc
take_directory(struct reading *r, struct tr_service_config *c, struct trien_err *err)
{
	TR_TRY(take_text(r, "ldap_url", &c->ldap_url, err));
	TR_TRY(take_text(r, "ldap_bind", &c->ldap_bind, err));
	TR_TRY(take_text(r, "ldap_ca", &c->ldap_ca, err));
	if (c->ldap_url == NULL)
		return c->ldap_bind == NULL && c->ldap_ca == NULL ? TRIEN_OK : wrong(r, "ldap_url", "ldaps://...", err);
	const size_t scheme = strncmp(c->ldap_url, "ldap://", 7) == 0 ? 7 : strncmp(c->ldap_url, "ldaps://", 8) == 0 ? 8 : 0;
	if (scheme == 0 || c->ldap_url[scheme] == '\0' || strpbrk(c->ldap_url + scheme, "/?# ") != NULL)
		return wrong(r, "ldap_url", "ldaps://HOST[:PORT], ldap://HOST[:PORT]", err);
	const char *place = c->ldap_bind != NULL ? strstr(c->ldap_bind, "{}") : NULL;
	return place != NULL && strstr(place + 2, "{}") == NULL ? TRIEN_OK : wrong(r, "ldap_bind", "uid={},ou=..., {}@so.example", err);
}

/* ---- keys that are kept here ---- */

#define SEAL_WANTED "[{\"key\": \"pkcs11:...?module-path=/...\", \"pin\": \"credential:NAME\" | \"fd:N\", \"environment\": [\"NAME=...\"]}], 1-8"

/* The module is named, by its path, and the PIN is not in a file of which the address says the name. */
static bool
is_key(const char *text)
{
	const char *query = strchr(text, '?'), *module = query != NULL ? strstr(query, "module-path=") : NULL;

	return strncmp(text, "pkcs11:", 7) == 0 && module != NULL && (module[12] == '/' || strncasecmp(module + 12, "%2f", 3) == 0) &&
		strstr(text, "pin-source") == NULL && strstr(text, "pin-value") == NULL;
}

static bool
is_pin(const char *text)
{
	const size_t n = strlen(text);

	if (strncmp(text, "fd:", 3) == 0)
		return n > 3 && n < 8 && strspn(text + 3, "0123456789") == n - 3 && strtol(text + 3, NULL, 10) > 2;
	return strncmp(text, "credential:", 11) == 0 && n > 11 && strchr(text, '/') == NULL && strcmp(text + 11, "..") != 0;
}

static bool
is_variable(const char *text)
{
	const size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return n > 0 && text[n] == '=' && strlen(text) <= TR_TOKEN_VARIABLE_MAX;
}

static trien_rc
take_seal(struct reading *r, json_t *row, struct tr_service_seal *seal, struct trien_err *err)
{
	struct reading inner = {.path = r->path, .root = row, .arena = r->arena};

	if (!json_is_object(row))
		return wrong(r, "seal_keys", SEAL_WANTED, err);
	TR_TRY(take_text(&inner, "key", &seal->key, err));
	TR_TRY(take_text(&inner, "pin", &seal->pin, err));
	TR_TRY(take_texts(&inner, "environment", is_variable, SEAL_WANTED, seal->environment, TR_TOKEN_ENVIRONMENT_MAX, &seal->environment_count, err));
	if (inner.known != json_object_size(row) || seal->key == NULL || seal->pin == NULL || !is_key(seal->key) || !is_pin(seal->pin))
		return wrong(r, "seal_keys", SEAL_WANTED, err);
	return TRIEN_OK;
}

/* What comes of them is judged like every signature: without anchors nothing is. */
static trien_rc
take_seals(struct reading *r, struct tr_service_config *c, struct trien_err *err)
{
	json_t *all = take(r, "seal_keys"), *row;
	size_t i;

	TR_TRY(take_text(r, "seal_profile", &c->seal_profile, err));
	if (all == NULL)
		return c->seal_profile == NULL ? TRIEN_OK : wrong(r, "seal_profile", "seal_keys", err);
	if (json_array_size(all) == 0 || json_array_size(all) > TR_SERVICE_SEALS_MAX)
		return wrong(r, "seal_keys", SEAL_WANTED, err);
	json_array_foreach(all, i, row) {
		TR_TRY(take_seal(r, row, &c->seals[i], err));
		c->seal_count++;
	}
	return c->trust != NULL ? TRIEN_OK : wrong(r, "seal_keys", "trust", err);
}

/* From 1 to a maximum. */
static trien_rc
take_number(struct reading *r, const char *key, unsigned max, unsigned *out, struct trien_err *err)
{
	const json_t *value = take(r, key);
	char want[24];

	if (value == NULL)
		return TRIEN_OK;
	snprintf(want, sizeof(want), "1-%u", max);
	if (json_integer_value(value) < 1 || json_integer_value(value) > (json_int_t)max)
		return wrong(r, key, want, err);
	*out = (unsigned)json_integer_value(value);
	return TRIEN_OK;
}

/* A scheme and a host, as the header field Origin has it (RFC 6454): what stands behind would never be equal. */
static trien_rc
take_origin(struct reading *r, const char **out, struct trien_err *err)
{
	static const char scheme[] = "https://", letters[] = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";

	TR_TRY(take_text(r, "origin", out, err));
	if (*out == NULL)
		return TRIEN_OK;
	const size_t n = strlen(*out), m = sizeof(scheme) - 1;
	if (n > TR_SERVICE_ORIGIN_MAX || n == m || strncmp(*out, scheme, m) != 0 || strspn(*out + m, letters) != n - m)
		return wrong(r, "origin", "https://so.example", err);
	return TRIEN_OK;
}

/* It stands in links, and in the list of every desk. */
static trien_rc
take_desk_id(struct reading *r, const char **out, struct trien_err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	TR_TRY(take_text(r, "desk_id", out, err));
	if (*out == NULL)
		return TRIEN_OK;
	const size_t n = strlen(*out);
	return n <= TR_DESK_ID_MAX && (*out)[0] != '-' && strspn(*out, letters) == n ? TRIEN_OK : wrong(r, "desk_id", "a-z 0-9 -, 1-32", err);
}

/* That service fetches and sends by whole addresses. */
static trien_rc
take_vgca(struct reading *r, struct tr_service_config *c, struct trien_err *err)
{
	const json_t *value = take(r, "vgca");

	if (value != NULL && !json_is_boolean(value))
		return wrong(r, "vgca", "true, false", err);
	c->vgca = json_is_true(value);
	return !c->vgca || c->origin != NULL ? TRIEN_OK : wrong(r, "vgca", "origin", err);
}

static trien_rc
read_service(struct reading *r, struct tr_service_config *c, struct trien_err *err)
{
	TR_TRY(open_file(r, err));
	TR_TRY(take_text(r, "listen", &c->listen, err));
	TR_TRY(take_text(r, "store", &c->store, err));
	TR_TRY(take_text(r, "session_key", &c->session_key, err));
	TR_TRY(take_text(r, "webhook_key", &c->webhook_key, err));
	TR_TRY(take_text(r, "blobs", &c->blobs, err));
	TR_TRY(take_text(r, "trust", &c->trust, err));
	TR_TRY(take_text(r, "witness", &c->witness, err));
	TR_TRY(take_text(r, "metrics", &c->metrics, err));
	TR_TRY(take_origin(r, &c->origin, err));
	TR_TRY(take_desk_id(r, &c->desk_id, err));
	TR_TRY(take_vgca(r, c, err));
	TR_TRY(take_logs(r, c, err));
	TR_TRY(take_stamps(r, c, err));
	TR_TRY(take_directory(r, c, err));
	TR_TRY(take_seals(r, c, err));
	c->threads = TR_SERVICE_THREADS;
	c->judges = TR_SERVICE_JUDGES;
	c->portal_rate = TR_SERVICE_PORTAL_RATE;
	c->disk_free = TR_SERVICE_DISK_FREE;
	c->backup_days = TR_SERVICE_BACKUP_DAYS;
	TR_TRY(take_number(r, "threads", TR_SERVICE_THREADS_MAX, &c->threads, err));
	TR_TRY(take_number(r, "judges", TR_SERVICE_JUDGES_MAX, &c->judges, err));
	TR_TRY(take_number(r, "portal_rate", TR_SERVICE_PORTAL_RATE_MAX, &c->portal_rate, err));
	TR_TRY(take_number(r, "disk_free", TR_SERVICE_DISK_FREE_MAX, &c->disk_free, err));
	TR_TRY(take_number(r, "backup_days", TR_SERVICE_BACKUP_DAYS_MAX, &c->backup_days, err));
	TR_TRY(check_known(r, err));
	return c->listen != NULL ? TRIEN_OK : wrong(r, "listen", "unix:/..., 127.0.0.1:8480", err);
}

trien_rc
tr_service_config_load(const char *path, struct tr_service_config *out, struct trien_err *err)
{
	struct reading r = {.path = path, .arena = &out->arena};

	*out = (struct tr_service_config){0};
	const trien_rc rc = read_service(&r, out, err);
	json_decref(r.root);
	if (rc != TRIEN_OK)
		tr_service_config_free(out);
	return rc;
}

void
tr_service_config_free(struct tr_service_config *c)
{
	tr_arena_free(&c->arena);
}

/* ---- trien-witness ---- */

static trien_rc
take_keys(struct reading *r, struct tr_witness_config *c, struct trien_err *err)
{
	json_t *logs = take(r, "logs"), *value;
	size_t i;

	if (json_array_size(logs) == 0 || json_array_size(logs) > TR_SERVICE_LOGS_MAX)
		return wrong(r, "logs", "[\"NAME+ID+KEY\"], 1-64", err);
	json_array_foreach(logs, i, value) {
		struct tr_note_key *k = &c->logs[c->log_count];
		const char *text;
		TR_TRY(keep(r, "logs", value, &text, err));
		if (tr_note_key_load(text, k, NULL) != TRIEN_OK || k->kind != TR_NOTE_LOG)
			return wrong(r, "logs", "[\"NAME+ID+KEY\"]", err);
		for (size_t j = 0; j < c->log_count; j++)
			if (strcmp(c->logs[j].name, k->name) == 0)
				return wrong(r, "logs", "NAME", err);
		c->log_count++;
	}
	return TRIEN_OK;
}

static trien_rc
read_witness(struct reading *r, struct tr_witness_config *c, struct trien_err *err)
{
	TR_TRY(open_file(r, err));
	TR_TRY(take_text(r, "socket", &c->socket, err));
	TR_TRY(take_text(r, "key", &c->key, err));
	TR_TRY(take_keys(r, c, err));
	TR_TRY(check_known(r, err));
	return c->socket != NULL && c->key != NULL ? TRIEN_OK : wrong(r, c->socket == NULL ? "socket" : "key", "/...", err);
}

trien_rc
tr_witness_config_load(const char *path, struct tr_witness_config *out, struct trien_err *err)
{
	struct reading r = {.path = path, .arena = &out->arena};

	*out = (struct tr_witness_config){0};
	const trien_rc rc = read_witness(&r, out, err);
	json_decref(r.root);
	if (rc != TRIEN_OK)
		tr_witness_config_free(out);
	return rc;
}

void
tr_witness_config_free(struct tr_witness_config *c)
{
	tr_arena_free(&c->arena);
}
