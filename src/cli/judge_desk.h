/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A file that comes from others, judged in the sandbox before the act that takes it in: documents that come (office_in.h), and the letters, answers and
 * minutes of the registry. What the verdict lacks is got over the network, unless --offline. Requirement: R10.1 R10.2
 */
#ifndef TR_CLI_JUDGE_DESK_H
#define TR_CLI_JUDGE_DESK_H

#include "cli/evidence_work.h"
#include "cli/registry_run.h"
#include "cli/right_check.h"
#include "cli/secrecy_gate.h"
#include "cli/verify_network.h"
#include "desk/judgement.h"
#include "office/incoming.h"

/* One file as the sandbox found it. */
struct tr_in_file {
	struct tr_buf content;
	char hash[TR_HEX256 + 1];
	struct tr_desk_arrival found;
	struct tr_file_signer signers[TR_DESK_SIGNERS_MAX];
	struct tr_office_judgement judgement; /* borrows from this struct */
	char evidence[TR_HEX256 + 1];         /* of receipt, put into the store; "" where there is none yet */
	struct trien_err unstamped;           /* why no time stamp of receipt was got */
	char name[TR_ENCLOSED_NAME_MAX + 1];        /* of one that comes with another */
	struct tr_in_file *with;              /* the files that come with it, one behind the other */
};
/* Frees those that come with it too. */
void tr_in_file_free(struct tr_in_file *f);

/* Who judges all files of a run. */
struct tr_in_desk {
	struct tr_registry_run *r;
	struct tr_buf trust;
	struct tr_worker *worker;
	const struct tr_secrecy_texts *secrecy; /* NULL: secrecy stamps are not looked for */
	struct tr_verify_network network;
	struct tr_evidence_work evidence; /* with --tsa: open */
};
TRIEN_MUST_CHECK trien_rc tr_in_desk_open(struct tr_registry_run *r, struct tr_in_desk *out, struct trien_err *err);
void tr_in_desk_close(struct tr_in_desk *d);
/*
 * Judges the file at path, which is held against the sender's name. out is {0}; free it. What cannot be read as a document is a finding ("unreadable"), no
 * error; official.secrecy-* of a secret one, cli.source-*, worker.*.
 */
TRIEN_MUST_CHECK trien_rc tr_in_desk_judge(struct tr_in_desk *d, const char *path, const char *sender, struct tr_in_file *out, struct trien_err *err);
/* The same of what is in memory. */
TRIEN_MUST_CHECK trien_rc tr_in_desk_judge_bytes(struct tr_in_desk *d, struct tr_bytes content, const char *sender, struct tr_in_file *out, struct trien_err *err);
/* The same of a stored file. */
TRIEN_MUST_CHECK trien_rc tr_in_desk_judge_stored(struct tr_in_desk *d, const char *name, const char *sender, struct tr_in_file *out, struct trien_err *err);

#endif
