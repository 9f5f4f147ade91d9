/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TR_REGISTRY_WEBHOOK_PARTS_H
#define TR_REGISTRY_WEBHOOK_PARTS_H

#include "registry/webhook.h"

/* The secret of a salt. */
TRIEN_MUST_CHECK trien_rc tr_webhook_secret(const struct tr_key_file *key, const char *salt, char out[TR_HEX256 + 1], struct trien_err *err);

#endif
