/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/chain_file.h"

#include "base/errors/cli.h"
#include "cli/file.h"
#include "crypto/certificate_key.h"

#define CHAIN_FILE_MAX ((size_t)1 << 20)

trien_rc
tr_choice_of_names(const char *digest, const char *scheme, struct tr_signer_choice *out, struct trien_err *err)
{
	static const char *const digests[] = {"sha256", "sha384", "sha512"};
	static const char *const schemes[] = {"pkcs1", "pss", "ecdsa"};
	size_t d = 0, s = 0;

	while (digest != NULL && d < 3 && strcmp(digest, digests[d]) != 0)
		d++;
	while (scheme != NULL && s < 3 && strcmp(scheme, schemes[s]) != 0)
		s++;
	if (d == 3)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--digest"), TR_S("got", digest),
				TR_S("want", "sha256, sha384, sha512"));
	if (s == 3)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--scheme"), TR_S("got", scheme),
				TR_S("want", "pkcs1, pss, ecdsa"));
	*out = (struct tr_signer_choice){.has_digest = digest != NULL, .has_scheme = scheme != NULL,
		.digest = (enum tr_digest)d, .scheme = (enum tr_scheme)s};
	return TRIEN_OK;
}

/* The certificates of a PEM file; a private key beside them is passed over, nothing reads it. */
static trien_rc
add_certificates(struct tr_bytes pem, const char *path, struct tr_trust *to, struct trien_err *err)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----";

	for (;;) {
		const uint8_t *from = memmem(pem.p, pem.n, begin, sizeof(begin) - 1);
		const uint8_t *last = from ? memmem(from, pem.n - (size_t)(from - pem.p), end, sizeof(end) - 1) : NULL;
		if (last == NULL)
			return TRIEN_OK;
		last += sizeof(end) - 1;
		TR_TRY(tr_trust_add(to, TR_TRUST_GIVEN, TR_BYTES(from, (size_t)(last - from)), path, err));
		pem = tr_bytes_part(pem, (size_t)(last - pem.p), pem.n);
	}
}

static trien_rc
take_chain(const char *path, struct tr_chain_file *c, struct trien_err *err)
{
	size_t count = tr_trust_count(c->certificates);

	if (count == 0 || count > TR_CHAIN_MAX)
		return TR_ERR(err, CLI_CHAIN_FILE, TR_S("file", path), TR_U("max", TR_CHAIN_MAX));
	for (; c->count < count; c->count++)
		c->der[c->count] = tr_trust_peek(c->certificates, c->count)->der;
	return TRIEN_OK;
}

trien_rc
tr_chain_file_load(const char *path, const char *scheme, const char *digest, struct tr_chain_file *out,
		struct trien_err *err)
{
	TR_AUTO_BUF pem = {.max = CHAIN_FILE_MAX + 1};
	struct tr_chain_file c = {0};
	struct tr_signer_choice choice;

	TR_TRY(tr_choice_of_names(digest, scheme, &choice, err));
	TR_TRY(tr_file_read(path, CHAIN_FILE_MAX, &pem, err));
	TR_TRY(tr_trust_new(&c.certificates, err));
	trien_rc rc = add_certificates(tr_buf_view(&pem), path, c.certificates, err);
	if (rc == TRIEN_OK)
		rc = take_chain(path, &c, err);
	if (rc == TRIEN_OK)
		rc = tr_key_choose_for(c.der[0], &choice, &c.scheme, &c.digest, err);
	if (rc != TRIEN_OK) {
		tr_chain_file_free(&c);
		return rc;
	}
	*out = c;
	return TRIEN_OK;
}

void
tr_chain_file_free(struct tr_chain_file *c)
{
	tr_trust_free(c->certificates);
	c->certificates = NULL;
}
