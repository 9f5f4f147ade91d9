/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/crypto.h"
#include "crypto/p11.h"

trien_rc
tr_p11_uri_read(const char *text, P11KitUri **out, struct trien_err *err)
{
	if (tr_p11_kit() == NULL)
		return TR_ERR(err, TOKEN_MODULE_MISSING, TR_S("path", TR_P11_KIT_LIBRARY), TR_S("why", "not installed, or of another version"));
	P11KitUri *uri = tr_p11_kit()->uri_new();
	if (uri == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", 1024));
	trien_rc rc = TRIEN_OK;
	int bad = tr_p11_kit()->uri_parse(text, P11_KIT_URI_FOR_ANY, uri);
	/* An argument is seen by everyone on the machine (ps) and stays in the shell's history. */
	if (strstr(text, "pin-value") != NULL ||
			(bad == P11_KIT_URI_OK && tr_p11_kit()->uri_get_pin_value(uri) != NULL))
		rc = TR_ERR0(err, TOKEN_PIN_IN_URI);
	else if (bad != P11_KIT_URI_OK)
		rc = TR_ERR(err, TOKEN_URI, TR_B("got", text, strlen(text)),
				TR_S("why", tr_p11_kit()->uri_message(bad)));
	else if (tr_p11_kit()->uri_any_unrecognized(uri))
		rc = TR_ERR(err, TOKEN_URI, TR_B("got", text, strlen(text)),
				TR_S("why", "an attribute that is not known"));
	if (rc != TRIEN_OK) {
		tr_p11_kit()->uri_free(uri);
		return rc;
	}
	*out = uri;
	return TRIEN_OK;
}

static trien_rc
load_named(const char *path, struct tr_p11_modules *m, struct trien_err *err)
{
	/* A bare name is looked for where the modules of the system are. */
	if (strchr(path, '/') != NULL && access(path, R_OK) != 0)
		return TR_ERR(err, TOKEN_MODULE_MISSING, TR_B("path", path, strlen(path)),
				TR_S("why", strerror(errno)));
	m->named[0] = tr_p11_kit()->module_load(path, 0);
	if (m->named[0] == NULL) {
		const char *why = tr_p11_kit()->message();
		return TR_ERR(err, TOKEN_MODULE_FAILED, TR_B("path", path, strlen(path)),
				TR_S("why", why ? why : "?"));
	}
	CK_RV rv = tr_p11_kit()->module_initialize(m->named[0]);
	if (rv == CKR_OK)
		return TRIEN_OK;
	tr_p11_kit()->module_release(m->named[0]);
	m->named[0] = NULL;
	return TR_ERR(err, TOKEN_MODULE_FAILED, TR_B("path", path, strlen(path)),
			TR_S("why", tr_p11_kit()->strerror(rv)));
}

/* Modules that fail are passed over by p11-kit: one broken driver must not keep people from another token. */
static trien_rc
load_registered(struct tr_p11_modules *m, struct trien_err *err)
{
	m->registered = tr_p11_kit()->modules_load_and_initialize(0);
	if (m->registered == NULL) {
		const char *why = tr_p11_kit()->message();
		return TR_ERR(err, TOKEN_MODULE_FAILED, TR_S("path", "p11-kit"), TR_S("why", why ? why : "?"));
	}
	if (m->registered[0] != NULL)
		return TRIEN_OK;
	tr_p11_unload(m);
	return TR_ERR0(err, TOKEN_NO_MODULE);
}

static trien_rc
load_by_name(const char *name, struct tr_p11_modules *m, struct trien_err *err)
{
	TR_TRY(load_registered(m, err));
	for (size_t i = 0; m->registered[i] != NULL; i++) {
		char *have = tr_p11_kit()->module_get_name(m->registered[i]);
		bool same = have != NULL && strcmp(have, name) == 0;
		free(have);
		if (same) {
			m->named[0] = m->registered[i];
			return TRIEN_OK;
		}
	}
	tr_p11_unload(m);
	return TR_ERR(err, TOKEN_MODULE_MISSING, TR_B("path", name, strlen(name)),
			TR_S("why", "not registered with p11-kit"));
}

trien_rc
tr_p11_load(const P11KitUri *uri, struct tr_p11_modules *out, struct trien_err *err)
{
	const char *path = tr_p11_kit()->uri_get_module_path(uri), *name = tr_p11_kit()->uri_get_module_name(uri);

	*out = (struct tr_p11_modules){0};
	if (path != NULL)
		return load_named(path, out, err);
	return name != NULL ? load_by_name(name, out, err) : load_registered(out, err);
}

void
tr_p11_unload(struct tr_p11_modules *m)
{
	if (m->registered != NULL) {
		tr_p11_kit()->modules_finalize_and_release(m->registered);
	} else if (m->named[0] != NULL) {
		(void)tr_p11_kit()->module_finalize(m->named[0]);
		tr_p11_kit()->module_release(m->named[0]);
	}
	*m = (struct tr_p11_modules){0};
}

CK_FUNCTION_LIST **
tr_p11_modules_list(struct tr_p11_modules *m)
{
	return m->named[0] != NULL ? m->named : m->registered;
}
