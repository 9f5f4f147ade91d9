/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/law.h"

#include "rules/calendar.h"

static bool
is(const struct tr_profile *p, enum tr_profile_key key, int64_t at, const char *word)
{
	return strcmp(tr_profile_text(p, key, at), word) == 0;
}

static bool
lists(const struct tr_profile_value *v, const char *word)
{
	for (size_t i = 0; i < v->text_count; i++)
		if (strcmp(v->texts[i], word) == 0)
			return true;
	return false;
}

static enum tr_rules_body
body(const struct tr_profile *p, enum tr_profile_key key, int64_t at)
{
	return is(p, key, at, "department") ? TR_BODY_DEPARTMENT : TR_BODY_AUTHORITY;
}

struct tr_rules_law
tr_rules_law_of(const struct tr_profile *p, int64_t at)
{
	static const struct {
		enum tr_profile_key recipient, days;
	} keys[TR_KIND_COUNT] = {
		[TR_KIND_NEW] = {TR_PROFILE_ROUTING_NEW, TR_PROFILE_DEADLINES_NEW},
		[TR_KIND_RENEW] = {TR_PROFILE_ROUTING_RENEW, TR_PROFILE_DEADLINES_RENEW},
		[TR_KIND_CHANGE] = {TR_PROFILE_ROUTING_CHANGE, TR_PROFILE_DEADLINES_CHANGE},
		[TR_KIND_REVOKE] = {TR_PROFILE_ROUTING_REVOKE, TR_PROFILE_DEADLINES_REVOKE},
		[TR_KIND_RECALL] = {TR_PROFILE_ROUTING_RECALL, TR_PROFILE_DEADLINES_RECALL},
		[TR_KIND_RECOVER] = {TR_PROFILE_ROUTING_RECOVER, TR_PROFILE_DEADLINES_RECOVER},
	};
	struct tr_rules_law law = {
		.profile = p,
		.at = at,
		.days_left_min = (int)tr_profile_number(p, TR_PROFILE_LIMITS_DAYS_LEFT, at),
		.renewals_max = (unsigned)tr_profile_number(p, TR_PROFILE_LIMITS_RENEWALS, at),
		.validity_years_max = (int)tr_profile_number(p, TR_PROFILE_LIMITS_VALIDITY, at),
		.extension_years_max = (int)tr_profile_number(p, TR_PROFILE_LIMITS_EXTENSION, at),
		.titles = lists(tr_profile_find(p, TR_PROFILE_REQUESTS_SUBJECTS, at), "title"),
		.agency_drafts = is(p, TR_PROFILE_REQUESTS_DRAFTED_BY, at, "managing-agency"),
		.signed_only = is(p, TR_PROFILE_REQUESTS_SENT_AS, at, "signed"),
		.mover_keeps = is(p, TR_PROFILE_REQUESTS_MOVER, at, "keep-and-change"),
		.recall_from_notice = is(p, TR_PROFILE_DEADLINES_RECALL_FROM, at, "notice"),
		.recover_other = body(p, TR_PROFILE_ROUTING_RECOVER_OTHER, at),
	};

	for (unsigned k = 0; k < TR_KIND_COUNT; k++) {
		law.recipients[k] = body(p, keys[k].recipient, at);
		law.days[k] = (int)tr_profile_number(p, keys[k].days, at);
	}
	return law;
}

enum tr_rules_body
tr_rules_recipient(const struct tr_rules_law *law, enum tr_rules_kind kind, enum tr_rules_device device)
{
	return kind == TR_KIND_RECOVER && device != TR_DEVICE_TOKEN ? law->recover_other : law->recipients[kind];
}

int64_t
tr_rules_recall_from(const struct tr_rules_law *law, int64_t revoked_at, int64_t noticed_at)
{
	return law->recall_from_notice ? noticed_at : revoked_at;
}

int64_t
tr_rules_deadline(const struct tr_rules_law *law, enum tr_rules_kind kind, int64_t from, bool *certain)
{
	return tr_day_end(tr_working_day_after(law->profile, from, (unsigned)law->days[kind], certain));
}
