/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Secrets of 256 random bits, in hex, that programs show: whoever checks them has their SHA-256 alone. */
#ifndef TR_REGISTRY_SECRET_H
#define TR_REGISTRY_SECRET_H

#include "base/env.h"
#include "store/hex.h"

struct tr_secret {
	char value[TR_HEX256 + 1]; /* to be shown once, and wiped */
	char hash[TR_HEX256 + 1];
};
TRIEN_MUST_CHECK trien_rc tr_secret_make(const struct tr_env *env, struct tr_secret *out, struct trien_err *err);
/* The hash of what somebody shows. */
TRIEN_MUST_CHECK trien_rc tr_secret_hash(const char *value, char out[TR_HEX256 + 1], struct trien_err *err);

#endif
