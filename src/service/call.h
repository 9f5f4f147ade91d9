/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One request under way, as its handler sees it: what was asked, and what is answered. */
#ifndef TR_SERVICE_CALL_H
#define TR_SERVICE_CALL_H

#include "base/env.h"
#include "base/memory.h"
#include "registry/door.h"
#include "registry/password.h"
#include "registry/portal.h"
#include "service/config.h"
#include "service/errand.h"
#include "service/pool.h"
#include "service/rate.h"
#include "service/visit.h"
#include "store/blob.h"
#include "service/throttle.h"

struct tr_route;
struct tr_judges;
struct tr_converters;
struct tr_conversion;
struct tr_metrics;
struct tr_ready;
struct tr_prepareds;
struct tr_challenges;
struct tr_stamps;
struct tr_streams;
struct MHD_Response;
struct tr_outside;
struct tr_seals;
struct tr_directory;
struct tr_outside_call;

struct tr_service_context {
	const struct tr_service_config *config;
	const struct tr_env *env;
	bool journal;                /* what is logged goes to systemd's journal: each line says how bad it is (sd-daemon(3)) */
	struct tr_databases *pool;   /* NULL: no store */
	struct tr_rate *rate;   /* of portals */
	struct tr_blobs *blobs; /* documents; NULL: none are given out */
	struct tr_judges *judges;    /* NULL: nobody judges */
	struct tr_converters *converters; /* of drafts; NULL where nobody judges */
	struct tr_prepareds *prepared; /* signatures that wait for their values */
	struct tr_stamps *stamps;    /* NULL: what is prepared here gets no time stamp */
	struct tr_seals *seals;      /* keys of agencies that are kept here; NULL: none */
	struct tr_outside *outside;  /* NULL: judgements ask nobody outside */
	struct tr_rate *public_rate; /* of addresses that ask for a judgement */
	struct tr_rate *desk_rate; /* of addresses from which desks begin something */
	struct tr_throttle *throttle; /* of logins */
	struct tr_directory *directory; /* keeps passwords of some; NULL: of nobody */
	struct tr_key_file session_key; /* seals sessions */
	struct tr_key_file webhook_key; /* makes the secrets of webhooks */
	bool has_webhook_key;
	struct tr_challenges *challenges; /* of logins with a token; NULL: there are none */
	struct tr_metrics *metrics;
	struct tr_streams *streams; /* answers that go on; NULL: there are none */
	struct tr_ready *ready;       /* what the service found when it looked at itself */
	char no_password[TR_PASSWORD_HASH_MAX]; /* a hash that is nobody's: as much work for who is not there */
};

#define TR_CALL_PARAMETERS_MAX 3u
#define TR_CALL_FIELDS_MAX 8u
#define TR_CALL_KNOWN_MAX 24u

struct tr_reply {
	unsigned status;
	const char *type;
	const char *cache;  /* Cache-Control; NULL: no-store */
	const char *policy; /* Content-Security-Policy; NULL: what is shown of it may load nothing */
	bool has_form;      /* a page whose form says where it comes from (Origin), and only to us */
	struct tr_buf body;
	struct tr_bytes part_of_us; /* in place of a body: bytes of the program itself, which are not copied */
	struct MHD_Response *stream; /* in place of a body: an answer that goes on (streams.h) */
	struct tr_buf more; /* further members of a problem, each with a comma before it */
	struct {
		const char *name;
		char value[224];
	} fields[TR_CALL_FIELDS_MAX];
	size_t field_count;
	const char *error;  /* id, for the log; NULL: none */
	char why[256];      /* for the log alone: what is wrong inside */
	bool close;         /* nothing more is read from this connection */
};

struct tr_call {
	const struct tr_service_context *context;
	void *connection;           /* libmicrohttpd's */
	const struct tr_route *route;
	char id[17];                /* of the request, ours */
	char *target;               /* as it came: path and query */
	struct tr_bytes parameters[TR_CALL_PARAMETERS_MAX]; /* of the path, decoded, in the order of the route; a NUL stands behind each */
	const char *query;          /* behind the question mark; NULL: none */
	struct tr_buf body;
	struct tr_arena arena;
	struct tr_portal portal;    /* who comes, where the route is for portals */
	struct tr_visit session;  /* who comes, where it is for people */
	struct tr_caller caller;    /* the same, as the doors of the registry know them; borrows from the session */
	struct tr_errand errand;    /* where a desk's program comes: what it has taken; session and caller are those of the person who gave it */
	const char *key;            /* in place of the field Idempotency-Key; NULL: that */
	char csrf[TR_HEX256 + 1];   /* that belongs to the session's cookie */
	struct tr_sql_value known[TR_CALL_KNOWN_MAX]; /* what its transactions will ask about, for tr_call_foresee(); borrowed */
	size_t known_count, known_at_gate;            /* those of the gate come first, and stay where the handler is asked again */
	struct tr_reply reply;
	int64_t begun;              /* milliseconds of a clock that only runs */
	struct tr_conversion *conversion; /* of the draft that came, to PDF; NULL: none, or not begun */
	bool wants_conversion;      /* it is under way: the handler is asked again when it has come to its end */
	struct tr_outside_call *outside; /* what its files lack, and what was got (outside_call.h); NULL: nothing was judged yet */
	struct tr_buf made;         /* a file that the handler has made; it stays when the handler is asked again. Empty: none */
	struct trien_err unstamped; /* why that has no time stamp */
	bool wants_outside;         /* something is asked for over the network, and nothing is done yet */
	bool wants_judge;           /* nobody was free who judges, and nothing is done yet: the server lets it wait and asks the handler again */
};

/* Its transactions will ask about this; v is borrowed as long as the handler runs. What is too much is left out. */
void tr_call_knows(struct tr_call *c, struct tr_sql_value v);
/* First of all in a transaction of the request: tr_sql_foresee() with all that is known. kind: of the transaction, beside the route. */
TRIEN_MUST_CHECK trien_rc tr_call_foresee(const struct tr_call *c, struct tr_sql *db, const char *kind, struct trien_err *err);

/* A header field of the request; NULL where it has none. It is there once: the guard has looked. */
const char *tr_call_field(const struct tr_call *c, const char *name);
/* The value of a cookie of the request, where it has the form of ours; "" where there is none. */
void tr_call_cookie(const struct tr_call *c, const char *name, char out[TR_HEX256 + 1]);
/* Now, by the clock. */
int64_t tr_call_now(const struct tr_call *c);
/* Where the request comes from, as nginx says; of IPv6 the network: who has one address has them all. "-": not said. */
#define TR_CALL_ADDRESS 40u
void tr_call_address(const struct tr_call *c, char out[TR_CALL_ADDRESS]);
/* Adds a header field to the answer; a value that is too long is cut. */
void tr_call_answer_field(struct tr_call *c, const char *name, const char *value);
/* service.busy of tr_judges_lend(), in whatever a handler of people returns: it may wait. */
void tr_call_may_wait(struct tr_call *c, trien_rc rc);
/* Makes the answer a problem (RFC 9457) of an error. */
void tr_call_problem(struct tr_call *c, const struct trien_err *err);

#endif
