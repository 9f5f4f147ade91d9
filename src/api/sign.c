/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The signing half of libtrien's public face: turns its plain arguments into ours. */
#include "trien/sign.h"

#include <stdlib.h>

#include "base/env.h"
#include "base/errors/crypto.h"
#include "base/memory.h"
#include "crypto/certificate_key.h"
#include "pki/certificate.h"
#include "sign/sign.h"

struct trien_signer {
	struct tr_signer *signer;
	struct tr_certificate *certificate; /* reading one takes longer than all of a small signature but the key's operation */
	struct tr_cms_plan *plan;
	struct tr_pin_source pin; /* a token may ask again at every signature */
	trien_pin_callback ask;
	void *context;
};

#define TR_API_PIN_MAX 256u

void
trien_free(void *p)
{
	free(p);
}

static trien_rc
ask_pin(void *context, const char *label, const char *warning, struct tr_buf *out, struct trien_err *err)
{
	struct trien_signer *s = context;
	char pin[TR_API_PIN_MAX];
	size_t n = 0;
	trien_rc rc;

	if (s->ask == NULL || s->ask(s->context, label, warning, pin, sizeof(pin), &n) != 0 || n > sizeof(pin))
		rc = TR_ERR(err, KEY_PIN_REFUSED, TR_S("label", label));
	else
		rc = tr_buf_add(out, pin, n, err);
	tr_wipe(pin, sizeof(pin));
	return rc;
}

/* The callback itself is asked with the warning "final-try", so its answer is the yes. */
static bool
confirm_in_callback(void *context, const char *label)
{
	(void)context;
	(void)label;
	return true;
}

trien_rc
trien_signer_open(const char *spec, trien_pin_callback pin, void *context, struct trien_signer **out,
		struct trien_err *err)
{
	struct trien_signer *s = tr_mem_zeroed(1, sizeof(*s));
	if (s == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*s)));
	s->ask = pin;
	s->context = context;
	s->pin = (struct tr_pin_source){.ask = ask_pin, .confirm_final_try = confirm_in_callback, .context = s};
	const struct tr_signer_choice by_key = {0};
	trien_rc rc = tr_signer_open(spec, &by_key, &s->pin, &s->signer, err);
	if (rc == TRIEN_OK)
		rc = tr_certificate_parse(s->signer->chain[0], &s->certificate, err);
	if (rc == TRIEN_OK)
		rc = tr_cms_plan_new(s->signer->chain, s->signer->chain_count, s->signer->digest,
				s->signer->scheme, &s->plan, err);
	if (rc != TRIEN_OK) {
		trien_signer_close(s);
		return rc;
	}
	*out = s;
	return TRIEN_OK;
}

void
trien_signer_close(struct trien_signer *s)
{
	if (s == NULL)
		return;
	tr_cms_plan_free(s->plan);
	tr_certificate_free(s->certificate);
	tr_signer_close(s->signer);
	free(s);
}

void
trien_signer_certificate(const struct trien_signer *s, const uint8_t **der, size_t *n)
{
	*der = s->signer->chain[0].p;
	*n = s->signer->chain[0].n;
}

int
trien_signer_is_lab(const struct trien_signer *s)
{
	return s->signer->lab;
}

static trien_rc
text_of(const char *s, struct tr_text *out, struct trien_err *err)
{
	*out = (struct tr_text){"", 0};
	return s == NULL ? TRIEN_OK : tr_text_of(TR_BYTES(s, strlen(s)), out, err);
}

static trien_rc
request_of(const struct trien_sign_options *o, const struct tr_cms_plan *plan, struct tr_sign_request *out,
		struct trien_err *err)
{
	static const struct trien_sign_options none = {0};
	const struct tr_env *env = &tr_env_system;

	if (o == NULL)
		o = &none;
	*out = (struct tr_sign_request){.time = o->time, .zone_minutes = o->zone_minutes, .unseen = o->unseen != 0};
	if (o->time == 0) {
		out->time = env->now(env->context);
		out->zone_minutes = o->zone_minutes ? o->zone_minutes : env->zone_minutes;
	}
	TR_TRY(text_of(o->field, &out->field, err));
	TR_TRY(text_of(o->name, &out->name, err));
	TR_TRY(text_of(o->reason, &out->reason, err));
	TR_TRY(text_of(o->location, &out->location, err));
	TR_TRY(text_of(o->contact, &out->contact, err));
	out->contents_size = tr_cms_plan_size_max(plan);
	out->digest = tr_sign_digest_name(plan);
	return env->random(env->context, out->id16, sizeof(out->id16), err);
}

/* Everything up to the digest that the key must sign. */
static trien_rc
prepare(const struct tr_cms_plan *plan, const struct tr_certificate *holder, const struct trien_sign_options *options,
		struct tr_bytes file, struct tr_sign_state *state, struct trien_err *err)
{
	struct tr_sign_request request;
	struct tr_sign_proposal proposal = {0};

	TR_TRY(request_of(options, plan, &request, err));
	/* A reserved field waits for the one whose name it bears. */
	request.holder = tr_certificate_person_name(holder);
	TR_TRY(tr_sign_propose(file, &request, &proposal, err));
	return tr_sign_prepare(plan, file, &proposal, state, err);
}

/* Hands a buffer's memory to the caller. */
static void
give(struct tr_buf *b, uint8_t **p, size_t *n)
{
	*p = b->p;
	*n = b->n;
	*b = (struct tr_buf){0};
}

trien_rc
trien_sign(struct trien_signer *s, const struct trien_sign_options *options, const uint8_t *file, size_t n,
		uint8_t **tail, size_t *tail_n, struct trien_err *err)
{
	struct tr_sign_state state = {0};

	trien_rc rc = prepare(s->plan, s->certificate, options, TR_BYTES(file, n), &state, err);
	if (rc == TRIEN_OK)
		rc = tr_sign_finish_with(s->plan, s->signer, &state, err);
	if (rc == TRIEN_OK)
		give(&state.proposal.tail, tail, tail_n);
	tr_sign_state_free(&state);
	return rc;
}

/* The plan of certificates without a key. */
static trien_rc
plan_of(const uint8_t *const *chain, const size_t *chain_n, size_t count, int pss, struct tr_cms_plan **out,
		struct trien_err *err)
{
	struct tr_bytes der[TR_CHAIN_MAX];
	const struct tr_signer_choice choice = {.has_scheme = pss != 0, .scheme = TR_RSA_PSS};
	enum tr_scheme scheme;
	enum tr_digest digest;

	if (count == 0 || count > TR_CHAIN_MAX)
		return TR_ERR(err, KEY_CHAIN_LIMIT, TR_U("got", count), TR_U("max", TR_CHAIN_MAX));
	for (size_t i = 0; i < count; i++)
		der[i] = TR_BYTES(chain[i], chain_n[i]);
	TR_TRY(tr_key_choose_for(der[0], &choice, &scheme, &digest, err));
	return tr_cms_plan_new(der, count, digest, scheme, out, err);
}

trien_rc
trien_prepare(const uint8_t *const *chain, const size_t *chain_n, size_t count, int pss,
		const struct trien_sign_options *options, const uint8_t *file, size_t n, uint8_t **state_out,
		size_t *state_n, uint8_t digest[64], size_t *digest_n, struct trien_err *err)
{
	struct tr_cms_plan *plan;
	struct tr_certificate *holder = NULL;
	struct tr_sign_state state = {0};
	struct tr_buf bytes = {0};

	TR_TRY(plan_of(chain, chain_n, count, pss, &plan, err));
	trien_rc rc = tr_certificate_parse(TR_BYTES(chain[0], chain_n[0]), &holder, err);
	if (rc == TRIEN_OK)
		rc = prepare(plan, holder, options, TR_BYTES(file, n), &state, err);
	if (rc == TRIEN_OK)
		rc = tr_sign_state_write(&state, &bytes, err);
	if (rc == TRIEN_OK) {
		memcpy(digest, state.to_sign, state.to_sign_n);
		*digest_n = state.to_sign_n;
		give(&bytes, state_out, state_n);
	}
	tr_buf_free(&bytes);
	tr_sign_state_free(&state);
	tr_certificate_free(holder);
	tr_cms_plan_free(plan);
	return rc;
}

trien_rc
trien_finish(const uint8_t *state_in, size_t state_n, const uint8_t *file, size_t n, const uint8_t *value,
		size_t value_n, uint8_t **tail, size_t *tail_n, struct trien_err *err)
{
	struct tr_cms_plan *plan = NULL;
	struct tr_sign_state state = {0};

	TR_TRY(tr_sign_state_read(TR_BYTES(state_in, state_n), &state, err));
	trien_rc rc = tr_sign_state_plan(&state, &plan, err);
	if (rc == TRIEN_OK)
		rc = tr_sign_check_base(plan, &state, TR_BYTES(file, n), err);
	if (rc == TRIEN_OK)
		rc = tr_sign_finish(plan, &state, TR_BYTES(value, value_n), err);
	if (rc == TRIEN_OK)
		give(&state.proposal.tail, tail, tail_n);
	tr_sign_state_free(&state);
	tr_cms_plan_free(plan);
	return rc;
}
