/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.1 R9.2
 * Issued documents to receivers outside of this installation: each receiver is a row of the book dispatch.
 * By mail: the files go with it; the mail is a job put in the same act, so that it goes at least once whatever is killed, and always with the same Message-ID. Whoever
 * got a document by mail is told by another when it is recalled or replaced.
 * By link: a code of 256 random bits, of which the SHA-256 alone is kept. It has an end and a number of downloads, and says at any time what has become of the document: a
 * recalled one is not given any more, and in place of a replaced one the one that replaces it.
 *
 * What this does not do: it sends no copy of a paper document, and does not know whether a mail that its server has taken was read.
 */
#ifndef TR_OFFICE_DISPATCH_H
#define TR_OFFICE_DISPATCH_H

#include "office/office.h"

struct tr_dispatch_new {
	int64_t document;
	const char *receiver; /* its name; wanted */
	const char *address;  /* a mail's; of a link NULL */
	const char *token;    /* SHA-256 of a link's code; of a mail NULL */
	int64_t days;         /* of a link, until it ends; 0: TR_DISPATCH_DAYS */
	int64_t downloads;    /* of a link, of each file; 0: TR_DISPATCH_DOWNLOADS */
};
struct tr_dispatched {
	int64_t dispatch;
	bool again; /* this address has got this document before: nothing was written */
};
/*
 * As the clerk of its agency. office.dispatch-state: it is not issued electronically, or recalled or replaced; office.kind-excluded, office.dispatch-receiver,
 * office.dispatch-limit, office.dispatch-size (of what goes by mail), office.receiver-limit
 */
TRIEN_MUST_CHECK trien_rc tr_dispatch_send(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_dispatch_new *n, struct tr_dispatched *out, struct trien_err *err);
/* Ends a link, or a mail that could not go, which waits for nobody then. office.dispatch-link: it is neither, or has ended. */
TRIEN_MUST_CHECK trien_rc tr_dispatch_close(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t dispatch,
		int64_t *id, struct trien_err *err);

/* Those of a document. In a transaction. */
enum { TR_DISPATCH_ID, TR_DISPATCH_WAY, TR_DISPATCH_RECEIVER, TR_DISPATCH_ADDRESS, TR_DISPATCH_MAKER, TR_DISPATCH_SENT, TR_DISPATCH_UNTIL, TR_DISPATCH_MAX,
	TR_DISPATCH_CLOSED, TR_DISPATCH_USED /* downloads of the document itself */, TR_DISPATCH_MAIL /* state of its newest mail's job; "" */, TR_DISPATCH_WHY };
TRIEN_MUST_CHECK trien_rc tr_dispatch_list(struct tr_sql *db, int64_t document, struct tr_sql_rows *out, struct trien_err *err);

/* ---- by mail ---- */

#define TR_JOB_DISPATCH "document.mail" /* payload: the number of the dispatch, a blank, what is told: issued, recalled, replaced */
struct tr_dispatch_letter {
	char key[64];          /* the same each time it is written */
	int64_t date;
	struct tr_buf to, name, subject; /* ended by NUL */
	struct tr_buf text;
	struct tr_sql_rows files; /* that go with it: place, name, hash, bytes */
};
/* In a transaction. out is {0}, free it. registry.not-found; office.dispatch-state: it was recalled or replaced before this mail of its issue went */
TRIEN_MUST_CHECK trien_rc tr_dispatch_letter_write(struct tr_sql *db, struct tr_bytes payload, struct tr_dispatch_letter *out, struct trien_err *err);
void tr_dispatch_letter_free(struct tr_dispatch_letter *l);

/* Where the service has the page of links; the code stands behind a #. */
#define TR_SHARED_PAGE "/van-ban"

/* ---- by link: for whoever has the code, whose SHA-256 is token ---- */

struct tr_dispatch_look {
	int64_t dispatch, document; /* document: that was sent */
	int64_t shown;              /* that is given now: the same, or the one that replaces it; 0: none */
	int64_t until, max;
	struct tr_sql_rows about;   /* of document: TR_LOOK_* */
	struct tr_sql_rows instead; /* of the one that replaces it; no row: none does */
	struct tr_sql_rows files;   /* of shown: place, name, hash, bytes, downloads of it so far */
};
enum { TR_LOOK_AGENCY, TR_LOOK_NUMBER, TR_LOOK_SYMBOL, TR_LOOK_DAY, TR_LOOK_KIND, TR_LOOK_SUBJECT, TR_LOOK_STATE, TR_LOOK_HASH };
/* In a transaction. out is {0}, free it. office.link-unknown, office.link-over */
TRIEN_MUST_CHECK trien_rc tr_dispatch_look(struct tr_sql *db, const char *token, int64_t now, struct tr_dispatch_look *out, struct trien_err *err);
void tr_dispatch_look_free(struct tr_dispatch_look *l);
/* Counts a download of the file at a place, and says which it is. In a transaction that writes. office.link-used, office.link-recalled, registry.not-found */
TRIEN_MUST_CHECK trien_rc tr_dispatch_take(struct tr_sql *db, const struct tr_dispatch_look *l, int64_t place, int64_t now, char hash[TR_HEX256 + 1],
		struct trien_err *err);

#endif
