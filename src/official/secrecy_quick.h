/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Most documents cannot carry a secrecy stamp, and that can be told without drawing a page: no strings hold its
 * letters alone, nothing but text and lines is drawn, and every page has some text. Only what is certain is said; for every other document
 * the pages are looked at (official/secrecy.h).
 * Requirement: R5.1
 */
#ifndef TR_OFFICIAL_SECRECY_QUICK_H
#define TR_OFFICIAL_SECRECY_QUICK_H

#include "pdf/file.h"

#define TR_SECRECY_QUICK_PAGES_MAX ((size_t)200)

/* True where no page can carry a stamp and every page has text. False: not known. */
bool tr_secrecy_quick(struct tr_bytes document);

#endif
