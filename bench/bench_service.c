/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the service cannot do without: judgements a second of one file, each handed to a worker of the service's, on as many threads as there are workers.
 * Usage: bench_service TRUST FILE WORKERS SECONDS; prints the number.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "service/judges.h"
#include "store/file.h"
#include "worker/task_network.h"
#include "worker/tasks.h"

#define WORKERS_MAX 64

struct judging {
	struct tr_judges *judges;
	struct tr_bytes file;
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

static trien_rc
judge_work(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	const struct judging *g = context;
	const struct tr_env *env = &tr_env_system;
	const struct tr_judge_request r = {.trust = trust, .as_of = env->now(env->context), .zone_minutes = env->zone_minutes, .lang = TRIEN_LANG_VI};
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};
	const int fd = tr_worker_memory_file(g->file);

	if (fd < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", g->file.n));
	const trien_rc rc = tr_task_verify(w, fd, &r, -1, &json, err);
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

int
main(int argc, char **argv)
{
	const size_t count = argc == 5 ? strtoul(argv[3], NULL, 10) : 0;
	const double seconds = argc == 5 ? strtod(argv[4], NULL) : 0;
	struct judging each[WORKERS_MAX];
	pthread_t threads[WORKERS_MAX];
	struct trien_err err = {0};
	struct tr_judges *judges;
	TR_AUTO_BUF file = {0};
	size_t done = 0;

	if (count == 0 || count > WORKERS_MAX || seconds <= 0) {
		fputs("usage: bench_service TRUST FILE WORKERS SECONDS\n", stderr);
		return 2;
	}
	if (tr_judges_start(count, argv[1], &judges, &err) != TRIEN_OK || tr_file_load(AT_FDCWD, argv[2], (size_t)32 << 20, &file, NULL, &err) != TRIEN_OK)
		return tell(&err);
	const double begun = now();
	for (size_t i = 0; i < count; i++) {
		each[i] = (struct judging){judges, tr_buf_view(&file), begun + seconds, 0};
		if (pthread_create(&threads[i], NULL, judge, &each[i]) != 0)
			abort();
	}
	for (size_t i = 0; i < count; i++) {
		pthread_join(threads[i], NULL);
		done += each[i].done;
	}
	printf("%.1f\n", (double)done / (now() - begun));
	tr_judges_stop(judges);
	return 0;
}
