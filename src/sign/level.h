/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The levels of PAdES baseline signatures, ETSI EN 319 142-1 §6. */
#ifndef TR_SIGN_LEVEL_H
#define TR_SIGN_LEVEL_H

#include "base/bytes.h"

enum tr_level {
	TR_LEVEL_B,   /* a signature */
	TR_LEVEL_T,   /* and a time stamp that proves when it existed, inside it or over the document */
	TR_LEVEL_LT,  /* and in the file all that is needed to judge it without asking anybody */
	TR_LEVEL_LTA, /* and a document time stamp over all of that */
	TR_LEVEL_COUNT
};

const char *tr_level_name(enum tr_level l); /* "B-B", "B-T", ... */
/* False where no level is called so. */
bool tr_level_of(struct tr_bytes name, enum tr_level *out);

#endif
