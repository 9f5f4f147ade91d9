/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Keys and notes; checkpoints are in checkpoint.c. */
#include "store/note.h"

#include <stdio.h>

#include "base/errors/store.h"
#include "base/utf8.h"
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "store/hex.h"

#define DASH "\xe2\x80\x94 " /* U+2014 and a space */
#define PRIVATE "PRIVATE+KEY+"
#define COSIGNATURE "cosignature/v1\ntime %lld\n"
#define TIME_SIZE 8u

/* ---- names and keys ---- */

/* No blank, no plus, nothing below it: signed-note, "key names". */
static bool
name_is_fit(struct tr_bytes name)
{
	if (name.n == 0 || name.n > TR_NOTE_NAME_MAX || tr_utf8_check(name) != name.n)
		return false;
	for (size_t at = 0, length; at < name.n; at += length) {
		const uint32_t c = tr_utf8_next(name.p + at, name.n - at, &length);
		if (c <= 0x20 || c == '+' || (c >= 0x7f && c <= 0xa0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
				c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000)
			return false;
	}
	return true;
}

/* SHA-256(name, newline, kind, key), the first four bytes. */
static trien_rc
make_id(struct tr_note_key *k, struct trien_err *err)
{
	uint8_t data[TR_NOTE_NAME_MAX + 2 + TR_ED25519_KEY], digest[TR_DIGEST_MAX];
	const size_t name = strlen(k->name);
	size_t n;

	memcpy(data, k->name, name);
	data[name] = '\n';
	data[name + 1] = (uint8_t)k->kind;
	memcpy(data + name + 2, k->key, TR_ED25519_KEY);
	TR_TRY(tr_digest(TR_SHA256, TR_BYTES(data, name + 2 + TR_ED25519_KEY), digest, &n, err));
	memcpy(k->id, digest, sizeof(k->id));
	return TRIEN_OK;
}

/* NAME+ID+BASE64(kind, 32 bytes); a Base64 text may hold more plus signs, a name may not. */
static bool
take_key(struct tr_bytes text, struct tr_note_key *k, uint8_t secret[TR_ED25519_KEY], uint8_t id[4])
{
	const uint8_t *plus = memchr(text.p, '+', text.n);
	TR_AUTO_SECRET raw = {0};
	char hex[9];

	if (plus == NULL || text.n - (size_t)(plus - text.p) < 11 || plus[9] != '+')
		return false;
	const struct tr_bytes name = TR_BYTES(text.p, plus - text.p), rest = tr_bytes_part(text, name.n + 10, text.n);
	if (!name_is_fit(name) || !tr_base64_decode_exactly(rest, &raw) || raw.n != 1 + TR_ED25519_KEY ||
			(raw.p[0] != TR_NOTE_LOG && raw.p[0] != TR_NOTE_WITNESS))
		return false;
	for (unsigned i = 0; i < 4; i++) {
		unsigned v;
		memcpy(hex, plus + 1 + 2 * i, 2);
		hex[2] = '\0';
		if (strspn(hex, "0123456789abcdef") != 2 || sscanf(hex, "%2x", &v) != 1)
			return false;
		id[i] = (uint8_t)v;
	}
	memcpy(k->name, name.p, name.n);
	k->name[name.n] = '\0';
	k->kind = raw.p[0] == TR_NOTE_LOG ? TR_NOTE_LOG : TR_NOTE_WITNESS;
	memcpy(secret, raw.p + 1, TR_ED25519_KEY);
	return true;
}

static struct tr_bytes
without_line_end(struct tr_bytes text)
{
	if (text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	return text;
}

trien_rc
tr_note_key_read(struct tr_bytes text, struct tr_note_key *out, struct trien_err *err)
{
	struct tr_note_key k = {0};
	uint8_t id[4];

	text = without_line_end(text);
	if (text.n == 0 || !take_key(text, &k, k.key, id))
		return TR_ERR0(err, AUDIT_KEY);
	TR_TRY(make_id(&k, err));
	if (memcmp(id, k.id, sizeof(id)) != 0)
		return TR_ERR0(err, AUDIT_KEY);
	*out = k;
	return TRIEN_OK;
}

static trien_rc
write_key(const struct tr_note_key *k, const uint8_t secret[TR_ED25519_KEY], struct tr_buf *out, struct trien_err *err)
{
	uint8_t raw[1 + TR_ED25519_KEY] = {(uint8_t)k->kind};
	char hex[9];

	memcpy(raw + 1, secret, TR_ED25519_KEY);
	tr_hex(TR_BYTES(k->id, 4), hex);
	trien_rc rc = tr_buf_addf(out, err, "%s+%s+", k->name, hex);
	if (rc == TRIEN_OK)
		rc = tr_base64_encode(TR_BYTES(raw, sizeof(raw)), out, err);
	tr_wipe(raw, sizeof(raw));
	return rc;
}

trien_rc
tr_note_key_write(const struct tr_note_key *k, struct tr_buf *out, struct trien_err *err)
{
	return write_key(k, k->key, out, err);
}

trien_rc
tr_note_signer_read(struct tr_bytes text, struct tr_note_signer *out, struct trien_err *err)
{
	const size_t head = sizeof(PRIVATE) - 1;
	struct tr_note_signer s = {0};
	uint8_t id[4];

	text = without_line_end(text);
	if (!tr_bytes_start(text, PRIVATE) || !take_key(tr_bytes_part(text, head, text.n), &s.public, s.seed, id))
		return TR_ERR0(err, AUDIT_KEY);
	TR_TRY(tr_ed25519_public(s.seed, s.public.key, err));
	TR_TRY(make_id(&s.public, err));
	if (memcmp(id, s.public.id, sizeof(id)) != 0)
		return TR_ERR0(err, AUDIT_KEY);
	*out = s;
	tr_wipe(&s, sizeof(s));
	return TRIEN_OK;
}

trien_rc
tr_note_signer_write(const struct tr_note_signer *s, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, "%s", PRIVATE));
	return write_key(&s->public, s->seed, out, err);
}

trien_rc
tr_note_signer_new(const char *name, enum tr_note_kind kind, const struct tr_env *env, struct tr_note_signer *out,
		struct trien_err *err)
{
	struct tr_note_signer s = {.public.kind = kind};

	if (!name_is_fit(TR_BYTES(name, strlen(name))))
		return TR_ERR(err, AUDIT_NAME, TR_U("max", TR_NOTE_NAME_MAX));
	memcpy(s.public.name, name, strlen(name) + 1);
	TR_TRY(env->random(env->context, s.seed, sizeof(s.seed), err));
	TR_TRY(tr_ed25519_public(s.seed, s.public.key, err));
	TR_TRY(make_id(&s.public, err));
	*out = s;
	tr_wipe(&s, sizeof(s));
	return TRIEN_OK;
}

/* ---- notes ---- */

bool
tr_line_take(struct tr_bytes *in, struct tr_bytes *line)
{
	const uint8_t *end = in->n > 0 ? memchr(in->p, '\n', in->n) : NULL;

	if (end == NULL)
		return false;
	*line = TR_BYTES(in->p, end - in->p);
	*in = tr_bytes_part(*in, line->n + 1, in->n);
	return true;
}

static bool
take_signature(struct tr_bytes *in, struct tr_note_signature *s)
{
	const struct tr_bytes whole = *in;
	TR_AUTO_BUF raw = {0};
	struct tr_bytes line;

	if (!tr_line_take(in, &line) || !tr_bytes_start(line, DASH))
		return false;
	s->line = TR_BYTES(whole.p, line.n + 1);
	line = tr_bytes_part(line, sizeof(DASH) - 1, line.n);
	const uint8_t *blank = memchr(line.p, ' ', line.n);
	if (blank == NULL)
		return false;
	s->name = TR_BYTES(line.p, blank - line.p);
	if (!name_is_fit(s->name) || !tr_base64_decode_exactly(tr_bytes_part(line, s->name.n + 1, line.n), &raw) || raw.n < 5 ||
			raw.n > TR_NOTE_SIGNATURE_MAX)
		return false;
	memcpy(s->value, raw.p, raw.n);
	s->n = raw.n;
	return true;
}

/* Text, a blank line, signatures: the blank line is the last one, as a text may hold some too. */
trien_rc
tr_note_read(struct tr_bytes in, struct tr_note *out, struct trien_err *err)
{
	size_t at = 0;

	if (in.n > TR_NOTE_MAX || tr_utf8_check(in) != in.n)
		return TR_ERR0(err, AUDIT_NOTE);
	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] < 0x20 && in.p[i] != '\n')
			return TR_ERR0(err, AUDIT_NOTE);
		if (i > 0 && in.p[i] == '\n' && in.p[i - 1] == '\n')
			at = i;
	}
	out->text = tr_bytes_part(in, 0, at);
	out->count = 0;
	struct tr_bytes rest = at == 0 ? TR_BYTES(NULL, 0) : tr_bytes_part(in, at + 1, in.n);
	while (rest.n > 0) {
		if (out->count == TR_NOTE_SIGNATURES_MAX || !take_signature(&rest, &out->signatures[out->count]))
			return TR_ERR0(err, AUDIT_NOTE);
		out->count++;
	}
	return out->count > 0 ? TRIEN_OK : TR_ERR0(err, AUDIT_NOTE);
}

/* What a key signs of a text. */
static trien_rc
message_of(enum tr_note_kind kind, struct tr_bytes text, int64_t time, struct tr_buf *out, struct trien_err *err)
{
	if (kind == TR_NOTE_WITNESS)
		TR_TRY(tr_buf_addf(out, err, COSIGNATURE, (long long)time));
	return tr_buf_add_bytes(out, text, err);
}

trien_rc
tr_note_sign(const struct tr_note_signer *s, struct tr_bytes text, int64_t time, struct tr_buf *out, struct trien_err *err)
{
	const bool witness = s->public.kind == TR_NOTE_WITNESS;
	uint8_t value[4 + TIME_SIZE + TR_ED25519_SIGNATURE];
	TR_AUTO_BUF message = {0};
	size_t n = 4;

	memcpy(value, s->public.id, 4);
	for (unsigned i = 0; witness && i < TIME_SIZE; i++)
		value[n++] = (uint8_t)((uint64_t)time >> 8 * (TIME_SIZE - 1 - i));
	TR_TRY(message_of(s->public.kind, text, time, &message, err));
	TR_TRY(tr_ed25519_sign(s->seed, tr_buf_view(&message), value + n, err));
	TR_TRY(tr_buf_addf(out, err, DASH "%s ", s->public.name));
	TR_TRY(tr_base64_encode(TR_BYTES(value, n + TR_ED25519_SIGNATURE), out, err));
	return tr_buf_add_byte(out, '\n', err);
}

static trien_rc
fits(const struct tr_note_signature *s, const struct tr_note_key *k, struct tr_bytes text, bool *good, int64_t *time,
		struct trien_err *err)
{
	const size_t head = 4 + (k->kind == TR_NOTE_WITNESS ? TIME_SIZE : 0);
	TR_AUTO_BUF message = {0};

	*good = false;
	if (s->n != head + TR_ED25519_SIGNATURE)
		return TRIEN_OK;
	struct tr_cursor c = tr_cursor_of(TR_BYTES(s->value + 4, TIME_SIZE));
	const uint64_t when = k->kind == TR_NOTE_WITNESS ? tr_cursor_u64(&c) : 0;
	if (when > INT64_MAX)
		return TRIEN_OK;
	TR_TRY(message_of(k->kind, text, (int64_t)when, &message, err));
	TR_TRY(tr_ed25519_verify(k->key, tr_buf_view(&message), s->value + head, good, err));
	if (time != NULL && *good)
		*time = (int64_t)when;
	return TRIEN_OK;
}

trien_rc
tr_note_signed_by(const struct tr_note *n, const struct tr_note_key *k, bool *good, int64_t *time, struct trien_err *err)
{
	const struct tr_note_signature *found = NULL;

	*good = false;
	for (size_t i = 0; i < n->count; i++) {
		const struct tr_note_signature *s = &n->signatures[i];
		if (!tr_bytes_are(s->name, k->name) || memcmp(s->value, k->id, sizeof(k->id)) != 0)
			continue;
		if (found != NULL)
			return TRIEN_OK;
		found = s;
	}
	return found == NULL ? TRIEN_OK : fits(found, k, n->text, good, time, err);
}
