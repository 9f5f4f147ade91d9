/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R11
 * Notices from the books: what has come due is found by SQL over the dates, judged by rules/notice.h, kept (notice), given to those who ought to
 * know (notice_to), and put as one letter for each person and day (digest) into the job table, all in one transaction. So a run that is
 * repeated, or killed, tells nothing twice and loses nothing, and one after days of silence tells the newest step of each.
 *
 * Nothing is told of what was so before the books knew of it: its step is kept as seen. Who has no address, or one that no server takes, is told by a letter to the officer of
 * the managing agency; where there is no officer with one either, the notice stays open and is tried again at each run.
 */
#ifndef TR_REGISTRY_NOTICE_H
#define TR_REGISTRY_NOTICE_H

#include "registry/act.h"
#include "registry/list.h"
#include "rules/notice.h"

#define TR_JOB_MAIL "mail.digest" /* payload: {"digest":12} */
#define TR_NOTICE_ACT "act"       /* kind of a notice that tells of an act */

/* What a run did. */
struct tr_notice_count {
	uint64_t found;   /* steps that have come */
	uint64_t seen;    /* of these: history, told to nobody */
	uint64_t gone;    /* settled before they were told */
	uint64_t digests; /* letters put into the job table */
	uint64_t unsent;  /* open, and nobody can be told */
	uint64_t asked;   /* rows that were judged for it */
};
/*
 * Certificates are many, so a run asks only what may have come due since the last one; both find the same. All are asked after a clock that went back,
 * after other steps came into force, and after very much was changed; or where somebody wants it.
 */
struct tr_notice_running {
	int64_t now;
	enum tr_notice_walk { TR_NOTICES_SINCE, TR_NOTICES_ALL } walk;
};
/* In a transaction that writes (or a rehearsal). Errors of the rules, the profile and the store. */
TRIEN_MUST_CHECK trien_rc tr_notices_run(
		struct tr_sql *db, const struct tr_notice_running *run, struct tr_notice_count *out, struct trien_err *err);

/* What a run would find, without letters: for who wants to look, in a rehearsal. */
TRIEN_MUST_CHECK trien_rc tr_notices_due_now(struct tr_sql *db, int64_t now, struct trien_err *err);

/*
 * The same for one act, at once: the payload of a job TR_JOB_TELL becomes a notice and a letter for each who is to know. In a transaction that
 * writes. registry.tell-invalid where the payload is none.
 */
TRIEN_MUST_CHECK trien_rc tr_notice_tell(struct tr_sql *db, struct tr_bytes payload, int64_t now, struct trien_err *err);

/* Mutes an object, or ends that (until: now): the work of an act, whose reason says why. rules.mute-*, registry.not-found, registry.mute-object. */
struct tr_notice_muting {
	const struct tr_book *book; /* certificate, device, request, incident, unit or crl */
	int64_t object;
	int64_t until;              /* 0: it is told again from now on */
};
TRIEN_MUST_CHECK trien_rc tr_notice_mute_work(struct tr_acting *a, void *muting, struct trien_err *err);

/*
 * A page, behind this notice and person, of the notices that are open, or of all that nobody could be told of (also those whose letter is dead), as far
 * as the viewer sees them: id, kind, book, object, name, agency, days, due_at, person (who ought to know, or null), its name, digest (or null), what
 * became of its job (or null). In a transaction.
 */
enum tr_notice_which { TR_NOTICES_OPEN, TR_NOTICES_UNSENT };
struct tr_notice_query {
	enum tr_notice_which which;
	struct tr_viewer viewer;
	int64_t after, after_person;
};
TRIEN_MUST_CHECK trien_rc tr_notice_page(struct tr_sql *db, const struct tr_notice_query *q, struct tr_sql_rows *out, struct trien_err *err);

/* A letter: to whom. */
struct tr_notice_digest {
	int64_t id, person, made_at;
	bool at_once;             /* tells of one act */
	uint64_t count;           /* notices in it; lines has the first TR_DIGEST_LINES_MAX */
	const char *key, *name, *address;
	struct tr_sql_rows lines; /* columns: enum tr_digest_column */
	struct tr_sql_rows head;  /* the texts above are its */
};
enum tr_digest_column {
	TR_DIGEST_KIND, TR_DIGEST_BOOK, TR_DIGEST_OBJECT, TR_DIGEST_STEP, TR_DIGEST_DUE, TR_DIGEST_DAYS, TR_DIGEST_SINCE,
	TR_DIGEST_NAME,   /* of the object */
	TR_DIGEST_DETAIL, /* serial number, kind of the request or incident; act: its word */
	TR_DIGEST_AGENCY, /* its name */
	TR_DIGEST_RENEWALS, /* how often the certificate was renewed; 0: it was not, or is none */
	TR_DIGEST_FOR,    /* name of the person who has no address and ought to know; null: who gets the letter */
	TR_DIGEST_UNSURE, /* 1: the deadline was counted over days whose calendar is not certain */
};
/* The letter of a job TR_JOB_MAIL; 0: its payload is none. */
int64_t tr_notice_digest_of(struct tr_bytes payload);
/* In a transaction. registry.digest-missing. out: free it. */
TRIEN_MUST_CHECK trien_rc tr_notice_digest_load(struct tr_sql *db, int64_t id, struct tr_notice_digest *out, struct trien_err *err);
void tr_notice_digest_free(struct tr_notice_digest *d);
/* A page of the letters behind one that still wait to be sent: their ids. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_notice_digests_waiting(struct tr_sql *db, int64_t after, struct tr_sql_rows *out, struct trien_err *err);

#endif
