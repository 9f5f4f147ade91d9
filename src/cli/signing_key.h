/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The key of a command that signs. */
#ifndef TR_CLI_SIGNING_KEY_H
#define TR_CLI_SIGNING_KEY_H

#include "cli/pin.h"
#include "crypto/cms.h"
#include "pki/certificate.h"

/* As given on the command line, and what was opened with it. */
struct tr_signing_key {
	const char *name, *digest, *scheme;
	bool official;
	const char *trust; /* for official: the trust directory; NULL: the usual place. Set before opening */
	struct tr_pin_options pin;
	struct tr_pin pin_asked; /* the signer borrows it: do not move the structure */
	struct tr_signer *signer;
	struct tr_certificate *certificate;
	struct tr_cms_plan *plan;
};
#define TR_SIGNING_KEY_OPTIONS(k) \
	{"--key", TR_OPTION_TEXT, &(k).name}, {"--pin-file", TR_OPTION_TEXT, &(k).pin.file}, \
	{"--pin-fd", TR_OPTION_TEXT, &(k).pin.fd}, {"--pinentry", TR_OPTION_FLAG, &(k).pin.pinentry}, \
	{"--digest", TR_OPTION_TEXT, &(k).digest}, {"--scheme", TR_OPTION_TEXT, &(k).scheme}, \
	{"--official", TR_OPTION_FLAG, &(k).official}
TRIEN_MUST_CHECK trien_rc tr_signing_key_check(const struct tr_signing_key *k, struct trien_err *err);
/* Opens it and asks whether its certificate may sign now. After the worker was started. */
TRIEN_MUST_CHECK trien_rc tr_signing_key_open(const struct tr_cli *cli, struct tr_signing_key *k, struct trien_err *err);
/* The name of its person for a terminal: a certificate's name may hold what moves the cursor. */
#define TR_SIGNER_NAME_MAX 1024u
void tr_signing_key_name(const struct tr_signing_key *k, char out[TR_SIGNER_NAME_MAX]);
void tr_signing_key_close(struct tr_signing_key *k);

#endif
