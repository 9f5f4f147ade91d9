/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office in: what its subcommands share. A file is judged in the sandbox before the act that takes it in. Requirement: R10.1 R10.2 R10.3 */
#ifndef TR_CLI_OFFICE_IN_H
#define TR_CLI_OFFICE_IN_H

#include "cli/evidence_work.h"
#include "cli/judge_desk.h"
#include "cli/office_run.h"
#include "cli/watched.h"
#include "office/enclosure.h"

/*
 * The evidence of receipt of a judged file: the one of --evidence, or made now with a time stamp of --tsa, goes into the store and into c. An authority that does not
 * answer keeps nothing from coming in: f says why, and a job brings the stamp later (office/proof.h). evidence.* of --evidence.
 */
TRIEN_MUST_CHECK trien_rc tr_in_put_evidence(struct tr_in_desk *d, struct tr_in_file *f, struct tr_office_coming *c, struct trien_err *err);

/* What the options say of a document; the file, where there is one, is put by tr_in_take(). */
TRIEN_MUST_CHECK trien_rc tr_in_read_options(struct tr_registry_run *r, struct tr_office_coming *out, struct trien_err *err);
/* Takes a judged file in, NULL: one on paper. What was refused, or came again and is not kept, is nowhere afterwards. */
TRIEN_MUST_CHECK trien_rc tr_in_take(struct tr_registry_run *r, const struct tr_office_who *who, struct tr_office_coming *c, struct tr_in_file *f,
		struct tr_office_came *out, struct trien_err *err);
/* Judges one that comes with another, behind those that do already. office.enclosed-limit, as tr_in_desk_judge() */
TRIEN_MUST_CHECK trien_rc tr_in_enclose(struct tr_in_desk *d, struct tr_in_file *file, const char *name, struct tr_bytes content, const char *sender, struct trien_err *err);
/* What became of one, as JSON (a new reference) or in a line. file may be NULL. */
json_t *tr_in_json(const struct tr_registry_run *r, const char *file, const struct tr_in_file *f, const struct tr_office_came *came);
void tr_in_print(const struct tr_registry_run *r, const char *file, const struct tr_in_file *f, const struct tr_office_came *came);

/* Of a watched folder: what is left and why, in a line or in the array of JSON; an error, and which was the first; whether a file is at rest, told where it is not (*fd is open then). */
void tr_in_tell_left(const struct tr_registry_run *r, json_t *all, const char *name, const char *vi, const char *en, const char *word);
void tr_in_tell_error(const struct tr_registry_run *r, json_t *all, const char *name, const struct trien_err *err, struct trien_err *first);
bool tr_in_look(const struct tr_registry_run *r, const struct tr_watched *folder, json_t *all, const char *name, int *fd);

/* office in --mailbox URL: every mail in it that was not dealt with. */
TRIEN_MUST_CHECK trien_rc tr_in_mailbox(struct tr_registry_run *r, struct trien_err *err);
/* office in --folder DIR: every file at rest in it. */
TRIEN_MUST_CHECK trien_rc tr_in_folder(struct tr_registry_run *r, struct trien_err *err);

#endif
