/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which key seals sessions (store/key_file.h), and how it is told of. */
#ifndef TR_SERVICE_SESSION_KEY_H
#define TR_SERVICE_SESSION_KEY_H

#include "service/config.h"
#include "store/hex.h"
#include "store/key_file.h"

/* The file of a service's key; false: it is in memory alone. */
bool tr_session_key_place(const struct tr_service_config *config, char *out, size_t room);
/* A SHA-256 by which two services can be compared; of what it is of nobody can come back to the key. */
TRIEN_MUST_CHECK trien_rc tr_session_key_fingerprint(const struct tr_key_file *key, char out[TR_HEX256 + 1], struct trien_err *err);

#endif
