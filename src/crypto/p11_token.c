/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which token, and logging in to it. PKCS#11 has no number of tries left, only three flags (v2.40 §3.2
 * CK_TOKEN_INFO): they are read before every login, shown, and the last try is made only after an explicit
 * yes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/errors/crypto.h"
#include "base/utf8.h"
#include "crypto/limits.h"
#include "crypto/p11.h"

trien_rc
tr_p11_failed(const struct tr_p11_token *t, const char *what, CK_RV rv, struct trien_err *err)
{
	switch (rv) {
	case CKR_DEVICE_REMOVED:
	case CKR_TOKEN_NOT_PRESENT:
	case CKR_SESSION_HANDLE_INVALID:
	case CKR_SESSION_CLOSED:
		return TR_ERR(err, TOKEN_REMOVED, TR_S("token", t->label), TR_S("why", tr_p11_kit()->strerror(rv)));
	case CKR_PIN_INCORRECT:
	case CKR_PIN_INVALID:
	case CKR_PIN_LEN_RANGE:
		return TR_ERR(err, TOKEN_PIN_WRONG, TR_S("token", t->label));
	case CKR_PIN_LOCKED:
		return TR_ERR(err, TOKEN_PIN_LOCKED, TR_S("token", t->label));
	case CKR_PIN_EXPIRED:
		return TR_ERR(err, TOKEN_PIN_EXPIRED, TR_S("token", t->label));
	case CKR_USER_PIN_NOT_INITIALIZED:
		return TR_ERR(err, TOKEN_PIN_NOT_SET, TR_S("token", t->label));
	case CKR_FUNCTION_CANCELED:
	case CKR_CANCEL:
		return TR_ERR(err, KEY_PIN_REFUSED, TR_B("label", t->label, strlen(t->label)));
	case CKR_MECHANISM_INVALID:
	case CKR_MECHANISM_PARAM_INVALID:
	case CKR_KEY_TYPE_INCONSISTENT:
	case CKR_KEY_FUNCTION_NOT_PERMITTED:
		return TR_ERR(err, TOKEN_MECHANISM, TR_S("token", t->label), TR_S("why", tr_p11_kit()->strerror(rv)));
	default:
		return TR_ERR(err, TOKEN_FAILED, TR_S("token", t->label), TR_S("what", what),
				TR_S("why", tr_p11_kit()->strerror(rv)), TR_U("code", rv));
	}
}

void
tr_p11_text(const CK_UTF8CHAR *p, size_t n, char *out, size_t size)
{
	while (n > 0 && (p[n - 1] == ' ' || p[n - 1] == 0))
		n--;
	tr_utf8_printable((const char *)p, n, out, size);
}

/* ---- which token ---- */

/*
 * A token without login and without writing holds certificates of the system (p11-kit-trust), no key of a
 * person; one that was never initialised holds nothing.
 */
static bool
may_hold_a_key(const CK_TOKEN_INFO *info)
{
	return (info->flags & CKF_TOKEN_INITIALIZED) != 0 &&
	       ((info->flags & CKF_LOGIN_REQUIRED) != 0 || (info->flags & CKF_WRITE_PROTECTED) == 0);
}

static bool
slot_matches(CK_FUNCTION_LIST *module, CK_SLOT_ID slot, P11KitUri *uri)
{
	CK_SLOT_ID want = tr_p11_kit()->uri_get_slot_id(uri);
	CK_SLOT_INFO info;

	if (want != (CK_SLOT_ID)-1 && want != slot)
		return false;
	return module->C_GetSlotInfo(slot, &info) == CKR_OK && tr_p11_kit()->uri_match_slot_info(uri, &info);
}

static trien_rc
visit_slot(CK_FUNCTION_LIST *module, CK_SLOT_ID slot, P11KitUri *uri, tr_p11_visit *visit, void *context, struct trien_err *err)
{
	struct tr_p11_token t = {.module = module, .slot = slot};
	CK_TOKEN_INFO info;

	if (module->C_GetTokenInfo(slot, &info) != CKR_OK || !may_hold_a_key(&info) || !tr_p11_kit()->uri_match_token_info(uri, &info) || !slot_matches(module, slot, uri))
		return TRIEN_OK;
	tr_p11_text(info.label, sizeof(info.label), t.label, sizeof(t.label));
	return visit(context, &t, &info, err);
}

static trien_rc
visit_module(CK_FUNCTION_LIST *module, P11KitUri *uri, tr_p11_visit *visit, void *context, struct trien_err *err)
{
	CK_SLOT_ID slots[TR_P11_SLOTS_MAX];
	CK_ULONG n = 0;

	/* Asked without room first: SoftHSM and others look for new tokens only then. */
	if (module->C_GetSlotList(CK_TRUE, NULL, &n) != CKR_OK)
		return TRIEN_OK;
	n = n < TR_P11_SLOTS_MAX ? n : TR_P11_SLOTS_MAX;
	if (n == 0 || module->C_GetSlotList(CK_TRUE, slots, &n) != CKR_OK)
		return TRIEN_OK;
	for (CK_ULONG i = 0; i < n && i < TR_P11_SLOTS_MAX; i++)
		TR_TRY(visit_slot(module, slots[i], uri, visit, context, err));
	return TRIEN_OK;
}

trien_rc
tr_p11_each_token(struct tr_p11_modules *m, const P11KitUri *uri, tr_p11_visit *visit, void *context, struct trien_err *err)
{
	/* p11-kit's getters take a pointer that is not const and change nothing. */
	P11KitUri *plain = (P11KitUri *)(uintptr_t)uri;

	for (CK_FUNCTION_LIST **module = tr_p11_modules_list(m); *module != NULL; module++)
		TR_TRY(visit_module(*module, plain, visit, context, err));
	return TRIEN_OK;
}

/* What was found so far; a second token is remembered by its label only. */
struct search {
	struct tr_p11_token token;
	size_t found;
	char labels[TRIEN_ERR_VALUE_MAX];
};

static void
note_label(char *labels, size_t size, const char *label)
{
	size_t n = strlen(labels), add = strlen(label);
	/* A label that finds no room is left out whole. */
	if (n + 2 + add < size)
		snprintf(labels + n, size - n, "%s%.*s", n ? ", " : "", (int)add, label);
}

static trien_rc
note_token(void *context, const struct tr_p11_token *t, const CK_TOKEN_INFO *info, struct trien_err *err)
{
	struct search *s = context;
	char serial[TR_P11_TEXT_MAX], both[2 * TR_P11_TEXT_MAX + 4];

	(void)err;
	tr_p11_text(info->serialNumber, sizeof(info->serialNumber), serial, sizeof(serial));
	snprintf(both, sizeof(both), "%s (%s)", t->label, serial);
	note_label(s->labels, sizeof(s->labels), both);
	if (s->found++ == 0)
		s->token = *t;
	return TRIEN_OK;
}

static trien_rc
count_token(void *context, const struct tr_p11_token *t, const CK_TOKEN_INFO *info, struct trien_err *err)
{
	(void)t;
	(void)info;
	(void)err;
	++*(size_t *)context;
	return TRIEN_OK;
}

/* How many there are at all, for who finds none. */
static size_t
count_all(struct tr_p11_modules *m)
{
	P11KitUri *any = tr_p11_kit()->uri_new();
	size_t count = 0;

	if (any == NULL || tr_p11_each_token(m, any, count_token, &count, NULL) != TRIEN_OK)
		count = 0;
	if (any != NULL)
		tr_p11_kit()->uri_free(any);
	return count;
}

trien_rc
tr_p11_find_token(struct tr_p11_modules *m, const P11KitUri *uri, const char *text, struct tr_p11_token *out,
		struct trien_err *err)
{
	struct search s = {0};

	TR_TRY(tr_p11_each_token(m, uri, note_token, &s, err));
	if (s.found == 0)
		return TR_ERR(err, TOKEN_NOT_FOUND, TR_B("uri", text, strlen(text)), TR_U("seen", count_all(m)));
	if (s.found > 1)
		return TR_ERR(err, TOKEN_SEVERAL, TR_U("got", s.found), TR_S("tokens", s.labels));
	*out = s.token;
	return TRIEN_OK;
}

trien_rc
tr_p11_open_session(struct tr_p11_token *t, struct trien_err *err)
{
	CK_RV rv = t->module->C_OpenSession(t->slot, CKF_SERIAL_SESSION, NULL, NULL, &t->session);
	return rv == CKR_OK ? TRIEN_OK : tr_p11_failed(t, "C_OpenSession", rv, err);
}

/* ---- logging in ---- */

/* The first line. */
static trien_rc
read_pin_file(const char *path, struct tr_buf *out, struct trien_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t n = 0;

	if (fd < 0)
		return TR_ERR(err, TOKEN_PIN_SOURCE, TR_B("source", path, strlen(path)),
				TR_S("why", strerror(errno)));
	out->max = TR_PIN_MAX + 3;
	trien_rc rc = tr_buf_reserve(out, TR_PIN_MAX + 3, err);
	while (rc == TRIEN_OK && out->n < out->max && (n = read(fd, out->p + out->n, out->max - out->n)) > 0)
		out->n += (size_t)n;
	close(fd);
	if (rc == TRIEN_OK && n < 0)
		rc = TR_ERR(err, TOKEN_PIN_SOURCE, TR_B("source", path, strlen(path)),
				TR_S("why", strerror(errno)));
	const uint8_t *end = rc == TRIEN_OK && out->n > 0 ? memchr(out->p, '\n', out->n) : NULL;
	if (end != NULL)
		out->n = (size_t)(end - out->p);
	if (rc == TRIEN_OK && out->n > 0 && out->p[out->n - 1] == '\r')
		out->n--;
	if (rc == TRIEN_OK && out->n > TR_PIN_MAX)
		rc = TR_ERR(err, KEY_PIN_LIMIT, TR_U("max", TR_PIN_MAX));
	return rc == TRIEN_OK ? tr_pin_clean(out, err) : rc;
}

/* RFC 7512 §2.4: a path, a file: URI (of this machine), or "|command", which is never run. */
static trien_rc
pin_from_uri(const char *source, struct tr_buf *out, struct trien_err *err)
{
	const char *path = source;

	if (strncmp(path, "file:", 5) == 0)
		path += 5;
	if (strncmp(path, "///", 3) == 0)
		path += 2;
	if (path[0] != '/' || path[1] == '/')
		return TR_ERR(err, TOKEN_PIN_SOURCE, TR_B("source", source, strlen(source)),
				TR_S("why", "not file:/PATH"));
	return read_pin_file(path, out, err);
}

/* A PIN from a file still needs the yes to the last try. */
trien_rc
tr_p11_get_pin(const struct tr_p11_token *t, const CK_TOKEN_INFO *info, const P11KitUri *uri,
		const struct tr_pin_source *pin, struct tr_buf *out, struct trien_err *err)
{
	const char *source = tr_p11_kit()->uri_get_pin_source(uri);
	const char *warning = (info->flags & CKF_USER_PIN_FINAL_TRY) ? "final-try"
			    : (info->flags & CKF_USER_PIN_COUNT_LOW) ? "count-low" : NULL;

	if ((info->flags & CKF_USER_PIN_FINAL_TRY) != 0 && (pin == NULL || pin->confirm_final_try == NULL ||
			!pin->confirm_final_try(pin->context, t->label)))
		return TR_ERR(err, TOKEN_FINAL_TRY, TR_S("token", t->label));
	if ((info->flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0)
		return TRIEN_OK; /* typed on the reader's own keys */
	TR_TRY(source != NULL ? pin_from_uri(source, out, err) : tr_pin_ask(pin, t->label, warning, out, err));
	/* No token has an empty PIN, and trying one costs a try. */
	return out->n > 0 ? TRIEN_OK : TR_ERR(err, KEY_PIN_REFUSED, TR_B("label", t->label, strlen(t->label)));
}

trien_rc
tr_p11_login(const struct tr_p11_token *t, const P11KitUri *uri, CK_USER_TYPE user,
		const struct tr_pin_source *pin, struct trien_err *err)
{
	TR_AUTO_SECRET text = {0};
	CK_TOKEN_INFO info;

	CK_RV rv = t->module->C_GetTokenInfo(t->slot, &info);
	if (rv != CKR_OK)
		return tr_p11_failed(t, "C_GetTokenInfo", rv, err);
	if (user == CKU_USER && (info.flags & CKF_LOGIN_REQUIRED) == 0)
		return TRIEN_OK;
	if ((info.flags & CKF_USER_PIN_LOCKED) != 0)
		return tr_p11_failed(t, "C_Login", CKR_PIN_LOCKED, err);
	if ((info.flags & CKF_USER_PIN_INITIALIZED) == 0)
		return tr_p11_failed(t, "C_Login", CKR_USER_PIN_NOT_INITIALIZED, err);
	TR_TRY(tr_p11_get_pin(t, &info, uri, pin, &text, err));
	bool pad = (info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
	rv = t->module->C_Login(t->session, user, pad ? NULL : text.p, pad ? 0 : text.n);
	/* Another program may have logged in to the same token. */
	if (rv == CKR_OK || (user == CKU_USER && rv == CKR_USER_ALREADY_LOGGED_IN))
		return TRIEN_OK;
	return tr_p11_failed(t, "C_Login", rv, err);
}
