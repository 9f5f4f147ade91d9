/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The primitives that the PDF core asks its caller for, for tests. */
#ifndef TESTS_PDF_CIPHER_H
#define TESTS_PDF_CIPHER_H

#include "pdf/file.h"

extern const struct tr_pdf_cipher test_cipher;

#endif
