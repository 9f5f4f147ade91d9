/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a verdict says of a document that comes, in words that may stand in the books. Requirement: R10.1 R10.2 */
#include "desk/arrival.h"

#include <stdio.h>
#include <string.h>

#include "base/env.h"
#include "base/time.h"
#include "desk/json_text.h"

bool
tr_desk_is_no_document(trien_rc rc)
{
	return strcmp(trien_err_class(rc), "input") == 0 || strcmp(trien_err_class(rc), "limit") == 0;
}

static bool
has_finding(const char *all, const char *word)
{
	const size_t n = strlen(word);

	for (; *all != '\0'; all += strcspn(all, " "), all += *all == ' ')
		if (strcspn(all, " ") == n && memcmp(all, word, n) == 0)
			return true;
	return false;
}

/* Each once; the sandbox's words only if we have them ourselves. */
void
tr_desk_add_finding(struct tr_desk_arrival *f, const char *word)
{
	const size_t used = strlen(f->findings);

	if (tr_incoming_why(TR_BYTES(word, strlen(word))) == NULL)
		word = "GENERIC";
	if (!has_finding(f->findings, word) && used + strlen(word) + 2 < sizeof(f->findings))
		snprintf(f->findings + used, sizeof(f->findings) - used, "%s%s", used > 0 ? " " : "", word);
}

static bool
is(const json_t *o, const char *key, const char *want)
{
	return strcmp(tr_desk_text(o, key), want) == 0;
}

static void
read_signer(const json_t *s, struct tr_desk_arrival *f)
{
	const char *sha256 = tr_desk_text(json_array_get(json_object_get(s, "path"), 0), "sha256"), *best = tr_desk_text(s, "best_signature_time");
	const size_t n = f->signer_count;
	int64_t time;

	if (!tr_hex_is_256(sha256))
		return;
	snprintf(f->seal, sizeof(f->seal), "%s", sha256);
	if (n == TR_DESK_SIGNERS_MAX || tr_time_read_iso(TR_BYTES(best, strlen(best)), TR_ZONE_VIETNAM, &time, NULL) != TRIEN_OK)
		return;
	memcpy(f->certificates[n], sha256, sizeof(f->certificates[n]));
	f->times[n] = time;
	f->signer_count++;
}

/* Time stamps are of nobody. */
void
tr_desk_read_signatures(const json_t *verdict, struct tr_desk_arrival *f)
{
	size_t i, count = 0;
	json_t *s;

	json_array_foreach(json_object_get(verdict, "signatures"), i, s) {
		if (!is(s, "indication", "TOTAL-PASSED"))
			tr_desk_add_finding(f, tr_desk_text(s, "sub_indication"));
		if (json_is_true(json_object_get(s, "timestamp")))
			continue;
		count++;
		read_signer(s, f);
	}
	f->verdict = count == 0 ? TR_VERDICT_NOTHING
		: is(verdict, "indication", "TOTAL-PASSED") ? TR_VERDICT_PASSED
		: is(verdict, "indication", "TOTAL-FAILED") ? TR_VERDICT_FAILED : TR_VERDICT_OPEN;
	if (count == 0)
		tr_desk_add_finding(f, "unsigned");
}

void
tr_desk_read_rightness(const json_t *verdict, struct tr_desk_arrival *f)
{
	const json_t *right = json_object_get(verdict, "rightness");
	size_t i;
	json_t *finding;

	f->right = is(right, "answer", "right") ? TR_INCOMING_RIGHT_YES
		: is(right, "answer", "unsure") ? TR_INCOMING_RIGHT_UNSURE : TR_INCOMING_RIGHT_WRONG;
	json_array_foreach(json_object_get(right, "findings"), i, finding)
		tr_desk_add_finding(f, tr_desk_text(finding, "id"));
}
