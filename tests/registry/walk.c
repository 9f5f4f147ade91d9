/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "walk.h"

#include <stdio.h>

#include "registry/custody.h"

static const char *const stop_words[] = {"", "locked", "asked", "exposed", "reported", "said", "ended"};

static void
tell(const struct walk *w, const char *what, const struct walk_done *d, int64_t certificate)
{
	print_error("walk %llu: certificate %lld %s, against act %lld\n", (unsigned long long)w->seed, (long long)certificate, what, (long long)d->act);
	for (size_t i = 0; i < w->count; i++) {
		const struct walk_done *e = &w->done[i];
		print_error("  act %lld: %s %lld by person %lld, from %+lld h", (long long)e->act, e->what < TR_ACT_COUNT ? tr_rules_act_word(e->what)->word : e->undoes != 0 ? "undoes" : "types",
				(long long)(e->undoes != 0 ? e->undoes : e->object), (long long)e->person, (long long)(e->from - NOW) / 3600);
		print_error(e->stop != WALK_NO_STOP ? " (%s: %x)\n" : "\n", stop_words[e->stop], e->certificates);
	}
	fail_msg("walk %llu: certificate %lld %s", (unsigned long long)w->seed, (long long)certificate, what);
}

/* ---- what holds ---- */

static const struct walk_done *
undone_by(const struct walk *w, const struct walk_done *d)
{
	const struct walk_done *found = NULL;

	for (size_t i = 0; i < w->count && found == NULL; i++)
		if (w->done[i].undoes == d->act && undone_by(w, &w->done[i]) == NULL)
			found = &w->done[i];
	return found;
}

static bool
holds(const struct walk *w, const struct walk_done *d)
{
	return undone_by(w, d) == NULL;
}

/* Who drafted the request, or has submitted it. */
static bool
has_asked(const struct walk *w, int64_t request, int64_t person)
{
	bool asked = false;

	for (size_t i = 0; i < w->count; i++)
		asked = asked || (w->done[i].request == request && w->done[i].person == person &&
					 (w->done[i].what == TR_ACT_REQUEST_DRAFT || w->done[i].what == TR_ACT_REQUEST_SUBMIT));
	return asked;
}

/* Was the certificate to be revoked by it? */
static bool
concerns(const struct walk *w, int64_t request, int64_t certificate)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->done[i].stop == WALK_ASKED && w->done[i].request == request && w->done[i].certificates >> certificate & 1)
			return true;
	return false;
}

/* Does this, done after the stop, end it? Who had no part in what was asked, and ends another request about the same certificate, has decided on both. */
static bool
ends(const struct walk *w, const struct walk_done *stop, const struct walk_done *e, int64_t certificate)
{
	if (stop->stop == WALK_LOCKED)
		return (e->what == TR_ACT_DEVICE_CHANGE_PIN && e->device == stop->device) || (e->what == TR_ACT_CERTIFICATE_RESUME && e->object == certificate);
	if (stop->stop != WALK_ASKED || e->person == WALK_HOLDER)
		return false;
	if (e->what == TR_ACT_REQUEST_REFUSE && e->request == stop->request)
		return true; /* what the authority has answered anybody records */
	const bool over = e->what == TR_ACT_REQUEST_REJECT || e->what == TR_ACT_REQUEST_WITHDRAW;
	return ((over && concerns(w, e->request, certificate)) || (e->what == TR_ACT_CERTIFICATE_RESUME && e->object == certificate)) &&
	       !has_asked(w, stop->request, e->person);
}

static const struct walk_done *
ended_by(const struct walk *w, const struct walk_done *stop, int64_t certificate)
{
	for (const struct walk_done *e = stop + 1; e < w->done + w->count; e++)
		if (ends(w, stop, e, certificate) && holds(w, e))
			return e;
	return NULL;
}

static bool
stands(const struct walk *w, const struct walk_done *stop, int64_t certificate)
{
	return stop->stop != WALK_NO_STOP && stop->certificates >> certificate & 1 && holds(w, stop) && ended_by(w, stop, certificate) == NULL;
}

/* ---- what the books say ---- */

struct asking {
	const char *fingerprint;
	int64_t time;
	struct tr_custody custody;
};

static trien_rc
work_ask_custody(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	return tr_custody_at(db, a->fingerprint, a->time, &a->custody, err);
}

static struct tr_custody
custody_of(const struct walk *w, int64_t certificate, int64_t time)
{
	struct asking a = {.fingerprint = certificate == 1 ? "aa" : "bb", .time = time};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(w->c->db, TR_SQL_READ, work_ask_custody, &a, &err), &err);
	return a.custody;
}

static bool
is_active(const struct walk *w, int64_t certificate)
{
	char sql[100];

	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM certificate WHERE id = %lld AND state = 'active'", (long long)certificate);
	return ask_one(w->c->db, sql) == 1;
}

/* ---- what has to hold ---- */

/* The key was not in its keeper's hands from when that was said: until a new PIN, or for good. */
static void
check_hands(struct walk *w, const struct walk_done *d, int64_t certificate)
{
	const struct walk_done *end = ended_by(w, d, certificate);
	const bool of_device = d->stop == WALK_LOCKED || d->stop == WALK_REPORTED;

	if (!(d->certificates >> certificate & 1) || !holds(w, d) || (!of_device && d->stop != WALK_EXPOSED))
		return;
	const struct tr_custody then = custody_of(w, certificate, d->from);
	const bool same = d->stop == WALK_EXPOSED || then.device == d->device; /* of which device it is may have been mended since */
	if (same && then.control == TR_CONTROL_YES && (end == NULL || end->from > d->from))
		tell(w, "was in its keeper's hands", d, certificate);
	if (same && end == NULL && custody_of(w, certificate, deed_at).control == TR_CONTROL_YES)
		tell(w, "is in its keeper's hands", d, certificate);
}

/* Of what takes the place of one that had to stop: a manager has handed it over, before or since. */
static void
check_successor(struct walk *w, const struct walk_done *d)
{
	const struct walk_done *begun = NULL;

	for (const struct walk_done *e = w->done; e < w->done + w->count; e++) {
		if (e->what == TR_ACT_CERTIFICATE_HAND_OVER && e->object == 2 && holds(w, e))
			return;
		if (e > d && e->what == TR_ACT_CERTIFICATE_ACTIVATE && e->object == 2 && holds(w, e))
			begun = e;
	}
	if (begun != NULL && d->stop != WALK_LOCKED && d->stop != WALK_ENDED && stands(w, d, 1) && is_active(w, 2))
		tell(w, "takes the place of what had to stop and signs", d, 2);
}

/* What was taken back, another has taken back: an officer of the managing agency. */
static void
check_undone(struct walk *w, const struct walk_done *d)
{
	const struct walk_done *u = undone_by(w, d);

	if (u == NULL || u->free || d->stop == WALK_NO_STOP || d->stop == WALK_ENDED || d->certificates == 0)
		return;
	if (u->person == d->person)
		tell(w, "was freed by who had said that it stops", d, 1);
	if (u->person == WALK_HOLDER)
		tell(w, "was freed by its subscriber", d, 1);
}

void
walk_check(struct walk *w)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct walk_done *d = &w->done[i];
		for (int64_t certificate = 1; certificate <= WALK_CERTIFICATES; certificate++) {
			if (stands(w, d, certificate) && is_active(w, certificate))
				tell(w, "signs", d, certificate);
			check_hands(w, d, certificate);
		}
		check_successor(w, d);
		check_undone(w, d);
	}
}

/* Does undoing it take nothing away: it holds no more, or what it says is said by the device's own report too? */
static bool
is_free(const struct walk *w, const struct walk_done *d)
{
	bool stood = false;

	for (int64_t certificate = 1; certificate <= WALK_CERTIFICATES; certificate++)
		stood = stood || stands(w, d, certificate);
	for (const struct walk_done *e = w->done; e < d; e++)
		if (d->what == TR_ACT_REQUEST_SUBMIT && e->stop == WALK_REPORTED && e->request == d->request && holds(w, e))
			return true;
	return !stood;
}

void
walk_note(struct walk *w, const struct walk_done *d)
{
	struct walk_done new = *d;

	new.act = last_act(w->c);
	if (w->count == WALK_DONE_MAX)
		fail_msg("too many acts");
	for (size_t i = 0; i < w->count; i++)
		if (new.undoes != 0 && w->done[i].act == new.undoes)
			new.free = is_free(w, &w->done[i]);
	w->stops += new.stop != WALK_NO_STOP;
	w->undoings += new.undoes != 0;
	w->done[w->count++] = new;
	walk_check(w);
}
