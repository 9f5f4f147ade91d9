/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whole processes in turn, A B A B …: wall time and the largest resident
 * memory of each, and the median of the pairwise ratios A/B.
 * Usage: bench_process RUNS LIMIT "what A is against what B is" -- A args -- B args
 * Exits 1 where the ratio passes LIMIT (0: no limit).
 */
#include "bench.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNS_MAX 201

struct run {
	double seconds;
	long kib;
};

static double
wall(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct run
run_once(char **argv)
{
	double t0 = wall();
	pid_t pid = vfork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execvp(argv[0], argv);
		_exit(127);
	}
	int status = 0;
	struct rusage usage;
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) || WEXITSTATUS(status) > 2) {
		fprintf(stderr, "bench_process: %s failed (%d)\n", argv[0], status);
		exit(2);
	}
	return (struct run){wall() - t0, usage.ru_maxrss};
}

static char **
split(char **argv)
{
	for (; *argv; argv++)
		if (strcmp(*argv, "--") == 0) {
			*argv = NULL;
			return argv + 1;
		}
	fprintf(stderr, "bench_process: two commands behind -- are wanted\n");
	exit(2);
}

int
main(int argc, char **argv)
{
	double a[RUNS_MAX], b[RUNS_MAX], ratio[RUNS_MAX];
	long kib_a = 0, kib_b = 0;

	if (argc < 7)
		return 2;
	int runs = (int)strtol(argv[1], NULL, 10);
	double limit = strtod(argv[2], NULL);
	char **command_a = split(argv + 4), **command_b = split(command_a);
	if (runs < 1 || runs > RUNS_MAX)
		return 2;
	run_once(command_a);
	run_once(command_b);
	for (int i = 0; i < runs; i++) {
		struct run x = run_once(command_a), y = run_once(command_b);
		a[i] = x.seconds;
		b[i] = y.seconds;
		ratio[i] = x.seconds / y.seconds;
		kib_a = x.kib > kib_a ? x.kib : kib_a;
		kib_b = y.kib > kib_b ? y.kib : kib_b;
	}
	double r = bench_median(ratio, (size_t)runs);
	printf("%-52s %8.2f ms %6.1f MiB | %8.2f ms %6.1f MiB | ratio %.2f", argv[3],
			bench_median(a, (size_t)runs) * 1e3, (double)kib_a / 1024,
			bench_median(b, (size_t)runs) * 1e3, (double)kib_b / 1024, r);
	if (limit > 0)
		printf("  want <= %.2f   %s", limit, r <= limit ? "ok" : "MISSED");
	printf("\n");
	return limit > 0 && r > limit;
}
