/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the service cannot do without: judgements a second of one sealed file, each handed to a worker of the service's, on as many threads as there are workers. A finish may not issue before
 * "every signature [is] judged for validity and rightness" (R9.3): rightness compares the certificates with what the pages say, so the one child reads pages too, as the finish's does. The gate of
 * secrecy and the making of evidence, which that child also does, are no judgement and not counted. Validity alone, which is less than an issue must ask, is told besides.
 * Usage: bench_service TRUST FILE BASE-BYTES WORKERS SECONDS; BASE-BYTES: what was given away to be sealed. Prints both numbers: of judgements, of validity alone.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "desk/rightness.h"
#include "service/judges.h"
#include "store/file.h"
#include "worker/task_network.h"
#include "worker/task_place.h"
#include "worker/tasks.h"

#define WORKERS_MAX 64

struct judging {
	struct tr_judges *judges;
	struct tr_bytes file;
	uint64_t base_bytes;
	bool rightness;
	double until;
	size_t done;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int
tell(const struct trien_err *err)
{
	char text[512];

	trien_err_text(err, TRIEN_LANG_EN, text, sizeof(text));
	fprintf(stderr, "bench_service: %s\n", text);
	return 1;
}

/* Both questions in one child. */
static trien_rc
foresee(struct tr_worker *w, int fd, const struct tr_judge_request *r, struct trien_err *err)
{
	const struct tr_place_request place = {.name = {"", 0}};
	TR_AUTO_BUF validity = {.max = TR_WORKER_REQUEST_MAX}, pages = {.max = TR_WORKER_REQUEST_MAX};

	TR_TRY(tr_judge_request_write(r, &validity, err));
	TR_TRY(tr_place_request_write(&place, 0, &pages, err));
	const struct tr_worker_part parts[] = {{TR_TASK_VERIFY, tr_buf_view(&validity), true}, {TR_TASK_PLACE, tr_buf_view(&pages), false}};
	return tr_worker_foresee(w, fd, -1, parts, 2, err);
}

static trien_rc
judge_file(struct tr_worker *w, int fd, struct tr_bytes trust, const struct judging *g, struct trien_err *err)
{
	const struct tr_env *env = &tr_env_system;
	const struct tr_judge_request r = {.trust = trust, .as_of = env->now(env->context), .zone_minutes = TR_ZONE_VIETNAM, .lang = TRIEN_LANG_VI, .revocation = TR_REVOCATION_REQUIRED,
		.file_name = TR_BYTES_LIT("-"), .since_bytes = g->base_bytes, .detail = TR_JUDGE_FACTS};
	const struct tr_desk_right right = {.lang = TRIEN_LANG_VI, .pages = true, .worker = w, .fd = fd};
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	if (g->rightness)
		TR_TRY(foresee(w, fd, &r, err));
	TR_TRY(tr_task_verify(w, fd, &r, -1, &json, err));
	if (!g->rightness)
		return TRIEN_OK;
	json_t *verdict = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
	tr_desk_right_add(&right, verdict);
	const bool wrong = tr_desk_is_wrong(verdict);
	json_decref(verdict);
	return wrong ? TR_ERR(err, INTERNAL, TR_S("what", "the file is not right")) : TRIEN_OK;
}

static trien_rc
judge_work(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	const struct judging *g = context;
	const int fd = tr_worker_memory_file(g->file);

	if (fd < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", g->file.n));
	const trien_rc rc = judge_file(w, fd, trust, g, err);
	close(fd);
	return rc;
}

static void *
judge(void *context)
{
	struct judging *g = context;
	struct trien_err err = {0};

	for (; now() < g->until; g->done++)
		if (tr_judges_lend(g->judges, judge_work, g, &err) != TRIEN_OK)
			exit(tell(&err));
	return NULL;
}

/* How many a second, all threads together. */
static double
measure(const struct judging *what, size_t count, double seconds)
{
	struct judging each[WORKERS_MAX];
	pthread_t threads[WORKERS_MAX];
	const double begun = now();
	size_t done = 0;

	for (size_t i = 0; i < count; i++) {
		each[i] = *what;
		each[i].until = begun + seconds;
		if (pthread_create(&threads[i], NULL, judge, &each[i]) != 0)
			abort();
	}
	for (size_t i = 0; i < count; i++) {
		pthread_join(threads[i], NULL);
		done += each[i].done;
	}
	return (double)done / (now() - begun);
}

int
main(int argc, char **argv)
{
	const size_t count = argc == 6 ? strtoul(argv[4], NULL, 10) : 0;
	const double seconds = argc == 6 ? strtod(argv[5], NULL) : 0;
	struct trien_err err = {0};
	struct tr_judges *judges;
	TR_AUTO_BUF file = {0};

	if (count == 0 || count > WORKERS_MAX || seconds <= 0) {
		fputs("usage: bench_service TRUST FILE BASE-BYTES WORKERS SECONDS\n", stderr);
		return 2;
	}
	if (tr_judges_start(count, argv[1], &judges, &err) != TRIEN_OK || tr_file_load(AT_FDCWD, argv[2], (size_t)32 << 20, &file, NULL, &err) != TRIEN_OK)
		return tell(&err);
	struct judging g = {.judges = judges, .file = tr_buf_view(&file), .base_bytes = strtoull(argv[3], NULL, 10), .rightness = true};
	const double whole = measure(&g, count, seconds);
	g.rightness = false;
	printf("%.1f %.1f\n", whole, measure(&g, count, seconds));
	tr_judges_stop(judges);
	return 0;
}
