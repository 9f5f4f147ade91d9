/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TR_CLI_CUSTODY_WORDS_H
#define TR_CLI_CUSTODY_WORDS_H

#include "cli/cli.h"
#include "registry/custody.h"

/*
 * Why a key was under sole control or not, and by which decision, on standard output: a line. Names of keepers are not told: a report goes to others, and the decision's
 * number is enough to find them.
 */
void tr_cli_custody_words(const struct tr_cli *cli, const struct tr_custody *c);

#endif
