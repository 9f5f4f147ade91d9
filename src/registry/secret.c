/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/secret.h"

trien_rc
tr_secret_hash(const char *value, char out[TR_HEX256 + 1], struct trien_err *err)
{
	return tr_hex_sha256(TR_BYTES(value, strlen(value)), out, err);
}

trien_rc
tr_secret_make(const struct tr_env *env, struct tr_secret *out, struct trien_err *err)
{
	uint8_t random[TR_HEX256 / 2];

	TR_TRY(env->random(env->context, random, sizeof(random), err));
	tr_hex(TR_BYTES(random, sizeof(random)), out->value);
	tr_wipe(random, sizeof(random));
	return tr_secret_hash(out->value, out->hash, err);
}
