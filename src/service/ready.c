/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/ready.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/errors/service.h"
#include "base/errors/store.h"
#include "pki/crl.h"
#include "pki/trust.h"
#include "service/directory.h"
#include "service/listen.h"
#include "service/outside.h"
#include "service/seals.h"
#include "service/stamps.h"
#include "store/backup_record.h"
#include "store/file.h"

static void
add(struct tr_look *l, bool stops, const struct trien_err *why)
{
	if (l->count < TR_SERVICE_FINDINGS_MAX)
		l->findings[l->count++] = (struct tr_finding){*why, stops};
}

bool
tr_ready_stops(const struct tr_look *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->findings[i].stops)
			return true;
	return false;
}

const char *
tr_ready_word(const struct tr_look *l)
{
	return tr_ready_stops(l) ? "unready" : l->count > 0 ? "degraded" : "ready";
}

static const char *
day(int64_t at, char out[TR_TIME_TEXT_MAX])
{
	tr_time_iso(at, TR_ZONE_VIETNAM, out);
	return out;
}

/* ---- folders ---- */

static void
look_at_folder(const struct tr_service_context *c, const char *path, struct tr_look *l)
{
	const uint64_t want = c->config->disk_free;
	struct trien_err err = {0};
	struct statvfs s;

	if (faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) != 0 || statvfs(path, &s) != 0) {
		(void)TR_ERR(&err, SERVICE_FOLDER, TR_S("path", path), TR_S("why", strerror(errno)));
		add(l, true, &err);
		return;
	}
	const uint64_t left = (uint64_t)s.f_bavail * s.f_frsize >> 20;
	if (left < want) {
		(void)TR_ERR(&err, SERVICE_DISK, TR_S("path", path), TR_U("free", left), TR_U("want", want));
		add(l, left < want / 16, &err);
	}
}

/* ---- the database ---- */

static trien_rc
look_at_jobs(struct tr_sql *db, struct tr_look *l, struct trien_err *err)
{
	static const char sql[] = "SELECT COUNT(CASE WHEN state = 'ready' THEN 1 END), COUNT(CASE WHEN state = 'leased' THEN 1 END), "
				  "COUNT(CASE WHEN state = 'dead' THEN 1 END), (SELECT COUNT(*) FROM session), "
				  "MIN(CASE WHEN state = 'ready' THEN ready_at END) FROM job WHERE state <> 'done'";
	TR_AUTO_ROWS rows = {0};
	char since[TR_TIME_TEXT_MAX];
	struct trien_err why = {0};

	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	l->jobs_ready = tr_sql_int(&rows, 0, 0);
	l->jobs_leased = tr_sql_int(&rows, 0, 1);
	l->jobs_dead = tr_sql_int(&rows, 0, 2);
	l->sessions = tr_sql_int(&rows, 0, 3);
	if (l->jobs_dead > 0) {
		(void)TR_ERR(&why, SERVICE_JOBS_DEAD, TR_I("count", l->jobs_dead));
		add(l, false, &why);
	}
	const struct tr_sql_value *oldest = tr_sql_cell(&rows, 0, 4);
	if (!oldest->null && oldest->i < l->at - TR_SERVICE_JOB_LATE_SECONDS) {
		(void)TR_ERR(&why, SERVICE_JOBS_LATE, TR_S("since", day(oldest->i, since)));
		add(l, false, &why);
	}
	return TRIEN_OK;
}

/* The log that is written to: is it signed, and how long ago was that? */
static trien_rc
look_at_audit(struct tr_sql *db, struct tr_look *l, struct trien_err *err)
{
	static const char sql[] = "SELECT g.origin, g.size - COALESCE(s.size, 0), COALESCE(s.at, g.opened_at) FROM audit_log g "
				  "LEFT JOIN audit_signed s ON s.log = g.log WHERE g.closed_at IS NULL";
	TR_AUTO_ROWS rows = {0};
	char since[TR_TIME_TEXT_MAX];
	struct trien_err why = {0};

	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	if (rows.count == 0 || tr_sql_int(&rows, 0, 1) <= 0 || tr_sql_int(&rows, 0, 2) >= l->at - TR_SERVICE_UNSIGNED_SECONDS)
		return TRIEN_OK;
	(void)TR_ERR(&why, SERVICE_UNSIGNED, TR_S("origin", tr_sql_text(&rows, 0, 0)), TR_I("count", tr_sql_int(&rows, 0, 1)), TR_S("since",
			day(tr_sql_int(&rows, 0, 2), since)));
	add(l, false, &why);
	return TRIEN_OK;
}

/* Is the checkpoint signed by one of the keys that the store knows? */
static trien_rc
open_checkpoint(const char *folder, const struct tr_sql_rows *keys, struct trien_err *err)
{
	TR_AUTO_BUF note = {0};
	TR_AUTO_BUF path = {0};
	struct tr_checkpoint read;
	struct tr_note_key key;
	trien_rc rc = TR_ERR(err, AUDIT_SIGNATURE, TR_S("name", "-"));

	TR_TRY(tr_buf_addf(&path, err, "%s/checkpoint%c", folder, 0));
	TR_TRY(tr_file_load(AT_FDCWD, (const char *)path.p, TR_NOTE_MAX, &note, NULL, err));
	for (size_t i = 0; rc != TRIEN_OK && i < keys->count; i++) {
		rc = tr_note_key_read(tr_sql_cell(keys, i, 0)->b, &key, err);
		if (rc == TRIEN_OK)
			rc = tr_checkpoint_open(tr_buf_view(&note), &key, &read, err);
	}
	return rc;
}

static trien_rc
look_at_logs(struct tr_sql *db, const struct tr_service_config *config, struct tr_look *l, struct trien_err *err)
{
	TR_AUTO_ROWS keys = {0};

	TR_TRY(tr_sql_ask(db, "SELECT key FROM audit_signed ORDER BY log DESC", NULL, 0, &keys, err));
	for (size_t i = 0; i < config->log_count; i++) {
		const struct tr_service_log *log = &config->logs[i];
		struct trien_err why = {0}, finding = {0};
		if (open_checkpoint(log->folder, &keys, &why) == TRIEN_OK)
			continue;
		(void)TR_ERR(&finding, SERVICE_CHECKPOINT, TR_S("log", log->name), TR_S("why", trien_err_id(why.code)));
		add(l, false, &finding);
	}
	return TRIEN_OK;
}

/* Until there is one: counted from when the store began to keep records, or came to be here. */
static trien_rc
look_at_backup(struct tr_sql *db, const struct tr_service_config *config, struct tr_look *l, struct trien_err *err)
{
	struct tr_backup_state s;
	char since[TR_TIME_TEXT_MAX];
	struct trien_err why = {0};

	TR_TRY(tr_backup_state(db, &s, err));
	if (!tr_backup_is_late(&s, config->backup_days, l->at))
		return TRIEN_OK;
	day(tr_backup_counts_from(&s), since);
	if (s.last_at > 0)
		(void)TR_ERR(&why, SERVICE_BACKUP_LATE, TR_S("since", since), TR_U("days", config->backup_days));
	else
		(void)TR_ERR(&why, SERVICE_BACKUP_NONE, TR_S("since", since), TR_U("days", config->backup_days));
	add(l, false, &why);
	return TRIEN_OK;
}

struct looking {
	const struct tr_service_context *context;
	struct tr_look *look;
	size_t before; /* findings that are not the database's */
};

static trien_rc
ask_database(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct looking *k = context;

	k->look->count = k->before;
	TR_TRY(look_at_jobs(db, k->look, err));
	TR_TRY(look_at_audit(db, k->look, err));
	TR_TRY(look_at_backup(db, k->context->config, k->look, err));
	return look_at_logs(db, k->context->config, k->look, err);
}

static void
look_at_database(const struct tr_service_context *c, struct tr_look *l)
{
	struct looking k = {c, l, l->count};
	struct trien_err err = {0};

	/* A connection of its own first: is the schema still the one that this program knows? */
	trien_rc rc = tr_databases_check(c->pool, &err);
	if (rc == TRIEN_OK)
		rc = tr_databases_transact(c->pool, TR_SQL_READ, ask_database, &k, &err);
	l->database = rc == TRIEN_OK;
	if (rc != TRIEN_OK)
		add(l, true, &err);
}

/* ---- anchors and revocation lists ---- */

static void
look_at_crl(struct tr_bytes der, struct tr_look *l)
{
	struct tr_arena arena = {0};
	struct trien_err err = {0};
	struct tr_name issuer = {0};
	char until[TR_TIME_TEXT_MAX];
	struct tr_crl *crl;

	if (tr_crl_parse(der, &crl, &err) != TRIEN_OK) {
		add(l, false, &err);
		return;
	}
	if (crl->has_next_update && crl->next_update < l->at && tr_crl_issuer_read(crl, &arena, &issuer, NULL) == TRIEN_OK) {
		(void)TR_ERR(&err, SERVICE_CRL, TR_B("name", issuer.common_name.p, issuer.common_name.n), TR_S("until", day(crl->next_update, until)));
		add(l, false, &err);
	}
	tr_crl_free(crl);
	tr_arena_free(&arena);
}

static void
look_at_trust(const char *folder, struct tr_look *l)
{
	struct trien_err err = {0};
	const struct trien_err *warning;
	char until[TR_TIME_TEXT_MAX];
	struct tr_trust *trust;

	if (tr_trust_load_dir(folder, &trust, &err) != TRIEN_OK) {
		add(l, true, &err);
		return;
	}
	for (size_t i = 0; (warning = tr_trust_warning(trust, i)) != NULL; i++)
		add(l, false, warning);
	for (size_t i = 0; i < tr_trust_count(trust); i++) {
		const struct tr_certificate *c = tr_trust_peek(trust, i);
		if (c->not_after >= l->at)
			continue;
		(void)TR_ERR(&err, SERVICE_ANCHOR, TR_B("name", c->subject.common_name.p, c->subject.common_name.n), TR_S("until", day(c->not_after, until)));
		add(l, false, &err);
	}
	for (size_t i = 0; tr_trust_revocations(trust, i).n > 0; i++)
		look_at_crl(tr_trust_revocations(trust, i), l);
	tr_trust_free(trust);
}

/* ---- processes ---- */

/* Of workers there is nothing to find: one that is gone is replaced at once, or the service ends. */
static void
look_at_witness(const struct tr_service_context *c, struct tr_look *l)
{
	struct trien_err err = {0};
	int fd;

	if (c->config->witness == NULL)
		return;
	if (tr_service_connect(c->config->witness, &fd, &err) == TRIEN_OK)
		close(fd);
	else
		add(l, false, &err);
}

/* Signatures go out without a stamp meanwhile: nothing stops, somebody has to see to it. */
static void
look_at_stamps(const struct tr_service_context *c, struct tr_look *l)
{
	struct trien_err why = {0}, err = {0};

	if (c->stamps == NULL || tr_stamps_look(c->stamps, &why) == TRIEN_OK)
		return;
	(void)TR_ERR(&err, SERVICE_TSA, TR_S("why", trien_err_id(why.code)));
	add(l, false, &err);
}

/* Documents can be sealed at a desk meanwhile. That the law does not permit what was configured is a mistake of whoever did so. */
static void
look_at_seals(const struct tr_service_context *c, struct tr_look *l)
{
	struct trien_err err = {0};

	if (tr_seals_count(c->seals) > 0 && tr_seals_permit(c->seals, l->at, &err) != TRIEN_OK)
		add(l, false, &err);
	for (size_t i = 0; i < tr_seals_count(c->seals); i++)
		if (tr_seals_look(c->seals, i, &err) != TRIEN_OK)
			add(l, false, &err);
}

static void
look_at_directory(const struct tr_service_context *c, struct tr_look *l)
{
	struct trien_err err = {0};

	if (c->directory != NULL && tr_directory_look(c->directory, &err) != TRIEN_OK)
		add(l, false, &err);
}

/* Signatures whose status only they could tell are open meanwhile, and not issued. */
void
tr_ready_look_outside(const struct tr_service_context *c, struct tr_look *l)
{
	struct trien_err err = {0};
	struct tr_outside_look outside;
	char until[TR_TIME_TEXT_MAX];

	look_at_directory(c, l);
	if (c->outside == NULL)
		return;
	tr_outside_look(c->outside, &outside);
	if (outside.silent[0] != '\0') {
		(void)TR_ERR(&err, SERVICE_OUTSIDE, TR_S("host", outside.silent), TR_S("why", trien_err_id(outside.why.code)));
		add(l, false, &err);
	}
	if (outside.stale[0] != '\0') {
		(void)TR_ERR(&err, SERVICE_OUTSIDE_STALE, TR_S("host", outside.stale), TR_S("until", day(outside.until, until)));
		add(l, false, &err);
	}
}

void
tr_ready_look(const struct tr_service_context *c, struct tr_look *out)
{
	const struct tr_service_config *config = c->config;

	*out = (struct tr_look){.at = c->env->now(c->env->context)};
	if (config->store != NULL && !tr_sql_is_url(config->store))
		look_at_folder(c, config->store, out);
	if (config->blobs != NULL)
		look_at_folder(c, config->blobs, out);
	if (c->pool != NULL)
		look_at_database(c, out);
	if (config->trust != NULL)
		look_at_trust(config->trust, out);
	look_at_witness(c, out);
	look_at_stamps(c, out);
	look_at_seals(c, out);
}
