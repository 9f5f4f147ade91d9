/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The half of signing that reads untrusted bytes, and runs in the sandbox:
 * proposes the revision that will carry the signature. It sees no key. Who
 * holds the key hashes base and tail himself, so that the most a
 * subverted proposer can do is to propose a tail.
 */
#ifndef TR_SIGN_PROPOSE_H
#define TR_SIGN_PROPOSE_H

#include "pdf/update.h"

/* The field that was chosen, as it was before this revision. */
struct tr_sign_spot {
	struct tr_pdf *pdf;
	size_t rev;             /* the newest one */
	struct tr_text field;   /* full name */
	struct tr_pdf_ref ref;  /* num 0: the field is made in this revision */
	size_t page;            /* of an existing field: the one page on which its one widget stands */
	struct tr_pdf_rect rect; /* of an existing field, in default user space; empty where it is invisible */
	int64_t time;           /* of the signature, UTC epoch */
	int zone_minutes;
};

/* What the signature looks like. */
struct tr_sign_look {
	struct tr_pdf_ref appearance; /* a form XObject for /AP /N; num 0: nothing is shown */
	size_t page;                  /* for a new field: index of its page ... */
	struct tr_pdf_rect rect;      /* ... and its place in default user space */
	struct tr_text described;     /* for a new field: /TU, what a screen reader says; may be empty */
};

/*
 * What else the revision carries. put is called once, when the field is chosen and permitted; it may put objects of
 * its own (pictures, fonts, filled fields) into the revision, but not the signature's field, its widget, the
 * form, the catalog, a page or its /Annots: those are written here. *out is zeros before. Its error ends the proposal.
 */
struct tr_sign_extra {
	void *context;
	bool fills; /* it fills the texts that are reserved (sign/reserved.h) */
	trien_rc (*put)(void *context, const struct tr_sign_spot *spot, struct tr_pdf_update *u,
			struct tr_sign_look *out, struct trien_err *err);
};

enum tr_sign_kind {
	TR_SIGN_APPROVAL,  /* a person's or an agency's signature: ETSI.CAdES.detached */
	TR_SIGN_TIMESTAMP, /* a document time stamp: ETSI.RFC3161 (ISO 32000-2 §12.8.5), always in a new field */
};

struct tr_sign_request {
	enum tr_sign_kind kind;
	/*
	 * Full name of a field. Empty: the first empty signature field, else a new "Signature1", ... A name
	 * that no field has: sign.field-not-found where the document has empty signature fields, else a new
	 * field.
	 */
	struct tr_text field;
	struct tr_text name;     /* /Name, empty: not written; like the three below and /M, not of a time stamp */
	/* Whom the certificate names; empty: not compared with the name that a reserved field waits for. */
	struct tr_text holder;
	bool unseen; /* it may sign a reserved place on a page without showing anything there */
	struct tr_text reason;
	struct tr_text location;
	struct tr_text contact;
	int64_t time;            /* /M, UTC epoch */
	int zone_minutes;
	size_t contents_size;    /* bytes of DER that must fit */
	struct tr_text digest; /* the digest by its name in PDF ("SHA384"); empty: SHA256. For seed values */
	uint8_t id16[16];        /* random, for /ID */
	const struct tr_sign_extra *extra; /* NULL: an invisible signature and nothing else */
};

struct tr_sign_proposal {
	uint64_t base_size;      /* bytes of the source that stay as they are */
	struct tr_buf tail;      /* bytes behind them; /Contents is zeros, /ByteRange final */
	uint64_t contents_at;    /* offset in the whole file of '<' */
	uint64_t contents_end;   /* one past '>' */
	/* The document is tagged, but its structure could not take the new widget: a screen reader will not find it. */
	bool untagged;
};

/* Errors: pdf.*, sign.*. Free with tr_sign_proposal_free(). */
TRIEN_MUST_CHECK trien_rc tr_sign_propose(struct tr_bytes file, const struct tr_sign_request *request,
		struct tr_sign_proposal *out, struct trien_err *err);
void tr_sign_proposal_free(struct tr_sign_proposal *p);

#endif
