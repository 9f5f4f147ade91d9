/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* DER that is changed in one place and stays well laid out around it: what a random byte hardly ever reaches. */
#ifndef TESTS_PKI_MUTATE_H
#define TESTS_PKI_MUTATE_H

#include "base/bytes.h"

/* A generator of numbers that gives the same again for the same seed. */
uint32_t mutate_number(uint64_t *seed, uint32_t below);
/*
 * Appends der with one element, chosen by the seed, given another tag, length, content or place; the lengths of all that hold it are made
 * anew.
 */
void mutate(struct tr_bytes der, uint64_t *seed, struct tr_buf *out);

#endif
