/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/directory.h"

#include <fcntl.h>
#include <ldap.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors/base.h"
#include "base/errors/service.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "fetch/frame.h"

/* A connection under way, which its thread waits for. */
struct bind {
	struct bind *next, **at;
	struct tr_directory *directory;
	int fd; /* of our own: libldap closes its one when it likes; -1: not made yet */
	int64_t since;
};

struct tr_directory {
	struct bind *binds;
	pthread_mutex_t lock;
	const struct tr_service_config *config;
	const struct tr_env *env;
	int64_t rests_until;  /* nobody asks before */
	struct trien_err why; /* it rests */
};

trien_rc
tr_directory_new(const struct tr_service_config *config, const struct tr_env *env, struct tr_directory **out, struct trien_err *err)
{
	struct tr_directory *d = tr_mem_zeroed(1, sizeof(*d));

	if (d == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*d)));
	pthread_mutex_init(&d->lock, NULL);
	d->config = config;
	d->env = env;
	*out = d;
	return TRIEN_OK;
}

void
tr_directory_free(struct tr_directory *d)
{
	if (d == NULL)
		return;
	pthread_mutex_destroy(&d->lock);
	free(d);
}

/* ---- whose name ---- */

/* In hex wherever it could mean something: RFC 4514 §2.4 permits that for every character. */
static bool
add_escaped(const char *name, char *out, size_t room)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@";
	size_t n = strlen(out);

	for (const char *p = name; *p != '\0'; p++) {
		const bool is_plain = strchr(plain, *p) != NULL;
		if (n + 4 > room)
			return false;
		n += (size_t)snprintf(out + n, room - n, is_plain ? "%c" : "\\%02X", is_plain ? *p : (unsigned char)*p);
	}
	return true;
}

bool
tr_directory_name(const char *pattern, const char *name, char out[TR_DIRECTORY_NAME_MAX + 1])
{
	const char *at = strstr(pattern, "{}");
	const size_t n = strlen(name), room = TR_DIRECTORY_NAME_MAX + 1;

	if (at == NULL || n == 0 || strlen(pattern) >= room || tr_utf8_check(TR_BYTES(name, n)) != n)
		return false;
	if (strchr(pattern, '=') == NULL && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != n)
		return false;
	snprintf(out, room, "%.*s", (int)(at - pattern), pattern);
	if (!add_escaped(name, out, room) || strlen(out) + strlen(at + 2) >= room)
		return false;
	memcpy(out + strlen(out), at + 2, strlen(at + 2) + 1);
	return true;
}

/* ---- asking ---- */

void
tr_directory_tend(struct tr_directory *d)
{
	const int64_t latest = tr_fetch_milliseconds() - TR_DIRECTORY_MILLISECONDS;

	pthread_mutex_lock(&d->lock);
	for (struct bind *b = d->binds; b != NULL; b = b->next)
		if (b->fd >= 0 && b->since < latest)
			shutdown(b->fd, SHUT_RDWR);
	pthread_mutex_unlock(&d->lock);
}

static void
begin(struct tr_directory *d, struct bind *b)
{
	*b = (struct bind){.directory = d, .fd = -1, .since = tr_fetch_milliseconds(), .at = &d->binds};
	pthread_mutex_lock(&d->lock);
	b->next = d->binds;
	if (b->next != NULL)
		b->next->at = &b->next;
	d->binds = b;
	pthread_mutex_unlock(&d->lock);
}

static void
end(struct tr_directory *d, struct bind *b)
{
	pthread_mutex_lock(&d->lock);
	*b->at = b->next;
	if (b->next != NULL)
		b->next->at = b->at;
	pthread_mutex_unlock(&d->lock);
	if (b->fd >= 0)
		close(b->fd);
}

/* One for each address that it tries. */
static int
see_connection(LDAP *ldap, Sockbuf *socket, LDAPURLDesc *url, struct sockaddr *address, struct ldap_conncb *callback)
{
	struct bind *b = callback->lc_arg;
	int fd = -1;

	(void)ldap, (void)url, (void)address;
	ber_sockbuf_ctrl(socket, LBER_SB_OPT_GET_FD, &fd);
	pthread_mutex_lock(&b->directory->lock);
	if (b->fd >= 0)
		close(b->fd);
	b->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	pthread_mutex_unlock(&b->directory->lock);
	return 0;
}

static void
forget_connection(LDAP *ldap, Sockbuf *socket, struct ldap_conncb *callback)
{
	(void)ldap, (void)socket, (void)callback;
}

static int
set_up(LDAP *ldap, const struct tr_service_config *c)
{
	const struct timeval patience = {.tv_sec = TR_DIRECTORY_MILLISECONDS / 1000, .tv_usec = TR_DIRECTORY_MILLISECONDS % 1000 * 1000};
	const int version = LDAP_VERSION3, demand = LDAP_OPT_X_TLS_DEMAND, tls = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2, client = 0;
	int rc = ldap_set_option(ldap, LDAP_OPT_PROTOCOL_VERSION, &version);

	if (rc == LDAP_SUCCESS)
		rc = ldap_set_option(ldap, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
	if (rc == LDAP_SUCCESS)
		rc = ldap_set_option(ldap, LDAP_OPT_NETWORK_TIMEOUT, &patience);
	if (rc == LDAP_SUCCESS)
		rc = ldap_set_option(ldap, LDAP_OPT_TIMEOUT, &patience);
	if (rc == LDAP_SUCCESS)
		rc = ldap_set_option(ldap, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
	if (rc == LDAP_SUCCESS)
		rc = ldap_set_option(ldap, LDAP_OPT_X_TLS_PROTOCOL_MIN, &tls);
	if (rc == LDAP_SUCCESS && c->ldap_ca != NULL)
		rc = ldap_set_option(ldap, LDAP_OPT_X_TLS_CACERTFILE, c->ldap_ca);
	if (rc == LDAP_SUCCESS)
		rc = ldap_set_option(ldap, LDAP_OPT_X_TLS_NEWCTX, &client);
	return rc;
}

/*
 * Right, but a directory that keeps a password policy (draft-behera-ldap-password-policy §5.2) lets nobody do anything but choose a new one: whoever has set it may know it still. Directories that do not know the
 * control say nothing.
 */
static bool
is_to_be_changed(LDAP *ldap, LDAPControl **controls)
{
	LDAPControl *policy = controls != NULL ? ldap_control_find(LDAP_CONTROL_PASSWORDPOLICYRESPONSE, controls, NULL) : NULL;
	LDAPPasswordPolicyError error = PP_noError;
	ber_int_t expires, grace;

	return policy != NULL && (ldap_parse_passwordpolicy_control(ldap, policy, &expires, &grace, &error) != LDAP_SUCCESS || error == PP_changeAfterReset);
}

static int
bind_simply(LDAP *ldap, const char *name, const char *password)
{
	struct berval secret = {strlen(password), (char *)(uintptr_t)password};
	LDAPControl policy = {.ldctl_oid = (char *)(uintptr_t)LDAP_CONTROL_PASSWORDPOLICYREQUEST}, *asked[] = {&policy, NULL}, **said = NULL;
	struct timeval patience = {.tv_sec = TR_DIRECTORY_MILLISECONDS / 1000, .tv_usec = TR_DIRECTORY_MILLISECONDS % 1000 * 1000};
	LDAPMessage *answer = NULL;
	int id, code = LDAP_OTHER, rc = ldap_sasl_bind(ldap, name, LDAP_SASL_SIMPLE, &secret, asked, NULL, &id);

	if (rc != LDAP_SUCCESS)
		return rc;
	const int got = ldap_result(ldap, id, LDAP_MSG_ALL, &patience, &answer);
	if (got == 0)
		return LDAP_TIMEOUT;
	if (got < 0)
		return ldap_get_option(ldap, LDAP_OPT_RESULT_CODE, &code) == LDAP_OPT_SUCCESS && code != LDAP_SUCCESS ? code : LDAP_SERVER_DOWN;
	rc = ldap_parse_result(ldap, answer, &code, NULL, NULL, NULL, &said, 1);
	if (rc == LDAP_SUCCESS)
		rc = code == LDAP_SUCCESS && is_to_be_changed(ldap, said) ? LDAP_INVALID_CREDENTIALS : code;
	ldap_controls_free(said);
	return rc;
}

static int
bind_as(struct tr_directory *d, const char *name, const char *password)
{
	const struct tr_service_config *c = d->config;
	struct bind under_way;
	struct ldap_conncb callback = {see_connection, forget_connection, &under_way};
	LDAP *ldap = NULL;

	begin(d, &under_way);
	int rc = ldap_initialize(&ldap, c->ldap_url);
	if (rc == LDAP_SUCCESS)
		rc = set_up(ldap, c);
	if (rc == LDAP_SUCCESS)
		rc = ldap_set_option(ldap, LDAP_OPT_CONNECT_CB, &callback);
	if (rc == LDAP_SUCCESS && strncmp(c->ldap_url, "ldaps:", 6) != 0 && ldap_start_tls_s(ldap, NULL, NULL) != LDAP_SUCCESS)
		rc = LDAP_CONNECT_ERROR; /* whatever it says of TLS, it says nothing of the name */
	if (rc == LDAP_SUCCESS)
		rc = bind_simply(ldap, name, password);
	end(d, &under_way);
	if (ldap != NULL)
		ldap_unbind_ext_s(ldap, NULL, NULL);
	return rc;
}

/* What it says of this name and this password. */
static bool
is_no(int rc)
{
	static const int all[] = {LDAP_INVALID_CREDENTIALS, LDAP_NO_SUCH_OBJECT, LDAP_INVALID_DN_SYNTAX, LDAP_INAPPROPRIATE_AUTH, LDAP_UNWILLING_TO_PERFORM, LDAP_CONSTRAINT_VIOLATION,
		LDAP_INSUFFICIENT_ACCESS};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (rc == all[i])
			return true;
	return false;
}

/* It answers nobody now, or what came is no answer. Any other code is about one entry, such as one that lies elsewhere (a referral): nobody else has to wait for that. */
static bool
is_silence(int rc)
{
	return rc < 0 || rc == LDAP_BUSY || rc == LDAP_UNAVAILABLE;
}

trien_rc
tr_directory_look(struct tr_directory *d, struct trien_err *err)
{
	pthread_mutex_lock(&d->lock);
	const trien_rc rc = d->env->now(d->env->context) < d->rests_until ? d->why.code : TRIEN_OK;
	if (rc != TRIEN_OK && err != NULL)
		*err = d->why;
	pthread_mutex_unlock(&d->lock);
	return rc;
}

static trien_rc
no_answer(struct tr_directory *d, int rc, struct trien_err *err)
{
	struct trien_err why = {0};

	(void)!TR_ERR(&why, SERVICE_DIRECTORY, TR_S("why", ldap_err2string(rc)));
	if (is_silence(rc)) {
		pthread_mutex_lock(&d->lock);
		d->rests_until = d->env->now(d->env->context) + TR_DIRECTORY_REST_SECONDS;
		d->why = why;
		pthread_mutex_unlock(&d->lock);
	}
	if (err != NULL)
		*err = why;
	return why.code;
}

trien_rc
tr_directory_is(struct tr_directory *d, const char *name, const char *password, bool *is, struct trien_err *err)
{
	char bound[TR_DIRECTORY_NAME_MAX + 1];

	TR_TRY(tr_directory_look(d, err));
	*is = false;
	if (*password == '\0' || !tr_directory_name(d->config->ldap_bind, name, bound))
		return TRIEN_OK;
	const int rc = bind_as(d, bound, password);
	*is = rc == LDAP_SUCCESS;
	return *is || is_no(rc) ? TRIEN_OK : no_answer(d, rc, err);
}
