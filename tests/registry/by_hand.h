/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The owner of the database, with another program: no foreign key and no condition stops him. */
#ifndef TR_TEST_BY_HAND_H
#define TR_TEST_BY_HAND_H

#include "contract.h"

/* Statements, on a connection of their own. */
void by_hand(const struct contract *c, const char *sql);

#endif
