/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/seals.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/errors/base.h"
#include "base/errors/service.h"
#include "profile/profile.h"
#include "store/file.h"
#include "token/line.h"

struct seal {
	pthread_mutex_t lock; /* of the line, and of what is known of the key */
	struct tr_token_spec spec;
	struct tr_token_line line;
	struct tr_buf known;     /* the bytes that the key points into */
	struct tr_token_key key; /* chain_count 0: never opened */
	char fingerprint[TR_HEX256 + 1];
	unsigned waiting;        /* threads, under the lock of all */
	bool at_start;           /* it opened when the service started */
	const char *why;         /* what the last look found, an id under the lock of all; NULL: it answers */
};

struct tr_seals {
	const struct tr_service_config *config;
	struct tr_profile *profile; /* an own one; NULL: the built-in ones */
	pthread_mutex_t lock;       /* of waiting */
	size_t count;
	struct seal keys[TR_SERVICE_SEALS_MAX];
};

/* ---- where a PIN comes from ---- */

static trien_rc
no_pin(const char *source, const char *why, struct trien_err *err)
{
	return TR_ERR(err, SERVICE_SEAL_PIN, TR_S("source", source), TR_S("why", why));
}

/* "credential:NAME", which systemd puts where nobody else reads it (systemd.exec(5), LoadCredential), or "fd:N". */
static trien_rc
open_pin(const char *source, int *out, struct trien_err *err)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char path[TR_SERVICE_TARGET_MAX * 2];

	if (strncmp(source, "fd:", 3) == 0) {
		*out = (int)strtol(source + 3, NULL, 10);
		return fcntl(*out, F_SETFD, FD_CLOEXEC) == 0 ? TRIEN_OK : no_pin(source, strerror(errno), err);
	}
	snprintf(path, sizeof(path), "%s/%s", folder != NULL ? folder : "/nowhere", strchr(source, ':') + 1);
	*out = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	return *out >= 0 ? TRIEN_OK : no_pin(source, strerror(errno), err);
}

/* ---- starting ---- */

/* What the process knows of its key. */
static trien_rc
learn(struct seal *k, const struct tr_token_key *told, struct trien_err *err)
{
	struct tr_token_key known;

	if (k->key.chain_count > 0)
		return TRIEN_OK;
	k->known.max = TR_TOKEN_MESSAGE_MAX;
	TR_TRY(tr_token_write_key(told, &k->known, err));
	TR_TRY(tr_hex_sha256(told->chain[0], k->fingerprint, err));
	if (!tr_token_read_key(tr_buf_view(&k->known), &known))
		return TR_ERR(err, INTERNAL, TR_S("what", "token key"));
	k->key = known;
	return TRIEN_OK;
}

static trien_rc
start_one(struct seal *k, const struct tr_service_seal *said, struct trien_err *err)
{
	int pin;

	k->line = TR_TOKEN_LINE_NONE;
	snprintf(k->spec.uri, sizeof(k->spec.uri), "%s", said->key);
	for (size_t i = 0; i < said->environment_count; i++)
		snprintf(k->spec.environment[i], sizeof(k->spec.environment[i]), "%s", said->environment[i]);
	k->spec.environment_count = said->environment_count;
	TR_TRY(open_pin(said->pin, &pin, err));
	const trien_rc rc = tr_token_start(&(struct tr_helper_program){.name = TR_TOKEN_SEAL, .more = pin}, &k->line, err);
	close(pin);
	return rc == TRIEN_OK ? tr_token_open_begin(&k->line, &k->spec, err) : rc;
}

/* All at a time: one that hangs does not keep the service from starting for longer than it may. */
static trien_rc
start_all(struct tr_seals *s, struct trien_err *err)
{
	struct tr_token_key told;

	for (; s->count < s->config->seal_count; s->count++) {
		pthread_mutex_init(&s->keys[s->count].lock, NULL);
		const trien_rc rc = start_one(&s->keys[s->count], &s->config->seals[s->count], err);
		if (rc != TRIEN_OK) {
			s->count++;
			return rc;
		}
	}
	for (size_t i = 0; i < s->count; i++) {
		struct trien_err why = {0};
		s->keys[i].at_start = tr_token_open_end(&s->keys[i].line, TR_TOKEN_SEAL_MILLISECONDS, &told, &why) == TRIEN_OK;
		if (s->keys[i].at_start)
			TR_TRY(learn(&s->keys[i], &told, err));
		else
			s->keys[i].why = trien_err_id(why.code);
	}
	return TRIEN_OK;
}

static trien_rc
load_profile(struct tr_seals *s, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};

	if (s->config->seal_profile == NULL)
		return TRIEN_OK;
	TR_TRY(tr_file_load(AT_FDCWD, s->config->seal_profile, TR_PROFILE_FILE_MAX, &text, NULL, err));
	return tr_profile_read(tr_buf_view(&text), &s->profile, err);
}

trien_rc
tr_seals_start(const struct tr_service_config *config, struct tr_seals **out, struct trien_err *err)
{
	struct tr_seals *s = tr_mem_zeroed(1, sizeof(*s));

	if (s == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*s)));
	s->config = config;
	pthread_mutex_init(&s->lock, NULL);
	trien_rc rc = load_profile(s, err);
	if (rc == TRIEN_OK)
		rc = start_all(s, err);
	if (rc == TRIEN_OK)
		*out = s;
	else
		tr_seals_stop(s);
	return rc;
}

void
tr_seals_stop(struct tr_seals *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++) {
		tr_token_stop(&s->keys[i].line);
		tr_buf_free(&s->keys[i].known);
		pthread_mutex_destroy(&s->keys[i].lock);
	}
	tr_profile_free(s->profile);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* ---- may it? ---- */

static trien_rc
permit_by(const struct tr_profile *p, int64_t now, struct trien_err *err)
{
	const struct tr_profile_value *v = tr_profile_find(p, TR_PROFILE_SIGNING_SERVER_SEAL, now);

	return strcmp(v->text, "permitted") == 0 ? TRIEN_OK
		: TR_ERR(err, SERVICE_SEAL_PROFILE, TR_S("profile", tr_profile_name(p)), TR_B("source", v->source, strlen(v->source)));
}

/* An own profile counts while it is in force. */
trien_rc
tr_seals_permit(const struct tr_seals *s, int64_t now, struct trien_err *err)
{
	struct tr_profile *p;

	if (s != NULL && s->profile != NULL && tr_profile_from(s->profile) <= now && now < tr_profile_to(s->profile))
		return permit_by(s->profile, now, err);
	TR_TRY(tr_profile_for_time(now, &p, err));
	const trien_rc rc = permit_by(p, now, err);
	tr_profile_free(p);
	return rc;
}

/* ---- asking ---- */

size_t
tr_seals_count(const struct tr_seals *s)
{
	return s != NULL ? s->count : 0;
}

void
tr_seals_fingerprint(struct tr_seals *s, size_t i, char out[TR_HEX256 + 1])
{
	struct seal *k = &s->keys[i];

	pthread_mutex_lock(&s->lock);
	memcpy(out, k->fingerprint, sizeof(k->fingerprint));
	pthread_mutex_unlock(&s->lock);
}

const struct tr_token_key *
tr_seals_peek(struct tr_seals *s, size_t i)
{
	return &s->keys[i].key;
}

/* The lock of a line, for as long as a person waits for a page. */
static bool
hold(struct seal *k)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += TR_SERVICE_SEAL_WAIT_SECONDS;
	return pthread_mutex_timedlock(&k->lock, &until) == 0;
}

/* A slow token keeps half of the threads at most from their work. */
static bool
wait_for(struct tr_seals *s, struct seal *k)
{
	const unsigned most = s->config->threads > 1 ? s->config->threads / 2 : 1;

	pthread_mutex_lock(&s->lock);
	const bool may = k->waiting < most;
	k->waiting += may;
	pthread_mutex_unlock(&s->lock);
	if (!may)
		return false;
	const bool has = hold(k);
	if (!has) {
		pthread_mutex_lock(&s->lock);
		k->waiting--;
		pthread_mutex_unlock(&s->lock);
	}
	return has;
}

static void
let_go(struct tr_seals *s, struct seal *k)
{
	pthread_mutex_unlock(&k->lock);
	pthread_mutex_lock(&s->lock);
	k->waiting--;
	pthread_mutex_unlock(&s->lock);
}

static struct seal *
find(struct tr_seals *s, const char *fingerprint)
{
	char has[TR_HEX256 + 1];

	for (size_t i = 0; i < tr_seals_count(s); i++) {
		tr_seals_fingerprint(s, i, has);
		if (has[0] != '\0' && strcmp(has, fingerprint) == 0)
			return &s->keys[i];
	}
	return NULL;
}

trien_rc
tr_seals_sign(struct tr_seals *s, const char *fingerprint, struct tr_bytes digest, struct tr_buf *value, struct trien_err *err)
{
	struct seal *k = find(s, fingerprint);

	if (k == NULL)
		return TR_ERR0(err, SERVICE_SEAL_NONE);
	if (!wait_for(s, k))
		return TR_ERR0(err, SERVICE_BUSY);
	const trien_rc rc = tr_token_sign(&k->line, digest, TR_TOKEN_SEAL_MILLISECONDS, value, err);
	let_go(s, k);
	return rc;
}

/* One that was never opened is tried again: its token may have come. */
static trien_rc
ask(struct tr_seals *s, struct seal *k, struct trien_err *err)
{
	struct tr_token_key told;

	if (k->key.chain_count > 0)
		return tr_token_check(&k->line, TR_TOKEN_SEAL_MILLISECONDS, err);
	if (!tr_token_is_there(&k->line))
		return tr_token_check(&k->line, 0, err);
	TR_TRY(tr_token_open_begin(&k->line, &k->spec, err));
	TR_TRY(tr_token_open_end(&k->line, TR_TOKEN_SEAL_MILLISECONDS, &told, err));
	pthread_mutex_lock(&s->lock);
	const trien_rc rc = learn(k, &told, err);
	pthread_mutex_unlock(&s->lock);
	return rc;
}

trien_rc
tr_seals_look(struct tr_seals *s, size_t i, struct trien_err *err)
{
	struct seal *k = &s->keys[i];
	struct trien_err why = {0};

	if (!wait_for(s, k)) /* at work: it is seen to */
		return TRIEN_OK;
	const trien_rc rc = ask(s, k, &why);
	let_go(s, k);
	pthread_mutex_lock(&s->lock);
	k->why = rc == TRIEN_OK ? NULL : trien_err_id(why.code);
	pthread_mutex_unlock(&s->lock);
	const size_t n = strcspn(k->spec.uri, "?");
	return rc == TRIEN_OK ? TRIEN_OK : TR_ERR(err, SERVICE_SEAL_AWAY, TR_B("key", k->spec.uri, n), TR_S("why", trien_err_id(why.code)));
}

void
tr_seals_state(struct tr_seals *s, size_t i, struct tr_seal_state *out)
{
	const struct seal *k = &s->keys[i];

	snprintf(out->key, sizeof(out->key), "%.*s", (int)strcspn(k->spec.uri, "?"), k->spec.uri);
	pthread_mutex_lock(&s->lock);
	out->at_start = k->at_start;
	out->known = k->key.chain_count > 0;
	out->why = k->why;
	pthread_mutex_unlock(&s->lock);
	out->answers = out->why == NULL;
}
