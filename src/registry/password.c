/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/password.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

#include "base/errors/registry.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "registry/limits.h"

/* 2^(5+10) blocks of 1 kB: 32 MB at most; what Debian 12 gives its own users. */
#define PREFIX "$y$"
#define SALT 16u

static size_t
characters_of(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* How many different bytes: "aaaaaaaaaaaa" is long and easily guessed. */
static size_t
different(const char *text)
{
	bool seen[256] = {false};
	size_t n = 0;

	for (; *text != '\0'; text++) {
		n += !seen[(unsigned char)*text];
		seen[(unsigned char)*text] = true;
	}
	return n;
}

trien_rc
tr_password_check(const char *password, const char *name, struct trien_err *err)
{
	const size_t n = strlen(password);

	if (n > TR_PASSWORD_MAX || characters_of(password) < TR_PASSWORD_MIN || different(password) < TR_PASSWORD_DIFFERENT ||
			tr_utf8_check(TR_BYTES(password, n)) != n || strcasestr(password, name) != NULL)
		return TR_ERR(err, REGISTRY_PASSWORD, TR_U("min", TR_PASSWORD_MIN), TR_U("max", TR_PASSWORD_MAX), TR_U("different", TR_PASSWORD_DIFFERENT));
	return TRIEN_OK;
}

static trien_rc
run(const char *password, const char *setting, char out[TR_PASSWORD_HASH_MAX], struct trien_err *err)
{
	struct crypt_data *data = tr_mem_zeroed(1, sizeof(*data));

	if (data == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*data)));
	const char *hash = crypt_r(password, setting, data);
	const bool made = hash != NULL && hash[0] != '*' && strlen(hash) < TR_PASSWORD_HASH_MAX;
	if (made)
		memcpy(out, hash, strlen(hash) + 1);
	tr_wipe(data, sizeof(*data));
	free(data);
	return made ? TRIEN_OK : TR_ERR(err, INTERNAL, TR_S("what", "crypt_r"));
}

trien_rc
tr_password_hash(const struct tr_env *env, const char *password, char out[TR_PASSWORD_HASH_MAX], struct trien_err *err)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	uint8_t salt[SALT];

	TR_TRY(env->random(env->context, salt, sizeof(salt), err));
	if (crypt_gensalt_rn(PREFIX, 0, (const char *)salt, (int)sizeof(salt), setting, (int)sizeof(setting)) == NULL)
		return TR_ERR(err, INTERNAL, TR_S("what", "crypt_gensalt"));
	return run(password, setting, out, err);
}

trien_rc
tr_password_is(const char *hash, const char *password, bool *is, struct trien_err *err)
{
	char got[TR_PASSWORD_HASH_MAX];

	*is = false;
	TR_TRY(run(password, hash, got, err));
	*is = tr_equal_ct(TR_BYTES(got, strlen(got)), TR_BYTES(hash, strlen(hash)));
	tr_wipe(got, sizeof(got));
	return TRIEN_OK;
}
