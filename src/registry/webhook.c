/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Webhooks as rows that administrators enter: address, events, secret. */
#include "registry/webhook.h"

#include <stdio.h>

#include "base/errors/registry.h"
#include "crypto/hmac.h"
#include "registry/value.h"
#include "registry/webhook_parts.h"

/* What the key makes besides is made of other texts. */
#define PURPOSE "trien webhook 1 "

static const struct tr_webhook_event events[] = {
#define TR_WEBHOOK_EVENT(word, book, state, of, vi, en) {word, TR_BOOK_##book, TR_##book##_state, state, of, vi, en},
#include "registry/webhook.def"
};
#define EVENTS (sizeof(events) / sizeof(*events))
_Static_assert(EVENTS <= 32, "a bit for each");

const struct tr_webhook_event *
tr_webhook_event(size_t i)
{
	return i < EVENTS ? &events[i] : NULL;
}

const char *
tr_webhook_event_word(unsigned i)
{
	return i < EVENTS ? events[i].word : NULL;
}

/* ---- the address ---- */

static bool
is_this_machine(struct tr_bytes host)
{
	return tr_bytes_are(host, "127.0.0.1") || tr_bytes_are(host, "localhost") || tr_bytes_are(host, "[::1]");
}

/* ":443", or nothing. */
static bool
is_port(struct tr_bytes text)
{
	uint32_t port = 0;

	for (size_t i = 1; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9' || text.n > 6)
			return false;
		port = port * 10 + (text.p[i] - '0');
	}
	return text.n == 0 || (text.n > 1 && text.p[0] == ':' && port > 0 && port <= 65535);
}

/* Letters, digits, hyphens and dots; or an address of IPv6 in brackets. */
static bool
is_host(struct tr_bytes host)
{
	const bool six = host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
	const struct tr_bytes name = six ? tr_bytes_part(host, 1, host.n - 2) : host;

	for (size_t i = 0; i < name.n; i++) {
		const uint8_t c = name.p[i];
		const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		if (six ? !hex && c != ':' && c != '.' : !hex && !(c >= 'g' && c <= 'z') && !(c >= 'G' && c <= 'Z') && c != '-' && c != '.')
			return false;
	}
	return name.n > 0 && name.n <= 253;
}

static bool
is_address(const char *url)
{
	const bool tls = strncmp(url, "https://", 8) == 0;
	const char *host = url + (tls ? 8 : 7);

	if ((!tls && strncmp(url, "http://", 7) != 0) || strlen(url) > TR_WEBHOOK_URL_MAX)
		return false;
	for (const char *p = url; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || strchr("#\"<>\\^`{|}", *p) != NULL)
			return false;
	const size_t n = strcspn(host, "/?"), name = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, "/?:");
	const struct tr_bytes named = TR_BYTES(host, name <= n ? name : n);
	return is_host(named) && is_port(TR_BYTES(host + named.n, n - named.n)) && (tls || is_this_machine(named));
}

trien_rc
tr_webhook_url_check(const char *url, struct trien_err *err)
{
	return is_address(url) ? TRIEN_OK : TR_ERR(err, REGISTRY_WEBHOOK_URL, TR_B("got", url, strlen(url)), TR_U("max", TR_WEBHOOK_URL_MAX));
}

/* ---- events ---- */

static bool
find_event(struct tr_bytes word, uint32_t *out)
{
	for (size_t i = 0; i < EVENTS; i++)
		if (tr_bytes_are(word, events[i].word)) {
			*out |= TR_BIT(i);
			return true;
		}
	return false;
}

static trien_rc
events_wrong(const char *text, struct trien_err *err)
{
	TR_AUTO_BUF all = {0};

	for (size_t i = 0; i < EVENTS; i++)
		TR_TRY(tr_buf_addf(&all, err, "%s%s", i > 0 ? ", " : "", events[i].word));
	return TR_ERR(err, REGISTRY_WEBHOOK_EVENTS, TR_B("got", text, strlen(text)), TR_B("want", all.p, all.n));
}

/* Which were named, as the book keeps them: in the order of the table, with blanks between them, NUL behind the last. */
static trien_rc
read_events(const char *text, struct tr_buf *out, struct trien_err *err)
{
	const bool all = strcmp(text, "all") == 0;
	uint32_t which = all ? TR_BIT(EVENTS) - 1 : 0;

	for (const char *at = text; !all && *at != '\0';) {
		const size_t n = strcspn(at, ", ");
		if (n > 0 && !find_event(TR_BYTES(at, n), &which))
			return events_wrong(text, err);
		at += n + strspn(at + n, ", ");
	}
	if (which == 0)
		return events_wrong(text, err);
	for (size_t i = 0; i < EVENTS; i++)
		if (which & TR_BIT(i))
			TR_TRY(tr_buf_addf(out, err, "%s%s", out->n > 0 ? " " : "", events[i].word));
	return tr_buf_add_byte(out, 0, err);
}

/* ---- the secret ---- */

trien_rc
tr_webhook_secret(const struct tr_key_file *key, const char *salt, char out[TR_HEX256 + 1], struct trien_err *err)
{
	uint8_t mac[TR_HMAC_SHA256_SIZE];
	char text[sizeof(PURPOSE) + TR_HEX256];

	snprintf(text, sizeof(text), PURPOSE "%s", salt);
	TR_TRY(tr_hmac_sha256(TR_BYTES(key->bytes, sizeof(key->bytes)), TR_BYTES(text, strlen(text)), mac, err));
	tr_hex(TR_BYTES(mac, sizeof(mac)), out);
	tr_wipe(mac, sizeof(mac));
	return TRIEN_OK;
}

/* ---- the row ---- */

const char *
tr_webhook_act(enum tr_webhook_verb verb)
{
	return verb == TR_WEBHOOK_MAKE ? "webhook.enter" : "webhook.change";
}

struct texts {
	struct tr_buf events;
	struct tr_secret salt;
	char hash[TR_HEX256 + 1];
};

static trien_rc
make_secret(struct tr_webhook_change *c, struct tr_record *r, struct texts *t, struct trien_err *err)
{
	TR_TRY(tr_secret_make(c->env, &t->salt, err));
	TR_TRY(tr_webhook_secret(c->key, t->salt.value, c->secret, err));
	TR_TRY(tr_secret_hash(c->secret, t->hash, err));
	tr_record_set_text(r, TR_webhook_salt, t->salt.value);
	tr_record_set_text(r, TR_webhook_secret, t->hash);
	return TRIEN_OK;
}

static trien_rc
fill_row(struct tr_acting *a, struct tr_webhook_change *c, struct tr_record *r, struct texts *t, struct trien_err *err)
{
	if (c->verb == TR_WEBHOOK_MAKE)
		TR_TRY(tr_acting_read(a, r, TR_webhook_agency, c->agency, err));
	if (c->name != NULL) {
		TR_TRY(tr_value_letters(r->book, TR_webhook_name, c->name, err));
		tr_record_set_text(r, TR_webhook_name, c->name);
	}
	if (c->url != NULL) {
		TR_TRY(tr_webhook_url_check(c->url, err));
		tr_record_set_text(r, TR_webhook_url, c->url);
	}
	if (c->events != NULL) {
		TR_TRY(read_events(c->events, &t->events, err));
		tr_record_set_text(r, TR_webhook_events, (const char *)t->events.p);
	}
	if (c->scope != NULL)
		TR_TRY(tr_acting_read(a, r, TR_webhook_scope, c->scope, err));
	if (c->state != NULL || c->verb == TR_WEBHOOK_MAKE)
		TR_TRY(tr_acting_read(a, r, TR_webhook_state, c->state != NULL ? c->state : "active", err));
	return c->verb != TR_WEBHOOK_CHANGE ? make_secret(c, r, t, err) : TRIEN_OK;
}

trien_rc
tr_webhook_change(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct tr_webhook_change *c = context;
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_webhook]);
	struct texts t = {0};

	c->secret[0] = '\0';
	trien_rc rc = c->verb != TR_WEBHOOK_MAKE ? tr_record_load(a->db, r.book, c->webhook, &r, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = fill_row(a, c, &r, &t, err);
	if (rc == TRIEN_OK)
		rc = tr_acting_put(a, &r, err);
	c->webhook = r.id;
	tr_buf_free(&t.events);
	return rc;
}
