/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a signature is worth by law, beside the technical verdict: Decree 130/2018/NĐ-CP, Điều 8 and 9, in three legs, and
 * whether it is one of the Government-specialised authority (Điều 2.1 of the regulation). A leg that cannot be told is "not known", never good.
 *
 * Not looked at here: which acts want a signature at all, and whether the person had the power to sign.
 */
#ifndef TR_VERIFY_LEGAL_H
#define TR_VERIFY_LEGAL_H

#include "base/error.h"
#include "base/bytes.h"

/* The decree that the Regulation cites. */
#define TR_LEGAL_BASIS "Nghị định 130/2018/NĐ-CP, Điều 8-9"
/*
 * 2024-07-01 in Vietnam: Law 20/2023 took effect, then Decree 68/2024 on 2024-08-15 for official-duty signatures. What their articles ask of a
 * signature is not before us, so nothing is answered in their name; that they hold is said of every signature of that time or later.
 */
#define TR_LEGAL_NEWER_LAW INT64_C(1719766800)

enum tr_leg_answer { TR_LEG_YES, TR_LEG_NO, TR_LEG_NOT_KNOWN };

/* Why; a row of verify/legal_reasons.def. */
#define TR_LEGAL_REASON(symbol, id, vi, en) TR_LEGAL_##symbol,
enum tr_legal_reason {
#include "verify/legal_reasons.def"
	TR_LEGAL_REASON_COUNT
};
#undef TR_LEGAL_REASON

struct tr_leg {
	enum tr_leg_answer answer;
	enum tr_legal_reason reason;
};

enum tr_leg_kind {
	TR_LEG_VALID_WHEN_SIGNED, /* Điều 9.1: made while the certificate was valid, and verified with its public key */
	TR_LEG_RECOGNISED,        /* Điều 9.2: the certificate is of an authority that the decree recognises */
	TR_LEG_SOLE_CONTROL,      /* Điều 9.3: the key was under the signer's sole control when signing */
	TR_LEG_COUNT
};

struct tr_legal {
	bool applies;         /* not to time stamps of documents, which nobody signs */
	struct tr_leg legs[TR_LEG_COUNT];
	struct tr_leg secure; /* Điều 9 as a whole: what Điều 8 gives legal value */
	struct tr_leg official; /* Government-specialised, and it holds; sole control is not asked here */
	bool newer_law;         /* at its best signature time younger acts held, for which the legs do not speak: TR_LEGAL_NEWER_ACTS */
	struct tr_text control_why; /* words of the custody record; empty where there are none */
};

/* Who kept the key at a time: answered by a registry of devices and their keepers. */
struct tr_custody_answer {
	enum tr_leg_answer sole_control;
	struct tr_text why; /* what the record says; may be empty; must live as long as the verdict */
};
struct tr_custody {
	void *context;
	/* sha256: of the signer's certificate; time: the best signature time. An error: nothing could be decided. */
	trien_rc (*at)(void *context, const uint8_t sha256[32], int64_t time, struct tr_custody_answer *out,
			struct trien_err *err);
};

struct tr_signature_verdict;
/* From a judged signature; custody may be NULL: then sole control is not known. */
TRIEN_MUST_CHECK trien_rc tr_legal_judge(const struct tr_signature_verdict *s, const struct tr_custody *custody,
		struct tr_legal *out, struct trien_err *err);

const char *tr_leg_name(enum tr_leg_kind k);            /* "valid-when-signed", "recognised-authority", "sole-control" */
const char *tr_leg_answer_name(enum tr_leg_answer a);   /* "yes", "no", "not-known" */
const char *tr_legal_reason_id(enum tr_legal_reason r); /* stable, "legal.…" */
const char *tr_legal_reason_text(enum tr_legal_reason r, enum trien_lang lang);

#endif
