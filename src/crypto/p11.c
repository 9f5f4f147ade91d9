/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/signer_key.h"

trien_rc
tr_signer_open_p11(const char *uri, const struct tr_signer_choice *choice, const struct tr_pin_source *pin,
		struct tr_signer **out, struct trien_err *err)
{
	(void)choice, (void)pin, (void)out;
	return TR_ERR(err, KEY_SPEC, TR_S("got", uri));
}
