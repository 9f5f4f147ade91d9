/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/keys.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "agent/safe_file.h"
#include "base/errors/agent.h"
#include "base/errors/token.h"
#include "base/memory.h"
#include "crypto/digest.h"
#include "pki/certificate.h"

#define LIST_MAX ((size_t)64 << 10)

/* ---- which modules ---- */

/* Where makers put theirs on Debian and Ubuntu; the first that is there. */
static const struct {
	const char *maker, *paths[4];
} known[] = {
	{"bit4id", {"/usr/lib/x86_64-linux-gnu/libbit4xpki.so", "/usr/lib/libbit4xpki.so", "/usr/local/lib/libbit4xpki.so", "/usr/lib/bit4id/libbit4xpki.so"}},
	{"safenet", {"/usr/lib/libeTPkcs11.so", "/usr/lib/x86_64-linux-gnu/libeTPkcs11.so", "/usr/lib/libIDPrimePKCS11.so", "/usr/local/lib/libeTPkcs11.so"}},
	{"opensc", {"/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "/usr/lib/opensc-pkcs11.so"}},
	{"softhsm", {"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"}},
};
#define KNOWN (sizeof(known) / sizeof(*known))

static void
add_known(size_t maker, struct tr_agent_modules *out)
{
	for (size_t i = 0; i < 4 && known[maker].paths[i] != NULL; i++)
		if (access(known[maker].paths[i], R_OK) == 0) {
			snprintf(out->paths[out->count++], PATH_MAX, "%s", known[maker].paths[i]);
			return;
		}
}

/* A line of a list, without its end. */
static trien_rc
read_line(struct tr_bytes line, struct tr_agent_modules *out, struct trien_err *err)
{
	while (line.n > 0 && isspace(line.p[line.n - 1]))
		line.n--;
	while (line.n > 0 && isspace(line.p[0]))
		line = tr_bytes_part(line, 1, line.n);
	if (line.n == 0 || line.p[0] == '#')
		return TRIEN_OK;
	if (out->count == TR_AGENT_MODULES_MAX || line.n >= PATH_MAX || memchr(line.p, 0, line.n) != NULL)
		return TR_ERR(err, AGENT_MODULES, TR_B("got", line.p, line.n < 64 ? line.n : 64), TR_U("max", TR_AGENT_MODULES_MAX));
	if (line.p[0] == '/') {
		snprintf(out->paths[out->count++], PATH_MAX, "%.*s", (int)line.n, (const char *)line.p);
		return TRIEN_OK;
	}
	for (size_t i = 0; i < KNOWN; i++)
		if (tr_bytes_are(line, known[i].maker)) {
			add_known(i, out);
			return TRIEN_OK;
		}
	return TR_ERR(err, AGENT_MODULES, TR_B("got", line.p, line.n < 64 ? line.n : 64), TR_U("max", TR_AGENT_MODULES_MAX));
}

static trien_rc
read_lines(struct tr_bytes text, struct tr_agent_modules *out, struct trien_err *err)
{
	while (text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		const size_t n = end != NULL ? (size_t)(end - text.p) : text.n;
		TR_TRY(read_line(tr_bytes_part(text, 0, n), out, err));
		text = tr_bytes_part(text, n + 1, text.n);
	}
	return TRIEN_OK;
}

/* path: taken apart. */
static trien_rc
read_list(const char *path, bool *found, struct tr_agent_modules *out, struct trien_err *err)
{
	TR_AUTO_BUF text = {.max = LIST_MAX};
	char folder[PATH_MAX];
	int fd;

	snprintf(folder, sizeof(folder), "%s", path);
	char *slash = strrchr(folder, '/');
	*slash = '\0';
	*found = false;
	TR_TRY(tr_agent_folder_open(folder, &fd, err));
	if (fd < 0)
		return TRIEN_OK;
	const trien_rc rc = tr_agent_file_read(fd, folder, slash + 1, &text, found, err);
	close(fd);
	TR_TRY(rc);
	return read_lines(tr_buf_view(&text), out, err);
}

trien_rc
tr_agent_modules_read(const struct tr_agent_places *p, struct tr_agent_modules *out, struct trien_err *err)
{
	bool found = false;

	out->count = 0;
	for (size_t i = 0; i < 2 && !found; i++)
		TR_TRY(read_list(p->modules[i], &found, out, err));
	for (size_t i = 0; i < KNOWN && !found; i++)
		add_known(i, out);
	return out->count > 0 ? TRIEN_OK : TR_ERR(err, AGENT_NO_MODULE, TR_S("path", p->modules[1]));
}

/* ---- what is on the tokens ---- */

struct finding {
	const char *module;
	tr_agent_wanted *wanted;
	const void *context;
	struct tr_agent_keys *out;
};

/* RFC 7512 §2.3: everything but what needs no escape anywhere. */
static trien_rc
add_escaped(struct tr_buf *b, const char *text, struct trien_err *err)
{
	for (; *text != '\0'; text++)
		if (isalnum((unsigned char)*text) || strchr("-._~", *text) != NULL)
			TR_TRY(tr_buf_add_byte(b, (uint8_t)*text, err));
		else
			TR_TRY(tr_buf_addf(b, err, "%%%02X", (unsigned char)*text));
	return TRIEN_OK;
}

/* t NULL: all tokens. */
static trien_rc
write_uri(const char *module, const struct tr_token_listed *t, const struct tr_certificate *c, char out[TR_TOKEN_URI_MAX + 1], struct trien_err *err)
{
	TR_AUTO_BUF b = {0};

	TR_TRY(tr_buf_addf(&b, err, "pkcs11:"));
	if (t != NULL) {
		TR_TRY(tr_buf_addf(&b, err, t->serial[0] != '\0' ? "serial=" : "token="));
		TR_TRY(add_escaped(&b, t->serial[0] != '\0' ? t->serial : t->label, err));
	}
	TR_TRY(tr_buf_addf(&b, err, "?module-path="));
	TR_TRY(add_escaped(&b, module, err));
	if (c != NULL)
		TR_TRY(tr_buf_addf(&b, err, "&x-certificate-serial=%s", c->serial));
	if (b.n > TR_TOKEN_URI_MAX)
		return TR_ERR(err, AGENT_MODULES, TR_B("got", module, 64), TR_U("max", TR_AGENT_MODULES_MAX));
	memcpy(out, b.p, b.n);
	out[b.n] = '\0';
	return TRIEN_OK;
}

static trien_rc
take_listed(void *context, const struct tr_token_listed *t, struct trien_err *err)
{
	struct finding *f = context;

	for (size_t i = 0; i < t->certificate_count; i++) {
		struct tr_agent_key *k = &f->out->all[f->out->count];
		struct tr_certificate *c;
		/* What cannot be read is nobody's. */
		if (f->out->count == TR_AGENT_KEYS_MAX || tr_certificate_parse(t->certificates[i], &c, NULL) != TRIEN_OK)
			continue;
		if (!f->wanted(f->context, c)) {
			tr_certificate_free(c);
			continue;
		}
		k->certificate = c;
		f->out->count++;
		memcpy(k->label, t->label, sizeof(k->label));
		TR_TRY(write_uri(f->module, t, c, k->uri, err));
	}
	return TRIEN_OK;
}

static trien_rc
ask_module(const char *module, struct tr_token_spec *spec, int milliseconds, tr_token_listed_one *one, void *context, struct trien_err *err)
{
	struct tr_token_line line = TR_TOKEN_LINE_NONE;

	TR_TRY(write_uri(module, NULL, NULL, spec->uri, err));
	trien_rc rc = tr_token_start(&(struct tr_helper_program){.name = TR_TOKEN_P11, .more = -1, .environment = environ}, &line, err);
	if (rc == TRIEN_OK)
		rc = tr_token_list(&line, spec, milliseconds, one, context, err);
	tr_token_stop(&line);
	return rc;
}

trien_rc
tr_agent_module_ask(const char *module, int milliseconds, tr_token_listed_one *one, void *context, struct trien_err *err)
{
	struct tr_token_spec *spec = tr_mem_zeroed(1, sizeof(*spec));

	if (spec == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*spec)));
	const trien_rc rc = ask_module(module, spec, milliseconds, one, context, err);
	free(spec);
	return rc;
}

trien_rc
tr_agent_keys_find(const struct tr_agent_modules *m, int milliseconds, tr_agent_wanted *wanted, const void *context, struct tr_agent_keys *out, struct trien_err *err)
{
	*out = (struct tr_agent_keys){0};
	for (size_t i = 0; i < m->count; i++) {
		struct finding f = {m->paths[i], wanted, context, out};
		const trien_rc rc = tr_agent_module_ask(m->paths[i], milliseconds, take_listed, &f, err);
		if (rc == TRIEN_E_NO_MEMORY)
			return rc;
		if (rc != TRIEN_OK)
			out->trouble = *err;
	}
	return TRIEN_OK;
}

void
tr_agent_keys_free(struct tr_agent_keys *k)
{
	for (size_t i = 0; i < k->count; i++)
		tr_certificate_free(k->all[i].certificate);
	k->count = 0;
}

/* ---- one of them, open ---- */

static trien_rc
open_key(const struct tr_agent_key *k, const struct tr_signer_choice *how, struct tr_token_spec *spec, int milliseconds, struct tr_agent_open_key *out, struct trien_err *err)
{
	struct tr_token_key key;

	memcpy(spec->uri, k->uri, sizeof(spec->uri));
	spec->choice = *how;
	TR_TRY(tr_token_open(&out->line, spec, milliseconds, &key, err));
	out->asks_each = key.asks_each;
	return tr_bytes_equal(key.chain[0], k->certificate->der) ? TRIEN_OK : TR_ERR0(err, TOKEN_OTHER_KEY);
}

trien_rc
tr_agent_key_open(const struct tr_agent_key *k, const struct tr_signer_choice *how, const struct tr_pin_source *pin, int milliseconds, struct tr_agent_open_key *out, struct trien_err *err)
{
	struct tr_token_spec *spec = tr_mem_zeroed(1, sizeof(*spec));

	*out = (struct tr_agent_open_key){.line = TR_TOKEN_LINE_NONE};
	if (spec == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*spec)));
	trien_rc rc = tr_token_start(&(struct tr_helper_program){.name = TR_TOKEN_P11, .more = -1, .environment = environ}, &out->line, err);
	if (rc == TRIEN_OK) {
		out->line.pin = pin;
		rc = open_key(k, how, spec, milliseconds, out, err);
	}
	free(spec);
	return rc;
}

void
tr_agent_key_close(struct tr_agent_open_key *k)
{
	tr_token_stop(&k->line);
}

/* ---- its PIN ---- */

trien_rc
tr_agent_key_change_pin(const struct tr_agent_key *k, const struct tr_pin_source *pin, int milliseconds, struct trien_err *err)
{
	struct tr_token_spec *spec = tr_mem_zeroed(1, sizeof(*spec));
	struct tr_token_line line = TR_TOKEN_LINE_NONE;

	if (spec == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*spec)));
	memcpy(spec->uri, k->uri, sizeof(spec->uri));
	trien_rc rc = tr_token_start(&(struct tr_helper_program){.name = TR_TOKEN_P11, .more = -1, .environment = environ}, &line, err);
	if (rc == TRIEN_OK) {
		line.pin = pin;
		rc = tr_token_change_pin(&line, spec, milliseconds, err);
	}
	tr_token_stop(&line);
	free(spec);
	return rc;
}
