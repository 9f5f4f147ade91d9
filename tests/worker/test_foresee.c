/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several tasks in one child: what is then asked for is what a child of its own would have said, and a child that lies or dies costs only the time. */
#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/message.h"
#include "worker/child.h"
#include "worker/sitting.h"
#include "worker/task_network.h"
#include "worker/task_place.h"
#include "worker/task_secrecy.h"
#include "worker/tasks.h"
#include "worker/wire.h"

/* ---- answers that are no good ---- */

static enum { ALL, CUT, EMPTY, TOO_LONG, WRONG_KIND, REFUSES, DIES, NOTHING, NEVER_ENDS } how;

static trien_rc
add_part(struct tr_buf *answer, struct tr_bytes raw)
{
	return tr_wire_add_bytes(answer, raw, NULL);
}

static trien_rc
add_refusal(struct tr_buf *answer)
{
	TR_AUTO_BUF raw = {0};
	struct trien_err why = {0};

	(void)!TR_ERR(&why, TIME_INVALID, TR_B("got", "x", 1));
	TR_TRY(tr_buf_add_byte(&raw, TR_ANSWER_ERROR, NULL));
	TR_TRY(tr_message_write_error(&raw, &why, NULL));
	return add_part(answer, tr_buf_view(&raw));
}

static trien_rc
together(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in, (void)err;
	switch (how) {
	case ALL:
		TR_TRY(add_part(answer, TR_BYTES_LIT("\1first")));
		return add_part(answer, TR_BYTES_LIT("\1second"));
	case CUT:
		return add_part(answer, TR_BYTES_LIT("\1first"));
	case EMPTY:
		TR_TRY(add_part(answer, TR_BYTES_LIT("")));
		return add_part(answer, TR_BYTES_LIT("\1second"));
	case TOO_LONG:
		return tr_wire_add_u64(answer, UINT64_MAX, NULL);
	case WRONG_KIND:
		TR_TRY(add_part(answer, TR_BYTES_LIT("\7first")));
		return add_part(answer, TR_BYTES_LIT("\2second"));
	case REFUSES:
		TR_TRY(add_refusal(answer));
		return add_part(answer, TR_BYTES_LIT("\1second"));
	case DIES:
		raise(SIGKILL);
		break;
	case NEVER_ENDS:
		for (volatile unsigned i = 0;; i++)
			continue;
	case NOTHING:
		break;
	}
	return TRIEN_OK;
}

static trien_rc
alone(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	return tr_buf_add_bytes(answer, in->request.n > 0 ? in->request : TR_BYTES_LIT("alone"), err);
}

static const tr_worker_task tasks[TR_TASK_COUNT] = {[TR_TASK_VERIFY] = alone, [TR_TASK_INSPECT] = alone, [TR_TASK_TOGETHER] = together};
static const struct tr_worker_part parts[] = {{TR_TASK_VERIFY, TR_BYTES_LIT("a"), true}, {TR_TASK_INSPECT, TR_BYTES_LIT("b"), false}};

struct bench {
	struct tr_worker *w;
	int document;
};

static struct bench
start(int mode)
{
	struct bench b = {.document = tr_worker_memory_file(TR_BYTES_LIT("%PDF"))};
	struct trien_err err;

	how = mode;
	assert_true(b.document >= 0);
	assert_ok(tr_worker_start(tasks, TR_TASK_COUNT, &b.w, &err), &err);
	return b;
}

static void
stop(struct bench *b)
{
	tr_worker_stop(b->w);
	close(b->document);
}

static void
answers_job(struct bench *b, const struct tr_worker_job *job, const char *want)
{
	TR_AUTO_BUF answer = {0};
	struct trien_err err;

	assert_ok(tr_worker_run(b->w, job, &answer, &err), &err);
	assert_int_equal(answer.n, strlen(want));
	assert_memory_equal(answer.p, want, answer.n);
}

static void
answers(struct bench *b, size_t part, const char *want)
{
	answers_job(b, &(struct tr_worker_job){.task = parts[part].task, .document = b->document, .request = parts[part].request}, want);
}

static void
is_refused(struct bench *b, size_t part, const char *id)
{
	TR_AUTO_BUF answer = {0};
	struct trien_err err;

	assert_refused(tr_worker_run(b->w, &(struct tr_worker_job){.task = parts[part].task, .document = b->document, .request = parts[part].request}, &answer, &err), id);
}

/* Only the same question about the same document, and until it is forgotten. */
/* Of the only process that this one has: a second of processor and no more, for each that it makes. */
static void
limit_worker(void)
{
	const struct rlimit second = {1, 1};
	char path[64];
	int pid = 0;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)gettid());
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &pid), 1);
	fclose(f);
	assert_int_equal(prlimit(pid, RLIMIT_CPU, &second, NULL), 0);
}

/* All together was too much for one child: it is ended at its cap, and each question has a child of its own, with the cap anew. */
static void
what_takes_too_long_together_is_asked_one_by_one(void **state)
{
	struct bench b = start(NEVER_ENDS);
	struct trien_err err = {0};

	(void)state;
	limit_worker();
	assert_refused(tr_worker_foresee(b.w, b.document, -1, parts, 2, &err), "worker.crashed");
	assert_true(tr_worker_is_alive(b.w));
	answers(&b, 0, "a");
	answers(&b, 1, "b");
	stop(&b);
}

static void
what_was_foreseen_is_given(void **state)
{
	struct bench b = start(ALL);
	const int other = tr_worker_memory_file(TR_BYTES_LIT("%PDF"));
	struct trien_err err;

	(void)state;
	answers(&b, 0, "a");
	assert_ok(tr_worker_foresee(b.w, b.document, -1, parts, 2, &err), &err);
	answers(&b, 1, "second");
	answers(&b, 0, "first");
	answers(&b, 0, "first");
	answers_job(&b, &(struct tr_worker_job){.task = TR_TASK_VERIFY, .document = b.document, .request = TR_BYTES_LIT("c")}, "c");
	answers_job(&b, &(struct tr_worker_job){.task = TR_TASK_VERIFY, .document = b.document, .request = TR_BYTES_LIT("b")}, "b");
	answers_job(&b, &(struct tr_worker_job){.task = TR_TASK_VERIFY, .document = other, .request = TR_BYTES_LIT("a")}, "a");
	answers_job(&b, &(struct tr_worker_job){.task = TR_TASK_VERIFY, .document = b.document, .files = {other}, .file_count = 1, .request = TR_BYTES_LIT("a")}, "a");
	tr_worker_forget(b.w);
	answers(&b, 0, "a");
	answers(&b, 1, "b");
	close(other);
	stop(&b);
}

/* With what came over the network beside it: of the parts that take it, and with that very file only. */
static void
what_was_foreseen_with_answers_is_given_with_them(void **state)
{
	struct bench b = start(ALL);
	const int got = tr_worker_memory_file(TR_BYTES_LIT("got")), other = tr_worker_memory_file(TR_BYTES_LIT("got"));
	struct trien_err err;

	(void)state;
	assert_ok(tr_worker_foresee(b.w, b.document, got, parts, 2, &err), &err);
	answers_job(&b, &(struct tr_worker_job){.task = TR_TASK_VERIFY, .document = b.document, .files = {got}, .file_count = 1, .request = TR_BYTES_LIT("a")}, "first");
	answers_job(&b, &(struct tr_worker_job){.task = TR_TASK_VERIFY, .document = b.document, .files = {other}, .file_count = 1, .request = TR_BYTES_LIT("a")}, "a");
	answers(&b, 0, "a");
	answers(&b, 1, "second");
	close(got);
	close(other);
	stop(&b);
}

/* Each is then asked for itself. */
static void
what_is_not_there_is_asked_for(void **state)
{
	struct trien_err err;

	(void)state;
	for (int mode = CUT; mode <= NOTHING; mode++) {
		struct bench b = start(mode);
		const trien_rc rc = tr_worker_foresee(b.w, b.document, -1, parts, 2, &err);
		if (mode == DIES)
			assert_refused(rc, "worker.crashed");
		else
			assert_ok(rc, &err);
		if (mode == CUT)
			answers(&b, 0, "first");
		else if (mode == EMPTY || mode == WRONG_KIND)
			is_refused(&b, 0, "worker.answer-invalid");
		else if (mode == REFUSES)
			is_refused(&b, 0, "base.time-invalid");
		else
			answers(&b, 0, "a");
		if (mode == WRONG_KIND) /* an error that is none */
			is_refused(&b, 1, "worker.answer-invalid");
		else
			answers(&b, 1, mode == EMPTY || mode == REFUSES ? "second" : "b");
		stop(&b);
	}
}

/* ---- the tasks themselves ---- */

static const tr_worker_task real[TR_TASK_COUNT] = {[TR_TASK_SECRECY] = tr_task_secrecy_run, [TR_TASK_PLACE] = tr_task_place_run, [TR_TASK_TOGETHER] = tr_task_together_run};

/* A page with a line of text. */
static void
write_page(struct tr_buf *out)
{
	static const char *const objects[] = {"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
		"<</Length 45>>stream\nBT /F 12 Tf 72 720 Td (UBND tinh Mau so) Tj ET \nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"};
	size_t at[5];

	assert_int_equal(tr_buf_addf(out, NULL, "%%PDF-1.7\n"), TRIEN_OK);
	for (size_t i = 0; i < 5; i++) {
		at[i] = out->n;
		assert_int_equal(tr_buf_addf(out, NULL, "%zu 0 obj\n%s\nendobj\n", i + 1, objects[i]), TRIEN_OK);
	}
	const size_t xref = out->n;
	assert_int_equal(tr_buf_addf(out, NULL, "xref\n0 6\n0000000000 65535 f \n"), TRIEN_OK);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(tr_buf_addf(out, NULL, "%010zu 00000 n \n", at[i]), TRIEN_OK);
	assert_int_equal(tr_buf_addf(out, NULL, "trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", xref), TRIEN_OK);
}

/* One reader of pages for both, and the words of each task are what they are without the other. */
static void
together_is_as_each_alone(void **state)
{
	const struct tr_secrecy_asked asked = {.stamps = {.stamps = {TR_TEXT_LIT("MẬT")}, .stamp_count = 1, .first_page = 0.5, .other_pages = 0.2}};
	const struct tr_place_request place = {.name = {"", 0}};
	TR_AUTO_BUF file = {0}, again = {0};
	struct tr_buf requests[2] = {{0}, {0}}, apart[2] = {{0}, {0}};
	struct trien_err err;
	struct tr_worker *w;

	(void)state;
	write_page(&file);
	assert_ok(tr_secrecy_request_write(&asked, &requests[0], &err), &err);
	assert_ok(tr_place_request_write(&place, 0, &requests[1], &err), &err);
	const struct tr_worker_part both[] = {{TR_TASK_SECRECY, tr_buf_view(&requests[0]), false}, {TR_TASK_PLACE, tr_buf_view(&requests[1]), false}};
	const int fd = tr_worker_memory_file(tr_buf_view(&file));
	assert_ok(tr_worker_start(real, TR_TASK_COUNT, &w, &err), &err);
	for (size_t i = 0; i < 2; i++)
		assert_ok(tr_worker_run(w, &(struct tr_worker_job){.task = both[i].task, .document = fd, .request = both[i].request}, &apart[i], &err), &err);
	assert_ok(tr_worker_foresee(w, fd, -1, both, 2, &err), &err);
	for (size_t i = 0; i < 2; i++) {
		tr_buf_clear(&again);
		assert_ok(tr_worker_run(w, &(struct tr_worker_job){.task = both[i].task, .document = fd, .request = both[i].request}, &again, &err), &err);
		assert_true(apart[i].n > 0 && tr_bytes_equal(tr_buf_view(&again), tr_buf_view(&apart[i])));
	}
	for (size_t i = 0; i < 2; i++) {
		tr_buf_free(&requests[i]);
		tr_buf_free(&apart[i]);
	}
	close(fd);
	tr_worker_stop(w);
}

/* Where the quick look is clear the long one is left out; asked for all the same, it is nobody's answer. */
static void
a_clear_look_leaves_the_long_one_out(void **state)
{
	const struct tr_secrecy_asked asked = {.stamps = {.stamps = {TR_TEXT_LIT("MẬT")}, .stamp_count = 1, .first_page = 0.5, .other_pages = 0.2}};
	TR_AUTO_BUF file = {0}, request = {0}, answer = {0};
	struct tr_secrecy_report report;
	struct trien_err err;
	struct tr_worker *w;

	(void)state;
	write_page(&file);
	assert_ok(tr_secrecy_request_write(&asked, &request, &err), &err);
	const struct tr_worker_part both[] = {{TR_TASK_SECRECY_QUICK, TR_BYTES_LIT(""), false}, {TR_TASK_SECRECY, tr_buf_view(&request), false}};
	const int fd = tr_worker_memory_file(tr_buf_view(&file));
	assert_ok(tr_worker_start(real, TR_TASK_COUNT, &w, &err), &err);
	assert_ok(tr_worker_foresee(w, fd, -1, both, 2, &err), &err);
	assert_ok(tr_worker_run(w, &(struct tr_worker_job){.task = TR_TASK_SECRECY_QUICK, .document = fd}, &answer, &err), &err);
	assert_true(answer.n == 1 && answer.p[0] == 1);
	assert_refused(tr_worker_run(w, &(struct tr_worker_job){.task = TR_TASK_SECRECY, .document = fd, .request = both[1].request}, &answer, &err), "worker.answer-invalid");
	assert_ok(tr_task_secrecy(w, fd, &asked, &report, &err), &err);
	assert_false(report.found);
	close(fd);
	tr_worker_stop(w);
}

/* What is no document is refused by each part for itself; a task that cannot be one of several is our own mistake. */
static void
each_part_has_its_own_error(void **state)
{
	const struct tr_worker_part both[] = {{TR_TASK_PLACE, TR_BYTES_LIT(""), false}, {TR_TASK_SECRECY, TR_BYTES_LIT(""), false}}, none[] = {{TR_TASK_TOGETHER, TR_BYTES_LIT(""), false}};
	const int fd = tr_worker_memory_file(TR_BYTES_LIT("no PDF"));
	TR_AUTO_BUF answer = {0};
	struct trien_err err;
	struct tr_worker *w;

	(void)state;
	assert_ok(tr_worker_start(real, TR_TASK_COUNT, &w, &err), &err);
	assert_ok(tr_worker_foresee(w, fd, -1, both, 2, &err), &err);
	for (size_t i = 0; i < 2; i++)
		assert_refused(tr_worker_run(w, &(struct tr_worker_job){.task = both[i].task, .document = fd}, &answer, &err), "base.internal");
	assert_refused(tr_worker_foresee(w, fd, -1, none, 1, &err), "base.internal");
	close(fd);
	tr_worker_stop(w);
}

/* Anchors that were read before are those that are named, and no others. */
static void
primed_anchors_are_not_read_again(void **state)
{
	TR_AUTO_BUF anchors = {0};
	struct tr_trust *empty, *got;
	struct tr_sitting sitting = {0};
	struct trien_err err;

	(void)state;
	assert_ok(tr_trust_new(&empty, &err), &err);
	assert_ok(tr_trust_write(empty, &anchors, &err), &err);
	assert_null(tr_primed_new(TR_BYTES_LIT("no anchors")));
	const struct tr_primed *primed = tr_primed_new(tr_buf_view(&anchors));
	assert_non_null(primed);
	struct tr_worker_input in = {.primed = primed};
	assert_ok(tr_sitting_trust(&in, tr_buf_view(&anchors), &got, &err), &err);
	assert_ptr_equal(got, primed->trust);
	in.sitting = &sitting;
	assert_ok(tr_sitting_trust(&in, tr_buf_view(&anchors), &got, &err), &err);
	assert_ptr_equal(got, primed->trust);
	assert_ptr_equal(sitting.trust, primed->trust);
	sitting = (struct tr_sitting){0};
	assert_int_not_equal(tr_sitting_trust(&in, TR_BYTES_LIT("others"), &got, &err), TRIEN_OK);
	in.primed = NULL;
	assert_ok(tr_sitting_trust(&in, tr_buf_view(&anchors), &got, &err), &err);
	assert_ptr_not_equal(got, primed->trust);
	tr_trust_free(got);
	tr_trust_free(primed->trust);
	free((void *)(uintptr_t)primed);
	tr_trust_free(empty);
}

/* A nursery that reads nothing before goes on as ever; what is too long is not sent. */
static void
a_nursery_may_be_primed(void **state)
{
	struct trien_err err;
	struct tr_nursery *n;
	struct tr_worker *w;

	(void)state;
	assert_ok(tr_nursery_start(real, TR_TASK_COUNT, &n, &err), &err);
	assert_ok(tr_nursery_prime(n, TR_BYTES_LIT("anchors"), &err), &err);
	assert_refused(tr_nursery_prime(n, TR_BYTES("", TR_WORKER_REQUEST_MAX + 1), &err), "worker.request-limit");
	assert_ok(tr_nursery_take(n, &w, &err), &err);
	assert_true(tr_worker_is_there(w));
	tr_worker_stop(w);
	tr_nursery_stop(n);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(what_takes_too_long_together_is_asked_one_by_one),
		cmocka_unit_test(what_was_foreseen_is_given),
		cmocka_unit_test(what_was_foreseen_with_answers_is_given_with_them),
		cmocka_unit_test(what_is_not_there_is_asked_for),
		cmocka_unit_test(together_is_as_each_alone),
		cmocka_unit_test(a_clear_look_leaves_the_long_one_out),
		cmocka_unit_test(each_part_has_its_own_error),
		cmocka_unit_test(primed_anchors_are_not_read_again),
		cmocka_unit_test(a_nursery_may_be_primed),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
