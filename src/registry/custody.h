/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R3 R4.3
 * Was a key under the sole control of its subscriber when it signed? (Decree 130/2018 Điều 9.) What the registry knows of who
 * kept the device then: a statement of its books, not of cryptography.
 */
#ifndef TR_REGISTRY_CUSTODY_H
#define TR_REGISTRY_CUSTODY_H

#include "registry/record.h"

enum tr_sole_control { TR_CONTROL_UNKNOWN, TR_CONTROL_YES, TR_CONTROL_NO };

/* Why; stable words by tr_custody_why_word(). */
enum tr_custody_why {
	TR_CUSTODY_KEPT,          /* yes: kept by its subscriber, or by the agency's clerk, or who is assigned to the service */
	TR_CUSTODY_OTHER_KEEPER,  /* no: a person's device was kept by somebody else */
	TR_CUSTODY_NO_CLERK,      /* no: an agency's device was kept by one who was not its clerk then */
	TR_CUSTODY_RETURNED,      /* no: given back before, by minutes that both have signed, and to nobody since */
	TR_CUSTODY_NOT_YET,       /* no: handed over to its first keeper later */
	TR_CUSTODY_REPORTED,      /* no: reported lost, locked, damaged or unsafe before, and not settled by then; or the key exposed */
	TR_CUSTODY_NO_CERTIFICATE, /* not known: ... to the books */
	TR_CUSTODY_NO_DEVICE,     /* not known: which device holds the key */
	TR_CUSTODY_NO_KEEPER,     /* not known: nobody is written down for then */
	TR_CUSTODY_NOT_SIGNED,    /* not known: the keeper had not signed the minutes then */
	TR_CUSTODY_SEVERAL,       /* not known: two are written down for then */
};

#define TR_CUSTODY_DECISION_MAX 200

/* The row of the book that decides; of none all is 0. */
struct tr_custody_basis {
	char decision[TR_CUSTODY_DECISION_MAX]; /* its number, cut; empty: no row decides */
	int64_t decided_at, from_at, to_at;     /* to_at 0: still kept */
	int64_t happened_at;                    /* of the incident; 0: none */
};

struct tr_custody {
	enum tr_sole_control control;
	enum tr_custody_why why;
	int64_t certificate, device, keeper, custody, incident; /* 0: none */
	struct tr_custody_basis basis;
};
/* By the certificate's fingerprint (SHA-256, hexadecimal). In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_custody_at(
		struct tr_sql *db, const char *fingerprint, int64_t time, struct tr_custody *out, struct trien_err *err);
const char *tr_custody_why_word(enum tr_custody_why why); /* "other-keeper" */

#endif
