/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Everything of libtrien. */
#ifndef TRIEN_TRIEN_H
#define TRIEN_TRIEN_H

#include "trien/error.h"
#include "trien/sign.h"
#include "trien/verify.h"

#ifdef __cplusplus
extern "C" {
#endif

/* "0.1.0" */
TRIEN_API const char *trien_version(void);

#ifdef __cplusplus
}
#endif
#endif
