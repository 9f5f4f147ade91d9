/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What may be done with requests, certificates and devices: pure tables and functions. No SQL, no clock, no files:
 * the state and the facts come in, the next state and what it entails go out, or the rule that refuses.
 *
 * Decree 130/2018 Điều 59-74, Circular 185/2019 Điều 8-11, the Regulation Điều 4, 6, 7, 11, 14-16.
 * docs/registry-rules.md is these tables in words.
 */
#ifndef TR_RULES_RULES_H
#define TR_RULES_RULES_H

#include "rules/access.h"
#include "rules/law.h"
#include "rules/words.h"

enum tr_rules_guard {
	TR_GUARD_NONE = 0,
#define TR_RULES_GUARD(symbol, function, clause, vi, en) TR_GUARD_##symbol,
#include "rules/guards.def"
#undef TR_RULES_GUARD
	TR_GUARD_COUNT
};

#define TR_RULES_GUARDS_MAX 10 /* of a row, its end marked by TR_GUARD_NONE */

/* One row: in one of these states, one of these roles may do the act for these kinds, if the guards hold. */
struct tr_rules_row {
	enum tr_rules_act act;
	uint64_t from;  /* bits of states */
	enum tr_rules_state to;
	unsigned kinds; /* bits of kinds of request; 0: any, and for certificates and devices */
	unsigned roles; /* bits of roles */
	bool conditions; /* the conditions of the kind hold too (tr_rules_conditions) */
	enum tr_rules_guard guards[TR_RULES_GUARDS_MAX];
	unsigned effects; /* bits */
};

/* The table, row by row; NULL past the last. */
const struct tr_rules_row *tr_rules_row_at(size_t index);
/* The conditions by law of a kind of request, ended by TR_GUARD_NONE: held at submitting, confirming and sending. */
const enum tr_rules_guard *tr_rules_conditions(enum tr_rules_kind kind);
/* "rules.days-left", the clause, what must hold. */
const char *tr_rules_guard_id(enum tr_rules_guard guard);
const char *tr_rules_guard_clause(enum tr_rules_guard guard);
const char *tr_rules_guard_text(enum tr_rules_guard guard, enum trien_lang lang);

/*
 * What a decision rests on. The caller reads it in the transaction in which it writes. What it does not know stays
 * zero, and zero allows nothing; counts and ids of nobody are zero too.
 */
struct tr_rules_facts {
	const struct tr_rules_law *law; /* of the time of the act */
	int64_t now;
	enum tr_rules_role role; /* in which the actor acts */
	int64_t actor;           /* person; 0: the program */
	enum tr_rules_state state;
	int64_t state_since;     /* from when it is in that state */
	int64_t holds_from;      /* from when the act holds */

	/* request; of certificate.supersede also: was it a renewal or a change */
	enum tr_rules_kind kind;
	enum tr_rules_subject subject;
	enum tr_rules_reason reason; /* of revoke and change */
	int64_t requester;           /* who drafted; 0: the program, nobody */
	int64_t holder;              /* the subscriber: the person of the certificate, 0 for an agency's or a service's */
	enum tr_rules_role asked_as; /* role in which the requester drafted */
	unsigned open_requests;      /* of the same kind for the same certificate, device or holder */
	unsigned open_revocations;   /* of the certificate */
	bool written;                /* the form is there */
	bool dossier_complete;
	const char *missing;         /* what the dossier lacks, for the message */
	bool basis;                  /* document of the procedural body */
	bool words_given;            /* a reason in words, of return, reject, refuse, withdraw */
	int64_t event_at;            /* when the person left, the agency ended …; 0: not known */
	bool official;               /* person: works in the agency and needs electronic transactions */
	bool titled;                 /* title: holds it */
	bool legal_person;           /* agency; of a service: its owner */
	bool in_charge;              /* service: somebody is assigned to manage it */
	bool first_of_agency;        /* a new one is asked for, and the agency that asks has none of its own to sign with yet */

	/* letter */
	bool letter_open;
	bool letter_fits;     /* tr_rules_letter_fits() */
	const char *misfit;   /* where it does not: why, a word of base/details.def */
	bool letter_numbered;
	bool letter_signed;   /* digitally */
	bool letter_paper;    /* signed and stamped on paper */

	/* answer: three times, and its document */
	bool answer_document;
	int64_t asked_at, answered_at, effective_at;

	/* certificate */
	enum tr_rules_state certificate; /* its state, for acts of requests and devices */
	int64_t not_before, not_after;
	unsigned renewals;               /* how often it was renewed */
	bool official_chain;             /* leads to the Government's authority */
	bool successor;                  /* a new certificate of the same holder is in the books */
	int64_t new_not_before, new_not_after;
	bool stopped_by_lock;
	bool stopped_by_request;         /* because its revocation was asked for, for nothing else */
	bool was_used;                   /* before it stopped */
	enum tr_rules_state before;      /* in which it stopped; TR_STATE_NONE: not known */
	bool key_doubted;                /* a revocation or an incident says or said that its key was out of its keeper's hands, or the keeper has left */
	bool resumer_asked;              /* for its revocation, since it stopped: who lets it sign again, or rejects the last request */
	bool subscriber_still;           /* works in the agency, holds the title; the agency is there */

	/* device */
	enum tr_rules_device device_kind;
	enum tr_rules_state device;      /* its state, for acts of requests */
	bool unused;                     /* no certificate on it is in the books */
	int64_t keeper;                  /* the present keeper; 0: none */
	int64_t taker;                   /* who takes it over */
	bool taker_is_clerk;             /* of the agency of the certificate; for a service: assigned to manage it */
	bool minutes, minutes_signed;
	bool decision;                   /* number and date of the decision that assigns the device */
	bool duties_accepted;            /* by the taker, in the version of the law of the act */
	bool same_device;                /* the new certificate is on the device of the old one */
	bool replaces_stopped;           /* the old one had to stop but for a lock, was revoked, or its key is doubted */
	bool keeper_gone;                /* retired, left, died; agency ended */
	bool loss_minutes;
};

struct tr_rules_decision {
	enum tr_rules_state to;
	unsigned effects;             /* bits of enum tr_rules_effect */
	enum tr_rules_scope scope;    /* whose objects this role may do it to: the SQL holds it */
	enum tr_rules_body recipient; /* of a request */
	int64_t stops_at;             /* from when signing is stopped; INT64_MAX: it is not */
};

/*
 * May it be done? Errors: rules.state (not from this state), rules.role (not by this role), rules.kind (not for this kind
 * of request), and one id for each condition that fails. The first one that fails is told.
 */
TRIEN_MUST_CHECK trien_rc tr_rules_decide(const struct tr_rules_facts *facts, enum tr_rules_act act,
		struct tr_rules_decision *out, struct trien_err *err);

/* Has the act a row for this role, from whatever state? */
bool tr_rules_does(enum tr_rules_role role, enum tr_rules_act act);

/* One guard alone. */
TRIEN_MUST_CHECK trien_rc tr_rules_guard(
		enum tr_rules_guard guard, const struct tr_rules_facts *facts, struct trien_err *err);

/* ---- letters ---- */
struct tr_rules_letter_part {
	enum tr_rules_kind kind;
	enum tr_rules_subject subject;
	enum tr_rules_device device_kind;
	int64_t agency; /* the managing agency */
};
/* May the two stand in one letter: of one recipient, one form, one managing agency? */
bool tr_rules_letter_fits(const struct tr_rules_law *law, const struct tr_rules_letter_part *a,
		const struct tr_rules_letter_part *b);

#endif
