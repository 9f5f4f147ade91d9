/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.3 R5.3 R9.3 */
/*
 * A signing session whose key this machine keeps (service/seals.h). Everything that is asked of a clerk with a token is asked here too: the password just now, custody of the very device, the
 * agency's certificate in force, and the judgement of what comes of it.
 */
#ifndef TR_SERVICE_OFFICE_SEAL_H
#define TR_SERVICE_OFFICE_SEAL_H

#include "service/office_prepare.h"

/*
 * Chooses the key: the one of the agency of the document; held: "any", or that one of them (SHA-256). Fills chain and certificate of p, which borrows from the context.
 * service.seal-not-permitted, service.seal-none, sign.certificate-*, lab.not-official, sign.official-*
 */
TRIEN_MUST_CHECK trien_rc tr_seal_choose(struct tr_call *c, int64_t document, const char *held, struct tr_preparing *p, struct trien_err *err);
/*
 * In a transaction: would this person begin a seal of the document with such a key, as far as law, books and custody go? Errors are the database's: that there is none is no error. Whether its certificate
 * signs official documents is looked at when it is begun.
 */
TRIEN_MUST_CHECK trien_rc tr_seal_offers(struct tr_call *c, struct tr_sql *db, int64_t person, int64_t document, bool *offers, struct trien_err *err);
/* Appends what the key makes of what was prepared in this session. service.seal-not-permitted, service.not-prepared, service.seal-none, service.seal-failed, service.busy */
TRIEN_MUST_CHECK trien_rc tr_seal_value(struct tr_call *c, int64_t session, const char *certificate, struct tr_buf *value, struct trien_err *err);

#endif
