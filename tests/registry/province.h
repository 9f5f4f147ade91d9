/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A part of a province for the tests of plans: visibly sample data, written by rule, so that a test can say of each row what is to become of it.
 *
 * H00 the province, whose manager (person 1) plans everything; its head is person 2. Below it H01 and H02, which are merged, H03, where they go, and H01.1
 * below H01. Each has a clerk who keeps the agency's token. Then people with a token and a certificate each: the kind of the n-th says what is
 * special about it.
 */
#ifndef TESTS_REGISTRY_PROVINCE_H
#define TESTS_REGISTRY_PROVINCE_H

#include "sample.h"

#define DAY ((int64_t)86400)
#define AGENCY_H00 1
#define AGENCY_H01 2
#define AGENCY_H02 3
#define AGENCY_H03 4
#define AGENCY_H01_1 5

enum province_kind {
	PROVINCE_PLAIN,        /* 300 days left */
	PROVINCE_SHORT,        /* 59 days left: neither renewed nor changed */
	PROVINCE_JUST,         /* 60 days left */
	PROVINCE_EXPIRED,      /* over, and the device is still there */
	PROVINCE_REVOKING,     /* its revocation is asked for */
	PROVINCE_CHANGING,     /* a change is asked for */
	PROVINCE_RETURNED,     /* over, and the device has gone back */
	PROVINCE_KIND_COUNT
};
#define PROVINCE_KIND(n) ((n) % 10 < PROVINCE_KIND_COUNT ? (enum province_kind)((n) % 10) : PROVINCE_PLAIN)

/* The first of the people who have certificates, and of their certificates and devices; they follow one another. */
struct province {
	int64_t first_person, first_certificate, first_device;
	size_t in_h01, in_h02;
	struct tr_blobs *blobs;
	char blob[TR_HEX256 + 1];
};
/* Opens the audit trail and the documents too. */
void province_make(struct contract *c, size_t in_h01, size_t in_h02, struct province *out);
void province_end(struct province *p);
/* Fails unless the statement gives 1. */
void is_one(struct contract *c, const char *sql);

#endif
