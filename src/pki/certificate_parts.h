/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parts of reading a certificate, for the files of this folder. Each fills fields of c from c->x509. */
#ifndef TR_PKI_CERTIFICATE_PARTS_H
#define TR_PKI_CERTIFICATE_PARTS_H

#include "pki/certificate.h"

TRIEN_MUST_CHECK trien_rc tr_certificate_read_names(struct tr_certificate *c, struct trien_err *err);
void tr_certificate_read_extensions(struct tr_certificate *c);

#endif
