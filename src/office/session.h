/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.3 R9.3
 * Signing sessions: one signature that is being made on a document, wherever its key is. A session is bound to a person, a certificate, the bytes of the
 * document as it is kept, a step and a purpose; it can be ended once, within TR_SESSION_SECONDS, and a document has one at a time. All of that is
 * asked again in the transaction that ends it. One that fails, is abandoned or runs out leaves the document as it was.
 *
 * The keys, and the judging of what came out, are the caller's: who calls has the signed file judged in the sandbox, puts it into the store, and says
 * here what was found. The id of a session is no secret and opens nothing: only who began it ends it.
 */
#ifndef TR_OFFICE_SESSION_H
#define TR_OFFICE_SESSION_H

#include "office/submission.h"

enum tr_session_purpose {
	TR_SESSION_STEP, /* a personal signature, at a step */
	TR_SESSION_SEAL, /* the agency's, on a document that has its number: issues it */
};

struct tr_session_new {
	int64_t document;
	const char *certificate; /* SHA-256 of the signer's, in hexadecimal */
};
struct tr_session {
	int64_t id, act;
	int64_t document, step; /* step 0: the agency's seal */
	int64_t person, begun_at, ends_at;
	enum tr_session_purpose purpose;
	char base[TR_HEX256 + 1], certificate[TR_HEX256 + 1]; /* base: the blob to be signed */
	char file[TR_HEX256 + 1]; /* the blob that came out of it; "" while it is open */
};
/*
 * Begins the signature that waits for who comes: the own step that is first, or, of the agency's clerk, the seal. office.session-open: another is under way;
 * office.session-nothing: none waits; rules.step-*; office.session-key: the certificate is no agency's in the clerk's custody.
 */
TRIEN_MUST_CHECK trien_rc tr_session_begin(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_session_new *n, struct tr_session *out, struct trien_err *err);
/* In a transaction: may this person seal with that certificate now? office.session-key */
TRIEN_MUST_CHECK trien_rc tr_session_check_seal_key(struct tr_sql *db, const struct tr_office_who *who, const char *fingerprint, int64_t agency, int64_t now,
		struct trien_err *err);
/* In a transaction: the session, if it is open or was ended well, and who comes began it. office.session-other, office.session-over. */
TRIEN_MUST_CHECK trien_rc tr_session_find(struct tr_sql *db, const struct tr_office_who *who, int64_t id, int64_t now, struct tr_session *out,
		struct trien_err *err);

/* What was found in the file that came back. */
struct tr_session_result {
	const char *file;   /* a blob that was put */
	const char *signer; /* SHA-256 of the certificate of the last signature; NULL: not known */
	size_t signatures;  /* all that it has; time stamps of the document are none */
	bool good;          /* every one of them holds, and the last covers the whole file */
	const int64_t *to;  /* of a seal: agencies of this installation that get the document */
	size_t to_count;
	bool shows_number;  /* of a seal: as in struct tr_document_facts */
	const char *evidence; /* of a seal: as in struct tr_office_given */
	const char *continues; /* the base that it was held against by tr_blob_continued(), "" where it does not continue it; NULL: both files are read here, while others wait to write */
};
/*
 * Ends it. What struct tr_session_result says is judged; that the file continues this session's base byte by byte, this function looks itself unless it is said of which. The file that ended it
 * already ends it again: nothing is written, out->act is 0, and out->from and out->to say where the draft stands now.
 */
TRIEN_MUST_CHECK trien_rc tr_session_finish(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t id,
		const struct tr_session_result *r, struct tr_submission_done *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_session_abandon(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t id,
		struct trien_err *err);

#endif
