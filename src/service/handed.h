/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R3 R6.1 R10.1
 * Files that are handed in with a row of a book or an act of the registry: a written request, a letter, minutes. One PDF is the body of the request, and what is
 * said beside it names its column; several, or of another type, are parts of a form under the names of their columns. Judged in a worker from memory before a
 * transaction begins, as `trien registry act` does: state secrets do not come in, a bad signature is refused, and what was found is written down with the row that
 * gets the file (registry/file_check.h). What is no document that we can read is taken on the word of who hands it in that it holds no state secret.
 */
#ifndef TR_SERVICE_HANDED_H
#define TR_SERVICE_HANDED_H

#include "desk/judgement.h"
#include "service/office_call.h"

struct tr_handed_file {
	char column[TR_FORM_NAME_MAX + 1];
	struct tr_bytes content;  /* in the call's body */
	char name[TR_HEX256 + 1]; /* in the store */
	struct tr_desk_arrival found;
	struct tr_file_signer signers[TR_DESK_SIGNERS_MAX];
	struct tr_office_judgement judgement;
};

struct tr_handed {
	struct tr_handed_file files[TR_HANDED_MAX];
	struct tr_file_check checks[TR_HANDED_MAX]; /* of each; they borrow from it */
	size_t count; /* 0: no file came */
};

/*
 * Which files came for which columns. column: what was said of the one that is the body, NULL where nothing was; of `wanted` the refusal tells. out is {0}, and keeps
 * its place. service.json-malformed where a file came without its column or a column without its file, or one of no bytes; service.form-parts for a form without files.
 */
TRIEN_MUST_CHECK trien_rc tr_handed_read(const struct tr_office_call *o, const char *column, const char *wanted, struct tr_handed *out, struct trien_err *err);
/* Judges them all, and then puts them. registry.file-signature-bad, service.file-word-wanted; official.secrecy-*, service.files-off, service.busy, worker.*. */
TRIEN_MUST_CHECK trien_rc tr_handed_take(struct tr_office_call *o, struct tr_handed *h, struct trien_err *err);
/* In work: what was found goes into the act. */
void tr_handed_give(struct tr_handed *h, struct tr_act *act);
/* As the answer has it: a list; what the books say of their signers is there when the act is done. A new reference. */
json_t *tr_handed_json(const struct tr_handed *h);

#endif
