/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A policy of an office's own, as a text of lines:
 *   policy so-xyz-2026
 *   base vn-2025
 *   digest SHA-256 2035-01-01
 *   key RSA-PKCS1 2048 2030-01-01
 * Rows of the base stay, a line replaces the one of the same name (and size) or adds one. Instead of a date, the first day
 * on which it is no longer accepted in Vietnam, stands "ever" or "never". '#' begins a comment.
 */
#include "base/env.h"
#include "base/errors/pki.h"
#include "base/memory.h"
#include "base/time.h"
#include "pki/algorithms.h"
#include "pki/limits.h"

#define WORDS_MAX 4

struct reader {
	struct tr_arena *arena;
	struct tr_algorithms *p;
	struct tr_algorithm_digest *digests;
	struct tr_algorithm_key *keys;
	bool has_id, has_base;
	unsigned line;
};

static trien_rc
invalid(const struct reader *r, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PKI_ALGORITHMS_INVALID, TR_U("line", r->line), TR_S("what", what));
}

/* The words of a line; more than WORDS_MAX are too many for any. */
static size_t
split(struct tr_bytes line, struct tr_bytes out[WORDS_MAX + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < line.n && n <= WORDS_MAX;) {
		size_t from = i;
		while (i < line.n && line.p[i] != ' ' && line.p[i] != '\t' && line.p[i] != '\r')
			i++;
		if (i > from)
			out[n++] = tr_bytes_part(line, from, i - from);
		i += i < line.n;
	}
	return n;
}

static trien_rc
read_end(const struct reader *r, struct tr_bytes word, int64_t *out, struct trien_err *err)
{
	if (tr_bytes_are(word, "ever"))
		*out = TR_ALGORITHM_FOR_EVER;
	else if (tr_bytes_are(word, "never"))
		*out = INT64_MIN;
	else if (word.n != 10 || tr_time_read_iso(word, TR_ZONE_VIETNAM, out, NULL) != TRIEN_OK)
		return invalid(r, "the date", err);
	return TRIEN_OK;
}

static trien_rc
read_id(struct reader *r, struct tr_bytes word, struct trien_err *err)
{
	const uint8_t *copy;

	if (r->has_id)
		return invalid(r, "policy", err);
	TR_TRY(tr_arena_copy(r->arena, word.p, word.n, &copy, err));
	r->p->id = r->p->vi = r->p->en = (const char *)copy;
	r->has_id = true;
	/* A built-in name with other content would deceive whoever reads a verdict. */
	return tr_algorithms_find(r->p->id) == NULL ? TRIEN_OK : invalid(r, "policy", err);
}

static trien_rc
read_base(struct reader *r, struct tr_bytes word, struct trien_err *err)
{
	const uint8_t *id;

	TR_TRY(tr_arena_copy(r->arena, word.p, word.n, &id, err));
	const struct tr_algorithms *base = tr_algorithms_find((const char *)id);
	if (base == NULL || r->has_base || r->p->digest_count + r->p->key_count > 0)
		return invalid(r, "base", err);
	memcpy(r->digests, base->digests, base->digest_count * sizeof(*r->digests));
	memcpy(r->keys, base->keys, base->key_count * sizeof(*r->keys));
	r->p->digest_count = base->digest_count;
	r->p->key_count = base->key_count;
	r->has_base = true;
	return TRIEN_OK;
}

static trien_rc
read_digest(struct reader *r, const struct tr_bytes w[2], struct trien_err *err)
{
	const struct tr_digest_alg *alg = tr_digest_alg_named(w[0]);
	size_t i = 0;
	int64_t until;

	if (alg == NULL)
		return invalid(r, "the digest's name", err);
	TR_TRY(read_end(r, w[1], &until, err));
	while (i < r->p->digest_count && strcmp(r->digests[i].name, alg->name) != 0)
		i++;
	if (i == TR_ALGORITHMS_ROWS_MAX)
		return invalid(r, "too many digests", err);
	r->digests[i] = (struct tr_algorithm_digest){alg->name, until};
	r->p->digest_count += i == r->p->digest_count;
	return TRIEN_OK;
}

static bool
read_bits(struct tr_bytes word, unsigned *out)
{
	*out = 0;
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] < '0' || word.p[i] > '9' || *out > 99999)
			return false;
		*out = *out * 10 + (word.p[i] - '0');
	}
	return word.n > 0;
}

static trien_rc
read_key(struct reader *r, const struct tr_bytes w[3], struct trien_err *err)
{
	struct tr_algorithm_key k = {.scheme = TR_KEY_RSA_PKCS1};
	size_t i = 0;

	while (k.scheme <= TR_KEY_EDDSA && !tr_bytes_are(w[0], tr_algorithm_scheme_name(k.scheme)))
		k.scheme++;
	if (k.scheme > TR_KEY_EDDSA)
		return invalid(r, "the scheme's name", err);
	if (!read_bits(w[1], &k.bits_min))
		return invalid(r, "the number of bits", err);
	TR_TRY(read_end(r, w[2], &k.until, err));
	while (i < r->p->key_count && (r->keys[i].scheme != k.scheme || r->keys[i].bits_min != k.bits_min))
		i++;
	if (i == TR_ALGORITHMS_ROWS_MAX)
		return invalid(r, "too many keys", err);
	r->keys[i] = k;
	r->p->key_count += i == r->p->key_count;
	return TRIEN_OK;
}

static trien_rc
read_line(struct reader *r, struct tr_bytes line, struct trien_err *err)
{
	struct tr_bytes w[WORDS_MAX + 1];
	size_t n = split(line, w);

	if (n == 0 || w[0].p[0] == '#')
		return TRIEN_OK;
	if (n == 2 && tr_bytes_are(w[0], "policy"))
		return read_id(r, w[1], err);
	if (n == 2 && tr_bytes_are(w[0], "base"))
		return read_base(r, w[1], err);
	if (n == 3 && tr_bytes_are(w[0], "digest"))
		return read_digest(r, w + 1, err);
	if (n == 4 && tr_bytes_are(w[0], "key"))
		return read_key(r, w + 1, err);
	return invalid(r, "the line", err);
}

trien_rc
tr_algorithms_read(struct tr_bytes text, struct tr_arena *arena, const struct tr_algorithms **out, struct trien_err *err)
{
	struct reader r = {.arena = arena};

	if (text.n > TR_ALGORITHMS_FILE_MAX)
		return invalid(&r, "too large", err);
	TR_TRY(tr_arena_array(arena, 1, sizeof(*r.p), &r.p, err));
	TR_TRY(tr_arena_array(arena, TR_ALGORITHMS_ROWS_MAX, sizeof(*r.digests), &r.digests, err));
	TR_TRY(tr_arena_array(arena, TR_ALGORITHMS_ROWS_MAX, sizeof(*r.keys), &r.keys, err));
	r.p->digests = r.digests;
	r.p->keys = r.keys;
	for (size_t at = 0; at < text.n;) {
		const uint8_t *end = memchr(text.p + at, '\n', text.n - at);
		size_t n = end != NULL ? (size_t)(end - text.p) - at : text.n - at;
		r.line++;
		TR_TRY(read_line(&r, tr_bytes_part(text, at, n), err));
		at += n + 1;
	}
	if (!r.has_id)
		return invalid(&r, "no line \"policy\"", err);
	*out = r.p;
	return TRIEN_OK;
}
