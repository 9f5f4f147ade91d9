/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "table.h"

#include <stdio.h>

#include "test.h"

void
table_read(const char *name, struct expectations *out)
{
	char path[512];

	snprintf(path, sizeof(path), TRIEN_SOURCE_DIR "/tests/rules/%s", name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	const size_t n = fread(out->text, 1, sizeof(out->text) - 1, f);
	assert_true(n < sizeof(out->text) - 1);
	fclose(f);
	out->text[n] = '\0';
	out->count = 0;
	for (char *line = out->text, *next; *line != '\0'; line = next) {
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		if (*line == '#' || *line == '\0')
			continue;
		assert_true(out->count < ROWS_MAX);
		const char **cells = out->cells[out->count++];
		for (size_t c = 0; c < CELLS_MAX; c++) {
			char *end = line + strcspn(line, "\t");
			cells[c] = line;
			line = *end == '\0' ? end : end + 1;
			*end = '\0';
		}
	}
}

bool
table_lists(const char *list, const char *word)
{
	const size_t n = strlen(word);

	if (strcmp(list, "*") == 0)
		return true;
	for (const char *at = list; *at != '\0';) {
		const size_t length = strcspn(at, ",");
		if (length == n && memcmp(at, word, n) == 0)
			return true;
		at += length + (at[length] == ',');
	}
	return false;
}

static size_t
each_of_act(enum tr_rules_act act, void (*f)(const struct attempt *a, void *context), void *context)
{
	const enum tr_rules_machine machine = tr_rules_machine_of_act(act);
	const bool of_kinds = machine == TR_MACHINE_REQUEST || act == TR_ACT_CERTIFICATE_RESUME; /* which goes by what it stopped for */
	const unsigned kinds = of_kinds ? TR_KIND_COUNT : 1;
	size_t count = 0;

	for (unsigned s = 0; s < TR_STATE_COUNT; s++)
		if (s == TR_STATE_NONE || tr_rules_machine_of_state((enum tr_rules_state)s) == machine)
			for (unsigned k = 0; k < kinds; k++)
				for (unsigned r = 0; r < TR_ROLE_COUNT; r++, count++)
					f(&(struct attempt){machine, of_kinds ? (enum tr_rules_kind)k : TR_KIND_RENEW,
							(enum tr_rules_state)s, act, (enum tr_rules_role)r}, context);
	return count;
}

size_t
table_each(void (*f)(const struct attempt *a, void *context), void *context)
{
	size_t count = 0;

	for (unsigned act = 0; act < TR_ACT_COUNT; act++)
		count += each_of_act((enum tr_rules_act)act, f, context);
	return count;
}

/* ---- good facts ---- */
enum { HOLDER = 5, FORMER_KEEPER = 6, MANAGER = 8, HEAD = 9, OFFICER = 10 };

static int64_t
actor_of(enum tr_rules_role role)
{
	switch (role) {
	case TR_ROLE_HEAD:
		return HEAD;
	case TR_ROLE_MANAGER:
		return MANAGER;
	case TR_ROLE_DEPARTMENT:
		return OFFICER;
	case TR_ROLE_SYSTEM:
		return 0;
	default:
		return HOLDER;
	}
}

/* State of certificate and device beside the object of the act. */
static void
surroundings(const struct attempt *a, struct tr_rules_facts *f)
{
	f->certificate = TR_STATE_CERTIFICATE_ACTIVE;
	f->device = TR_STATE_DEVICE_ASSIGNED;
	if (a->machine == TR_MACHINE_DEVICE || a->kind == TR_KIND_RECALL)
		f->certificate = TR_STATE_CERTIFICATE_REVOKED;
	if (a->machine == TR_MACHINE_REQUEST && a->kind == TR_KIND_RECOVER) {
		f->certificate = TR_STATE_CERTIFICATE_STOPPED;
		f->device = TR_STATE_DEVICE_LOCKED;
	}
	if (a->act == TR_ACT_REQUEST_RECEIVE_DEVICE)
		f->device = TR_STATE_DEVICE_RECEIVED;
	if (a->act == TR_ACT_REQUEST_CLOSE && a->kind == TR_KIND_NEW)
		f->certificate = TR_STATE_CERTIFICATE_REVOKED;
	if (a->act == TR_ACT_CERTIFICATE_EXPIRE)
		f->not_after = TABLE_NOW - 1;
	if (a->act == TR_ACT_DEVICE_REASSIGN)
		f->keeper = FORMER_KEEPER;
}

static void
new_certificate(const struct attempt *a, struct tr_rules_facts *f)
{
	f->new_not_before = TABLE_NOW;
	f->new_not_after = TABLE_NOW + (int64_t)1800 * TABLE_DAY;
	if (a->kind == TR_KIND_RENEW)
		f->new_not_after = f->not_after + (int64_t)700 * TABLE_DAY;
	else if (a->kind == TR_KIND_CHANGE)
		f->new_not_after = f->not_after;
}

static const struct tr_rules_facts all_holds = {
	.now = TABLE_NOW, .subject = TR_SUBJECT_PERSON, .holder = HOLDER, .requester = HOLDER,
	.asked_as = TR_ROLE_SUBSCRIBER, .written = true, .dossier_complete = true, .words_given = true,
	.official = true, .titled = true, .legal_person = true, .in_charge = true,
	.letter_open = true, .letter_fits = true, .letter_numbered = true, .letter_signed = true,
	.answer_document = true, .asked_at = TABLE_NOW - 5 * TABLE_DAY, .answered_at = TABLE_NOW - TABLE_DAY,
	.effective_at = TABLE_NOW - TABLE_DAY, .not_before = TABLE_NOW - 400 * TABLE_DAY,
	.not_after = TABLE_NOW + 200 * TABLE_DAY, .official_chain = true, .successor = true, .stopped_by_lock = true,
	.state_since = TABLE_NOW - TABLE_DAY, .holds_from = TABLE_NOW, .stopped_by_request = true, .was_used = true, .subscriber_still = true,
	.keeper = HOLDER, .taker = HOLDER, .taker_is_clerk = true, .minutes = true, .minutes_signed = true,
	.decision = true, .duties_accepted = true, .same_device = true, .keeper_gone = true, .loss_minutes = true,
};

void
table_good(const struct attempt *a, const struct tr_profile *p, struct tr_rules_law *law, struct tr_rules_facts *out)
{
	*law = tr_rules_law_of(p, TABLE_NOW);
	law->agency_drafts = a->role == TR_ROLE_MANAGER;
	for (unsigned k = 0; k < TR_KIND_COUNT; k++)
		law->recipients[k] = a->role == TR_ROLE_DEPARTMENT ? TR_BODY_DEPARTMENT : TR_BODY_AUTHORITY;
	*out = all_holds;
	out->law = law;
	out->role = a->role;
	out->actor = actor_of(a->role);
	out->state = a->state;
	out->kind = a->kind;
	out->reason = a->kind == TR_KIND_CHANGE ? TR_REASON_EMAIL_CHANGED : TR_REASON_DEVICE_BROKEN;
	surroundings(a, out);
	new_certificate(a, out);
}
