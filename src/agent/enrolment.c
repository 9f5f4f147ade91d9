/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/enrolment.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent/origin.h"
#include "agent/uri.h"
#include "base/errors/agent.h"
#include "base/env.h"
#include "base/utf8.h"
#include "crypto/base64.h"
#include "crypto/cms.h"
#include "pki/path.h"
#include "pki/pool.h"

#define BEGIN "-----BEGIN CMS-----\n"
#define END "-----END CMS-----\n"
#define LINE 64u
#define VERSION 1
#define VGCA "vgca"

static trien_rc
malformed(const char *part, struct trien_err *err)
{
	return TR_ERR(err, AGENT_ENROLMENT, TR_S("part", part));
}

/* ---- what is said ---- */

static trien_rc
text_of(const json_t *o, const char *member, char *out, size_t size, struct trien_err *err)
{
	const json_t *v = json_object_get(o, member);
	const struct tr_text text = {json_string_value(v), json_string_length(v)};

	if (!json_is_string(v) || text.n == 0 || text.n >= size || text.n != strlen(text.p) || tr_utf8_hidden(text) != 0 || strpbrk(text.p, "\t\r\n") != NULL)
		return malformed(member, err);
	memcpy(out, text.p, text.n + 1);
	return TRIEN_OK;
}

static trien_rc
read_until(const json_t *o, int64_t *out, struct trien_err *err)
{
	char text[TR_TIME_TEXT_MAX];

	TR_TRY(text_of(o, "until", text, sizeof(text), err));
	return tr_time_read_iso(TR_BYTES(text, strlen(text)), TR_ZONE_VIETNAM, out, NULL) == TRIEN_OK ? TRIEN_OK : malformed("until", err);
}

static trien_rc
read_authorities(const json_t *o, struct tr_buf *out, struct trien_err *err)
{
	const json_t *v = json_object_get(o, "authorities");
	const struct tr_bytes pem = TR_BYTES(json_string_value(v), json_string_length(v));
	struct tr_trust *all;

	if (v == NULL)
		return TRIEN_OK;
	if (!json_is_string(v) || pem.n == 0 || pem.n > TR_AGENT_AUTHORITIES_MAX)
		return malformed("authorities", err);
	TR_TRY(tr_trust_new(&all, err));
	const trien_rc rc = tr_trust_add(all, TR_TRUST_GIVEN, pem, "authorities", NULL);
	tr_trust_free(all);
	return rc == TRIEN_OK ? tr_buf_add_bytes(out, pem, err) : malformed("authorities", err);
}

/* Only this machine is asked without TLS, and only for a lab. */
static trien_rc
check_origin(const struct tr_agent_server *s, struct trien_err *err)
{
	struct tr_agent_origin o;

	if (!tr_agent_origin_read(TR_BYTES(s->origin, strlen(s->origin)), &o) || (o.loopback && !s->lab))
		return malformed("origin", err);
	/* A page is known by what its browser says of it, which has no path. */
	return s->vgca && strchr(s->origin + sizeof("https://") - 1, '/') != NULL ? malformed("origin", err) : TRIEN_OK;
}

static trien_rc
read_members(const json_t *o, struct tr_agent_enrolment *out, struct trien_err *err)
{
	struct tr_agent_server *s = &out->server;
	const json_t *name = json_object_get(o, "name"), *lab = json_object_get(o, "lab"), *protocol = json_object_get(o, "protocol");

	if (json_integer_value(json_object_get(o, "trien_enrolment")) != VERSION)
		return malformed("trien_enrolment", err);
	TR_TRY(text_of(o, "server", s->id, sizeof(s->id), err));
	if (!tr_agent_is_server(TR_BYTES(s->id, strlen(s->id))))
		return malformed("server", err);
	TR_TRY(text_of(o, "origin", s->origin, sizeof(s->origin), err));
	TR_TRY(text_of(name, "vi", s->name[TRIEN_LANG_VI], sizeof(s->name[0]), err));
	TR_TRY(text_of(name, "en", s->name[TRIEN_LANG_EN], sizeof(s->name[0]), err));
	TR_TRY(read_until(o, &s->until, err));
	TR_TRY(read_authorities(o, &out->authorities, err));
	s->lab = json_is_true(lab);
	s->vgca = protocol != NULL;
	if (protocol != NULL && (!json_is_string(protocol) || strcmp(json_string_value(protocol), VGCA) != 0))
		return malformed("protocol", err);
	return lab == NULL || json_is_true(lab) ? check_origin(s, err) : malformed("lab", err);
}

static trien_rc
read_said(struct tr_bytes text, struct tr_agent_enrolment *out, struct trien_err *err)
{
	json_t *o = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	const trien_rc rc = json_is_object(o) ? read_members(o, out, err) : malformed("{}", err);

	json_decref(o);
	return rc;
}

/* ---- who says so ---- */

static trien_rc
judge_path(const struct tr_cms *cms, const struct tr_certificate *signer, const struct tr_trust *trust, int64_t now, struct tr_path *out, struct tr_pool *pool, struct trien_err *err)
{
	const struct tr_path_request r = {.signer = signer, .pool = pool, .trust = trust, .as_of = now, .use = TR_PATH_FOR_DOCUMENT};

	for (size_t i = 0; i < tr_cms_certificate_count(cms); i++)
		if (tr_pool_add(pool, tr_cms_certificate(cms, i), NULL, NULL) != TRIEN_OK)
			return malformed("CMS", err);
	return tr_path_judge(&r, out, err);
}

static trien_rc
check_signer(const struct tr_cms *cms, const struct tr_certificate *signer, const struct tr_trust *trust, int64_t now, struct tr_agent_enrolment *out, struct trien_err *err)
{
	struct tr_pool *pool;
	struct tr_path path;

	TR_TRY(tr_pool_new(&pool, err));
	const trien_rc rc = judge_path(cms, signer, trust, now, &path, pool, err);
	tr_pool_free(pool);
	TR_TRY(rc);
	if (path.finding != TR_PATH_PASSED)
		return TR_ERR(err, AGENT_ENROLMENT_UNTRUSTED, TR_S("signer", out->server.signer), TR_S("cause", tr_path_reason_id(path.reason)));
	return path.lab == out->server.lab ? TRIEN_OK : TR_ERR0(err, AGENT_ENROLMENT_LAB);
}

static trien_rc
judge_cms(const struct tr_cms *cms, struct tr_bytes text, struct trien_err *err)
{
	enum tr_cms_finding finding;

	TR_TRY(tr_cms_judge(cms, "ETSI.CAdES.detached", &text, 1, &finding, NULL, err));
	return finding == TR_CMS_GOOD && tr_cms_has_signing_certificate(cms) ? TRIEN_OK : TR_ERR0(err, AGENT_ENROLMENT_SIGNATURE);
}

static void
keep_signer(const struct tr_certificate *c, struct tr_agent_enrolment *out)
{
	const struct tr_text name = tr_certificate_display_name(c);

	tr_utf8_printable(name.p, name.n, out->server.signer, sizeof(out->server.signer));
	memcpy(out->signer, c->sha256, sizeof(out->signer));
}

static trien_rc
judge(struct tr_bytes text, struct tr_bytes der, const struct tr_trust *trust, int64_t now, struct tr_agent_enrolment *out, struct trien_err *err)
{
	struct tr_certificate *signer = NULL;
	struct tr_cms *cms;

	if (tr_cms_read(der, &cms, NULL) != TRIEN_OK)
		return malformed("CMS", err);
	trien_rc rc = judge_cms(cms, text, err);
	if (rc == TRIEN_OK && tr_certificate_parse(tr_cms_signer_certificate(cms), &signer, NULL) != TRIEN_OK)
		rc = malformed("CMS", err);
	if (rc == TRIEN_OK) {
		keep_signer(signer, out);
		rc = read_said(text, out, err);
	}
	if (rc == TRIEN_OK)
		rc = check_signer(cms, signer, trust, now, out, err);
	tr_certificate_free(signer);
	tr_cms_free(cms);
	return rc;
}

/* ---- the file ---- */

/* The text is all that stands before the signature; nothing stands behind it. */
static bool
take_apart(struct tr_bytes file, struct tr_bytes *text, struct tr_buf *der)
{
	const uint8_t *begin = file.n == 0 ? NULL : memmem(file.p, file.n, "\n" BEGIN, sizeof("\n" BEGIN) - 1);

	if (begin == NULL)
		return false;
	*text = tr_bytes_part(file, 0, (size_t)(begin - file.p) + 1);
	const struct tr_bytes rest = tr_bytes_part(file, text->n + sizeof(BEGIN) - 1, file.n);
	const size_t end = sizeof(END) - 1;
	return rest.n > end && memcmp(rest.p + rest.n - end, END, end) == 0 && tr_base64_decode(tr_bytes_part(rest, 0, rest.n - end), der);
}

trien_rc
tr_agent_enrolment_read(struct tr_bytes file, const struct tr_trust *trust, int64_t now, struct tr_agent_enrolment *out, struct trien_err *err)
{
	TR_AUTO_BUF der = {.max = TR_AGENT_ENROLMENT_MAX};
	char until[TR_TIME_TEXT_MAX];
	struct tr_bytes text;

	*out = (struct tr_agent_enrolment){.authorities = {.max = TR_AGENT_AUTHORITIES_MAX}};
	if (file.n > TR_AGENT_ENROLMENT_MAX || !take_apart(file, &text, &der))
		return malformed("CMS", err);
	TR_TRY(judge(text, tr_buf_view(&der), trust, now, out, err));
	if (now <= out->server.until)
		return TRIEN_OK;
	tr_time_iso(out->server.until, TR_ZONE_VIETNAM, until);
	until[10] = '\0';
	return TR_ERR(err, AGENT_ENROLMENT_EXPIRED, TR_S("server", out->server.id), TR_S("until", until));
}

void
tr_agent_enrolment_free(struct tr_agent_enrolment *e)
{
	tr_buf_free(&e->authorities);
}

/* ---- making one ---- */

static trien_rc
say(const struct tr_agent_server *s, struct tr_bytes authorities, struct tr_buf *out, struct trien_err *err)
{
	char until[TR_TIME_TEXT_MAX];
	json_t *o;

	tr_time_iso(s->until, TR_ZONE_VIETNAM, until);
	o = json_pack("{s:i, s:s, s:s, s:{s:s, s:s}, s:s}", "trien_enrolment", VERSION, "server", s->id, "origin", s->origin, "name", "vi", s->name[TRIEN_LANG_VI], "en",
		s->name[TRIEN_LANG_EN], "until", until);
	if (o != NULL && authorities.n > 0)
		json_object_set_new(o, "authorities", json_stringn((const char *)authorities.p, authorities.n));
	if (o != NULL && s->lab)
		json_object_set_new(o, "lab", json_true());
	if (o != NULL && s->vgca)
		json_object_set_new(o, "protocol", json_string(VGCA));
	char *text = o != NULL ? json_dumps(o, JSON_INDENT(2)) : NULL;
	json_decref(o);
	const trien_rc rc = text != NULL ? tr_buf_addf(out, err, "%s\n", text) : malformed("UTF-8", err);
	free(text);
	return rc;
}

static trien_rc
sign(struct tr_bytes text, struct tr_signer *key, struct tr_buf *der, struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX], to_sign[TR_DIGEST_MAX];
	size_t n, to_sign_n;
	TR_AUTO_BUF attributes = {0};
	TR_AUTO_BUF value = {0};
	struct tr_cms_plan *plan;

	TR_TRY(tr_digest(key->digest, text, digest, &n, err));
	TR_TRY(tr_cms_plan_new(key->chain, key->chain_count, key->digest, key->scheme, &plan, err));
	trien_rc rc = tr_cms_prepare(plan, TR_BYTES(digest, n), &attributes, to_sign, &to_sign_n, err);
	if (rc == TRIEN_OK)
		rc = tr_signer_sign(key, TR_BYTES(to_sign, to_sign_n), &value, err);
	if (rc == TRIEN_OK)
		rc = tr_cms_finish(plan, tr_buf_view(&attributes), tr_buf_view(&value), der, err);
	tr_cms_plan_free(plan);
	return rc;
}

static trien_rc
add_armour(struct tr_bytes der, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};

	TR_TRY(tr_base64_encode(der, &text, err));
	TR_TRY(tr_buf_add_bytes(out, TR_BYTES_LIT(BEGIN), err));
	for (size_t at = 0; at < text.n; at += LINE) {
		TR_TRY(tr_buf_add_bytes(out, tr_bytes_part(tr_buf_view(&text), at, LINE), err));
		TR_TRY(tr_buf_add_byte(out, '\n', err));
	}
	return tr_buf_add_bytes(out, TR_BYTES_LIT(END), err);
}

trien_rc
tr_agent_enrolment_make(const struct tr_agent_server *s, struct tr_bytes authorities, struct tr_signer *key, struct tr_buf *out, struct trien_err *err)
{
	struct tr_agent_enrolment again = {.authorities = {.max = TR_AGENT_AUTHORITIES_MAX}};
	TR_AUTO_BUF text = {.max = TR_AGENT_ENROLMENT_MAX};
	TR_AUTO_BUF der = {.max = TR_AGENT_ENROLMENT_MAX};

	TR_TRY(say(s, authorities, &text, err));
	/* What nobody could take is not signed. */
	const trien_rc rc = read_said(tr_buf_view(&text), &again, err);
	tr_agent_enrolment_free(&again);
	TR_TRY(rc);
	if (key->lab != s->lab)
		return TR_ERR0(err, AGENT_ENROLMENT_LAB);
	TR_TRY(sign(tr_buf_view(&text), key, &der, err));
	TR_TRY(tr_buf_add_bytes(out, tr_buf_view(&text), err));
	return add_armour(tr_buf_view(&der), out, err);
}
