/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The key that seals sessions. It is not in the database: who can write rows there by hand makes no session that counts. A file of 0600 that is this user's own, made at the first start; a
 * restart keeps the sessions. It is no part of a backup: after a restore everybody logs in again.
 * Requirement: R4.1
 */
#ifndef TR_SERVICE_SESSION_KEY_H
#define TR_SERVICE_SESSION_KEY_H

#include "base/env.h"
#include "base/bytes.h"
#include "service/config.h"
#include "store/hex.h"

#define TR_SESSION_KEY_SIZE 32u

struct tr_session_key {
	uint8_t bytes[TR_SESSION_KEY_SIZE];
};

/* path: of the file; NULL: a key in memory, with which the sessions end when the service does. service.session-key: it is somebody else's, others may read it, or it is no key. */
TRIEN_MUST_CHECK trien_rc tr_session_key_load(const char *path, const struct tr_env *env, struct tr_session_key *out, struct trien_err *err);
/* The file of a service's key; false: it is in memory alone. */
bool tr_session_key_place(const struct tr_service_config *config, char *out, size_t room);
/* A SHA-256 by which two services can be compared; of what it is of nobody can come back to the key. */
TRIEN_MUST_CHECK trien_rc tr_session_key_fingerprint(const struct tr_session_key *key, char out[TR_HEX256 + 1], struct trien_err *err);

#endif
