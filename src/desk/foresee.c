/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/foresee.h"

#include "desk/evidence.h"
#include "worker/task_place.h"

enum { QUICK, SECRECY, JUDGEMENT, EVIDENCE, PAGES, PARTS };

struct foreseeing {
	const struct tr_secrecy_door *door;
	const struct tr_judge_request *judgement;
	int answers;
	struct tr_worker_part parts[PARTS];
	struct tr_buf requests[PARTS];
	size_t count;
};

static void
add(struct foreseeing *f, size_t task, size_t request)
{
	f->parts[f->count++] = (struct tr_worker_part){task, tr_buf_view(&f->requests[request]), task == TR_TASK_VERIFY || task == TR_TASK_EVIDENCE_MAKE};
}

static trien_rc
foresee(struct foreseeing *f, enum tr_desk_purpose purpose, struct trien_err *err)
{
	const struct tr_place_request pages = {.name = {"", 0}};
	const struct tr_desk_sources evidence = {f->judgement->trust, f->judgement->as_of, f->answers};
	bool quick;

	for (size_t i = 0; i < PARTS; i++)
		f->requests[i].max = TR_WORKER_REQUEST_MAX;
	TR_TRY(tr_secrecy_request(f->door, &quick, &f->requests[SECRECY], err));
	if (quick) /* it needs no request, and where it is clear the long one is left out */
		add(f, TR_TASK_SECRECY_QUICK, QUICK);
	add(f, TR_TASK_SECRECY, SECRECY);
	TR_TRY(tr_judge_request_write(f->judgement, &f->requests[JUDGEMENT], err));
	add(f, TR_TASK_VERIFY, JUDGEMENT);
	if (purpose == TR_DESK_ISSUED) {
		TR_TRY(tr_desk_evidence_request(&evidence, &f->requests[EVIDENCE], err));
		add(f, TR_TASK_EVIDENCE_MAKE, EVIDENCE);
		TR_TRY(tr_place_request_write(&pages, 0, &f->requests[PAGES], err));
		add(f, TR_TASK_PLACE, PAGES);
	}
	return tr_worker_foresee(f->door->worker, f->door->fd, f->answers, f->parts, f->count, err);
}

void
tr_desk_foresee(const struct tr_secrecy_door *door, const struct tr_judge_request *judgement, int answers, enum tr_desk_purpose purpose)
{
	struct foreseeing f = {.door = door, .judgement = judgement, .answers = answers};

	(void)!foresee(&f, purpose, NULL); /* whoever asks for itself says what is wrong */
	for (size_t i = 0; i < PARTS; i++)
		tr_buf_free(&f.requests[i]);
}
