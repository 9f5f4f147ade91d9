/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * RFC 5280 §6.1 by X509_verify_cert for every chain that is not plainly valid, over exactly the chain that it is handed: one anchor, the rest as untrusted.
 * Time is judged elsewhere, because OpenSSL takes the last second of a validity for past.
 */
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "base/errors/pki.h"
#include "pki/path_parts.h"

#define ANY_POLICY "2.5.29.32.0"

static enum tr_path_reason
reason_of(int x509_error)
{
	switch (x509_error) {
	case X509_V_OK:
		return TR_PATH_OK;
	case X509_V_ERR_INVALID_CA:
		return TR_PATH_NOT_A_CA;
	case X509_V_ERR_PATH_LENGTH_EXCEEDED:
		return TR_PATH_PATH_LENGTH;
	case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
		return TR_PATH_CA_KEY_USAGE;
	case X509_V_ERR_CERT_SIGNATURE_FAILURE:
	case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
	case X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH:
		return TR_PATH_SIGNATURE_WRONG;
	case X509_V_ERR_PERMITTED_VIOLATION:
	case X509_V_ERR_EXCLUDED_VIOLATION:
	case X509_V_ERR_SUBTREE_MINMAX:
	case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
	case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
	case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
		return TR_PATH_NAME_CONSTRAINTS;
	case X509_V_ERR_NO_EXPLICIT_POLICY:
	case X509_V_ERR_INVALID_POLICY_EXTENSION:
		return TR_PATH_POLICY;
	case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
		return TR_PATH_CRITICAL_EXTENSION;
	case X509_V_ERR_INVALID_EXTENSION:
		return TR_PATH_EXTENSION_INVALID;
	case X509_V_ERR_EC_KEY_EXPLICIT_PARAMS:
		return TR_PATH_KEY_KIND;
	/* X509_V_ERR_OUT_OF_MEM too: it is what a tree of policies comes to that grows past OpenSSL's cap (CVE-2023-0464). */
	default:
		return TR_PATH_NOT_DECIDED;
	}
}

static trien_rc
add_policy(X509_VERIFY_PARAM *param, const char *dotted, struct trien_err *err)
{
	ASN1_OBJECT *oid = OBJ_txt2obj(dotted, 1);

	if (oid == NULL) {
		ERR_clear_error();
		return TR_ERR(err, PKI_POLICY_INVALID, TR_S("got", dotted));
	}
	if (X509_VERIFY_PARAM_add0_policy(param, oid) != 1) {
		ASN1_OBJECT_free(oid);
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(void *)));
	}
	return TRIEN_OK;
}

static trien_rc
add_policies(X509_VERIFY_PARAM *param, const struct tr_path_policies *p, struct trien_err *err)
{
	size_t n = p != NULL ? p->acceptable_count : 0;

	if (n > TR_PATH_POLICIES_MAX)
		return TR_ERR(err, PKI_POLICY_LIMIT, TR_U("got", n), TR_U("max", TR_PATH_POLICIES_MAX));
	/* RFC 5280 §6.1.1 (c): "any policy" is a value of the set; OpenSSL takes an empty one for "none". */
	if (n == 0)
		return add_policy(param, ANY_POLICY, err);
	for (size_t i = 0; i < n; i++)
		TR_TRY(add_policy(param, p->acceptable[i], err));
	return TRIEN_OK;
}

static trien_rc
set_parameters(X509_VERIFY_PARAM *param, const struct tr_path_policies *p, struct trien_err *err)
{
	/* PARTIAL_CHAIN: whatever a person put among the anchors is one, self-signed or not. */
	unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_POLICY_CHECK;

	if (p != NULL) {
		flags |= p->require_explicit ? X509_V_FLAG_EXPLICIT_POLICY : 0;
		flags |= p->inhibit_mapping ? X509_V_FLAG_INHIBIT_MAP : 0;
		flags |= p->inhibit_any ? X509_V_FLAG_INHIBIT_ANY : 0;
	}
	TR_TRY(add_policies(param, p, err));
	if (X509_VERIFY_PARAM_set_flags(param, flags) != 1)
		return TR_ERR(err, INTERNAL, TR_S("what", "X509_VERIFY_PARAM_set_flags"));
	X509_VERIFY_PARAM_set_depth(param, (int)TR_PATH_DEPTH_MAX);
	/* Keys and digests are judged by tr_path_constraints(), with reasons of their own. */
	X509_VERIFY_PARAM_set_auth_level(param, 0);
	return TRIEN_OK;
}

/* The chain whose signatures are verified already. */
struct links {
	const struct tr_certificate *const *chain;
	size_t n;
	X509_STORE_CTX_verify_fn usual;
};

/*
 * In the place of OpenSSL's own loop over the signatures, which would verify each a second time. OpenSSL builds the chain anew from the names: where
 * it comes to another one, that one is verified.
 */
static int
verify_links(X509_STORE_CTX *c)
{
	const struct links *known = X509_STORE_CTX_get_app_data(c);
	STACK_OF(X509) *built = X509_STORE_CTX_get0_chain(c);
	bool same = sk_X509_num(built) == (int)known->n;

	for (size_t i = 0; same && i < known->n; i++)
		same = sk_X509_value(built, (int)i) == tr_certificate_x509(known->chain[i]);
	if (!same)
		return known->usual(c);
	/* Where that loop leaves it: what is found after it speaks of the signer. */
	X509_STORE_CTX_set_error_depth(c, 0);
	X509_STORE_CTX_set_current_cert(c, tr_certificate_x509(known->chain[0]));
	return 1;
}

struct tools {
	X509_STORE *store;
	X509_STORE_CTX *context;
	STACK_OF(X509) *untrusted;
	X509 *all[TR_PATH_DEPTH_MAX]; /* the chain, borrowed */
	bool verified;
};

static void
tools_free(struct tools *t)
{
	X509_STORE_CTX_free(t->context);
	X509_STORE_free(t->store);
	sk_X509_free(t->untrusted); /* borrows its certificates */
}

static trien_rc
run(struct tools *t, struct links *known, const struct tr_path_policies *policies, struct tr_path_answer *out, struct trien_err *err)
{
	const struct tr_certificate *const *chain = known->chain;
	const size_t n = known->n;

	t->store = X509_STORE_new();
	t->context = X509_STORE_CTX_new();
	t->untrusted = sk_X509_new_null();
	bool ok = t->store != NULL && t->context != NULL && t->untrusted != NULL;
	for (size_t i = 0; ok && i < n; i++)
		ok = (t->all[i] = tr_certificate_x509(chain[i])) != NULL;
	ok = ok && X509_STORE_add_cert(t->store, t->all[n - 1]) == 1;
	for (size_t i = 1; ok && i + 1 < n; i++)
		ok = sk_X509_push(t->untrusted, t->all[i]) > 0;
	if (!ok || X509_STORE_CTX_init(t->context, t->store, t->all[0], t->untrusted) != 1)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(void *)));
	TR_TRY(set_parameters(X509_STORE_CTX_get0_param(t->context), policies, err));
	if (t->verified) {
		known->usual = X509_STORE_CTX_get_verify(t->context);
		if (known->usual == NULL || X509_STORE_CTX_set_app_data(t->context, known) != 1)
			return TR_ERR(err, INTERNAL, TR_S("what", "X509_STORE_CTX_set_app_data"));
		X509_STORE_CTX_set_verify(t->context, verify_links);
	}

	int passed = X509_verify_cert(t->context);
	int why = X509_STORE_CTX_get_error(t->context), depth = X509_STORE_CTX_get_error_depth(t->context);
	if (passed == 1) {
		*out = (struct tr_path_answer){TR_PATH_OK, 0};
		return TRIEN_OK;
	}
	out->reason = why == X509_V_OK ? TR_PATH_NOT_DECIDED : reason_of(why);
	out->culprit = depth > 0 && (size_t)depth < n ? (size_t)depth : 0;
	return TRIEN_OK;
}

trien_rc
tr_path_validate_usual(const struct tr_certificate *const *chain, size_t n, enum tr_path_links links,
		const struct tr_path_policies *policies, struct tr_path_answer *out, struct trien_err *err)
{
	struct tools t = {.verified = links == TR_PATH_LINKS_VERIFIED};
	struct links known = {.chain = chain, .n = n};
	trien_rc rc = run(&t, &known, policies, out, err);

	tools_free(&t);
	ERR_clear_error();
	return rc;
}

trien_rc
tr_path_validate(const struct tr_certificate *const *chain, size_t n, enum tr_path_links links, const struct tr_path_policies *policies,
		struct tr_path_answer *out, struct trien_err *err)
{
	if (links != TR_PATH_LINKS_VERIFIED || !tr_path_is_plainly_valid(chain, n, policies))
		return tr_path_validate_usual(chain, n, links, policies, out, err);
	*out = (struct tr_path_answer){TR_PATH_OK, 0};
	return TRIEN_OK;
}
