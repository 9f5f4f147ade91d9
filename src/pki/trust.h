/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Trust anchors: the certificates at which a path may end. Nothing is trusted that
 * a person did not put here; the operating system's store is never read.
 */
#ifndef TR_PKI_TRUST_H
#define TR_PKI_TRUST_H

#include "pki/certificate.h"

struct tr_trust;

/* The list in which an anchor stands: what a signature that ends there is worth (Regulation, Điều 2.1). */
enum tr_trust_list {
	TR_TRUST_GIVEN,      /* put there without saying which */
	TR_TRUST_GOVERNMENT, /* Government-specialised CA: official acts accept only these */
	TR_TRUST_PUBLIC,     /* public CAs: shown as what they are, never official */
	TR_TRUST_LIST_COUNT
};
/* "given", "government", "public": also the names of the folders. Static. */
const char *tr_trust_list_name(enum tr_trust_list list);

/* An empty set: nothing is trusted. */
TRIEN_MUST_CHECK trien_rc tr_trust_new(struct tr_trust **out, struct trien_err *err);
/*
 * Adds every certificate of a file's bytes: PEM (many, text between them is skipped, anything but certificates
 * is refused) or DER (one or many back to back). All or nothing. The same certificate twice counts once; one that was given without
 * a list moves to the list that names it, one that stands in two lists is refused (pki.trust-two-lists). source names the file in errors.
 */
TRIEN_MUST_CHECK trien_rc tr_trust_add(struct tr_trust *t, enum tr_trust_list list, struct tr_bytes file,
		const char *source, struct trien_err *err);
/*
 * Reads every *.pem, *.crt, *.cer and *.der of a directory (given), of its folders government and public where they are
 * there, and every *.crl of the three as a revocation list; other names are passed over. A file that cannot be read, or is something
 * else, is left out and named by tr_trust_warning(): nothing of it is trusted. pki.trust-empty where there is no certificate, or why there is
 * none; pki.trust-writable where anybody may write the directory, a folder or a file; pki.trust-two-lists. Opens files: for use before the sandbox.
 */
TRIEN_MUST_CHECK trien_rc tr_trust_load_dir(const char *directory, struct tr_trust **out, struct trien_err *err);
/* The files that were left out, the first TR_TRUST_WARNINGS_MAX of them; NULL past the end. They go into the sandbox too. */
const struct trien_err *tr_trust_warning(const struct tr_trust *t, size_t i);
void tr_trust_warn(struct tr_trust *t, const struct trien_err *why);
/* The keys of what was judged under these anchors, from one file to the next; borrowed. */
struct tr_key_cache *tr_trust_peek_keys(const struct tr_trust *t);
size_t tr_trust_count(const struct tr_trust *t);
const struct tr_certificate *tr_trust_peek(const struct tr_trust *t, size_t i); /* NULL past the end */
/* Appends all anchors with their lists, and the revocation lists, as tr_trust_read() reads them: the way into the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_trust_write(const struct tr_trust *t, struct tr_buf *out, struct trien_err *err);
/* Adds what tr_trust_write() gave; nothing for no bytes. base.internal where it is anything else. */
TRIEN_MUST_CHECK trien_rc tr_trust_read(struct tr_trust *t, struct tr_bytes written, struct trien_err *err);
/* The anchor with this fingerprint; NULL where it is not there. */
const struct tr_certificate *tr_trust_find(const struct tr_trust *t, const uint8_t sha256[32]);
/* False where it is not there. */
bool tr_trust_list_of(const struct tr_trust *t, const uint8_t sha256[32], enum tr_trust_list *out);
/*
 * Revocation lists that lie beside the anchors: evidence, never trusted by themselves. Adds one in DER or those of a PEM file; the same bytes
 * twice count once. All or nothing. pki.trust-invalid where it is none, pki.trust-limit past TR_TRUST_REVOCATIONS_MAX or TR_TRUST_REVOCATION_BYTES_MAX.
 */
TRIEN_MUST_CHECK trien_rc tr_trust_add_revocations(
		struct tr_trust *t, struct tr_bytes file, const char *source, struct trien_err *err);
/* The i-th list, borrowed; empty past the end. */
struct tr_bytes tr_trust_revocations(const struct tr_trust *t, size_t i);
void tr_trust_free(struct tr_trust *t);

#endif
