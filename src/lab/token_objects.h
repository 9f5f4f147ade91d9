/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Filling one token through PKCS#11 (OASIS PKCS #11 v2.40). Runs in the child that holds the module. */
#ifndef TR_LAB_TOKEN_OBJECTS_H
#define TR_LAB_TOKEN_OBJECTS_H

#include <p11-kit/pkcs11.h>

#include "lab/certify.h"

/* Label of a person's token; static storage is not used, so that the parent can call it too. */
#define TR_LAB_TOKEN_LABEL "trien-lab-%s"
#define TR_LAB_TOKEN_LABEL_MAX 32u

/* Makes the token in the free slot: initialises it, sets the PIN, puts in key and certificates. CKR_OK or why not. */
CK_RV tr_lab_token_fill(
		CK_FUNCTION_LIST *module, const char *so_pin, const struct tr_lab_identities *all, enum tr_lab_who who);

#endif
