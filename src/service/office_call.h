/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.1 R9.3 */
/*
 * What a request to the office brings: what is said of a document, and its file, or none. Said is it in JSON: as the body where no file comes, else in Base64 in the
 * header field X-Trien-Document, with the PDF as the body; or it is a part of a form, "about", with the files as the others. Nothing of a file is written anywhere before the gate of secrecy has let it pass, in a worker, from memory.
 */
#ifndef TR_SERVICE_OFFICE_CALL_H
#define TR_SERVICE_OFFICE_CALL_H

#include "desk/draft.h"
#include "desk/file.h"
#include "office/submission.h"
#include "service/form_body.h"
#include "service/json_body.h"
#include "service/once.h"

/* What may be said with each of them. */
enum {
	TR_SAID_REASON, TR_SAID_DRY_RUN, TR_SAID_NOT_SECRET, /* who comes says that pages without text hold no state secret */
	TR_SAID_RELEASE_SECRECY, TR_SAID_RELEASE_KIND, TR_SAID_RELEASE_RIGHT, /* reasons to let pass what was found */
	TR_SAID_COUNT
};
#define TR_SAID_WANTED "\"reason\", \"dry_run\", \"not_secret\", \"release_secrecy\", \"release_kind\", \"release_right\""
#define TR_SAID_OWN_MAX 20u
extern const struct tr_json_member tr_said_members[TR_SAID_COUNT];
/* Media types of the drafts of word processors, in the order of enum tr_draft_kind; NULL behind the last. */
extern const char *const tr_draft_types[];

struct tr_office_call {
	struct tr_call *c;
	json_t *about;
	json_t *v[TR_SAID_COUNT + TR_SAID_OWN_MAX]; /* what came: of the common members, and of its own */
	enum tr_act_mode mode; /* TR_ACT_WITHIN, TR_ACT_DRY_RUN */
	bool takes_drafts;        /* set beforehand: a draft of a word processor may come in the place of a PDF */
	bool takes_templates;     /* the same; its fields are looked at */
	bool takes_files;         /* set beforehand: several files of any type may come, as a form */
	bool is_scan;             /* set beforehand: it is paper that was scanned, and has to be as the law wants it */
	bool has_file, is_draft;
	struct tr_desk_places places; /* set before it is taken; procedure 0: none are put into it */
	struct tr_bytes made_of_draft; /* the file, where a draft came; kept by the call */
	struct tr_form form;      /* what came so; count 0: no form came */
	struct tr_bytes in_form;  /* the file, where it came in a form: a part of the body */
	size_t since_bytes;       /* set before it is taken: so many of its bytes were given away to be signed, and what was done behind them is looked at; 0: none were */
	json_t *verdict;          /* of the file; NULL: not looked at */
	struct tr_desk_file file; /* without its content */
	char name[TR_HEX256 + 1]; /* of the blob; "": not put */
	char evidence[TR_HEX256 + 1];
	const char *also;         /* what the reason says besides; static; NULL: nothing */
	struct tr_buf reason;     /* of the act: the one that was given, and on whose word something passed; ended by NUL; empty: none */
};
#define TR_AUTO_OFFICE_CALL __attribute__((cleanup(tr_office_call_free))) struct tr_office_call
void tr_office_call_free(struct tr_office_call *o);

/* body: of the office, with at most TR_SAID_OWN_MAX members. out is {0}, but for what it takes. service.json-malformed, service.body-type, service.about-limit. */
TRIEN_MUST_CHECK trien_rc tr_office_call_read(struct tr_call *c, const struct tr_body *body, struct tr_office_call *out, struct trien_err *err);
/* The same of what was said before, and is taken over: the request itself brings no file. */
TRIEN_MUST_CHECK trien_rc tr_office_call_take_said(struct tr_call *c, const struct tr_body *body, json_t *said, struct tr_office_call *out, struct trien_err *err);
/* What came under the own member i; NULL: nothing. */
json_t *tr_said(const struct tr_office_call *o, size_t i);
const char *tr_said_text(const struct tr_office_call *o, size_t i);
int64_t tr_said_number(const struct tr_office_call *o, size_t i);
/* A day as it is written in Vietnam, or a day or a time of ISO 8601; *out stays where none came. base.time-invalid */
TRIEN_MUST_CHECK trien_rc tr_said_time(const struct tr_office_call *o, size_t i, int64_t *out, struct trien_err *err);

/* How many row numbers came under own member i, a list of them; out has room for as many as the member may have. */
size_t tr_office_call_ids(const struct tr_office_call *o, size_t i, int64_t *out);

/* On whose word a document passes the gate of secrecy: who is logged in, as far as that was said. */
struct tr_secrecy_words tr_office_call_words(const struct tr_office_call *o);
/*
 * Looks at the file and puts it; nothing where none came. A draft of a word processor becomes PDF first, for which the request waits (service.busy, until it is asked
 * again). exchange.draft-*, service.files-off, service.busy, official.secrecy-*, official.kind-excluded, pdf.*
 */
TRIEN_MUST_CHECK trien_rc tr_office_call_take(struct tr_office_call *o, struct trien_err *err);
/* The file: as it came, or as it was made of a value or a draft. */
struct tr_bytes tr_office_call_file(const struct tr_office_call *o);
/*
 * Also as what may be issued: what the pages show of number and date, and evidence, which is put too. Its rightness is in the verdict; tr_office_call_right() refuses
 * what is wrong and was not released: official.issue-not-right.
 */
TRIEN_MUST_CHECK trien_rc tr_office_call_take_issued(struct tr_office_call *o, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_office_call_right(const struct tr_office_call *o, struct trien_err *err);
/* Does work once. what: the act. */
TRIEN_MUST_CHECK trien_rc tr_office_call_do(struct tr_office_call *o, const char *what, tr_once_work work, void *context, struct trien_err *err);

/* For the act; NULL: none. In work. */
const char *tr_office_call_reason(const struct tr_office_call *o);

/* "document", "from", "to", "act", "dry_run" as the answer. */
TRIEN_MUST_CHECK trien_rc tr_office_call_answer(const struct tr_office_call *o, const struct tr_submission_done *done, struct trien_err *err);
/* "act", "dry_run" */
TRIEN_MUST_CHECK trien_rc tr_office_call_answer_act(const struct tr_office_call *o, int64_t act, struct trien_err *err);

#endif
