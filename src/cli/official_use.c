/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R2.1 */
#include "cli/official_use.h"

#include <string.h>

#include "base/errors/cli.h"
#include "cli/trust_place.h"
#include "sign/certificate.h"

/* ---- signing ---- */

trien_rc
tr_cli_official_use(const struct tr_cli *cli, const struct tr_certificate *signer, const struct tr_bytes *chain, size_t count,
		const char *trust, struct trien_err *err)
{
	const struct tr_env *env = cli->env;
	TR_AUTO_BUF anchors = {0};
	struct tr_trust *set;

	TR_TRY(tr_certificate_official_use(signer, err));
	TR_TRY(tr_cli_trust_load(trust, &anchors, err));
	if (anchors.n == 0)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--trust"));
	TR_TRY(tr_trust_new(&set, err));
	trien_rc rc = tr_trust_read(set, tr_buf_view(&anchors), err);
	if (rc == TRIEN_OK)
		rc = tr_sign_check_official(signer, chain, count, set, env->now(env->context), err);
	tr_trust_free(set);
	return rc;
}

/* ---- judging ---- */

void
tr_cli_official_add(json_t *report)
{
	const char *worst = "yes";
	size_t i;
	json_t *s;

	json_array_foreach(json_object_get(report, "signatures"), i, s) {
		const json_t *legal = json_object_get(s, "legal");
		const char *answer = tr_cli_text_in(json_object_get(legal, "official"), "answer");
		if (!json_is_object(legal) || strcmp(answer, "yes") == 0)
			continue;
		if (strcmp(worst, "no") != 0)
			worst = strcmp(answer, "no") == 0 ? "no" : "not-known";
	}
	json_object_set_new(report, "official", json_string(worst));
}

const char *
tr_cli_official_indication(const json_t *report, const char *indication)
{
	const char *answer = tr_cli_text_in(report, "official");

	if (strcmp(answer, "no") == 0)
		return "TOTAL-FAILED";
	return strcmp(answer, "not-known") == 0 && strcmp(indication, "TOTAL-PASSED") == 0 ? "INDETERMINATE" : indication;
}

void
tr_cli_official_print_word(const struct tr_cli *cli, const json_t *report)
{
	const char *answer = tr_cli_text_in(report, "official");

	if (strcmp(answer, "no") == 0)
		fputs(tr_say(cli, ", NHƯNG KHÔNG PHẢI CHỮ KÝ SỐ CHUYÊN DÙNG CHÍNH PHỦ", ", BUT NOT OF THE GOVERNMENT'S AUTHORITY"), stdout);
	else if (strcmp(answer, "not-known") == 0)
		fputs(tr_say(cli, ", chưa rõ có phải chữ ký số chuyên dùng Chính phủ", ", not known to be of the Government's authority"),
				stdout);
}
