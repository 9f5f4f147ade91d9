/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A verdict: what was found about each signature of a file, in the words of
 * ETSI EN 319 102-1 §5.1.3. Everything lives in one arena and is valid until tr_verdict_free().
 * Revisions count from 0 here as in pdf/file.h; in JSON and for people they count from 1.
 */
#ifndef TR_VERIFY_VERDICT_H
#define TR_VERIFY_VERDICT_H

#include "base/bytes.h"
#include "pki/collect.h"
#include "verify/legal.h"
#include "verify/limits.h"

/* EN 319 102-1 table 5, from good to bad: the worse of two is the larger. */
enum tr_indication { TR_TOTAL_PASSED, TR_INDETERMINATE, TR_TOTAL_FAILED };

/*
 * EN 319 102-1 table 6; TR_SUB_NONE for TOTAL-PASSED. Of TOTAL-FAILED are FORMAT_FAILURE, HASH_FAILURE, SIG_CRYPTO_FAILURE,
 * REVOKED, EXPIRED and NOT_YET_VALID; all others are of INDETERMINATE.
 */
enum tr_sub_indication {
	TR_SUB_NONE,
	TR_SUB_FORMAT_FAILURE,
	TR_SUB_HASH_FAILURE,
	TR_SUB_SIG_CRYPTO_FAILURE,
	TR_SUB_REVOKED,
	TR_SUB_EXPIRED,
	TR_SUB_NOT_YET_VALID,
	TR_SUB_SIG_CONSTRAINTS_FAILURE,
	TR_SUB_CHAIN_CONSTRAINTS_FAILURE,
	TR_SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE,
	TR_SUB_CRYPTO_CONSTRAINTS_FAILURE,
	TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
	TR_SUB_POLICY_PROCESSING_ERROR,
	TR_SUB_SIGNATURE_POLICY_NOT_AVAILABLE,
	TR_SUB_TIMESTAMP_ORDER_FAILURE,
	TR_SUB_NO_SIGNING_CERTIFICATE_FOUND,
	TR_SUB_NO_CERTIFICATE_CHAIN_FOUND,
	TR_SUB_REVOKED_NO_POE,
	TR_SUB_REVOKED_CA_NO_POE,
	TR_SUB_OUT_OF_BOUNDS_NO_POE,
	TR_SUB_OUT_OF_BOUNDS_NOT_REVOKED,
	TR_SUB_REVOCATION_OUT_OF_BOUNDS_NO_POE,
	TR_SUB_NO_POE,
	TR_SUB_TRY_LATER,
	TR_SUB_SIGNED_DATA_NOT_FOUND,
	TR_SUB_GENERIC,
	TR_SUB_COUNT
};

/* What a signature says of a later change. */
enum tr_permission { TR_CHANGE_PERMITTED, TR_CHANGE_NOT_UNDERSTOOD, TR_CHANGE_FORBIDDEN };

#define TR_CHANGE_KIND(symbol, word, vi, en) TR_CHANGE_##symbol,
enum tr_change_kind {
#include "base/change_kinds.def"
	TR_CHANGE_KIND_COUNT
};
#undef TR_CHANGE_KIND

#define TR_ATTACK(symbol, word, vi, en) TR_ATTACK_##symbol,
enum tr_attack {
#include "verify/attack_kinds.def"
	TR_ATTACK_COUNT
};
#undef TR_ATTACK
/* A set of attacks: one bit each. */
#define TR_ATTACK_BIT(symbol) (UINT32_C(1) << TR_ATTACK_##symbol)

/* One thing that a later revision changed, as one signature sees it. */
struct tr_change_row {
	size_t revision;
	enum tr_change_kind kind;
	enum tr_permission permission;
	uint32_t attacks;     /* what it amounts to where it is not permitted; else 0 */
	uint32_t num;         /* object that was changed, 0: none in particular */
	struct tr_text path;  /* from the catalog, "Pages/Kids[0]/Contents"; empty where it is not known */
	struct tr_text what;  /* English words */
	struct tr_text field; /* full name of the field that it concerns; empty for none */
	struct tr_text value; /* what the field was filled in with, cut; empty where it is no text */
	struct tr_text shown; /* TR_CHANGE_LOOK_DIFFERS: what the page shows; TR_CHANGE_LOOK_UNREAD: why that is not certain */
};

/* A reason: a row of the error table (verify.*, pdf.*, cms.*) with its values, or a reason of pki/path.h. */
struct tr_finding {
	enum tr_indication weight;      /* the best indication that is possible with this finding */
	enum tr_sub_indication sub;
	struct trien_err error;         /* code TRIEN_OK where path_reason speaks */
	int path_reason;                /* enum tr_path_reason; meaningless with an error */
	const char *clause;             /* static, e.g. "ISO 32000-2 §12.8.1" */
	struct tr_text got, want;       /* may be empty */
};

/* FROM_STAMP: that of a document time stamp, which is not claimed but stamped. */
enum tr_time_source { TR_TIME_NONE, TR_TIME_FROM_DICTIONARY, TR_TIME_FROM_ATTRIBUTE, TR_TIME_FROM_STAMP };

/* Permission dictionary of a signature, ISO 32000-2 §12.8.2. */
enum tr_lock_action { TR_LOCK_NONE, TR_LOCK_ALL, TR_LOCK_INCLUDE, TR_LOCK_EXCLUDE };
struct tr_lock {
	enum tr_lock_action action;
	const struct tr_text *fields; /* full names, UTF-8 */
	size_t field_count;
};

/* One check of EN 319 102-1; the passed ones are kept too. A row of verify/check_kinds.def. */
#define TR_CHECK(symbol, id, clause, vi, en) TR_CHECK_##symbol,
enum tr_check_kind {
#include "verify/check_kinds.def"
	TR_CHECK_KIND_COUNT
};
#undef TR_CHECK
enum tr_check_result { TR_CHECKED_PASSED, TR_CHECKED_UNKNOWN, TR_CHECKED_FAILED, TR_CHECKED_NOT_DONE };
struct tr_check {
	enum tr_check_kind kind;
	enum tr_check_result result;
	struct tr_text got, want; /* what was found and what is asked for; may be empty */
};

/* One certificate of a path as it was judged. */
struct tr_certificate_verdict {
	struct tr_text name, serial;    /* display name; lower case hex */
	uint8_t sha256[32];
	int64_t not_before, not_after;
	enum tr_revocation_status status; /* TR_STATUS_NOT_ASKED also where revocation was not looked at */
	enum tr_revocation_why why;
	/* What the status was learned from; all below is meaningless where has_evidence is false. */
	bool has_evidence, from_ocsp;
	enum tr_evidence_source source;
	int64_t made_at, next_update;   /* INT64_MIN: none */
	int64_t known_since;            /* proven to have existed then; as_of where nothing proves it */
	int64_t revoked_at;             /* INT64_MIN: not revoked */
	enum tr_revocation_reason reason;
};
struct tr_path_verdict {
	const struct tr_certificate_verdict *certificates; /* signer first, anchor last; as far as issuers were found */
	size_t count;
	bool anchored;                  /* the last one is an anchor */
	bool lab;                       /* one of them carries the lab mark */
	enum tr_trust_list list;        /* in which that anchor stands; meaningless where none was reached */
};

/* A time stamp: in the CMS of a signature, of the whole document, or one given from outside. */
enum tr_stamp_kind { TR_STAMP_SIGNATURE, TR_STAMP_DOCUMENT, TR_STAMP_GIVEN };
struct tr_stamp_verdict {
	enum tr_stamp_kind kind;
	enum tr_indication indication;
	enum tr_sub_indication sub;
	int64_t time;                   /* tr_tsp_latest(); INT64_MIN where it cannot be read */
	struct tr_text field;           /* of a document time stamp; else empty */
	struct tr_text authority;       /* display name of the TSA; empty where it is not known */
	struct tr_path_verdict path;
	const struct tr_finding *findings; /* worst first */
	size_t finding_count;
};

enum tr_best_time_source { TR_BEST_AS_OF, TR_BEST_SIGNATURE_STAMP, TR_BEST_DOCUMENT_STAMP, TR_BEST_GIVEN_STAMP };

/* Something that has to be got before a better verdict is possible: from outside the sandbox, then judged again. */
struct tr_missing {
	enum tr_fetch_what what;
	struct tr_text url;
	struct tr_bytes body;           /* of an OCSP request */
	struct tr_text about;           /* display name of the certificate whose issuer or status it is */
};

struct tr_signature_verdict {
	struct tr_text field;           /* full name */
	enum tr_indication indication;
	enum tr_sub_indication sub;
	/* Digest and signature value alone, whatever certificate and later changes say. */
	enum tr_indication integrity;
	enum tr_sub_indication integrity_sub;
	bool is_timestamp;              /* a document time stamp (ETSI.RFC3161) */
	const char *level;              /* "PAdES-B-B", "PAdES-B-T", "PKCS7", "PKCS7-T", "DOC-TIMESTAMP"; "" not known. Its form, not judged */
	const char *sub_filter;         /* "" where it is none of the known ones */
	const char *digest, *scheme;    /* "SHA-256", "RSA-PSS"; "" where the CMS could not be read */
	const char *level_proven;       /* the level that this judgement could rely on; "" none */
	struct tr_text signer;          /* display name of the certificate; empty where there is none */
	struct tr_certificate_subject subject; /* of the signer's certificate; all empty where there is none */
	struct tr_path_verdict path;
	/* Of a document time stamp: when it is itself proven to have existed; its own time is signing_time. */
	int64_t best_time;              /* best-signature-time, EN 319 102-1 §5.5; as_of where nothing proves an earlier one */
	enum tr_best_time_source best_time_source;
	int64_t control_time;           /* to which past validation slid (§5.6.2.2); INT64_MIN: it was not needed */
	const struct tr_stamp_verdict *stamps; /* all that stamp this signature */
	size_t stamp_count;
	const struct tr_check *checks;
	size_t check_count;
	int64_t signing_time;           /* claimed, UTC epoch; meaningless with TR_TIME_NONE */
	enum tr_time_source time_source;
	struct tr_text name, reason, location;
	size_t revision;                /* in which the signature first stands */
	size_t covers;                  /* the revision that it signs; SIZE_MAX: no whole revision */
	unsigned docmdp;                /* /P of its own certification, 0: none */
	struct tr_lock field_mdp;       /* what it locks by its own FieldMDP, */
	struct tr_lock lock;            /* and by the /Lock of its field */
	const struct tr_change_row *changes;
	size_t change_count;
	bool changes_cut;               /* more than TR_VERIFY_CHANGES_MAX */
	uint32_t attacks;               /* names for what was found, TR_ATTACK_BIT() */
	const struct tr_finding *findings; /* worst first */
	size_t finding_count;
};

/* What is asked about revocation. Whatever is not done is told as a check (TR_CHECKED_NOT_DONE). */
enum tr_revocation_policy {
	TR_REVOCATION_REQUIRED,   /* without a known status nothing passes: TRY_LATER */
	TR_REVOCATION_IF_PRESENT, /* a revocation counts; a status that is not known does not */
	TR_REVOCATION_SKIP,       /* not looked at */
};

/* What was done behind the first bytes of the file (verify/since.h). */
struct tr_since {
	bool asked;
	uint64_t kinds;            /* 1 << enum tr_change_kind */
	enum tr_change_kind other; /* the first that is more than signing, filling in, or keeping signatures checkable; TR_CHANGE_KIND_COUNT: none */
};

struct tr_verdict {
	enum tr_indication indication;  /* the worst of those that count, tr_verdict_counts(); INDETERMINATE at best where nobody signed */
	size_t revision_count;
	const struct tr_signature_verdict *signatures; /* by what they cover, oldest first */
	size_t signature_count;
	const struct tr_legal *legal;   /* one for each signature */
	struct trien_err no_signature;  /* verify.no-signature where there is none, or time stamps alone; else code TRIEN_OK */
	int64_t as_of;
	int zone_minutes;
	const char *policy;             /* id of the policy of algorithms */
	enum tr_revocation_policy revocation;
	bool encrypted;
	struct tr_since since;
	const struct trien_err *warnings; /* of the trust set: files that were left out of it */
	size_t warning_count;
	const struct tr_missing *missing; /* empty where everything was decided */
	size_t missing_count;
	struct tr_verdict_memory *memory; /* private */
};

/*
 * Whether the i-th has a say in what the file is worth. EN 319 102-1 §5.5 validates signatures, and what a time stamp is worth shows in
 * their best time: so document time stamps count only where nothing else is signed.
 */
bool tr_verdict_counts(const struct tr_verdict *v, size_t i);
size_t tr_verdict_stamp_count(const struct tr_verdict *v); /* document time stamps among the signatures */

const char *tr_indication_name(enum tr_indication i);          /* "TOTAL-PASSED" ... */
const char *tr_sub_indication_name(enum tr_sub_indication s);  /* "HASH_FAILURE" ...; "" for TR_SUB_NONE */
const char *tr_change_kind_word(enum tr_change_kind k);        /* stable, e.g. "page-content" */
const char *tr_change_kind_text(enum tr_change_kind k, enum trien_lang lang);
const char *tr_attack_word(enum tr_attack a);                  /* stable, e.g. "shadow-hide" */
const char *tr_attack_text(enum tr_attack a, enum trien_lang lang);
const char *tr_check_id(enum tr_check_kind k);                 /* stable, e.g. "check.signature-value" */
const char *tr_check_clause(enum tr_check_kind k);
const char *tr_check_text(enum tr_check_kind k, enum trien_lang lang);
const char *tr_check_result_name(enum tr_check_result r);      /* "passed", "unknown", "failed", "not-done" */
const char *tr_best_time_source_name(enum tr_best_time_source s); /* "as-of", "signature-stamp", ... */
const char *tr_stamp_kind_name(enum tr_stamp_kind k);          /* "signature", "document", "given" */
const char *tr_revocation_policy_name(enum tr_revocation_policy p); /* "required", "if-present", "skip" */
/* False where no policy is called so. */
bool tr_revocation_policy_of(struct tr_bytes name, enum tr_revocation_policy *out);
/* Stable id of a finding ("verify.hash-failure", "path.expired"), and its words; returns the whole length. */
const char *tr_finding_id(const struct tr_finding *f);
size_t tr_finding_text(const struct tr_finding *f, enum trien_lang lang, char *out, size_t size);

#endif
