/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The zones of a drawn page where stamps stand, as one picture for who reads pictures.
 * Requirement: R5.1
 */
#ifndef TR_OFFICIAL_SECRECY_ZONE_H
#define TR_OFFICIAL_SECRECY_ZONE_H

#include "layout/page.h"

/* Keeps the upper and the lower part of a picture, one above the other; parts of the height. */
void tr_secrecy_zone_cut(struct tr_raster *r, double head, double foot);
/*
 * Makes of a picture what is drawn on it, as it stands and turned to either side, one below the other with a margin.
 * *blank: nothing is. layout.page-pixels, base.no-memory.
 */
TRIEN_MUST_CHECK trien_rc tr_secrecy_zone_turns(struct tr_raster *r, bool *blank, struct trien_err *err);
/*
 * Is there a red frame of the size and the form of a stamp with something in it? *framed says so. Drawings only, as they
 * stand, dpi dots an inch. base.no-memory.
 */
TRIEN_MUST_CHECK trien_rc tr_secrecy_zone_framed(const struct tr_raster *r, unsigned dpi, bool *framed, struct trien_err *err);

#endif
