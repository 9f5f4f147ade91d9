/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The inside of an office, for the files of this folder. */
#ifndef TR_LAB_OFFICE_PARTS_H
#define TR_LAB_OFFICE_PARTS_H

#include "lab/files.h"
#include "lab/office.h"

#define TR_LAB_DAY 86400
/* A lab has a dozen certificates; tests revoke some of them. */
#define TR_LAB_REVOKED_MAX 64u

struct tr_lab_office {
	const struct tr_env *env;
	char directory[TR_LAB_PATH_MAX + 1];
	struct {
		X509 *certificate;
		EVP_PKEY *key;
	} of[TR_LAB_WHO_COUNT];
};

/* One line of ca/revoked.tsv. */
struct tr_lab_revoked {
	char name[32];
	int64_t at;
	int reason; /* CRLReason */
};
struct tr_lab_revoked_list {
	struct tr_lab_revoked of[TR_LAB_REVOKED_MAX];
	size_t count;
};
/* An absent file is an empty list. lab.revoked-malformed. */
TRIEN_MUST_CHECK trien_rc tr_lab_revoked_read(
		const char *directory, struct tr_lab_revoked_list *out, struct trien_err *err);

/* What a mode says of somebody as of now; *r is filled where he is revoked. */
bool tr_lab_is_revoked(const struct tr_lab_revoked_list *list, enum tr_lab_mode mode, int64_t now, enum tr_lab_who who,
		struct tr_lab_revoked *r);

#endif
