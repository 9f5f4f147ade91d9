/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Certificates that came with a document (CMS, DSS): each parsed once, known by its
 * fingerprint. Being in a pool says nothing about trust.
 */
#ifndef TR_PKI_POOL_H
#define TR_PKI_POOL_H

#include "pki/certificate.h"

struct tr_pool;

TRIEN_MUST_CHECK trien_rc tr_pool_new(struct tr_pool **out, struct trien_err *err);
/* Keys of certificates that are added from now on are looked for there; borrowed, NULL for nowhere. */
void tr_pool_lend_keys(struct tr_pool *p, struct tr_key_cache *keys);
/*
 * Parses der, or finds the same bytes; *out (may be NULL) is borrowed from the pool and lives as long. The error of
 * tr_certificate_parse() where it cannot be read: a caller may go on without it. pki.pool-limit
 * past TR_POOL_COUNT_MAX.
 */
TRIEN_MUST_CHECK trien_rc tr_pool_add(struct tr_pool *p, struct tr_bytes der, const struct tr_certificate **out,
		struct trien_err *err);
size_t tr_pool_count(const struct tr_pool *p);
const struct tr_certificate *tr_pool_peek(const struct tr_pool *p, size_t i); /* NULL past the end */
/* The certificate with this fingerprint; NULL where it is not there. */
const struct tr_certificate *tr_pool_find(const struct tr_pool *p, const uint8_t sha256[32]);
/*
 * Issuers whose signature on another certificate was verified, known by their fingerprints, so that each is verified once for a pool; past
 * TR_POOL_LINKS_MAX the oldest is forgotten. A pool belongs to one thread at a time.
 */
bool tr_pool_has_link(const struct tr_pool *p, const struct tr_certificate *issuer, const struct tr_certificate *child);
void tr_pool_keep_link(const struct tr_pool *p, const struct tr_certificate *issuer, const struct tr_certificate *child);
/* Forgets all but the first count: pointers to the others die. */
void tr_pool_cut(struct tr_pool *p, size_t count);
void tr_pool_free(struct tr_pool *p);

#endif
