/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files that judge one signature share. */
#ifndef TR_VERIFY_JUDGE_H
#define TR_VERIFY_JUDGE_H

#include "crypto/cms.h"
#include "pki/path.h"
#include "verify/change.h"
#include "verify/json_write.h"
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
/* The CMS: integrity, form, certificate and its path. */
TRIEN_MUST_CHECK trien_rc tr_judge_cms(struct tr_judge *j, struct tr_pool *pool, struct trien_err *err);
/* Adds what the document security store brings along to the pool. */
TRIEN_MUST_CHECK trien_rc tr_judge_dss_certificates(struct tr_judge *j, struct tr_pool *pool, struct trien_err *err);
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
void tr_json_findings(struct tr_json *w, const struct tr_finding *findings, size_t count, enum trien_lang lang);
void tr_json_time(struct tr_json *w, const char *key, int64_t time, int zone_minutes);
void tr_json_proof(struct tr_json *w, const struct tr_signature_verdict *s, int zone_minutes, enum trien_lang lang);
void tr_json_legal(struct tr_json *w, const struct tr_legal *l, enum trien_lang lang);
void tr_json_missing(struct tr_json *w, const struct tr_verdict *v);
/* A lock under its key (nothing where it locks nothing); "error", and "message" where there is one. */
void tr_json_lock(struct tr_json *w, const char *key, const struct tr_lock *lock);
void tr_json_error(struct tr_json *w, const struct trien_err *e, enum trien_lang lang);

#endif
