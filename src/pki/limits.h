/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Caps of the folder pki; each has a test at the cap and one past it. */
#ifndef TR_PKI_LIMITS_H
#define TR_PKI_LIMITS_H

#include <stddef.h>

/* One certificate, DER. The largest seen in the wild (many policies, logotypes) stay below 12 kB. */
#define TR_CERTIFICATE_SIZE_MAX ((size_t)64 << 10)
/* Text shown for one name part (CN, O, ...), bytes of UTF-8. */
#define TR_CERTIFICATE_NAME_MAX ((size_t)1024)
/* A serial number: RFC 5280 §4.1.2.2 says 20 octets; some old issuers gave more. */
#define TR_CERTIFICATE_SERIAL_MAX ((size_t)64)
/* Certificates of one pool (all that a document brings along). */
#define TR_POOL_COUNT_MAX ((size_t)512)
/* Verified pairs of issuer and certificate that a pool remembers. */
#define TR_POOL_LINKS_MAX ((size_t)32)
/* Anchors of one trust set, and their DER together: a set fits into a request to the sandbox. */
#define TR_TRUST_COUNT_MAX ((size_t)512)
#define TR_TRUST_BYTES_MAX ((size_t)768 << 10)
/* One file of a trust directory, and the files of the directory. */
#define TR_TRUST_FILE_MAX ((size_t)1 << 20)
#define TR_TRUST_FILES_MAX ((size_t)1024)
/* Revocation lists beside the anchors, and their bytes: they go into every request to the sandbox. */
#define TR_TRUST_REVOCATIONS_MAX ((size_t)64)
#define TR_TRUST_REVOCATION_BYTES_MAX ((size_t)16 << 20)
/* Files of a trust directory that are named as left out; the others are left out too. */
#define TR_TRUST_WARNINGS_MAX ((size_t)8)
/* Certificates of one path, the signer's and the anchor included. */
#define TR_PATH_DEPTH_MAX ((size_t)10)
/* Complete paths that are validated for one signer before the best finding so far is given. */
#define TR_PATH_CANDIDATES_MAX ((size_t)16)
/* Signatures of certificates that one search verifies at most; where that ends it, a second one may verify as many. */
#define TR_PATH_VERIFY_MAX ((size_t)128)
/* RSA keys of a path: above only costs time (a verification grows with the square). What is too small is policy. */
#define TR_PATH_RSA_BITS_MAX 8192u
/* Extensions of one certificate; more is marked as invalid. */
#define TR_CERTIFICATE_EXTENSIONS_MAX 64
/* One revocation list, and its entries. Of public authorities, lists of 50 MB and a million entries are seen. */
#define TR_CRL_SIZE_MAX ((size_t)64 << 20)
#define TR_CRL_ENTRIES_MAX ((size_t)2000000)
/* Extensions of one list, of one entry, or of an OCSP answer. */
#define TR_CRL_EXTENSIONS_MAX ((size_t)32)
/* issuingDistributionPoint: a few URLs. */
#define TR_CRL_POINT_MAX ((size_t)16 << 10)
/* One OCSP answer, the SingleResponses and the certificates inside. */
#define TR_OCSP_SIZE_MAX ((size_t)256 << 10)
#define TR_OCSP_SINGLES_MAX ((size_t)64)
#define TR_OCSP_CERTIFICATES_MAX ((size_t)8)
/* Lists and answers of one set of evidence, and their bytes. */
#define TR_EVIDENCE_COUNT_MAX ((size_t)512)
#define TR_EVIDENCE_BYTES_MAX ((size_t)128 << 20)
/* The status of a list's or answer's signer is asked in turn, so often at most. */
#define TR_REVOCATION_DEPTH_MAX 3u
/* Values of lists and answers that are verified at most for one certificate. */
#define TR_REVOCATION_VERIFY_MAX 384u
/* Clocks differ: evidence made so many seconds after the time asked counts as made then. */
#define TR_REVOCATION_SKEW ((int64_t)300)
/* A policy of algorithms as text, and its rows of digests and of keys. */
#define TR_ALGORITHMS_FILE_MAX ((size_t)16 << 10)
#define TR_ALGORITHMS_ROWS_MAX ((size_t)32)
/* A URL in a certificate, its end included; longer ones are passed over. */
#define TR_URL_MAX 2048
/* Policies of a certificate that is read without OpenSSL; those of others OpenSSL weighs, at most 1000 nodes of a tree. */
#define TR_CERTIFICATE_POLICIES_MAX ((size_t)16)
/* Things asked for while collecting for one certificate. */
#define TR_COLLECT_STEPS_MAX ((size_t)32)
/* Time-stamp authorities that are asked in turn. */
#define TR_TSA_COUNT_MAX ((size_t)8)
/* Policies that a caller may ask for. */
#define TR_PATH_POLICIES_MAX ((size_t)16)

/* What a witness answers: some lines of at most 4 kB. */
#define TR_COSIGNATURE_SIZE_MAX ((size_t)64 << 10)

#endif
