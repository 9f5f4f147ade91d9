/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R10.1 R10.2 R10.3 X3 X5
 * Documents that come. Each is judged before it is here (in the sandbox, by who calls); what becomes of it, rules/incoming.h decides in the transaction
 * that writes it. A valid one gets its number, its line in the register and its file in one act. Of a refused one the row stays (hash, sender, reason,
 * time) and the letter to its sender is in the job table, in the same act; its file, if it was ever put, loses all its references with it, and
 * tr_office_forget() takes it off the disk at once. No text of the file is written into any row: what a clerk says of a document that is not decided on
 * stands on a card, a file that goes with it.
 *
 * What this does not do: it reads no file. The blocks that a disk frees are the disk's: who must know them empty encrypts it.
 */
#ifndef TR_OFFICE_INCOMING_H
#define TR_OFFICE_INCOMING_H

#include "office/message.h"
#include "office/office.h"
#include "registry/file_check.h"
#include "rules/incoming.h"

/* As the books write a verdict. */
const char *tr_incoming_verdict_word(enum tr_incoming_verdict verdict);

struct tr_office_enclosed;

/* What the sandbox has found. */
struct tr_office_judgement {
	enum tr_incoming_verdict verdict;
	enum tr_incoming_right right;
	const char *findings; /* words of rules/incoming.def with blanks between them; NULL: none */
	const char *seal;     /* SHA-256 of the last signer's certificate; NULL: not known */
	const struct tr_file_signer *signers;
	size_t signer_count;
	const struct tr_office_enclosed *enclosed; /* of what is judged again: files that came with it and were judged with it, by their hashes */
	size_t enclosed_count;
};

/* A document that comes; NULL or 0: not given. */
struct tr_office_coming {
	int64_t agency;
	const char *sender, *subject;            /* wanted */
	const char *channel;                     /* a word of the book; wanted */
	const char *contact;
	const char *symbol, *kind, *receiver, *note;
	const char *urgency;                     /* a word of the book; NULL: normal */
	int64_t dated_at;
	int64_t day;                             /* on which it came, of a late entry; 0: today */
	int64_t replaces;                        /* arrival */
	const char *hash;                        /* of the file; NULL: it is on paper */
	const char *file;                        /* the same, where it was put; NULL: it was not, for it is refused */
	const char *evidence;                    /* a blob that was put */
	const struct tr_office_judgement *judgement; /* of the file */
	const struct tr_office_enclosed *enclosed;   /* files that come with it (office/enclosure.h) */
	size_t enclosed_count;
	const struct tr_message_in *message;     /* by which it comes, of the document exchange */
	int64_t delivery;                        /* by which it comes on paper, from an agency here */
};

struct tr_office_came {
	int64_t act;                /* 0: nothing was written */
	int64_t arrival, entry;     /* rows of the books arrival and incoming; entry 0: it is not registered */
	int64_t year, number;
	enum tr_incoming_state from, to;
	bool again;                 /* it had come before, and nothing has changed */
	bool calendar_unknown;      /* the deadline passes days whose holidays the legal profile does not know */
};

/*
 * The same file of the same sender is one arrival, however often it comes: one that waits is judged anew by it. office.sender-wanted,
 * office.kind-unknown, office.day-*, office.register-closed, office.file-wanted, office.findings-unknown, office.message-twice,
 * office.enclosed-limit, rules.*. Afterwards tr_office_forget().
 */
TRIEN_MUST_CHECK trien_rc tr_office_arrive(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_office_coming *c, struct tr_office_came *out, struct trien_err *err);
/*
 * One that waits, judged again; and files that came with one, also where it is registered: an invalid one has what waits refused, and stands as invalid at one that is
 * registered, for its clerk to decide.
 */
TRIEN_MUST_CHECK trien_rc tr_office_judge_again(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		int64_t arrival, const struct tr_office_judgement *j, struct tr_office_came *out, struct trien_err *err);
/*
 * The arrivals of an agency that are to be judged again by now, themselves or a file that came with them, for as long as a document is: id, file, sender. At most TR_OFFICE_PAGE behind one. In a
 * transaction.
 */
TRIEN_MUST_CHECK trien_rc tr_office_due_again(struct tr_sql *db, int64_t agency, int64_t now, int64_t after, struct tr_sql_rows *out,
		struct trien_err *err);

/* What is handed in with an act on a document that came. */
struct tr_office_handling {
	const char *receiver, *head_opinion, *unit_opinion, *proposal, *progress;
	int64_t deadline_at; /* a day; 0: by days, or none */
	int64_t days;        /* working days from today; 0: none */
	int64_t answer;      /* document */
};
/* accept, reject, assign, progress, answer, finish, reopen, recall, refuse_recall. The reason is the act's. rules.*, office.days-limit */
TRIEN_MUST_CHECK trien_rc tr_office_handle(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		int64_t arrival, enum tr_incoming_act what, const struct tr_office_handling *given, struct tr_office_came *out, struct trien_err *err);
/* Corrections of its line, column and value; office.not-corrected-in for what belongs to the number. */
TRIEN_MUST_CHECK trien_rc tr_office_correct_in(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		int64_t arrival, const struct tr_office_correction *c, size_t count, int64_t *id, struct trien_err *err);

/* Closes the register of incoming documents of a year that is over. office.year-open, office.register-closed. */
TRIEN_MUST_CHECK trien_rc tr_office_close_in(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		int64_t agency, int64_t year, int64_t *id, struct trien_err *err);

/* Takes what was refused off the disk: files without references, and `also` (NULL: none), a file that came and is not kept. */
TRIEN_MUST_CHECK trien_rc tr_office_forget(struct tr_sql *db, struct tr_blobs *blobs, const char *also, struct trien_err *err);

/* ---- the letter to the sender ---- */

#define TR_JOB_ARRIVAL "incoming.letter" /* payload: the number of the arrival */
struct tr_office_letter {
	char to[256];          /* "" where the sender's e-mail is not known */
	struct tr_buf name;    /* the sender's, ended by NUL */
	struct tr_buf subject; /* ended by NUL */
	struct tr_buf text;
};
/* It has come and has a number, or it is refused, with the reasons in words. In a transaction. office.no-letter where there is nothing to tell. */
TRIEN_MUST_CHECK trien_rc tr_office_letter_write(struct tr_sql *db, int64_t arrival, struct tr_office_letter *out, struct trien_err *err);
void tr_office_letter_free(struct tr_office_letter *l);
/*
 * The letter could not be sent for good, and the clerk has told the sender otherwise, or cannot: the act's reason says so, and it waits no more. One that fails later waits
 * again. rules.reason-given, office.letter-not-failed
 */
TRIEN_MUST_CHECK trien_rc tr_office_letter_close(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t arrival,
		int64_t *id, struct trien_err *err);
/*
 * The scan of a document that came on paper, which the agency has sealed (R8.1): it stands beside its line from now on. The same file again writes nothing: out->act is 0.
 * rules.incoming-electronic, rules.incoming-scanned, rules.document-unsealed, office.signer-custody, office.file-wanted; what was destroyed: as tr_destruction_check().
 */
struct tr_office_scan {
	const char *file; /* a blob that was put */
	const char *seal; /* as in struct tr_office_given */
};
TRIEN_MUST_CHECK trien_rc tr_office_scan_in(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t arrival,
		const struct tr_office_scan *scan, int64_t *id, struct trien_err *err);

#endif
