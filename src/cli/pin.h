/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the PIN of a run comes from: a file, a descriptor, the terminal, or
 * pinentry. Never an argument or the environment: both can be read by others.
 */
#ifndef TR_CLI_PIN_H
#define TR_CLI_PIN_H

#include "cli/cli.h"
#include "crypto/signer.h"

#define TR_CLI_PIN_MAX 256u

struct tr_pin_options {
	const char *file;  /* --pin-file */
	const char *fd;    /* --pin-fd */
	bool pinentry;     /* --pinentry */
	int milliseconds;  /* for a person to answer pinentry; 0: for ever */
	const char *new_file; /* --new-pin-file: of the one that is to take its place */
};

struct tr_pin {
	const struct tr_cli *cli;
	struct tr_pin_options options;
	struct tr_pin_source source; /* borrows this structure: do not move it */
};

void tr_pin_of(struct tr_pin *pin, const struct tr_cli *cli, const struct tr_pin_options *options);

#endif
