/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A signatory's signature with placement and handwriting, warm and memory to memory, against a bare signature and
 * one text extraction of the same document. Key, chain and handwriting are opened once, as for many documents. Usage: bench_official FILE.pdf NAME KEY.pem HANDWRITING.png
 */
#include "bench_text.h"

#include <string.h>

#include "official/look.h"
#include "sign/sign.h"

#define LIMIT 1.5
#define WHEN 1795400000 /* 2026-11-23 */

struct signing {
	struct bench_text text;
	struct tr_signer *signer;
	struct tr_cms_plan *plan;
	struct tr_official_look look;
	struct tr_sign_extra extra;
};

static void
sign(struct signing *s, const struct tr_sign_extra *extra)
{
	const struct tr_sign_request request = {.time = WHEN, .zone_minutes = 420, .extra = extra,
		.contents_size = tr_cms_plan_size_max(s->plan), .digest = tr_sign_digest_name(s->plan)};
	struct tr_sign_proposal proposal = {0};
	struct tr_sign_state state = {0};

	bench_check(tr_sign_propose(s->text.file, &request, &proposal, NULL));
	bench_check(tr_sign_prepare(s->plan, s->text.file, &proposal, &state, NULL));
	bench_check(tr_sign_finish_with(s->plan, s->signer, &state, NULL));
	tr_sign_state_free(&state);
}

static void
bare_and_text(void *context)
{
	struct signing *s = context;
	sign(s, NULL);
	bench_text_extract(&s->text);
}

static void
official(void *context)
{
	struct signing *s = context;
	memset(&s->look.findings, 0, sizeof(s->look.findings));
	sign(s, &s->extra);
}

static void
open_signer(struct signing *s, const char *key)
{
	const struct tr_signer_choice choice = {0};
	char spec[4096];

	snprintf(spec, sizeof(spec), "pem:%s", key);
	bench_check(tr_signer_open(spec, &choice, NULL, &s->signer, NULL));
	bench_check(tr_cms_plan_new(s->signer->chain, s->signer->chain_count, s->signer->digest, s->signer->scheme, &s->plan,
			NULL));
}

int
main(int argc, char **argv)
{
	static struct signing s;
	struct tr_profile *profile;
	struct tr_official_rules rules;
	struct tr_picture handwriting = {0};
	double base, whole;
	char what[120];

	if (argc != 5)
		bench_die("usage: bench_official FILE.pdf NAME KEY.pem HANDWRITING.png");
	s.text = bench_text_of(argv[1]);
	open_signer(&s, argv[3]);
	bench_check(tr_profile_for_time(WHEN, &profile, NULL));
	tr_official_rules_of(profile, WHEN, &rules);
	const struct tr_bytes png = bench_load(argv[4]);
	bench_check(tr_picture_read_png(png, &handwriting, NULL));
	s.look = (struct tr_official_look){.asked = {.kind = TR_APPEARANCE_SIGNATORY, .picture = true}, .where = TR_WHERE_AUTO,
		.name = {argv[2], strlen(argv[2])}, .rules = &rules, .file = s.text.file, .image = &handwriting};
	s.extra = (struct tr_sign_extra){.context = &s.look, .put = tr_official_put};
	const double ratio = bench_pair(official, &s, bare_and_text, &s, 3, &whole, &base);
	snprintf(what, sizeof(what), "%zu pages: bare signature and text %.0f us, official %.0f us", s.text.pages, base * 1e6,
			whole * 1e6);
	const int missed = bench_row(what, ratio, "<=", LIMIT);
	tr_profile_free(profile);
	tr_cms_plan_free(s.plan);
	tr_signer_close(s.signer);
	tr_picture_free(&handwriting);
	free((void *)(uintptr_t)png.p);
	free((void *)(uintptr_t)s.text.file.p);
	return missed;
}
