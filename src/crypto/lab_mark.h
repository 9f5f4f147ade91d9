/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The mark of the teaching PKI: an extension in each of its certificates. A
 * certificate that carries it has no legal force and is refused for official use.
 *
 * The OID is of the arc 2.25 (ITU-T X.667 §7: a UUID as one integer, no registration needed), UUID
 * af35fe33-e7b5-4d49-8517-74b5841e56c4. The extension is not critical, so that other programs
 * can check signatures of the lab; its value is a UTF8String for people. Its presence alone counts.
 */
#ifndef TR_CRYPTO_LAB_MARK_H
#define TR_CRYPTO_LAB_MARK_H

#include "base/bytes.h"

struct x509_st; /* X509 of OpenSSL */

#define TR_LAB_MARK_OID "2.25.232895246840248457194749971081065289412"
#define TR_LAB_MARK_TEXT "Triện: phòng lab, không có giá trị pháp lý / lab only, no legal force"

/* False for what is not a certificate, too. */
bool tr_certificate_is_lab(struct tr_bytes der);
/* Whether an extension of this OID (content octets) is the mark. */
bool tr_oid_is_lab_mark(struct tr_bytes oid);
bool tr_x509_is_lab(const struct x509_st *x);
/* Adds the extension to a certificate in the making; false where OpenSSL could not. */
bool tr_lab_mark_add(struct x509_st *x);

#endif
