/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/sitting.h"

#include <stdlib.h>

#include "base/memory.h"
#include "pki/trust.h"

const struct tr_primed *
tr_primed_new(struct tr_bytes anchors)
{
	struct tr_primed *p = tr_mem_zeroed(1, sizeof(*p));

	if (p == NULL || tr_trust_new(&p->trust, NULL) != TRIEN_OK || tr_trust_read(p->trust, anchors, NULL) != TRIEN_OK) {
		if (p != NULL)
			tr_trust_free(p->trust);
		free(p);
		return NULL;
	}
	p->anchors = anchors;
	return p;
}

static trien_rc
read_trust(const struct tr_worker_input *in, struct tr_bytes anchors, struct tr_trust **out, struct trien_err *err)
{
	struct tr_trust *trust;

	if (in->primed != NULL && tr_bytes_equal(in->primed->anchors, anchors)) {
		*out = in->primed->trust;
		return TRIEN_OK;
	}
	TR_TRY(tr_trust_new(&trust, err));
	const trien_rc rc = tr_trust_read(trust, anchors, err);
	if (rc == TRIEN_OK)
		*out = trust;
	else
		tr_trust_free(trust);
	return rc;
}

trien_rc
tr_sitting_trust(const struct tr_worker_input *in, struct tr_bytes anchors, struct tr_trust **out, struct trien_err *err)
{
	struct tr_sitting *s = in->sitting;
	struct tr_trust *trust;

	if (s != NULL && s->trust != NULL && tr_bytes_equal(s->anchors, anchors)) {
		*out = s->trust;
		return TRIEN_OK;
	}
	TR_TRY(read_trust(in, anchors, &trust, err));
	if (s != NULL && s->trust == NULL) {
		s->trust = trust;
		s->anchors = anchors;
	}
	*out = trust;
	return TRIEN_OK;
}

/* Nothing that a verdict rests on but the file, the anchors and the time. */
static bool
is_usual(const struct tr_verify_options *o)
{
	return o->revocation == TR_REVOCATION_REQUIRED && o->cipher != NULL && o->password.n == 0 && o->max_age == 0 && o->algorithms == NULL && o->policies == NULL &&
		o->evidence == NULL && o->given_certificates == NULL && o->stamp_count == 0 && o->custody == NULL;
}

trien_rc
tr_sitting_verdict(const struct tr_worker_input *in, const struct tr_verify_options *options, struct tr_verdict **out, struct trien_err *err)
{
	struct tr_sitting *s = in->sitting;
	const bool usual = s != NULL && options->trust == s->trust && is_usual(options);

	if (usual && s->verdict != NULL && s->as_of == options->as_of) {
		*out = s->verdict;
		return TRIEN_OK;
	}
	TR_TRY(tr_verify(in->document, options, out, err));
	if (usual) {
		s->verdict = *out;
		s->as_of = options->as_of;
	}
	return TRIEN_OK;
}
