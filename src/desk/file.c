/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the office must know of a file, read out of its verdict. Requirement: R9.2 R9.3 */
#include "desk/file.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/env.h"
#include "base/time.h"
#include "worker/task_place.h"

static bool
is_text(const json_t *o, const char *key, const char *want)
{
	const char *text = json_string_value(json_object_get(o, key));
	return text != NULL && strcmp(text, want) == 0;
}

static void
copy_text(const json_t *o, const char *key, char *out, size_t size)
{
	const char *text = json_string_value(json_object_get(o, key));
	snprintf(out, size, "%s", text != NULL && strlen(text) < size ? text : "");
}

/* What was filled in behind the first signature: the last value counts. */
static void
read_values(const json_t *signature, struct tr_desk_file *f)
{
	size_t i;
	const json_t *c;

	json_array_foreach(json_object_get(signature, "changes"), i, c)
	{
		if (is_text(c, "field", "trien.number"))
			copy_text(c, "value", f->number, sizeof(f->number));
		else if (is_text(c, "field", "trien.day"))
			copy_text(c, "value", f->day, sizeof(f->day));
		else if (is_text(c, "field", "trien.month"))
			copy_text(c, "value", f->month, sizeof(f->month));
		else if (is_text(c, "field", "trien.year"))
			copy_text(c, "value", f->year, sizeof(f->year));
	}
}

void
tr_desk_read_since(const json_t *verdict, struct tr_desk_file *f)
{
	const json_t *since = json_object_get(verdict, "since"), *kind;
	size_t i;

	copy_text(since, "other", f->other, sizeof(f->other));
	json_array_foreach(json_object_get(since, "kinds"), i, kind)
		f->fills = f->fills || strcmp(json_string_value(kind) != NULL ? json_string_value(kind) : "", "form-filled") == 0;
}

void
tr_desk_read_verdict(const json_t *verdict, struct tr_desk_file *f)
{
	const json_t *all = json_object_get(verdict, "signatures"), *last = json_array_get(all, json_array_size(all) - 1), *s;
	size_t i;

	tr_desk_read_since(verdict, f);
	f->intact = json_array_size(all) > 0;
	json_array_foreach(all, i, s) {
		f->intact = f->intact && is_text(s, "integrity", "TOTAL-PASSED") && !is_text(s, "indication", "TOTAL-FAILED");
		f->signatures += !json_is_true(json_object_get(s, "timestamp"));
	}
	if (!f->intact)
		return;
	f->covered = json_integer_value(json_object_get(last, "covers_revision")) == json_integer_value(json_object_get(verdict, "revisions"));
	copy_text(json_array_get(json_object_get(last, "path"), 0), "sha256", f->signer, sizeof(f->signer));
	f->good = f->covered && is_text(verdict, "indication", "TOTAL-PASSED");
	if (f->good)
		snprintf(f->seal, sizeof(f->seal), "%s", f->signer);
	read_values(json_array_get(all, 0), f);
}

/* What the pages have typed of the date; where they say two things, or cannot be read: nothing. */
void
tr_desk_read_typed(struct tr_worker *w, int fd, struct tr_desk_file *f)
{
	const struct tr_place_request request = {.name = {"", 0}};
	struct tr_place_answer answer;
	struct trien_err err = {0};

	if (f->number[0] == '\0' || (f->day[0] != '\0' && f->month[0] != '\0' && f->year[0] != '\0'))
		return;
	if (tr_task_place(w, fd, &request, 0, &answer, &err) != TRIEN_OK)
		return;
	const struct tr_placement *p = &answer.placement;
	for (size_t part = 0; part < 3; part++) {
		bool one = true;
		for (size_t i = 0; i < p->typed_count; i++) {
			const unsigned got = p->typed[i].part[part];
			one = one && (got == 0 || f->typed[part] == 0 || got == f->typed[part]);
			f->typed[part] = got != 0 ? got : f->typed[part];
		}
		f->typed[part] = one ? f->typed[part] : 0;
	}
	tr_place_answer_free(&answer);
}

/* As the page shows them: 07, and 05 02 2026; of other months than the first two, both 3 and 03 are written. */
static bool
says(const char *text, int64_t want)
{
	char *end;
	const long long got = strtoll(text, &end, 10);

	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && got == want;
}

/* A part that was typed needed no field. */
static bool
dates(const char *filled, unsigned typed, int64_t want)
{
	return filled[0] == '\0' ? typed == (uint64_t)want : says(filled, want);
}

bool
tr_desk_shows_number(const struct tr_desk_file *f, int64_t number, int64_t day)
{
	const struct tr_civil c = tr_civil_of(day, TR_ZONE_VIETNAM);

	return says(f->number, number) && dates(f->day, f->typed[0], c.day) && dates(f->month, f->typed[1], c.month) &&
			dates(f->year, f->typed[2], c.year);
}
