/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R3 R6.1 R10.1
 * A file that is handed in with a row of a book or an act of the registry: a written request, a letter, minutes. It is the body of the request, and what is said
 * beside it names its column. Judged in a worker from memory before a transaction begins, as `trien registry act` does: state secrets do not come in, a bad
 * signature is refused, and what was found is written down with the row that gets the file (registry/file_check.h).
 */
#ifndef TR_SERVICE_HANDED_H
#define TR_SERVICE_HANDED_H

#include "desk/judgement.h"
#include "service/office_call.h"

struct tr_handed {
	const char *column; /* NULL: no file came */
	char name[TR_HEX256 + 1]; /* in the store */
	struct tr_desk_arrival found;
	struct tr_file_signer signers[TR_DESK_SIGNERS_MAX];
	struct tr_office_judgement judgement;
	struct tr_file_check check;
};

/*
 * column: what was said of it, NULL where nothing was; of `wanted` the refusal tells. out is {0}, and keeps its place: the check borrows from it.
 * service.json-malformed where a file came without its column, or a column without its file; registry.file-signature-bad; official.secrecy-*, service.files-off,
 * service.busy, worker.*.
 */
TRIEN_MUST_CHECK trien_rc tr_handed_take(struct tr_office_call *o, const char *column, const char *wanted, struct tr_handed *out, struct trien_err *err);
/* In work: what was found goes into the act. */
void tr_handed_give(struct tr_handed *h, struct tr_act *act);
/* As the answer has it: a list of one, or of none; what the books say of its signers is there when the act is done. A new reference. */
json_t *tr_handed_json(const struct tr_handed *h);

#endif
