/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of trien trust. */
#ifndef TR_CLI_TRUST_PARTS_H
#define TR_CLI_TRUST_PARTS_H

#include "cli/cli.h"
#include "cli/trust_place.h"
#include "fetch/hosts.h"

#define TR_HEX_SHA256 (2 * 32)

struct tr_trust_words {
	const char *list, *fingerprint, *trust, *out;
	bool force, offline;
	struct tr_option_list allow, tsa; /* hosts that may be asked besides; authorities that are asked */
	char directory[PATH_MAX];
};

/* 64 lower case digits and a NUL. */
void tr_cli_hex_sha256(const uint8_t sha256[32], char out[TR_HEX_SHA256 + 1]);
void tr_cli_print_validity(const struct tr_cli *cli, int64_t from, int64_t to);
/* The anchors of the directory; an empty set where it holds none or is not there yet. Free with tr_trust_free(). */
TRIEN_MUST_CHECK trien_rc tr_cli_trust_open(
		const struct tr_trust_words *w, struct tr_trust **out, struct trien_err *err);
int tr_cli_trust_check(struct tr_cli *cli, const struct tr_trust_words *w, const struct tr_arguments *rest);
int tr_cli_trust_import(struct tr_cli *cli, const struct tr_trust_words *w, const char *file);

#endif
