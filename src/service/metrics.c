/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/metrics.h"

#include <dirent.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "service/judges.h"
#include "service/ready.h"
#include "service/route.h"

/* Upper ends of the histogram, in milliseconds. */
static const struct {
	int64_t most;
	const char *le;
} buckets[] = {{5, "0.005"}, {10, "0.01"}, {25, "0.025"}, {50, "0.05"}, {100, "0.1"}, {250, "0.25"}, {500, "0.5"}, {1000, "1"}, {2500, "2.5"}, {5000, "5"},
	{10000, "10"}, {30000, "30"}, {INT64_MAX, "+Inf"}};
#define BUCKETS (sizeof(buckets) / sizeof(*buckets))
#define STATUSES 600u

struct counted {
	atomic_uint_fast64_t by_status[STATUSES], by_time[BUCKETS], milliseconds;
};

struct tr_metrics {
	int64_t started;
	atomic_uint under_way;
	struct counted routes[]; /* as the table of routes; the last one is of requests that have none */
};

trien_rc
tr_metrics_new(const struct tr_env *env, struct tr_metrics **out, struct trien_err *err)
{
	const size_t size = sizeof(struct tr_metrics) + (tr_route_count + 1) * sizeof(struct counted);
	struct tr_metrics *m = tr_mem_zeroed(1, size);

	if (m == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", size));
	m->started = env->now(env->context);
	*out = m;
	return TRIEN_OK;
}

void
tr_metrics_free(struct tr_metrics *m)
{
	free(m);
}

void
tr_metrics_begin(struct tr_metrics *m)
{
	atomic_fetch_add(&m->under_way, 1);
}

void
tr_metrics_end(struct tr_metrics *m, const struct tr_route *route, unsigned status, int64_t milliseconds)
{
	struct counted *c = &m->routes[route != NULL ? (size_t)(route - tr_routes) : tr_route_count];
	size_t b = 0;

	while (milliseconds > buckets[b].most)
		b++;
	atomic_fetch_add(&c->by_status[status < STATUSES ? status : 0], 1);
	atomic_fetch_add(&c->by_time[b], 1);
	atomic_fetch_add(&c->milliseconds, (uint64_t)milliseconds);
	atomic_fetch_sub(&m->under_way, 1);
}

/* ---- as text ---- */

static trien_rc
head(struct tr_buf *out, const char *name, const char *type, const char *help, struct trien_err *err)
{
	return tr_buf_addf(out, err, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static trien_rc
one(struct tr_buf *out, const char *name, const char *type, const char *help, int64_t value, struct trien_err *err)
{
	TR_TRY(head(out, name, type, help, err));
	return tr_buf_addf(out, err, "%s %lld\n", name, (long long)value);
}

/* method="GET",route="/health"; of one that has none: method="",route="". Patterns have nothing that wants an escape. */
static trien_rc
labels(struct tr_buf *out, size_t i, struct trien_err *err)
{
	const bool is_route = i < tr_route_count;
	return tr_buf_addf(out, err, "method=\"%s\",route=\"%s\"", is_route ? tr_routes[i].method : "", is_route ? tr_routes[i].path : "");
}

static trien_rc
write_requests(const struct tr_metrics *m, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(head(out, "trien_http_requests_total", "counter", "Requests by route and status; code 0: no answer, or it did not arrive.", err));
	for (size_t i = 0; i <= tr_route_count; i++)
		for (unsigned status = 0; status < STATUSES; status++) {
			const uint64_t n = atomic_load(&m->routes[i].by_status[status]);
			if (n == 0)
				continue;
			TR_TRY(tr_buf_addf(out, err, "trien_http_requests_total{"));
			TR_TRY(labels(out, i, err));
			TR_TRY(tr_buf_addf(out, err, ",code=\"%u\"} %llu\n", status, (unsigned long long)n));
		}
	return TRIEN_OK;
}

/* The sum last: a scrape between two additions never has more in a bucket than in a larger one. */
static trien_rc
write_times_of(const struct counted *c, size_t i, struct tr_buf *out, struct trien_err *err)
{
	static const char name[] = "trien_http_request_duration_seconds";
	uint64_t below = 0, by_time[BUCKETS];

	for (size_t b = 0; b < BUCKETS; b++)
		below += by_time[b] = atomic_load(&c->by_time[b]);
	if (below == 0)
		return TRIEN_OK;
	below = 0;
	for (size_t b = 0; b < BUCKETS; b++) {
		below += by_time[b];
		TR_TRY(tr_buf_addf(out, err, "%s_bucket{", name));
		TR_TRY(labels(out, i, err));
		TR_TRY(tr_buf_addf(out, err, ",le=\"%s\"} %llu\n", buckets[b].le, (unsigned long long)below));
	}
	const uint64_t all = atomic_load(&c->milliseconds);
	TR_TRY(tr_buf_addf(out, err, "%s_sum{", name));
	TR_TRY(labels(out, i, err));
	TR_TRY(tr_buf_addf(out, err, "} %llu.%03llu\n%s_count{", (unsigned long long)(all / 1000), (unsigned long long)(all % 1000), name));
	TR_TRY(labels(out, i, err));
	return tr_buf_addf(out, err, "} %llu\n", (unsigned long long)below);
}

static trien_rc
write_times(const struct tr_metrics *m, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(head(out, "trien_http_request_duration_seconds", "histogram", "From the head of a request to the end of its answer.", err));
	for (size_t i = 0; i <= tr_route_count; i++)
		TR_TRY(write_times_of(&m->routes[i], i, out, err));
	return TRIEN_OK;
}

static trien_rc
write_pools(const struct tr_service_context *c, struct tr_buf *out, struct trien_err *err)
{
	if (c->judges != NULL) {
		const struct tr_judges_count n = tr_judges_count(c->judges);
		TR_TRY(one(out, "trien_workers", "gauge", "Processes that judge documents, as many as were started.", (int64_t)n.all, err));
		TR_TRY(one(out, "trien_workers_alive", "gauge", "Those of them that are alive.", (int64_t)n.alive, err));
		TR_TRY(one(out, "trien_workers_busy", "gauge", "Those of them that judge one.", (int64_t)n.busy, err));
	}
	if (c->pool == NULL)
		return TRIEN_OK;
	const struct tr_databases_count n = tr_databases_count(c->pool);
	TR_TRY(one(out, "trien_database_connections", "gauge", "Connections to the database, at most.", (int64_t)n.all, err));
	TR_TRY(one(out, "trien_database_connections_busy", "gauge", "Those of them that work.", (int64_t)n.busy, err));
	return one(out, "trien_database_retries_total", "counter", "Transactions that were begun anew because the database was busy.", (int64_t)n.retries, err);
}

static trien_rc
write_jobs(const struct tr_look *l, struct tr_buf *out, struct trien_err *err)
{
	const struct {
		const char *state;
		int64_t count;
	} jobs[] = {{"ready", l->jobs_ready}, {"leased", l->jobs_leased}, {"dead", l->jobs_dead}};

	if (!l->database)
		return TRIEN_OK;
	TR_TRY(head(out, "trien_jobs", "gauge", "Jobs that wait, are under way, or could not be done.", err));
	for (size_t i = 0; i < sizeof(jobs) / sizeof(*jobs); i++)
		TR_TRY(tr_buf_addf(out, err, "trien_jobs{state=\"%s\"} %lld\n", jobs[i].state, (long long)jobs[i].count));
	return one(out, "trien_sessions", "gauge", "Sessions of people, those that are over but not swept away with them.", l->sessions, err);
}

/* How often each was found: an anchor's error, say, for several of them. */
static trien_rc
write_findings(const struct tr_look *l, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(one(out, "trien_ready", "gauge", "1: the service can work.", !tr_ready_stops(l), err));
	TR_TRY(one(out, "trien_looked_at_seconds", "gauge", "When it last looked at itself, UTC.", l->at, err));
	TR_TRY(head(out, "trien_findings", "gauge", "What somebody has to see to, by the id of the error.", err));
	for (size_t i = 0; i < l->count; i++) {
		size_t same = 0, before = 0;
		for (size_t j = 0; j < l->count; j++) {
			const bool is = l->findings[j].why.code == l->findings[i].why.code;
			same += is;
			before += is && j < i;
		}
		if (before == 0)
			TR_TRY(tr_buf_addf(out, err, "trien_findings{id=\"%s\"} %zu\n", trien_err_id(l->findings[i].why.code), same));
	}
	return TRIEN_OK;
}

static int64_t
open_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	int64_t n = 0;

	if (d == NULL)
		return 0;
	for (const struct dirent *e; (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	closedir(d);
	return n - 1; /* its own */
}

static int64_t
resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	long long pages = 0;

	if (f == NULL)
		return 0;
	if (fscanf(f, "%*d %lld", &pages) != 1)
		pages = 0;
	fclose(f);
	return pages * sysconf(_SC_PAGESIZE);
}

static trien_rc
write_process(const struct tr_metrics *m, struct tr_buf *out, struct trien_err *err)
{
	struct rusage u = {0};

	getrusage(RUSAGE_SELF, &u);
	const long long micro = (long long)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
	TR_TRY(head(out, "process_cpu_seconds_total", "counter", "User and system time.", err));
	TR_TRY(tr_buf_addf(out, err, "process_cpu_seconds_total %lld.%06lld\n", micro / 1000000, micro % 1000000));
	TR_TRY(one(out, "process_resident_memory_bytes", "gauge", "Memory.", resident_bytes(), err));
	TR_TRY(one(out, "process_open_fds", "gauge", "Open files.", open_files(), err));
	return one(out, "process_start_time_seconds", "gauge", "Start of the process, UTC.", m->started, err);
}

trien_rc
tr_metrics_write(const struct tr_service_context *c, struct tr_buf *out, struct trien_err *err)
{
	struct tr_look *l = tr_mem_zeroed(1, sizeof(*l));

	if (l == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*l)));
	tr_ready_last(c->ready, l);
	trien_rc rc = write_requests(c->metrics, out, err);
	if (rc == TRIEN_OK)
		rc = write_times(c->metrics, out, err);
	if (rc == TRIEN_OK)
		rc = one(out, "trien_http_requests_in_progress", "gauge", "Requests whose answer is not out yet.", atomic_load(&c->metrics->under_way), err);
	if (rc == TRIEN_OK)
		rc = write_pools(c, out, err);
	if (rc == TRIEN_OK)
		rc = write_jobs(l, out, err);
	if (rc == TRIEN_OK)
		rc = write_findings(l, out, err);
	free(l);
	return rc == TRIEN_OK ? write_process(c->metrics, out, err) : rc;
}
