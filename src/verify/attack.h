/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names for what was done to a signed file, in the words of those who found the attacks (Mladenov et al., CCS 2019;
 * Mainka et al., NDSS 2021; Rohlmann et al., S&P 2021). A name explains a finding; it never makes one: what is
 * permitted has no name, and what is not has its finding whether or not a name fits.
 */
#ifndef TR_VERIFY_ATTACK_H
#define TR_VERIFY_ATTACK_H

#include "verify/change.h"

/* What a change that is not permitted amounts to: a set of TR_ATTACK_BIT(). */
uint32_t tr_attacks_of_change(const struct tr_change *c, enum tr_change_kind kind);
/* The same for a problem of ByteRange, Contents or coverage, by its error; 0 where no name fits. */
uint32_t tr_attacks_of_error(trien_rc code);

#endif
