/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/files_run.h"

#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/memory.h"
#include "cli/file.h"
#include "crypto/warm.h"
#include "worker/tasks.h"

/* More than run at a time, so that no processor waits while a result is told and the next task is on its way. */
#define SPARE_WORKERS 2

/* ---- interruption ---- */
static volatile sig_atomic_t interrupted_by;
static const int interruptions[] = {SIGINT, SIGTERM, SIGHUP};
#define INTERRUPTIONS (sizeof(interruptions) / sizeof(*interruptions))

static void
on_interruption(int number)
{
	interrupted_by = number;
}

/* Let in only while the crew is waited for: nothing is torn apart. */
struct watch {
	sigset_t before;
	struct sigaction old[INTERRUPTIONS];
};

static void
watch_begin(struct watch *w)
{
	const struct sigaction on = {.sa_handler = on_interruption};
	sigset_t held;

	interrupted_by = 0;
	sigemptyset(&held);
	for (size_t i = 0; i < INTERRUPTIONS; i++) {
		sigaction(interruptions[i], NULL, &w->old[i]);
		if (w->old[i].sa_handler == SIG_IGN) /* as nohup(1) wants it */
			continue;
		sigaddset(&held, interruptions[i]);
		sigaction(interruptions[i], &on, NULL);
	}
	sigprocmask(SIG_BLOCK, &held, &w->before);
}

static void
watch_end(const struct watch *w)
{
	for (size_t i = 0; i < INTERRUPTIONS; i++)
		sigaction(interruptions[i], &w->old[i], NULL);
	sigprocmask(SIG_SETMASK, &w->before, NULL);
}

/* Where telling takes longer than judging, as when it writes a report, a result is always there and nobody waits. */
static void
watch_look(const struct watch *w)
{
	sigset_t held;

	sigprocmask(SIG_SETMASK, &w->before, &held);
	sigprocmask(SIG_SETMASK, &held, NULL);
}

/* ---- the run ---- */
struct slot {
	bool done;
	trien_rc rc;
	struct trien_err err;
	struct tr_buf answer;
};

struct state {
	const struct tr_files_run *run;
	struct tr_crew *crew;
	struct watch watch;
	struct slot *slots; /* a ring: file i waits in slot i % ahead */
	size_t ahead, begun, told, held;
	struct tr_progress progress;
};

static void
settle(struct state *s, size_t i, trien_rc rc, const struct trien_err *err, struct tr_buf answer)
{
	struct slot *slot = &s->slots[i % s->ahead];

	*slot = (struct slot){.done = true, .rc = rc, .err = *err, .answer = answer};
	s->held += answer.cap;
}

static trien_rc
give(struct state *s, size_t i, struct trien_err *err)
{
	const struct tr_listed_file *file = &s->run->files->items[i];
	struct tr_worker_job job = {0};
	struct tr_source source;

	if (file->why != NULL) {
		*err = *file->why;
		return file->why->code;
	}
	TR_TRY(tr_source_open(file->path, &source, err));
	job.document = source.fd;
	trien_rc rc = s->run->ask(s->run->context, i, &job, err);
	if (rc == TRIEN_OK)
		rc = tr_crew_give(s->crew, &job, i, err);
	tr_source_close(&source);
	return rc;
}

/* Begins what there is room for; a file that cannot be begun has its result at once. */
static void
begin_more(struct state *s)
{
	while (s->begun < s->run->files->count && s->begun - s->told < s->ahead && s->held < TR_FILES_RUN_HELD_MAX &&
			tr_crew_has_room(s->crew)) {
		struct trien_err err = {0};
		const size_t i = s->begun++;
		trien_rc rc = give(s, i, &err);
		if (rc != TRIEN_OK)
			settle(s, i, rc, &err, (struct tr_buf){0});
	}
}

static void
tell_what_is_due(struct state *s)
{
	if (s->told < s->begun && s->slots[s->told % s->ahead].done)
		tr_progress_clear(&s->progress);
	while (s->told < s->begun && s->slots[s->told % s->ahead].done && interrupted_by == 0) {
		struct slot *slot = &s->slots[s->told % s->ahead];
		s->run->tell(s->run->context, s->told, slot->rc, tr_buf_view(&slot->answer), &slot->err);
		s->held -= slot->answer.cap;
		tr_buf_free(&slot->answer);
		slot->done = false;
		s->told++;
		watch_look(&s->watch);
	}
	tr_progress_say(&s->progress, s->run->cli, tr_say(s->run->cli, "đã kiểm tra", "judged"), s->told, s->run->files->count);
}

static void
work(struct state *s)
{
	struct tr_crew_result result;

	while (s->told < s->run->files->count && interrupted_by == 0) {
		begin_more(s);
		if (!tr_crew_is_idle(s->crew) && tr_crew_take(s->crew, &s->watch.before, &result))
			settle(s, result.number, result.rc, &result.err, result.answer);
		tell_what_is_due(s);
	}
	tr_progress_clear(&s->progress);
}

static size_t
at_most(size_t a, size_t b)
{
	return a < b ? a : b;
}

trien_rc
tr_files_run(const struct tr_files_run *run, size_t *told, int *interrupted, struct trien_err *err)
{
	struct state s = {.run = run, .progress = {.kind = run->progress}, .ahead = at_most(run->files->count, TR_FILES_RUN_AHEAD_MAX)};
	const size_t spare = run->jobs > 1 ? SPARE_WORKERS : 0;

	s.slots = tr_mem_zeroed(s.ahead, sizeof(*s.slots));
	if (s.slots == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", s.ahead * sizeof(*s.slots)));
	if (run->files->count > 1)
		tr_crypto_warm(); /* before the fork; for one file alone it would be twice the work */
	trien_rc rc = tr_crew_start(at_most(run->jobs + spare, run->files->count), tr_tasks_start, &s.crew, err);
	if (rc != TRIEN_OK) {
		free(s.slots);
		return rc;
	}
	watch_begin(&s.watch);
	work(&s);
	tr_crew_stop(s.crew);
	for (size_t i = 0; i < s.ahead; i++)
		tr_buf_free(&s.slots[i].answer);
	free(s.slots);
	*told = s.told;
	*interrupted = interrupted_by;
	watch_end(&s.watch);
	return TRIEN_OK;
}

trien_rc
tr_files_run_jobs(const char *text, size_t *out, struct trien_err *err)
{
	cpu_set_t mine;
	char *end = NULL;

	if (text == NULL) {
		*out = sched_getaffinity(0, sizeof(mine), &mine) == 0 ? (size_t)CPU_COUNT(&mine) : 1;
		return TRIEN_OK;
	}
	const unsigned long jobs = text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : 0;
	if (jobs < 1 || jobs >= TR_CREW_WORKERS_MAX || *end != '\0')
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--jobs"), TR_S("got", text), TR_S("want", "1-255"));
	*out = jobs;
	return TRIEN_OK;
}
