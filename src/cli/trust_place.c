/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/trust_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/errors/pki.h"

#define OF_THE_MACHINE "/etc/trien/trust"

/* ---- the directory ---- */

static bool
is_directory(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The user's own, by the XDG base directory specification: a relative XDG_CONFIG_HOME does not count. */
static bool
of_the_user(char out[PATH_MAX])
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config != NULL && config[0] == '/')
		return snprintf(out, PATH_MAX, "%s/trien/trust", config) < PATH_MAX;
	return home != NULL && home[0] == '/' && snprintf(out, PATH_MAX, "%s/.config/trien/trust", home) < PATH_MAX;
}

bool
tr_cli_trust_directory(const char *named, enum tr_trust_purpose purpose, char out[PATH_MAX])
{
	const char *set = named != NULL ? named : getenv("TRIEN_TRUST");

	if (set != NULL && *set != '\0')
		return snprintf(out, PATH_MAX, "%s", set) < PATH_MAX;
	if (of_the_user(out) && (purpose == TR_TRUST_TO_WRITE || is_directory(out)))
		return true;
	snprintf(out, PATH_MAX, "%s", OF_THE_MACHINE);
	return is_directory(out);
}

trien_rc
tr_cli_trust_load(const char *named, struct tr_buf *out, struct trien_err *err)
{
	char directory[PATH_MAX];
	struct tr_trust *trust;

	if (!tr_cli_trust_directory(named, TR_TRUST_TO_READ, directory))
		return TRIEN_OK;
	struct trien_err why = {0};
	trien_rc rc = tr_trust_load_dir(directory, &trust, &why);
	if (rc == TRIEN_E_PKI_TRUST_EMPTY && named == NULL)
		return TRIEN_OK; /* it holds hosts, or nothing any more */
	if (rc != TRIEN_OK) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	rc = tr_trust_write(trust, out, err);
	tr_trust_free(trust);
	return rc;
}
