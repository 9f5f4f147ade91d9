/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/signing_key.h"

#include "base/errors/cli.h"
#include "base/utf8.h"
#include "cli/chain_file.h"
#include "cli/official_use.h"
#include "sign/certificate.h"
#include "token/signer.h"

trien_rc
tr_signing_key_check(const struct tr_signing_key *k, struct trien_err *err)
{
	if (k->name == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--key"));
	if (k->pin.file != NULL && k->pin.fd != NULL)
		return TR_ERR(err, CLI_OPTION_TWICE, TR_S("option", "--pin-file, --pin-fd"));
	return TRIEN_OK;
}

trien_rc
tr_signing_key_open(const struct tr_cli *cli, struct tr_signing_key *k, struct trien_err *err)
{
	const struct tr_env *env = cli->env;
	struct tr_signer_choice choice;

	tr_pin_of(&k->pin_asked, cli, &k->pin);
	TR_TRY(tr_choice_of_names(k->digest, k->scheme, &choice, err));
	/* A vendor's module never runs in this process. */
	if (strncmp(k->name, "pkcs11:", 7) == 0)
		TR_TRY(tr_token_signer_open(k->name, &choice, &k->pin_asked.source, &k->signer, err));
	else
		TR_TRY(tr_signer_open(k->name, &choice, &k->pin_asked.source, &k->signer, err));
	TR_TRY(tr_certificate_parse(k->signer->chain[0], &k->certificate, err));
	if (k->official)
		TR_TRY(tr_cli_official_use(cli, k->certificate, k->signer->chain, k->signer->chain_count, k->trust, err));
	TR_TRY(tr_sign_check_certificate(k->certificate, env->now(env->context), env->zone_minutes, err));
	return tr_cms_plan_new(k->signer->chain, k->signer->chain_count, k->signer->digest, k->signer->scheme, &k->plan,
			err);
}

void
tr_signing_key_name(const struct tr_signing_key *k, char out[TR_SIGNER_NAME_MAX])
{
	const struct tr_text name = tr_certificate_display_name(k->certificate);

	tr_utf8_printable(name.p, name.n, out, TR_SIGNER_NAME_MAX);
}

void
tr_signing_key_close(struct tr_signing_key *k)
{
	tr_cms_plan_free(k->plan);
	tr_certificate_free(k->certificate);
	tr_signer_close(k->signer);
}
