/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/errand.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent/uri.h"
#include "base/errors/agent.h"
#include "base/memory.h"
#include "base/time.h"
#include "base/utf8.h"
#include "crypto/base64.h"

static trien_rc
invalid(const char *member, struct trien_err *err)
{
	return TR_ERR(err, AGENT_ANSWER, TR_S("member", member));
}

/* ---- members ---- */

static trien_rc
read_object(struct tr_bytes in, json_t **out, struct trien_err *err)
{
	json_t *o = in.n <= TR_AGENT_ANSWER_MAX ? json_loadb((const char *)in.p, in.n, JSON_REJECT_DUPLICATES, NULL) : NULL;

	if (!json_is_object(o)) {
		json_decref(o);
		return invalid("{}", err);
	}
	*out = o;
	return TRIEN_OK;
}

/* size: with the NUL. */
static trien_rc
text_of(const json_t *o, const char *member, char *out, size_t size, struct trien_err *err)
{
	const json_t *v = json_object_get(o, member);

	if (!json_is_string(v) || json_string_length(v) >= size || json_string_length(v) != strlen(json_string_value(v)))
		return invalid(member, err);
	memcpy(out, json_string_value(v), json_string_length(v) + 1);
	return TRIEN_OK;
}

/* Null, or not there: empty. */
static trien_rc
text_if(const json_t *o, const char *member, char *out, size_t size, struct trien_err *err)
{
	const json_t *v = json_object_get(o, member);

	if (v != NULL && !json_is_null(v))
		return text_of(o, member, out, size, err);
	*out = '\0';
	return TRIEN_OK;
}

static trien_rc
secret_of(const json_t *o, const char *member, char out[TR_AGENT_SECRET_SIZE + 1], struct trien_err *err)
{
	TR_TRY(text_of(o, member, out, TR_AGENT_SECRET_SIZE + 1, err));
	return tr_agent_is_secret(TR_BYTES(out, strlen(out))) ? TRIEN_OK : invalid(member, err);
}

static trien_rc
number_of(const json_t *v, const char *member, int64_t least, int64_t most, int64_t *out, struct trien_err *err)
{
	if (!json_is_integer(v) || json_integer_value(v) < least || json_integer_value(v) > most)
		return invalid(member, err);
	*out = json_integer_value(v);
	return TRIEN_OK;
}

/* Which of the words it is. */
static trien_rc
word_of(const json_t *o, const char *member, const char *const *words, size_t count, unsigned *out, struct trien_err *err)
{
	const char *text = json_string_value(json_object_get(o, member));

	for (unsigned i = 0; text != NULL && i < count; i++)
		if (strcmp(text, words[i]) == 0) {
			*out = i;
			return TRIEN_OK;
		}
	return invalid(member, err);
}

static trien_rc
bytes_of(const json_t *o, const char *member, size_t max, struct tr_buf *out, struct trien_err *err)
{
	const json_t *v = json_object_get(o, member);

	out->max = json_string_length(v) + 3; /* more than it becomes: the decoder wants that */
	if (!json_is_string(v) || json_string_length(v) == 0 || !tr_base64_decode_exactly(TR_BYTES(json_string_value(v), json_string_length(v)), out) || out->n > max)
		return invalid(member, err);
	return TRIEN_OK;
}

/* ---- an errand ---- */

static trien_rc
read_gap(const json_t *o, struct tr_agent_item *out, struct trien_err *err)
{
	const json_t *gap = json_object_get(o, "gap");
	int64_t from, to;

	if (json_array_size(gap) != 2)
		return invalid("gap", err);
	TR_TRY(number_of(json_array_get(gap, 0), "gap", out->base_size, out->base_size + out->revision_size, &from, err));
	TR_TRY(number_of(json_array_get(gap, 1), "gap", from, out->base_size + out->revision_size, &to, err));
	out->gap = (struct tr_agent_gap){(uint64_t)from, (uint64_t)to};
	return TRIEN_OK;
}

static trien_rc
read_how(const json_t *o, struct tr_signer_choice *out, struct trien_err *err)
{
	static const char *const digests[] = {[TR_SHA256] = "sha256", [TR_SHA384] = "sha384", [TR_SHA512] = "sha512"};
	static const char *const schemes[] = {[TR_RSA_PKCS1] = "rsa-pkcs1", [TR_RSA_PSS] = "rsa-pss", [TR_ECDSA] = "ecdsa"};
	unsigned digest, scheme;

	TR_TRY(word_of(o, "digest_algorithm", digests, 3, &digest, err));
	TR_TRY(word_of(o, "scheme", schemes, 3, &scheme, err));
	*out = (struct tr_signer_choice){true, true, (enum tr_digest)digest, (enum tr_scheme)scheme};
	return TRIEN_OK;
}

static trien_rc
read_item(const json_t *o, struct tr_agent_item *out, struct trien_err *err)
{
	static const char *const purposes[] = {"step", "seal"};
	unsigned purpose;

	TR_TRY(number_of(json_object_get(o, "item"), "item", 1, INT32_MAX, &out->number, err));
	TR_TRY(word_of(o, "purpose", purposes, 2, &purpose, err));
	out->seals = purpose == 1;
	TR_TRY(text_if(o, "agency", out->agency, sizeof(out->agency), err));
	TR_TRY(text_if(o, "symbol", out->symbol, sizeof(out->symbol), err));
	TR_TRY(text_of(o, "title", out->title, sizeof(out->title), err));
	TR_TRY(secret_of(o, "base", out->base, err));
	TR_TRY(number_of(json_object_get(o, "size"), "size", 1, TR_AGENT_DOCUMENT_MAX, &out->base_size, err));
	TR_TRY(number_of(json_object_get(o, "revision_size"), "revision_size", 1, TR_AGENT_REVISION_MAX, &out->revision_size, err));
	TR_TRY(read_gap(o, out, err));
	TR_TRY(read_how(o, &out->how, err));
	return bytes_of(o, "attributes", TR_AGENT_ATTRIBUTES_MAX, &out->attributes, err);
}

/* Numbers go up: none comes twice. */
static trien_rc
read_items(const json_t *all, struct tr_agent_errand *out, struct trien_err *err)
{
	const size_t count = json_array_size(all);
	size_t bytes = 0;

	if (count == 0 || count > TR_AGENT_ITEMS_MAX)
		return invalid("items", err);
	out->items = tr_mem_zeroed(count, sizeof(*out->items));
	if (out->items == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", count * sizeof(*out->items)));
	out->count = count;
	for (size_t i = 0; i < count; i++) {
		struct tr_agent_item *item = &out->items[i];
		TR_TRY(read_item(json_array_get(all, i), item, err));
		if (i > 0 && item->number <= item[-1].number)
			return invalid("item", err);
		bytes += (size_t)item->base_size + (size_t)item->revision_size;
	}
	return bytes <= TR_AGENT_ERRAND_MAX ? TRIEN_OK : TR_ERR(err, AGENT_ERRAND_LARGE, TR_U("max", TR_AGENT_ERRAND_MAX));
}

static trien_rc
read_errand(const json_t *o, struct tr_agent_errand *out, struct trien_err *err)
{
	const json_t *who = json_object_get(o, "who");
	char until[TR_TIME_TEXT_MAX];

	TR_TRY(secret_of(o, "secret", out->secret, err));
	TR_TRY(secret_of(o, "certificate", out->certificate, err));
	TR_TRY(text_of(o, "code", out->code, sizeof(out->code), err));
	if (strlen(out->code) != 4 || strspn(out->code, "0123456789") != 4)
		return invalid("code", err);
	TR_TRY(text_of(o, "until", until, sizeof(until), err));
	if (tr_time_read_iso(TR_BYTES(until, strlen(until)), 0, &out->until, NULL) != TRIEN_OK)
		return invalid("until", err);
	TR_TRY(text_of(who, "name", out->name, sizeof(out->name), err));
	TR_TRY(text_if(who, "post", out->post, sizeof(out->post), err));
	TR_TRY(text_if(who, "agency", out->agency, sizeof(out->agency), err));
	return read_items(json_object_get(o, "items"), out, err);
}

trien_rc
tr_agent_errand_read(struct tr_bytes in, struct tr_agent_errand *out, struct trien_err *err)
{
	json_t *o;

	*out = (struct tr_agent_errand){0};
	TR_TRY(read_object(in, &o, err));
	const trien_rc rc = read_errand(o, out, err);
	json_decref(o);
	return rc;
}

void
tr_agent_errand_free(struct tr_agent_errand *e)
{
	for (size_t i = 0; i < e->count; i++)
		tr_buf_free(&e->items[i].attributes);
	free(e->items);
	tr_wipe(e, sizeof(*e));
}

/* ---- a PIN ---- */

static trien_rc
read_pin_wish(const json_t *o, struct tr_agent_pin_wish *out, struct trien_err *err)
{
	const json_t *all = json_object_get(o, "certificates"), *one;

	TR_TRY(text_of(o, "serial", out->serial, sizeof(out->serial), err));
	if (!json_is_array(all) || json_array_size(all) > TR_AGENT_PIN_CERTIFICATES_MAX)
		return invalid("certificates", err);
	json_array_foreach(all, out->count, one) {
		if (!json_is_string(one) || !tr_agent_is_secret(TR_BYTES(json_string_value(one), json_string_length(one))))
			return invalid("certificates", err);
		memcpy(out->certificates[out->count], json_string_value(one), TR_AGENT_SECRET_SIZE + 1);
	}
	return TRIEN_OK;
}

trien_rc
tr_agent_pin_wish_read(struct tr_bytes in, struct tr_agent_pin_wish *out, struct trien_err *err)
{
	json_t *o;

	*out = (struct tr_agent_pin_wish){0};
	TR_TRY(read_object(in, &o, err));
	const trien_rc rc = read_pin_wish(o, out, err);
	json_decref(o);
	return rc;
}

/* ---- a login ---- */

#define CHALLENGE "trien-login-1\n"

static trien_rc
read_challenge(const json_t *o, const char *origin, struct tr_buf *out, struct trien_err *err)
{
	const size_t head = sizeof(CHALLENGE) - 1, n = strlen(origin);
	const json_t *v = json_object_get(o, "text");
	const struct tr_bytes text = json_is_string(v) ? TR_BYTES(json_string_value(v), json_string_length(v)) : TR_BYTES(NULL, 0);

	if (!tr_bytes_start(text, CHALLENGE) || text.n > TR_AGENT_ATTRIBUTES_MAX)
		return invalid("text", err);
	const struct tr_bytes rest = tr_bytes_part(text, head, text.n);
	if (!tr_bytes_start(rest, origin) || rest.n <= n || rest.p[n] != '\n')
		return TR_ERR(err, AGENT_OTHER_ORIGIN, TR_S("origin", origin));
	return tr_buf_add_bytes(out, text, err);
}

trien_rc
tr_agent_challenge_read(struct tr_bytes in, const char *origin, struct tr_buf *out, struct trien_err *err)
{
	json_t *o;

	TR_TRY(read_object(in, &o, err));
	const trien_rc rc = read_challenge(o, origin, out, err);
	json_decref(o);
	return rc;
}

trien_rc
tr_agent_ticket_read(struct tr_bytes in, char out[TR_AGENT_SECRET_SIZE + 1], struct trien_err *err)
{
	json_t *o;

	TR_TRY(read_object(in, &o, err));
	const trien_rc rc = secret_of(o, "ticket", out, err);
	json_decref(o);
	return rc;
}

/* ---- a refusal ---- */

trien_rc
tr_agent_refusal(unsigned status, struct tr_bytes in, enum trien_lang lang, struct trien_err *err)
{
	const char *const words = lang == TRIEN_LANG_EN ? "detail_en" : "detail";
	char id[64], text[TR_AGENT_LINE_MAX];
	json_t *o;

	if (read_object(in, &o, NULL) != TRIEN_OK)
		return TR_ERR(err, AGENT_REFUSED, TR_S("id", "?"), TR_U("status", status), TR_S("words", ""));
	const char *said = json_string_value(json_object_get(o, "id")), *detail = json_string_value(json_object_get(o, words));
	tr_utf8_printable(said != NULL ? said : "?", said != NULL ? strlen(said) : 1, id, sizeof(id));
	tr_utf8_printable(detail != NULL ? detail : "", detail != NULL ? strlen(detail) : 0, text, sizeof(text));
	json_decref(o);
	return TR_ERR(err, AGENT_REFUSED, TR_S("id", id), TR_U("status", status), TR_S("words", text));
}
