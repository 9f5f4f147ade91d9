/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lab/office.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/lab.h"
#include "base/memory.h"
#include "lab/office_parts.h"

static const char *const mode_names[TR_LAB_MODE_COUNT] = {
	[TR_LAB_TRUTH] = "truth",
	[TR_LAB_ALL_GOOD] = "good",
	[TR_LAB_ALL_REVOKED] = "revoked",
	[TR_LAB_ALL_UNKNOWN] = "unknown",
	[TR_LAB_STALE] = "stale",
	[TR_LAB_REFUSED] = "refused",
	[TR_LAB_WRONG_SIGNER] = "wrong-signer",
	[TR_LAB_TSA_PAST] = "tsa-expired",
	[TR_LAB_LARGE] = "large",
	[TR_LAB_BROKEN] = "broken",
	[TR_LAB_SLOW] = "slow",
	[TR_LAB_OVERSIZED] = "oversized",
	[TR_LAB_FAILS] = "fails",
	[TR_LAB_TO_PRIVATE] = "to-private",
	[TR_LAB_TO_ITSELF] = "to-itself",
};

const char *
tr_lab_mode_name(enum tr_lab_mode m)
{
	return mode_names[m];
}

bool
tr_lab_mode_of(struct tr_bytes name, enum tr_lab_mode *out)
{
	for (int i = 0; i < TR_LAB_MODE_COUNT; i++)
		if (tr_bytes_are(name, mode_names[i])) {
			*out = (enum tr_lab_mode)i;
			return true;
		}
	return false;
}

/* ---- keys ---- */

/* The certificate and the key of a PEM file as tr_lab_write_pem_key() writes it. */
static trien_rc
load(struct tr_lab_office *o, enum tr_lab_who who, struct trien_err *err)
{
	static const char *const folders[] = {[TR_LAB_IN_CA] = "ca", [TR_LAB_IN_KEYS] = "keys", [TR_LAB_IN_BAD] = "bad"};
	const struct tr_lab_person *p = tr_lab_person_of(who);
	char path[TR_LAB_PATH_MAX + 64];

	snprintf(path, sizeof(path), "%s/%s/%s.pem", o->directory, folders[p->place], p->file);
	BIO *bio = BIO_new_file(path, "r");
	o->of[who].certificate = bio != NULL ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	o->of[who].key = o->of[who].certificate != NULL ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
	BIO_free(bio);
	ERR_clear_error();
	return o->of[who].key != NULL ? TRIEN_OK : TR_ERR(err, LAB_NOT_A_LAB, TR_S("path", path));
}

trien_rc
tr_lab_office_open(const char *directory, const struct tr_env *env, struct tr_lab_office **out, struct trien_err *err)
{
	if (strlen(directory) > TR_LAB_PATH_MAX)
		return TR_ERR(err, LAB_NOT_A_LAB, TR_S("path", directory));
	struct tr_lab_office *o = tr_mem_zeroed(1, sizeof(*o));
	if (o == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*o)));
	o->env = env;
	memcpy(o->directory, directory, strlen(directory));
	for (int who = 0; who < TR_LAB_WHO_COUNT; who++) {
		trien_rc rc = load(o, (enum tr_lab_who)who, err);
		if (rc != TRIEN_OK) {
			tr_lab_office_free(o);
			return rc;
		}
	}
	*out = o;
	return TRIEN_OK;
}

void
tr_lab_office_free(struct tr_lab_office *o)
{
	if (o == NULL)
		return;
	for (int who = 0; who < TR_LAB_WHO_COUNT; who++) {
		X509_free(o->of[who].certificate);
		EVP_PKEY_free(o->of[who].key);
	}
	free(o);
}

trien_rc
tr_lab_office_certificate(const struct tr_lab_office *o, enum tr_lab_who who, struct tr_buf *out, struct trien_err *err)
{
	unsigned char *der = NULL;
	int n = i2d_X509(o->of[who].certificate, &der);

	if (n <= 0)
		return tr_lab_crypto_failed("i2d_X509", err);
	trien_rc rc = tr_buf_add(out, der, (size_t)n, err);
	OPENSSL_free(der);
	return rc;
}

bool
tr_lab_is_revoked(const struct tr_lab_revoked_list *list, enum tr_lab_mode mode, int64_t now, enum tr_lab_who who,
		struct tr_lab_revoked *r)
{
	if (mode == TR_LAB_ALL_REVOKED) {
		*r = (struct tr_lab_revoked){.at = now - 3600, .reason = 1};
		return true;
	}
	for (size_t i = 0; mode != TR_LAB_ALL_GOOD && i < list->count; i++)
		if (strcmp(list->of[i].name, tr_lab_person_of(who)->file) == 0) {
			*r = list->of[i];
			return true;
		}
	return false;
}
