/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "token/signer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/crypto.h"
#include "base/memory.h"
#include "token/line.h"

struct token_signer {
	struct tr_signer base;
	struct tr_token_line line;
	struct tr_buf chain; /* the bytes that the signer's chain points into */
	struct tr_pin_source pin;
};

static trien_rc
sign(struct tr_signer *s, struct tr_bytes digest, struct tr_buf *value, struct trien_err *err)
{
	return tr_token_sign(&((struct token_signer *)s)->line, digest, TR_TOKEN_DESK_MILLISECONDS, value, err);
}

static void
close_signer(struct tr_signer *s)
{
	struct token_signer *t = (struct token_signer *)s;

	tr_token_stop(&t->line);
	tr_buf_free(&t->chain);
	free(t);
}

static const struct tr_signer_ops ops = {.sign = sign, .close = close_signer};

static trien_rc
keep_key(struct token_signer *t, const struct tr_token_key *key, struct trien_err *err)
{
	struct tr_signer *s = &t->base;
	size_t all = 0;

	for (size_t i = 0; i < key->chain_count; i++)
		all += key->chain[i].n;
	TR_TRY(tr_buf_reserve(&t->chain, all, err)); /* once: what points into it stays */
	for (size_t i = 0; i < key->chain_count; i++) {
		TR_TRY(tr_buf_add_bytes(&t->chain, key->chain[i], err));
		s->chain[i] = tr_bytes_part(tr_buf_view(&t->chain), t->chain.n - key->chain[i].n, key->chain[i].n);
	}
	s->chain_count = key->chain_count;
	s->digest = key->digest;
	s->scheme = key->scheme;
	s->key_bits = key->bits;
	s->lab = key->lab;
	return TRIEN_OK;
}

static trien_rc
open_token(struct token_signer *t, const char *uri, const struct tr_signer_choice *choice, struct trien_err *err)
{
	struct tr_token_spec *spec = tr_mem_zeroed(1, sizeof(*spec));
	struct tr_token_key key;

	if (spec == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*spec)));
	snprintf(spec->uri, sizeof(spec->uri), "%s", uri);
	spec->choice = choice != NULL ? *choice : (struct tr_signer_choice){0};
	trien_rc rc = tr_token_start(&(struct tr_helper_program){.name = TR_TOKEN_P11, .more = -1, .environment = environ}, &t->line, err);
	t->line.pin = &t->pin;
	if (rc == TRIEN_OK)
		rc = tr_token_open(&t->line, spec, TR_TOKEN_DESK_MILLISECONDS, &key, err);
	free(spec);
	return rc == TRIEN_OK ? keep_key(t, &key, err) : rc;
}

trien_rc
tr_token_signer_open(const char *uri, const struct tr_signer_choice *choice, const struct tr_pin_source *pin, struct tr_signer **out, struct trien_err *err)
{
	struct token_signer *t;

	if (strlen(uri) > TR_TOKEN_URI_MAX)
		return TR_ERR(err, TOKEN_URI, TR_B("got", uri, 64), TR_S("why", "too long"));
	t = tr_mem_zeroed(1, sizeof(*t));
	if (t == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*t)));
	t->base.ops = &ops;
	t->line = TR_TOKEN_LINE_NONE;
	if (pin != NULL)
		t->pin = *pin;
	const trien_rc rc = open_token(t, uri, choice, err);
	if (rc == TRIEN_OK)
		*out = &t->base;
	else
		close_signer(&t->base);
	return rc;
}
