/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A key of the installation that is not in the database, so that who can read or write rows there by hand has it not: it seals sessions (service/visit.h), and the secrets of webhooks are derived from
 * one (registry/webhook.h). A file of 0600 that is this user's own, made where it is not there yet. It is no part of a backup: after a restore everybody logs in again.
 * Requirement: R4.1
 */
#ifndef TR_STORE_KEY_FILE_H
#define TR_STORE_KEY_FILE_H

#include "base/env.h"
#include "base/bytes.h"

#define TR_KEY_FILE_SIZE 32u

struct tr_key_file {
	uint8_t bytes[TR_KEY_FILE_SIZE];
};

/* path: of the file; NULL: a key in memory alone. store.key-file: it is somebody else's, others may read it, or it is no key. */
TRIEN_MUST_CHECK trien_rc tr_key_file_load(const char *path, const struct tr_env *env, struct tr_key_file *out, struct trien_err *err);

#endif
