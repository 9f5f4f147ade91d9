/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Gives up everything that a task does not need. There is no way back. */
#ifndef TR_WORKER_SANDBOX_H
#define TR_WORKER_SANDBOX_H

#include <linux/filter.h>

#include "base/bytes.h"

#define TR_SANDBOX_FILTER_MAX 256u /* instructions */

/* What every child enters, worked out once by who forks them. {0}: nothing has been yet. */
struct tr_sandbox {
	bool ready;
	int rules;   /* of Landlock, a descriptor; negative where the kernel knows none */
	size_t used; /* bytes of address space: libraries and what the parent has */
	unsigned short filter_n;
	struct sock_filter filter[TR_SANDBOX_FILTER_MAX];
};
/* worker.sandbox-unavailable */
TRIEN_MUST_CHECK trien_rc tr_sandbox_prepare(struct tr_sandbox *out, struct trien_err *err);

/*
 * Closes every descriptor but the two, lowers the limits (memory: mapped since it was prepared, plus
 * TR_WORKER_MEMORY_MAX) and, last, allows only the system calls of a parser that has
 * its input in memory: no file is opened, no socket made, no process begun, no page made executable.
 * worker.sandbox-unavailable where the kernel refuses.
 */
TRIEN_MUST_CHECK trien_rc tr_sandbox_enter(const struct tr_sandbox *s, int document_fd, int answer_fd, size_t mapped, struct trien_err *err);

#endif
