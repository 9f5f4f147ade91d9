/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * PDFs made and signed in memory. The CMS comes from OpenSSL's own writer, so that what is
 * judged was not made by what judges.
 */
#ifndef TESTS_VERIFY_FIXTURE_H
#define TESTS_VERIFY_FIXTURE_H

#include "verify/verify.h"

#define FIXTURE_NOW INT64_C(1795000000) /* 2026-11-18 */
#define FIXTURE_FIRST_FREE 30           /* object numbers from here on are free for tests */

struct fixture_key;

enum fixture_flaw {
	FLAW_NONE,
	FLAW_SHA1,             /* signed with SHA-1 */
	FLAW_NO_CERTIFICATE,   /* certificates left out */
	FLAW_EXPIRED,          /* certificate ended before FIXTURE_NOW */
	FLAW_BAD_CERTIFICATE,  /* its serial number is longer than any may be */
};
struct fixture_key *fixture_key_new(enum fixture_flaw flaw);
void fixture_key_free(struct fixture_key *k);
struct tr_trust *fixture_trust(const struct fixture_key *k);
/* Key and certificate as PEM. */
void fixture_pem(const struct fixture_key *k, struct tr_buf *out);

/* A look of field "so" that shows 12, as form editors write it. */
#define FIXTURE_SHOWS_12 \
	"<< /Type /XObject /Subtype /Form /BBox [0 0 50 10] /Resources << /Font << /Helv 6 0 R >> >> /Length 51 >>\nstream\n" \
	"/Tx BMC q BT /Helv 9 Tf 0 g 2 2 Td (12) Tj ET Q EMC\nendstream"

/* A document under construction. */
struct fixture_doc {
	struct tr_buf bytes;
	uint64_t startxref;
	uint32_t size;
};
void fixture_doc_free(struct fixture_doc *d);

/* An object and its text between "obj" and "endobj"; body NULL frees it. */
struct fixture_object {
	uint32_t num; /* or FIXTURE_GENERATION */
	const char *body;
};
#define FIXTURE_GENERATION(num, gen) ((uint32_t)(num) | (uint32_t)(gen) << 24)

/*
 * Object  1 catalog   2 pages   3 the page   4 its content   5 AcroForm   6 font   7 field "so" (widget, AP 9)
 *         8 field "other" (widget, AP 10)   9, 10 appearances   11 a content that nothing uses   12 Info
 *        13 an empty signature field "seal" (widget)   14 a text annotation   15 XObject of the page
 */
void fixture_begin(struct fixture_doc *d);
/* The same with more keys of the trailer. */
void fixture_begin_with(struct fixture_doc *d, const char *trailer);
/* Appends a revision; objects end with num 0. trailer_extra may be NULL. */
void fixture_update(struct fixture_doc *d, const struct fixture_object *objects, const char *trailer_extra);

struct fixture_signing {
	const char *field;           /* name of the new field, object num; NULL: objects say where the value goes */
	uint32_t field_num, value_num;
	const char *extra;           /* more keys of the signature dictionary */
	const char *sub_filter;      /* NULL: adbe.pkcs7.detached */
	const struct fixture_object *objects; /* of the same revision; NULL: the field is added to form and page */
	const char *trailer;         /* more keys of the trailer */
	long short_by;               /* bytes that the ByteRange leaves out at the end */
};
/* Signs in a new revision. */
void fixture_sign(struct fixture_doc *d, const struct fixture_key *k, const struct fixture_signing *s);
/* Field "sig" as object 20, value 21. */
void fixture_sign_plain(struct fixture_doc *d, const struct fixture_key *k);

/* Judges with the key trusted. */
struct tr_verdict *fixture_judge(const struct fixture_doc *d, const struct fixture_key *trusted);
/* tr_verdict_facts_json() says nothing that tr_verdict_json() does not say; fixture_judge() looks. */
void fixture_facts_hold(const struct tr_verdict *v);
const struct tr_finding *fixture_finding(const struct tr_signature_verdict *s, const char *id);

#endif
