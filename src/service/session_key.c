/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/session_key.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "store/sql.h"

/* Several services before one database (PostgreSQL) name one file, or a copy of it; where none is named, sessions end with the service. */
bool
tr_session_key_place(const struct tr_service_config *config, char *out, size_t room)
{
	if (config->session_key == NULL && tr_sql_is_url(config->store))
		return false;
	if (config->session_key != NULL)
		snprintf(out, room, "%s", config->session_key);
	else
		snprintf(out, room, "%s/session.key", config->store);
	return true;
}

trien_rc
tr_session_key_fingerprint(const struct tr_key_file *key, char out[TR_HEX256 + 1], struct trien_err *err)
{
	static const char label[] = "trien session key\n";
	uint8_t text[sizeof(label) + TR_KEY_FILE_SIZE];

	memcpy(text, label, sizeof(label));
	memcpy(text + sizeof(label), key->bytes, TR_KEY_FILE_SIZE);
	const trien_rc rc = tr_hex_sha256(TR_BYTES(text, sizeof(text)), out, err);
	tr_wipe(text, sizeof(text));
	return rc;
}
