/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 R9.2 R9.3 X1 */
/*
 * Signing sessions over HTTP (office/session.h): POST /api/v1/signings begins one, for who has given the password just now. With a certificate alone the desk fetches the
 * document (…/file), signs it and sends it whole; with a chain, or for the program at the desk, the signature is prepared here, the desk signs what the answer says, and sends the value. Either
 * way, or with a key that this machine keeps (office_seal.h), what comes out is judged in a worker, held against the pages and the books, before the session takes it.
 */
#include "desk/beside.h"
#include "service/office_sign.h"

#include <stdio.h>

#include "base/errors/rules.h"
#include "base/errors/service.h"
#include "crypto/base64.h"
#include "service/gate.h"
#include "service/judges.h"
#include "service/office_chain.h"
#include "service/office_seal.h"
#include "service/prepared.h"
#include "service/query.h"
#include "service/route.h"
#include "service/stamps.h"
#include "service/who.h"

/* ---- beginning ---- */

#define BEGIN_WANTED "{\"document\", \"certificate\": \"SHA-256\" [, \"take_number\" or \"desk\"] | \"chain\": [\"Base64\", …] | \"held\": \"SHA-256\" or \"any\", \"look\": \"unseen\" | \"field\" | \"auto\", " TR_SAID_WANTED "}"

enum { DOCUMENT, CERTIFICATE, CHAIN, LOOK, HELD, TAKE_NUMBER, DESK, BEGIN_MEMBERS };

struct beginning {
	struct tr_office_call *o;
	struct tr_preparing p;
	int64_t document;
	bool held; /* the key is one that this machine keeps */
	bool desk; /* it is the desk's, whose program is given what was prepared */
	bool prepared, begun; /* begun: in this request, not in one before with the same key */
	bool takes_number; /* first: the next one, of today */
	struct tr_session session;
};

static trien_rc
read_chain(struct beginning *b, struct trien_err *err)
{
	struct tr_preparing *p = &b->p;
	const json_t *item;
	size_t i;

	json_array_foreach(tr_said(b->o, CHAIN), i, item) {
		struct tr_buf der = {.max = TR_SERVICE_BODY_MAX};
		const uint8_t *copy = NULL;
		trien_rc rc = json_is_string(item) && tr_base64_decode(TR_BYTES(json_string_value(item), json_string_length(item)), &der) && der.n > 0 ? TRIEN_OK
			: TR_ERR(err, SERVICE_JSON, TR_S("want", BEGIN_WANTED));
		if (rc == TRIEN_OK)
			rc = tr_arena_copy(&b->o->c->arena, der.p, der.n, &copy, err);
		p->chain[p->chain_count++] = TR_BYTES(copy, der.n);
		tr_buf_free(&der);
		TR_TRY(rc);
	}
	b->prepared = p->chain_count > 0;
	return b->prepared ? tr_hex_sha256(p->chain[0], p->certificate, err) : TRIEN_OK;
}

static const char *
a_look(unsigned i)
{
	static const char *const looks[] = {[TR_PREPARE_UNSEEN] = "unseen", [TR_PREPARE_FIELD] = "field", [TR_PREPARE_AUTO] = "auto"};

	return i < sizeof(looks) / sizeof(*looks) ? looks[i] : NULL;
}

static trien_rc
read_begin(struct beginning *b, struct trien_err *err)
{
	const char *certificate = tr_said_text(b->o, CERTIFICATE), *look = tr_said_text(b->o, LOOK), *held = tr_said_text(b->o, HELD);

	b->document = tr_said_number(b->o, DOCUMENT);
	TR_TRY(read_chain(b, err));
	for (unsigned i = 0; look != NULL && a_look(i) != NULL; i++)
		if (strcmp(look, a_look(i)) == 0)
			b->p.look = (enum tr_prepare_look)i;
	b->held = held != NULL;
	b->desk = json_is_true(tr_said(b->o, DESK));
	b->prepared = b->prepared || b->desk;
	b->takes_number = json_is_true(tr_said(b->o, TAKE_NUMBER));
	if ((certificate != NULL && !tr_hex_is_256(certificate)) || (b->held && !tr_hex_is_256(held) && strcmp(held, "any") != 0) || (look != NULL && certificate != NULL && !b->desk) ||
			((b->takes_number || b->desk) && certificate == NULL) || (b->takes_number && b->desk)) /* what is prepared shows the number */
		return TR_ERR(err, SERVICE_JSON, TR_S("want", BEGIN_WANTED));
	if (certificate != NULL)
		snprintf(b->p.certificate, sizeof(b->p.certificate), "%s", certificate);
	return TRIEN_OK;
}

/* Asked first without writing: who may not sign learns that before anything is prepared. */
static trien_rc
try_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct beginning *b = context;
	struct tr_call *c = b->o->c;
	struct tr_caller caller = c->caller;
	struct tr_act act = {.what = "document.begin", .actor = "", .role = "", .at = tr_call_now(c), .effective_at = tr_call_now(c), .caller = &caller, .blobs = c->context->blobs};
	const struct tr_session_new n = {b->document, b->p.certificate};
	struct tr_who who;

	TR_TRY(tr_who_open(c, db, &who, err));
	TR_TRY(tr_once_choose(c, &who, act.what, err));
	TR_TRY(tr_door_find(db, &who, c->caller.role, &tr_books[TR_BOOK_document], b->document, err));
	caller.role = who.role;
	const struct tr_office_who acts = {who.person, who.role};
	TR_TRY(tr_session_begin(db, &act, TR_ACT_WITHIN, &acts, &n, &b->session, err));
	return tr_prepare_find(db, b->document, &b->p, err);
}

static json_t *
base64_of(struct tr_bytes bytes)
{
	TR_AUTO_BUF text = {.max = TR_SERVICE_PREPARED_MAX};
	return tr_base64_encode(bytes, &text, NULL) == TRIEN_OK ? json_stringn((const char *)text.p, text.n) : NULL;
}

/* What the key signs, and with what the desk makes it anew: the attributes, and where the hole is in base and revision (GET …/revision). */
static json_t *
prepared_json(const struct beginning *b)
{
	static const char *const schemes[] = {"RSA-PKCS1", "RSA-PSS", "ECDSA"};
	const struct tr_sign_state *s = &b->p.state;
	char digest[2 * TR_DIGEST_MAX + 1];

	if (!b->prepared)
		return json_null();
	tr_hex(TR_BYTES(s->to_sign, s->to_sign_n), digest);
	return json_pack("{s:s, s:s, s:s, s:o, s:I, s:I, s:I, s:I}", "algorithm", tr_digest_name(s->digest), "scheme", schemes[s->scheme], "digest", digest, "attributes",
			base64_of(tr_buf_view(&s->attributes)), "base_bytes", (json_int_t)s->proposal.base_size, "revision_bytes", (json_int_t)s->proposal.tail.n,
			"contents_at", (json_int_t)s->proposal.contents_at, "contents_end", (json_int_t)s->proposal.contents_end);
}

/* In the same transaction, so that what does not begin takes none. *out: 0 where none was asked for. */
static trien_rc
take_number(struct tr_doing *d, const struct beginning *b, const struct tr_office_who *who, int64_t *out, struct trien_err *err)
{
	const struct tr_office_wish wish = {0};
	struct tr_office_number n = {0};

	*out = 0;
	if (!b->takes_number)
		return TRIEN_OK;
	TR_TRY(tr_office_take(d->db, &d->act, TR_ACT_WITHIN, who, b->document, &wish, &n, err));
	*out = n.number;
	tr_office_number_free(&n);
	return TRIEN_OK;
}

static trien_rc
begin_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct beginning *b = context;
	const struct tr_session_new n = {b->document, b->p.certificate};
	const struct tr_office_who who = {d->who.person, d->who.role};
	const bool dry = b->o->mode == TR_ACT_DRY_RUN;
	struct tr_session *s = &b->session;
	char until[TR_TIME_TEXT_MAX];
	int64_t number;

	TR_TRY(tr_door_find(d->db, &d->who, d->c->caller.role, &tr_books[TR_BOOK_document], b->document, err));
	TR_TRY(take_number(d, b, &who, &number, err));
	TR_TRY(tr_session_begin(d->db, &d->act, TR_ACT_WITHIN, &who, &n, s, err));
	if (b->prepared && strcmp(s->base, b->p.base) != 0)
		return TR_ERR0(err, RULES_STEP_BASE); /* it was revised meanwhile */
	b->begun = true;
	tr_time_iso(s->ends_at, TR_ZONE_VIETNAM, until);
	return tr_call_answer_json(d->c, json_pack("{s:I, s:I, s:I, s:s, s:s, s:s, s:s, s:o, s:o, s:b}", "signing", (json_int_t)(dry ? 0 : s->id), "act", (json_int_t)(dry ? 0 : s->act),
			"document", (json_int_t)s->document, "purpose", s->purpose == TR_SESSION_SEAL ? "seal" : "step", "base", s->base, "certificate", s->certificate, "until", until, "prepared",
			prepared_json(b), "number", number > 0 ? json_integer(number) : json_null(), "dry_run", dry), err);
}

static trien_rc
begin(struct beginning *b, struct trien_err *err)
{
	struct tr_call *c = b->o->c;

	TR_TRY(read_begin(b, err));
	tr_call_knows(c, TR_SQL_I(b->document));
	if (b->held) {
		TR_TRY(tr_seal_choose(c, b->document, tr_said_text(b->o, HELD), &b->p, err));
		b->prepared = true;
	}
	tr_call_knows(c, TR_SQL_T(b->p.certificate));
	if (b->prepared) {
		TR_TRY(tr_databases_rehearse(c->context->pool, try_work, b, err));
		if (b->desk)
			TR_TRY(tr_prepare_chain(&b->p, err));
		TR_TRY(tr_prepare(&b->p, err));
	}
	TR_TRY(tr_office_call_do(b->o, "document.begin", begin_work, b, err));
	if (!b->prepared || !b->begun || b->o->mode == TR_ACT_DRY_RUN)
		return TRIEN_OK;
	return tr_prepareds_put(c->context->prepared, b->session.id, b->session.ends_at, tr_call_now(c), &b->p.state, err);
}

static const struct tr_json_more a_hash = {.pattern = "^[0-9a-f]{64}$"}, the_looks = {.word = a_look}, a_held = {.pattern = "^([0-9a-f]{64}|any)$"};
static const struct tr_json_member begin_members[] = {
	[DOCUMENT] = {"document", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[CERTIFICATE] = {"certificate", TR_JSON_TEXT, TR_JSON_MAY, TR_HEX256, &a_hash},
	[CHAIN] = {"chain", TR_JSON_BASE64S, TR_JSON_MAY, TR_CHAIN_MAX, NULL},
	[LOOK] = {"look", TR_JSON_TEXT, TR_JSON_MAY, TR_HEX256, &the_looks},
	[HELD] = {"held", TR_JSON_TEXT, TR_JSON_MAY, TR_HEX256, &a_held},
	[TAKE_NUMBER] = {"take_number", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
	[DESK] = {"desk", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
};
static const char *const whose[] = {"certificate", "chain", "held", NULL};
TR_BODY_EITHER(begin, "Begin", BEGIN_WANTED, TR_BODY_OF_OFFICE, whose);

trien_rc
tr_route_begin_signing(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct beginning b = {.o = &o, .p = {.c = c}};

	TR_TRY(tr_gate_fresh(c, err));
	TR_TRY(tr_office_call_read(c, &tr_body_begin, &o, err));
	const trien_rc rc = begin(&b, err);
	tr_preparing_free(&b.p);
	return rc;
}

/* ---- what is to be signed ---- */

struct holding {
	struct tr_call *c;
	struct tr_signing_held *held;
};

static trien_rc
hold_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct holding *h = context;
	struct tr_who who;

	TR_TRY(tr_who_open(h->c, db, &who, err));
	const struct tr_office_who acts = {who.person, who.role};
	TR_TRY(tr_session_find(db, &acts, h->held->session, tr_call_now(h->c), &h->held->s, err));
	return tr_office_taken(db, h->held->s.document, &h->held->taken, err);
}

trien_rc
tr_signing_hold(struct tr_call *c, int64_t session, struct tr_signing_held *out, struct trien_err *err)
{
	struct holding h = {c, out};

	*out = (struct tr_signing_held){.session = session};
	if (c->context->blobs == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	return tr_databases_transact(c->context->pool, TR_SQL_READ, hold_work, &h, err);
}

static trien_rc
hold_named(struct tr_call *c, struct tr_signing_held *out, struct trien_err *err)
{
	int64_t session;

	TR_TRY(tr_query_id(c->parameters[0], &session, err));
	return tr_signing_hold(c, session, out, err);
}

trien_rc
tr_signing_file(struct tr_call *c, const struct tr_signing_held *h, struct trien_err *err)
{
	char name[64];

	c->reply.body.max = TR_BLOB_MAX;
	TR_TRY(tr_blob_get(c->context->blobs, h->s.base, &c->reply.body, err));
	snprintf(name, sizeof(name), "attachment; filename=\"document-%lld.pdf\"", (long long)h->s.document);
	tr_call_answer_field(c, "Content-Disposition", name);
	return TRIEN_OK;
}

trien_rc
tr_signing_revision(struct tr_call *c, const struct tr_signing_held *h, struct trien_err *err)
{
	c->reply.body.max = TR_SERVICE_PREPARED_MAX;
	TR_TRY(tr_prepareds_revision(c->context->prepared, h->session, &c->reply.body, err));
	tr_call_answer_field(c, "Content-Disposition", "attachment; filename=\"revision.bin\"");
	return TRIEN_OK;
}

trien_rc
tr_route_signing_file(struct tr_call *c, struct trien_err *err)
{
	struct tr_signing_held h;

	TR_TRY(hold_named(c, &h, err));
	return tr_signing_file(c, &h, err);
}

trien_rc
tr_route_signing_revision(struct tr_call *c, struct trien_err *err)
{
	struct tr_signing_held h;

	TR_TRY(hold_named(c, &h, err));
	return tr_signing_revision(c, &h, err);
}

/* ---- ending ---- */

#define FINISH_WANTED "{\"value\": \"Base64\" | \"held\": true, \"to\": [agency, …], " TR_SAID_WANTED "}"

enum { VALUE, TO, FINISH_HELD, FINISH_MEMBERS };

struct finishing {
	struct tr_office_call *o;
	const struct tr_signing_beside *beside; /* NULL: nothing */
	struct tr_signing_held h;
	int64_t to[TR_OFFICE_RECEIVERS_MAX];
	size_t to_count;
	const char *continues;      /* the session's base, or "" */
	bool held;                  /* the key of this machine signs */
	bool stamps;                /* a time stamp was asked for */
};

/* The value, and nothing else, or none with a whole file. The key of an agency signs nothing that is only tried, and for who has given the password just now. */
static trien_rc
check_said(struct finishing *f, struct trien_err *err)
{
	f->held = json_is_true(tr_said(f->o, FINISH_HELD));
	if ((size_t)(tr_said(f->o, VALUE) != NULL) + f->o->has_file + f->held != 1 || (f->held && f->o->mode == TR_ACT_DRY_RUN))
		return TR_ERR(err, SERVICE_JSON, TR_S("want", FINISH_WANTED));
	return f->held ? tr_gate_fresh(f->o->c, err) : TRIEN_OK;
}

static trien_rc
read_value(struct finishing *f, struct tr_buf *value, struct trien_err *err)
{
	const json_t *text = tr_said(f->o, VALUE);

	if (f->held)
		return f->o->c->made.n > 0 ? TRIEN_OK : tr_seal_value(f->o->c, f->h.session, f->h.s.certificate, value, err);
	return tr_base64_decode(TR_BYTES(json_string_value(text), json_string_length(text)), value) ? TRIEN_OK : TR_ERR(err, SERVICE_JSON, TR_S("want", FINISH_WANTED));
}

/* The value makes a whole file of what was prepared. Nobody is asked for a stamp of what is tried. */
static trien_rc
fill_in(struct finishing *f, struct trien_err *err)
{
	struct tr_call *c = f->o->c;
	TR_AUTO_BUF base = {.max = TR_BLOB_MAX};
	TR_AUTO_BUF value = {.max = TR_SERVICE_BODY_MAX};

	f->o->also = f->held ? "ký bằng khóa mà máy chủ giữ" : f->beside != NULL ? f->beside->how : NULL;
	if (f->o->has_file)
		return TRIEN_OK;
	TR_TRY(read_value(f, &value, err));
	f->o->has_file = true;
	f->stamps = c->context->stamps != NULL && f->o->mode != TR_ACT_DRY_RUN;
	if (c->made.n > 0) /* before this request waited */
		return TRIEN_OK;
	TR_TRY(tr_blob_get(c->context->blobs, f->h.s.base, &base, err));
	c->made.max = TR_BLOB_MAX;
	const struct tr_sign_stamper stamper = f->stamps ? tr_stamps_stamper(c->context->stamps) : (struct tr_sign_stamper){0};
	const struct tr_prepared_value v = {tr_buf_view(&base), tr_buf_view(&value), f->stamps ? &stamper : NULL};
	return tr_prepareds_finish(c->context->prepared, f->h.session, &v, &c->made, &c->unstamped, err);
}

/* The level that the signature has by what was added here; null: its desk made it, or nobody was asked. */
static json_t *
level_of(const struct finishing *f)
{
	return f->stamps ? json_string(f->o->c->unstamped.code == TRIEN_OK ? "B-T" : "B-B") : json_null();
}

static json_t *
unstamped_of(const struct finishing *f)
{
	return f->o->c->unstamped.code != TRIEN_OK ? json_string(trien_err_id(f->o->c->unstamped.code)) : json_null();
}

static trien_rc
finish_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct finishing *f = context;
	const struct tr_desk_file *file = &f->o->file;
	const bool seal = f->h.s.purpose == TR_SESSION_SEAL, dry = f->o->mode == TR_ACT_DRY_RUN;
	const struct tr_office_who who = {d->who.person, d->who.role};
	/* A person's signature may wait for what its responder has not said yet; the agency's is issued. */
	const struct tr_session_result r = {.file = f->o->name, .signer = file->signer, .signatures = file->signatures, .good = seal ? file->good : file->intact && file->covered,
		.to = f->to, .to_count = f->to_count, .shows_number = tr_desk_shows_number(file, f->h.taken.number, f->h.taken.day),
		.evidence = seal && f->o->evidence[0] != '\0' ? f->o->evidence : NULL, .continues = f->continues};
	struct tr_submission_done done = {0};

	d->act.reason = tr_office_call_reason(f->o);
	TR_TRY(tr_session_finish(d->db, &d->act, TR_ACT_WITHIN, &who, f->h.session, &r, &done, err));
	const char *to = seal ? tr_document_state_word(TR_DOCUMENT_ISSUED)->word : tr_submission_state_word(done.to)->word;
	TR_TRY(tr_call_answer_json(d->c, json_pack("{s:I, s:I, s:s, s:s, s:b, s:b, s:o, s:o}", "document", (json_int_t)done.document, "act", (json_int_t)(dry ? 0 : done.act), "to", to,
			"file", f->o->name, "done_before", dry ? f->h.s.file[0] != '\0' : done.act == 0, "dry_run", dry, "level", level_of(f), "unstamped", unstamped_of(f)), err));
	return f->beside != NULL ? f->beside->work(d, f->beside->context, err) : TRIEN_OK;
}

/* Here, and not in the act: nobody waits to write while two files are read. What was signed elsewhere is looked at behind the bytes that were given there. */
static trien_rc
hold_against_base(struct finishing *f, bool brought, struct trien_err *err)
{
	size_t bytes;

	TR_TRY(tr_blob_continued(f->o->c->context->blobs, f->h.s.base, tr_office_call_file(f->o), &bytes, err));
	f->continues = bytes > 0 ? f->h.s.base : "";
	f->o->since_bytes = brought ? bytes : 0;
	return TRIEN_OK;
}

/* Before anything else is done, which would be done again: an authority would be asked for another stamp. */
static trien_rc
find_judge(struct tr_call *c, struct trien_err *err)
{
	const trien_rc rc = c->context->judges != NULL && !tr_judges_is_near(c->context->judges) ? TR_ERR0(err, SERVICE_BUSY) : TRIEN_OK;

	tr_call_may_wait(c, rc);
	return rc;
}

static void
know(const struct finishing *f)
{
	struct tr_call *c = f->o->c;

	tr_call_knows(c, TR_SQL_I(f->h.s.document));
	tr_call_knows(c, TR_SQL_T(f->h.s.certificate));
	tr_call_knows(c, TR_SQL_T(f->o->name));
}

static const struct tr_json_member finish_members[] = {
	[VALUE] = {"value", TR_JSON_TEXT, TR_JSON_MAY, TR_SERVICE_ABOUT_MAX, NULL}, [TO] = {"to", TR_JSON_IDS, TR_JSON_MAY, TR_OFFICE_RECEIVERS_MAX, NULL},
	[FINISH_HELD] = {"held", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL}};
TR_BODY(finish, "Finish", FINISH_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_signing_finish(struct tr_office_call *o, int64_t session, const struct tr_signing_beside *beside, struct trien_err *err)
{
	struct tr_call *c = o->c;
	struct finishing f = {.o = o, .beside = beside};

	f.to_count = tr_office_call_ids(o, TO, f.to);
	TR_TRY(check_said(&f, err));
	TR_TRY(find_judge(c, err));
	TR_TRY(tr_signing_hold(c, session, &f.h, err));
	const bool brought = o->has_file;
	TR_TRY(fill_in(&f, err));
	TR_TRY(hold_against_base(&f, brought, err));
	TR_TRY(tr_office_call_take_issued(o, err));
	TR_TRY(tr_desk_check_beside(&o->file, f.h.s.purpose == TR_SESSION_SEAL, err)); /* at a step nothing is filled in; number and day come with the seal */
	if (f.h.s.purpose == TR_SESSION_SEAL)
		TR_TRY(tr_office_call_right(o, err));
	know(&f);
	TR_TRY(tr_office_call_do(o, "document.finish", finish_work, &f, err));
	if (o->mode != TR_ACT_DRY_RUN)
		tr_prepareds_drop(c->context->prepared, f.h.session);
	return TRIEN_OK;
}

trien_rc
tr_route_finish_signing(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	int64_t session;

	TR_TRY(tr_office_call_read(c, &tr_body_finish, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &session, err));
	return tr_signing_finish(&o, session, NULL, err);
}

struct abandoning {
	struct tr_office_call *o;
	int64_t session;
};

static trien_rc
abandon_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct abandoning *a = context;
	const struct tr_office_who who = {d->who.person, d->who.role};

	d->act.reason = tr_office_call_reason(a->o);
	TR_TRY(tr_session_abandon(d->db, &d->act, TR_ACT_WITHIN, &who, a->session, err));
	return tr_call_answer_json(d->c, json_pack("{s:I, s:b}", "signing", (json_int_t)a->session, "dry_run", a->o->mode == TR_ACT_DRY_RUN), err);
}

trien_rc
tr_route_abandon_signing(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct abandoning a = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &a.session, err));
	TR_TRY(tr_office_call_do(&o, "document.abandon", abandon_work, &a, err));
	if (o.mode != TR_ACT_DRY_RUN)
		tr_prepareds_drop(c->context->prepared, a.session);
	return TRIEN_OK;
}
