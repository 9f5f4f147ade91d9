/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files that judge one signature share. */
#ifndef TR_VERIFY_JUDGE_H
#define TR_VERIFY_JUDGE_H

#include "crypto/cms.h"
#include "pki/path.h"
#include "verify/change.h"
#include "verify/json_write.h"
#include "verify/trial.h"
#include "verify/verify.h"

struct tr_verdict_memory {
	struct tr_arena arena;
};

/* One signature under judgement. */
struct tr_judge {
	struct tr_pdf *pdf;
	struct tr_arena *arena;
	const struct tr_verify_options *options;
	const struct tr_pdf_signature *signature;
	struct tr_signature_verdict *out;
	struct tr_finding *findings;
	size_t finding_count;
	/* For the validation; unused where a file is only looked into. */
	struct tr_context *context;
	struct tr_cms *cms;                   /* NULL: none that can be read */
	const struct tr_certificate *signer;  /* in the pool; NULL: none that can be read */
	struct tr_trial *trial;               /* NULL: integrity leaves nothing to be tried */
	struct tr_check *checks;              /* TR_CHECK_KIND_COUNT rows */
	bool passed_over;                     /* one of too many document time stamps */
};

/* A finding; error is copied and may be NULL where path_reason speaks. Past the cap only the worst are kept. */
struct tr_finding_note {
	enum tr_indication weight;
	enum tr_sub_indication sub;
	const struct trien_err *error;
	int path_reason;
	const char *clause;
	const char *got, *want; /* NUL-terminated UTF-8, copied; may be NULL */
};
TRIEN_MUST_CHECK trien_rc tr_judge_find(struct tr_judge *j, const struct tr_finding_note *n, struct trien_err *err);

/* Field, times and texts of the signature dictionary; its /SubFilter. */
TRIEN_MUST_CHECK trien_rc tr_judge_describe(struct tr_judge *j, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_judge_sub_filter(struct tr_judge *j, struct trien_err *err);
/* Is what was signed a whole revision, and is nothing behind the last? all: every signature of the file. */
TRIEN_MUST_CHECK trien_rc tr_judge_coverage(struct tr_judge *j, const struct tr_pdf_signature *all, size_t count,
		struct trien_err *err);
/* The CMS: integrity, form, the signer's certificate. cms stays with the judge: tr_cms_free() it. */
TRIEN_MUST_CHECK trien_rc tr_judge_cms(struct tr_judge *j, struct trien_err *err);
/* The parts of the file that a signature signs. */
void tr_judge_parts(const struct tr_judge *j, struct tr_bytes parts[2]);
/* Where its CMS stands. */
struct tr_place tr_judge_place(const struct tr_judge *j);
/* Hands on an error of memory; any other becomes TRIEN_OK. */
TRIEN_MUST_CHECK trien_rc tr_judge_pass_over(trien_rc rc, const struct trien_err *why, struct trien_err *err);

/*
 * Everything beyond integrity, for all signatures of a file: time stamps from the newest to the oldest, then signatures, as of
 * their best time. EN 319 102-1 §5.3 to §5.6.
 */
TRIEN_MUST_CHECK trien_rc tr_validate_all(struct tr_context *c, struct tr_judge *judges, size_t count, struct trien_err *err);
/* ---- its parts ---- */
/* stamps_pick.c: marks the document time stamps that are passed over, where there are too many. */
TRIEN_MUST_CHECK trien_rc tr_stamps_pick(struct tr_context *c, struct tr_judge *judges, size_t count, struct trien_err *err);
/* stamps.c: judges what was given from outside; a document time stamp; the stamps of a signature value. */
TRIEN_MUST_CHECK trien_rc tr_stamps_given(struct tr_context *c, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_stamp_document(struct tr_judge *j, size_t index, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_stamps_of_value(struct tr_judge *j, size_t index, struct trien_err *err);
/* When the content time stamp inside the signature was made, where it is good; INT64_MIN otherwise. */
TRIEN_MUST_CHECK trien_rc tr_stamp_of_content(struct tr_judge *j, int64_t *made, struct trien_err *err);
/* best_time.c: marks the stamps whose order cannot be; best time, stamps and order of one signature. */
void tr_stamps_order(struct tr_context *c);
struct tr_poe tr_best_time(const struct tr_judge *j, size_t index);
bool tr_best_time_is_now(const struct tr_judge *j, size_t index, int64_t time);
TRIEN_MUST_CHECK trien_rc tr_best_time_tell(struct tr_judge *j, size_t index, struct trien_err *err);
int64_t tr_made_after(const struct tr_judge *j, size_t index);
/* trial_tell.c: findings of a trial that did not pass, and its check rows. */
TRIEN_MUST_CHECK trien_rc tr_trial_find(struct tr_judge *j, const struct tr_trial *t, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_trial_check(struct tr_judge *j, const struct tr_trial *t, struct trien_err *err);
/* checks.c */
TRIEN_MUST_CHECK trien_rc tr_check_set(struct tr_judge *j, enum tr_check_kind k, enum tr_check_result r, const char *got,
		const char *want, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_check_set_time(struct tr_judge *j, enum tr_check_kind k, enum tr_check_result r, int64_t got,
		const char *want, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_checks_open(struct tr_judge *j, struct trien_err *err);
/* Those that findings decide: form, later changes. */
TRIEN_MUST_CHECK trien_rc tr_checks_close(struct tr_judge *j, struct trien_err *err);
/* level.c: the form, and what the judgement relied on. */
void tr_level_tell(struct tr_judge *j, size_t index);
/* missing.c: what would have to be got to decide more (tr_missing_add() is that of record.h). */
TRIEN_MUST_CHECK trien_rc tr_missing_tell(struct tr_context *c, struct tr_verdict *v, struct trien_err *err);

/* DocMDP, FieldMDP and Lock as they stood when it was signed. */
TRIEN_MUST_CHECK trien_rc tr_judge_permissions(struct tr_judge *j, struct trien_err *err);
/* Every later change held against the rules; the rows and the findings. */
TRIEN_MUST_CHECK trien_rc tr_judge_changes(struct tr_judge *j, const struct tr_change_list *list,
		const struct tr_change_rules *rules, struct trien_err *err);

/* A text string of a dictionary as UTF-8, cut at TR_VERIFY_TEXT_MAX; empty where there is none. */
TRIEN_MUST_CHECK trien_rc tr_judge_text(struct tr_judge *j, const struct tr_pdf_obj *dict, const char *key,
		struct tr_text *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_judge_keep(struct tr_judge *j, const char *p, size_t n, struct tr_text *out,
		struct trien_err *err);
/* A value of a dictionary as of the revision in which the signature was made; null where it cannot be read. */
TRIEN_MUST_CHECK trien_rc tr_judge_value(struct tr_judge *j, const struct tr_pdf_obj *dict, const char *key,
		const struct tr_pdf_obj **out, struct trien_err *err);

/* A path as the verdict tells it; statuses: one for each of its certificates, or NULL where revocation was not looked at. */
TRIEN_MUST_CHECK trien_rc tr_judge_keep_path(struct tr_judge *j, const struct tr_path *path,
		const struct tr_revocation *statuses, struct tr_path_verdict *out, struct trien_err *err);

/* "findings"; a time or null; what a verdict rests on; "missing". */
void tr_json_subject(struct tr_json *w, const struct tr_certificate_subject *s);
void tr_json_findings(struct tr_json *w, const struct tr_finding *findings, size_t count, enum trien_lang lang);
void tr_json_time(struct tr_json *w, const char *key, int64_t time, int zone_minutes);
void tr_json_proof(struct tr_json *w, const struct tr_signature_verdict *s, int zone_minutes, enum trien_lang lang);
void tr_json_legal(struct tr_json *w, const struct tr_legal *l, enum trien_lang lang);
void tr_json_missing(struct tr_json *w, const struct tr_missing *missing, size_t count);
/* A lock under its key (nothing where it locks nothing); "error", and "message" where there is one. */
void tr_json_lock(struct tr_json *w, const char *key, const struct tr_lock *lock);
void tr_json_error(struct tr_json *w, const struct trien_err *e, enum trien_lang lang);

#endif
