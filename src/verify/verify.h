/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Judges the signatures of a PDF by ETSI EN 319 102-1: is what each signed intact, does the signer's certificate lead to a trust anchor,
 * is it not revoked, are the algorithms accepted, as of now or as of when time stamps prove it to have existed; and is every later revision
 * something that the signature permits?
 *
 * A failed validation is a result, never an error. An error means that nothing could
 * be decided: not a PDF, damaged beyond reading, past a cap, out of memory.
 *
 * Nothing is fetched: what would be needed stands in the verdict (missing), and is given with the next judgement as evidence.
 */
#ifndef TR_VERIFY_VERIFY_H
#define TR_VERIFY_VERIFY_H

#include "base/error.h"
#include "pdf/file.h"
#include "pki/trust.h"
#include "verify/verdict.h"

/* A time stamp over something outside the file that binds the file, or lists and answers. Who gives it says what it proves. */
struct tr_given_stamp {
	struct tr_bytes token;         /* whole ContentInfo */
	const struct tr_bytes *parts;  /* what its imprint is over, one after another */
	size_t part_count;
	bool of_file;                  /* the parts hold the file, or a digest of it as it is now */
	const uint8_t (*of)[32];       /* SHA-256 of lists, answers, certificates and older tokens that the parts hold, or a digest of them */
	size_t of_count;
};

struct tr_verify_options {
	const struct tr_trust *trust;       /* anchors; NULL: nothing is trusted */
	int64_t as_of;                      /* certificates are judged as of this time, UTC epoch (the caller's clock) */
	int zone_minutes;                   /* of times in JSON; TR_ZONE_VIETNAM for people there */
	const struct tr_pdf_cipher *cipher; /* for encrypted files; NULL: signatures of such files are judged as far as they can be read */
	struct tr_bytes password;           /* of an encrypted file; mostly empty */
	enum tr_revocation_policy revocation;
	int64_t max_age;                    /* seconds that revocation data may be old; 0: as its nextUpdate says */
	const struct tr_algorithms *algorithms;   /* NULL: tr_algorithms_default() */
	const struct tr_path_policies *policies;  /* of certificates; NULL: any */
	/*
	 * From outside the file, in addition to what it brings along: lists and answers, certificates, and time stamps over what an
	 * evidence file holds. The evidence is given back as it came.
	 */
	struct tr_evidence *evidence;             /* may be NULL */
	const struct tr_pool *given_certificates; /* may be NULL */
	const struct tr_given_stamp *stamps;      /* oldest first */
	size_t stamp_count;
	const struct tr_custody *custody;         /* who kept the keys; NULL: nobody knows */
	uint64_t since_bytes;                     /* what was done behind so many bytes is told for itself; 0: it is not */
};

/* What encrypted files need; for options.cipher. */
extern const struct tr_pdf_cipher tr_verify_cipher;

/*
 * Judges a file; its bytes must stay as they are during the call, and may go after it. Errors: pdf.*, verify.*-limit,
 * base.*. Free with tr_verdict_free().
 */
TRIEN_MUST_CHECK trien_rc tr_verify(struct tr_bytes file, const struct tr_verify_options *options,
		struct tr_verdict **out, struct trien_err *err);
void tr_verdict_free(struct tr_verdict *v);

/*
 * Appends one JSON object, without a line end:
 *   {"file","indication","signatures":[{"field","indication","sub_indication","level","signer","signing_time",
 *    "covers_revision","revisions","changes":[{"revision","kind","permitted","what"}], ...}],"error", ...}
 * A signature has "legal":{"basis","secure","legs":[{"leg","answer","reason","message"}],"official"} (verify/legal.h), null for a time stamp.
 * Where what was found is a known attack, a signature has "attacks":[{"name","message"}], and a change that is not
 * permitted "attacks":[name] (verify/attack_kinds.def). Keys may be added. Revisions count from 1; covers_revision is null where no whole revision is covered.
 * signing_time is ISO 8601 in the verdict's zone, or null; "signing_time_source" says "M"
 * or "signed-attribute". "error" is null or a stable id, "message" then its words. lang is that of "message".
 * What the verdict rests on: "level_proven", "best_signature_time" and its "_source", "control_time", "anchored", "trust_list", "path"
 * (certificates with status and evidence), "stamps", "checks" of each signature; "policy", "revocation", "encrypted", "warnings", "missing" of the file. The manual
 * of trien-verify has them all.
 * Only valid UTF-8 leaves: what is not becomes U+FFFD or an escape, file_name included.
 */
TRIEN_MUST_CHECK trien_rc tr_verdict_json(const struct tr_verdict *v, struct tr_bytes file_name, enum trien_lang lang,
		struct tr_buf *out, struct trien_err *err);
/*
 * Of that object what programs go by, with the same values: "indication", "revisions", and of each signature "indication", "sub_indication", "integrity", "timestamp",
 * "covers_revision", "best_signature_time", "subject", "path" with the "sha256" of the signer's certificate alone, of "changes" the "field" and
 * "value" of what was filled in, "missing"; and where options.since_bytes asks for it "since": {"kinds": [kind, ...], "other": kind or null}, which that object does not have.
 */
TRIEN_MUST_CHECK trien_rc tr_verdict_facts_json(const struct tr_verdict *v, struct tr_buf *out, struct trien_err *err);
/*
 * The same object for a file of which nothing could be decided: "indication" is INDETERMINATE, "signatures" is
 * empty, "error" is the id of why.
 */
TRIEN_MUST_CHECK trien_rc tr_verdict_error_json(const struct trien_err *why, struct tr_bytes file_name,
		enum trien_lang lang, struct tr_buf *out, struct trien_err *err);
/* Exit code of the contract for one verdict: 0 all good, 1 some not good, 2 some cannot tell and none bad. */
int tr_verdict_exit(const struct tr_verdict *v);

/*
 * Looks into a file without judging it, and appends one JSON object, without a line end:
 *   {"file","size","version","pages","encrypted","encryption":{"filter","v","r"}|null,"linearized",
 *    "revisions":[{"revision","start","end","xref","objects":[{"num","gen","act","path"}],"objects_total"}],
 *    "fields":[{"name","type","signed","object"}],
 *    "signatures":[{"field","sub_filter","timestamp","revision","covers_revision","byte_range":[4],"contents_bytes","name",
 *      "reason","location","signing_time","docmdp","field_mdp","lock","problem"}],
 *    "permissions":{"docmdp","field"}|null,"leniencies":[{"name","since","seen","at"}],"error"}
 * "act" is born, changed or freed; "path" leads from the newest catalog, null where nothing refers to the object.
 * At most TR_INSPECT_OBJECTS_MAX objects of a revision and TR_INSPECT_FIELDS_MAX fields are listed. A part that cannot be
 * read is null, and "error" then says why.
 * Revisions count from 1. Trust and as_of of options are not used. Errors: pdf.*.
 */
TRIEN_MUST_CHECK trien_rc tr_inspect(struct tr_bytes file, const struct tr_verify_options *options,
		struct tr_bytes file_name, struct tr_buf *out, struct trien_err *err);

#endif
