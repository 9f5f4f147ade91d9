/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "token/message.h"

#include <stdio.h>

#include "fetch/frame.h"

static const char *const warnings[] = {NULL, "count-low", "final-try", "new-pin"};
#define WARNINGS (sizeof(warnings) / sizeof(*warnings))

/* With a NUL behind it; without one in it. */
static bool
take_text(struct tr_cursor *c, char *out, size_t size)
{
	const struct tr_bytes b = tr_cursor_take(c, tr_cursor_u32(c));

	if (c->bad || b.n >= size || (b.n > 0 && memchr(b.p, 0, b.n) != NULL))
		return false;
	snprintf(out, size, "%.*s", (int)b.n, b.n > 0 ? (const char *)b.p : "");
	return true;
}

static bool
is_over(const struct tr_cursor *c)
{
	return !c->bad && tr_cursor_left(c) == 0;
}

/* ---- which key ---- */

trien_rc
tr_token_write_spec(const struct tr_token_spec *s, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_buf_add_byte(out, TR_TOKEN_VERSION, err));
	TR_TRY(tr_frame_add_text(out, s->uri, err));
	TR_TRY(tr_buf_add_byte(out, (uint8_t)(s->choice.has_digest ? s->choice.digest + 1 : 0), err));
	TR_TRY(tr_buf_add_byte(out, (uint8_t)(s->choice.has_scheme ? s->choice.scheme + 1 : 0), err));
	TR_TRY(tr_buf_add_byte(out, (uint8_t)s->environment_count, err));
	for (size_t i = 0; i < s->environment_count; i++)
		TR_TRY(tr_frame_add_text(out, s->environment[i], err));
	return TRIEN_OK;
}

/* 0: it is not chosen. */
static bool
read_choice(struct tr_cursor *c, struct tr_signer_choice *out)
{
	const uint8_t digest = tr_cursor_u8(c), scheme = tr_cursor_u8(c);

	*out = (struct tr_signer_choice){0};
	if (digest > 0)
		*out = (struct tr_signer_choice){.has_digest = true, .digest = (enum tr_digest)(digest - 1)};
	if (scheme > 0) {
		out->has_scheme = true;
		out->scheme = (enum tr_scheme)(scheme - 1);
	}
	return digest <= TR_SHA512 + 1 && scheme <= TR_ECDSA + 1;
}

bool
tr_token_read_spec(struct tr_bytes in, struct tr_token_spec *out)
{
	struct tr_cursor c = tr_cursor_of(in);

	out->environment_count = 0;
	if (tr_cursor_u8(&c) != TR_TOKEN_VERSION || !take_text(&c, out->uri, sizeof(out->uri)) || out->uri[0] == '\0' || !read_choice(&c, &out->choice))
		return false;
	const size_t count = tr_cursor_u8(&c);
	if (count > TR_TOKEN_ENVIRONMENT_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *text = out->environment[i];
		if (!take_text(&c, out->environment[i], sizeof(out->environment[i])) || strchr(text, '=') == NULL || text[0] == '=')
			return false;
	}
	out->environment_count = count;
	return is_over(&c);
}

/* ---- the key ---- */

#define FLAG_LAB 1u
#define FLAG_ASKS_EACH 2u

trien_rc
tr_token_write_key(const struct tr_token_key *k, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_buf_add_byte(out, TR_TOKEN_VERSION, err));
	TR_TRY(tr_buf_add_byte(out, (uint8_t)k->digest, err));
	TR_TRY(tr_buf_add_byte(out, (uint8_t)k->scheme, err));
	TR_TRY(tr_buf_add_byte(out, (uint8_t)((k->lab ? FLAG_LAB : 0) | (k->asks_each ? FLAG_ASKS_EACH : 0)), err));
	TR_TRY(tr_frame_add_u32(out, k->bits, err));
	TR_TRY(tr_buf_add_byte(out, (uint8_t)k->chain_count, err));
	for (size_t i = 0; i < k->chain_count; i++)
		TR_TRY(tr_frame_add_bytes(out, k->chain[i], err));
	return TRIEN_OK;
}

bool
tr_token_read_key(struct tr_bytes in, struct tr_token_key *out)
{
	struct tr_cursor c = tr_cursor_of(in);
	const uint8_t version = tr_cursor_u8(&c), digest = tr_cursor_u8(&c), scheme = tr_cursor_u8(&c), flags = tr_cursor_u8(&c);
	const uint32_t bits = tr_cursor_u32(&c);
	const size_t count = tr_cursor_u8(&c);

	if (version != TR_TOKEN_VERSION || digest > TR_SHA512 || scheme > TR_ECDSA || flags > (FLAG_LAB | FLAG_ASKS_EACH) || count == 0 || count > TR_CHAIN_MAX || bits > TR_RSA_JUDGE_BITS_MAX)
		return false;
	*out = (struct tr_token_key){.digest = (enum tr_digest)digest, .scheme = (enum tr_scheme)scheme, .bits = bits, .lab = (flags & FLAG_LAB) != 0,
		.asks_each = (flags & FLAG_ASKS_EACH) != 0, .chain_count = count};
	for (size_t i = 0; i < count; i++) {
		out->chain[i] = tr_cursor_take(&c, tr_cursor_u32(&c));
		if (c.bad || out->chain[i].n == 0 || out->chain[i].n > TR_CERTIFICATE_MAX)
			return false;
	}
	return is_over(&c);
}

/* ---- what is plugged in ---- */

trien_rc
tr_token_write_listed(const struct tr_token_listed *t, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_frame_add_text(out, t->label, err));
	TR_TRY(tr_frame_add_text(out, t->serial, err));
	TR_TRY(tr_frame_add_text(out, t->maker, err));
	TR_TRY(tr_frame_add_text(out, t->model, err));
	TR_TRY(tr_buf_add_byte(out, (uint8_t)t->flags, err));
	TR_TRY(tr_buf_add_byte(out, (uint8_t)t->certificate_count, err));
	for (size_t i = 0; i < t->certificate_count; i++)
		TR_TRY(tr_frame_add_bytes(out, t->certificates[i], err));
	return TRIEN_OK;
}

bool
tr_token_read_listed(struct tr_bytes in, struct tr_token_listed *out)
{
	struct tr_cursor c = tr_cursor_of(in);

	if (!take_text(&c, out->label, sizeof(out->label)) || !take_text(&c, out->serial, sizeof(out->serial)) || !take_text(&c, out->maker, sizeof(out->maker)) ||
			!take_text(&c, out->model, sizeof(out->model)))
		return false;
	out->flags = tr_cursor_u8(&c);
	out->certificate_count = tr_cursor_u8(&c);
	if (out->flags > TR_P11_FLAGS || out->certificate_count > TR_TOKEN_CERTIFICATES_MAX)
		return false;
	for (size_t i = 0; i < out->certificate_count; i++) {
		out->certificates[i] = tr_cursor_take(&c, tr_cursor_u32(&c));
		if (c.bad || out->certificates[i].n == 0 || out->certificates[i].n > TR_CERTIFICATE_MAX)
			return false;
	}
	return is_over(&c);
}

/* ---- what a person is asked ---- */

trien_rc
tr_token_write_question(const struct tr_token_question *q, struct tr_buf *out, struct trien_err *err)
{
	uint8_t warning = 0;

	for (size_t i = 1; i < WARNINGS; i++)
		if (q->warning != NULL && strcmp(q->warning, warnings[i]) == 0)
			warning = (uint8_t)i;
	TR_TRY(tr_buf_add_byte(out, (uint8_t)q->asked, err));
	TR_TRY(tr_buf_add_byte(out, warning, err));
	return tr_frame_add_text(out, q->label, err);
}

bool
tr_token_read_question(struct tr_bytes in, struct tr_token_question *out)
{
	struct tr_cursor c = tr_cursor_of(in);
	const uint8_t asked = tr_cursor_u8(&c), warning = tr_cursor_u8(&c);

	if (asked > TR_TOKEN_ASKS_FINAL_TRY || warning >= WARNINGS)
		return false;
	out->asked = (enum tr_token_asked)asked;
	out->warning = warnings[warning];
	return take_text(&c, out->label, sizeof(out->label)) && is_over(&c);
}

bool
tr_token_read_answer(struct tr_bytes in, bool *yes, struct tr_bytes *pin)
{
	if (in.n == 0 || in.p[0] > 1 || in.n - 1 > TR_PIN_MAX)
		return false;
	*yes = in.p[0] == 1;
	*pin = tr_bytes_part(in, 1, in.n - 1);
	return true;
}
