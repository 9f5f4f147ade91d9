/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Why a certificate was revoked. */
#ifndef TR_PKI_REVOCATION_REASON_H
#define TR_PKI_REVOCATION_REASON_H

#include "base/bytes.h"

/* CRLReason of RFC 5280 §5.3.1; the numbers are the standard's, 7 is not used. */
enum tr_revocation_reason {
	TR_REVOKED_UNSPECIFIED = 0,
	TR_REVOKED_KEY_COMPROMISE = 1,
	TR_REVOKED_CA_COMPROMISE = 2,
	TR_REVOKED_AFFILIATION_CHANGED = 3,
	TR_REVOKED_SUPERSEDED = 4,
	TR_REVOKED_CESSATION_OF_OPERATION = 5,
	TR_REVOKED_CERTIFICATE_HOLD = 6,
	TR_REVOKED_REMOVE_FROM_CRL = 8,
	TR_REVOKED_PRIVILEGE_WITHDRAWN = 9,
	TR_REVOKED_AA_COMPROMISE = 10,
};
#define TR_REVOKED_REASON_COUNT 11

/* Bits of ReasonFlags (RFC 5280 §4.2.1.13): what a list, or a distribution point, answers for. */
#define TR_REASON_BIT(reason) (1u << (reason))
/* All that a list can be made for: keyCompromise (1) to certificateHold (6), privilegeWithdrawn (7 there), aACompromise (8 there). */
#define TR_REASONS_ALL 0x1feu

/* Reads content octets of the ENUMERATED; false for a value that is not in the standard. */
TRIEN_MUST_CHECK bool tr_revocation_reason_of(struct tr_bytes content, enum tr_revocation_reason *out);
/* "keyCompromise", as the standard writes it. */
const char *tr_revocation_reason_name(enum tr_revocation_reason r);
/* Words for people. */
const char *tr_revocation_reason_text(enum tr_revocation_reason r, enum trien_lang lang);

#endif
