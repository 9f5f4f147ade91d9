/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Webhooks: another system of an agency hears what happens to the agency's documents, and where its row says so to those of the agencies below it. What it hears is written in the transaction of the act (an outbox): a delivery, and the job
 * that sends it. It names rows by their numbers and says nothing of what is in them: who may read them asks.
 *
 * The secret that signs what is sent is kept nowhere: it is HMAC-SHA256 of the row's salt under a key of the installation that is not in the database (store/key_file.h). The row has its SHA-256: with
 * another key nothing is sent, and why is said.
 */
#ifndef TR_REGISTRY_WEBHOOK_H
#define TR_REGISTRY_WEBHOOK_H

#include "registry/act.h"
#include "registry/secret.h"
#include "store/key_file.h"

struct tr_webhook_event {
	const char *word;
	size_t book, state_column;
	const char *state;
	int of; /* the column of the row that it is about; -1: itself */
	const char *vi, *en;
};
/* By number; NULL past the last. */
const struct tr_webhook_event *tr_webhook_event(size_t i);
const char *tr_webhook_event_word(unsigned i);

/*
 * Is this an address to tell things at? https, a host, no user, no fragment; http to this machine alone, which no network is between. registry.webhook-url. Where a name leads is looked at when something is
 * sent (fetch/fetch.h).
 */
TRIEN_MUST_CHECK trien_rc tr_webhook_url_check(const char *url, struct trien_err *err);

enum tr_webhook_verb { TR_WEBHOOK_MAKE, TR_WEBHOOK_CHANGE, TR_WEBHOOK_SECRET };

struct tr_webhook_change {
	enum tr_webhook_verb verb;
	const struct tr_env *env;
	const struct tr_key_file *key;
	int64_t webhook;        /* change, secret; of make, what became of it */
	const char *agency;     /* make: whose; its code, or "#3" */
	const char *name, *url; /* make; of change, NULL: as it was */
	const char *events;     /* words with blanks or commas between them, or "all"; likewise */
	const char *scope;      /* "agency", "subtree"; of make NULL: agency */
	const char *state;      /* "active", "off"; of make NULL: active */
	char secret[TR_HEX256 + 1]; /* of make and secret: what is shown, once; clear it */
};
/* "webhook.enter" for make, "webhook.change" for the others. */
const char *tr_webhook_act(enum tr_webhook_verb verb);
/* The work of such an act; context is a struct tr_webhook_change. registry.webhook-url, registry.webhook-events, registry.key-unknown, registry.not-found, registry.value-*. */
TRIEN_MUST_CHECK trien_rc tr_webhook_change(struct tr_acting *a, void *context, struct trien_err *err);

/* A row is about to be put: what hears of the state that it comes into is written. Nobody is waited for. */
TRIEN_MUST_CHECK trien_rc tr_webhook_tell(struct tr_acting *a, const struct tr_record *r, struct trien_err *err);

/* ---- sending ---- */

#define TR_WEBHOOK_ID_MAX 120u
struct tr_webhook_letter {
	int64_t delivery, webhook;
	char id[TR_WEBHOOK_ID_MAX]; /* of what has happened: the same at every try */
	char secret[TR_HEX256 + 1]; /* clear it */
	struct tr_buf url, body; /* url is ended by NUL */
};
void tr_webhook_letter_free(struct tr_webhook_letter *l);
/* What a job says. In a transaction. registry.not-found; registry.webhook-off; registry.webhook-key where the key is another than the one that made its secret. out is {0}; free it. */
TRIEN_MUST_CHECK trien_rc tr_webhook_letter_load(struct tr_sql *db, struct tr_bytes payload, const struct tr_key_file *key, struct tr_webhook_letter *out, struct trien_err *err);
/* "t=1790000000,v1=..." over time and body. */
#define TR_WEBHOOK_SIGNATURE_MAX 112u
TRIEN_MUST_CHECK trien_rc tr_webhook_sign(const struct tr_webhook_letter *l, int64_t now, char out[TR_WEBHOOK_SIGNATURE_MAX], struct trien_err *err);
/* It was sent; with what it was answered (0: it was not). */
TRIEN_MUST_CHECK trien_rc tr_webhook_tried(struct tr_sql *db, int64_t delivery, int64_t status, int64_t now, struct trien_err *err);

/* ---- for who looks after them ---- */

/*
 * Deliveries of a webhook, newest first, a page before a number (0: from the last one on): id, act, event, object, version, at, job, status, tried_at; and of the job state, tries, ready_at, reason. In a transaction.
 */
TRIEN_MUST_CHECK trien_rc tr_webhook_deliveries(struct tr_sql *db, int64_t webhook, int64_t before, struct tr_sql_rows *out, struct trien_err *err);
/* Sends one again, at once and as often as a new one, under the id that it had; *job. registry.webhook-delivery: it is none of this webhook, or is being sent. */
TRIEN_MUST_CHECK trien_rc tr_webhook_resend(struct tr_sql *db, int64_t webhook, int64_t delivery, int64_t now, int64_t *job, struct trien_err *err);
/*
 * What was told or given up TR_WEBHOOK_KEEP_DAYS ago goes, with its job, at most TR_WEBHOOK_SWEEP_MAX of each; what still waits stays. The last row of each table stays too: numbers are counted from it. In a
 * transaction that writes.
 */
TRIEN_MUST_CHECK trien_rc tr_webhook_sweep(struct tr_sql *db, int64_t now, struct trien_err *err);

#endif
