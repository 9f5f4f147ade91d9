/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ratios in one run: two pieces of work are measured in turn, batch by batch,
 * so that a machine that slows down slows both; the median of the batches counts.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BENCH_BATCHES 31

static inline double
bench_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline int
bench_compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static inline double
bench_median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), bench_compare_doubles);
	return v[n / 2];
}

/*
 * Seconds of CPU that one call of each work takes. Returns a/b: the median of the ratios of batches that ran side by side, which
 * a machine that is slow for a while does not move.
 */
static inline double
bench_pair(void (*a)(void *), void *ca, void (*b)(void *), void *cb, int calls, double *ta, double *tb)
{
	double va[BENCH_BATCHES], vb[BENCH_BATCHES], ratio[BENCH_BATCHES];
	for (int i = 0; i < BENCH_BATCHES; i++) {
		double t0 = bench_now();
		for (int k = 0; k < calls; k++)
			a(ca);
		double t1 = bench_now();
		for (int k = 0; k < calls; k++)
			b(cb);
		double t2 = bench_now();
		va[i] = (t1 - t0) / calls;
		vb[i] = (t2 - t1) / calls;
		ratio[i] = va[i] / vb[i];
	}
	*ta = bench_median(va, BENCH_BATCHES);
	*tb = bench_median(vb, BENCH_BATCHES);
	return bench_median(ratio, BENCH_BATCHES);
}

/* One row of a table; returns 0 where the ratio keeps the limit, else 1. */
static inline int
bench_row(const char *what, double ratio, const char *sign, double limit)
{
	int good = sign[0] == '>' ? ratio >= limit : ratio <= limit;
	printf("%-58s %8.3f   want %s %.2f   %s\n", what, ratio, sign, limit, good ? "ok" : "MISSED");
	return !good;
}

#endif
