/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* --official: only what ends at an anchor of the Government list is signed, and counts as good (Regulation, Điều 2.1). */
#ifndef TR_CLI_OFFICIAL_USE_H
#define TR_CLI_OFFICIAL_USE_H

#include "cli/cli.h"
#include "pki/certificate.h"

/*
 * Before a key signs: lab.not-official, sign.official-no-path, sign.official-other-list; cli.option-wanted where there is no trust directory.
 * trust: as given on the command line; NULL: the usual place. The chain is the signer's own, itself first.
 */
TRIEN_MUST_CHECK trien_rc tr_cli_official_use(const struct tr_cli *cli, const struct tr_certificate *signer,
		const struct tr_bytes *chain, size_t count, const char *trust, struct trien_err *err);

/* ---- trien verify ---- */
/* Adds "official": "yes", "no" or "not-known", the worst of the signatures that people made. */
void tr_cli_official_add(json_t *report);
/* The indication with that taken in; as it was where nobody asked. */
const char *tr_cli_official_indication(const json_t *report, const char *indication);
/* Behind the word of the verdict; nothing where nobody asked. */
void tr_cli_official_print_word(const struct tr_cli *cli, const json_t *report);

#endif
