/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was found of a document that comes, as the office takes it. Apart, for who links no database. */
#ifndef TR_DESK_JUDGEMENT_H
#define TR_DESK_JUDGEMENT_H

#include "desk/arrival.h"
#include "office/incoming.h"

/* out borrows from found and signers, which has room for TR_DESK_SIGNERS_MAX. */
static inline void
tr_office_judgement_of(const struct tr_desk_arrival *found, struct tr_file_signer *signers, struct tr_office_judgement *out)
{
	for (size_t i = 0; i < found->signer_count; i++)
		signers[i] = (struct tr_file_signer){found->certificates[i], found->times[i]};
	*out = (struct tr_office_judgement){.verdict = found->verdict, .right = found->right, .findings = found->findings,
		.seal = found->seal[0] != '\0' ? found->seal : NULL, .signers = signers, .signer_count = found->signer_count};
}

#endif
