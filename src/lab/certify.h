/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Making the certificates of a lab: who is who, and with which extensions. */
#ifndef TR_LAB_CERTIFY_H
#define TR_LAB_CERTIFY_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "lab/lab.h"

enum tr_lab_who {
	TR_LAB_ROOT,
	TR_LAB_ISSUING,
	TR_LAB_TSA,
	TR_LAB_OCSP,
	TR_LAB_LEADER,
	TR_LAB_CHECKER,
	TR_LAB_CLERK,
	TR_LAB_AGENCY,
	TR_LAB_LEADER_2,
	TR_LAB_LEADER_3,
	TR_LAB_AGENCY_2,
	TR_LAB_AGENCY_3,
	TR_LAB_EXPIRED,
	TR_LAB_NOT_YET_VALID,
	TR_LAB_WRONG_KEY,
	TR_LAB_WEAK,
	TR_LAB_TSA_EXPIRED,
	TR_LAB_WHO_COUNT
};

enum tr_lab_place { TR_LAB_IN_CA, TR_LAB_IN_KEYS, TR_LAB_IN_BAD };

/* What is fixed of a holder; the table stands in people.c. */
struct tr_lab_person {
	const char *file; /* name of its files without ending */
	enum tr_lab_place place;
	bool token; /* gets a SoftHSM token */
	const char *common_name;
	const char *organisation;
	const char *key; /* "RSA-2048", ... or "P-256" */
	enum tr_lab_who issuer;
	int from_days, to_days; /* validity, days from now */
	const char *basic_constraints, *key_usage, *extended_usage; /* as X509V3 reads them; NULL: none */
	bool no_check;
};

struct tr_lab_identity {
	const struct tr_lab_person *person;
	EVP_PKEY *key;
	X509 *certificate;
	char pin[16];
};

struct tr_lab_identities {
	struct tr_lab_identity of[TR_LAB_WHO_COUNT];
};

const struct tr_lab_person *tr_lab_person_of(enum tr_lab_who who);

/* Makes all keys and certificates; options has env and names. On failure nothing is left behind. */
TRIEN_MUST_CHECK trien_rc tr_lab_identities_new(
		const struct tr_lab_options *options, struct tr_lab_identities *out, struct trien_err *err);
void tr_lab_identities_free(struct tr_lab_identities *all);

/* The issuers of an identity below the root, nearest first (borrowed); returns their number, 0 or 1 in a lab. */
size_t tr_lab_intermediates(const struct tr_lab_identities *all, enum tr_lab_who who, X509 *out[1]);

/* lab.crypto-failed with the oldest reason of OpenSSL's queue, which is emptied. */
TRIEN_MUST_CHECK trien_rc tr_lab_crypto_failed(const char *what, struct trien_err *err);

#endif
