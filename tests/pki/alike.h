/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The reader of plain certificates against OpenSSL; for the tests and the fuzz target. */
#ifndef TESTS_PKI_ALIKE_H
#define TESTS_PKI_ALIKE_H

#include "pki/certificate.h"

/* What two certificates are not alike in, as they were read; NULL where in nothing. */
const char *alike_difference(const struct tr_certificate *a, const struct tr_certificate *b);
/*
 * Reads der in both ways. NULL where both refuse it with one word, or come to the same; *plain: the reader of plain ones has read it. Otherwise what
 * differs.
 */
const char *alike_read(struct tr_bytes der, bool *plain);

#endif
