/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Caps of signing. Each has a test at the cap and one past it. */
#ifndef TR_SIGN_LIMITS_H
#define TR_SIGN_LIMITS_H

#define TR_SIGN_TEXT_MAX 4096u /* bytes of UTF-8 in /Name, /Reason, /Location, /ContactInfo, /T */
#define TR_SIGN_CONTENTS_MAX ((size_t)1 << 20)    /* bytes of DER reserved in /Contents */
#define TR_SIGN_TAIL_MAX ((size_t)64 << 20)       /* bytes of the revision that carries a signature */
#define TR_SIGN_ATTRIBUTES_MAX ((size_t)64 << 10) /* DER of the signed attributes */
#define TR_SIGN_CHAIN_BYTES_MAX ((size_t)1 << 20) /* DER of all certificates in a state file */
#define TR_SIGN_REFERENCES_MAX 64u                /* /Reference entries of one signature */
#define TR_SIGN_TAGS_MAX 256u                     /* widgets that one revision adds to a tagged document */
#define TR_SIGN_LOCK_NAMES_MAX 10000u             /* names in one lock */
#define TR_SIGN_TOKEN_MAX ((size_t)64 << 10)      /* bytes of a time-stamp token */
#define TR_SIGN_TOKEN_ROOM ((size_t)12 << 10)     /* ... that a signature keeps free for one: four certificates of RSA-4096 */
#define TR_SIGN_DSS_VALUES_MAX ((size_t)10000)    /* certificates, CRLs and OCSP responses in one store */
#define TR_SIGN_DSS_BYTES_MAX ((size_t)128 << 20) /* bytes of all stores of a file, decoded: ten lists of a large authority */
#define TR_SIGN_EXTEND_ITEMS_MAX ((size_t)128)    /* signatures and time stamps that are extended together */

#endif
