/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The certificates that go into a signature whose signer is known by the fingerprint alone. Requirement: R5.3 */
#ifndef TR_SERVICE_OFFICE_CHAIN_H
#define TR_SERVICE_OFFICE_CHAIN_H

#include "service/office_prepare.h"

/*
 * Fills p->chain for p->certificate: that one as the registry has it, then its issuers, as far as they lie among the anchors or in the folder `issuers` beside them. What lies there is trusted for
 * nothing; it is carried along, so that whoever judges the signature finds the way to an anchor. office.session-key: the registry has no such certificate.
 */
TRIEN_MUST_CHECK trien_rc tr_prepare_chain(struct tr_preparing *p, struct trien_err *err);

#endif
