/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries of the catalog that set up a viewer's window: harmless ones are told and permitted where no certification says otherwise. */
#ifndef TR_VERIFY_CHANGE_VIEWER_H
#define TR_VERIFY_CHANGE_VIEWER_H

#include "verify/change_walk.h"

TRIEN_MUST_CHECK trien_rc tr_viewer_preferences(struct tr_walk *w, const struct tr_walk_key *k, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_viewer_page_mode(struct tr_walk *w, const struct tr_walk_key *k, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_viewer_page_layout(struct tr_walk *w, const struct tr_walk_key *k, struct trien_err *err);

#endif
