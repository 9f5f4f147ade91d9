/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Gives up everything that a task does not need. There is no way back. */
#ifndef TR_WORKER_SANDBOX_H
#define TR_WORKER_SANDBOX_H

#include "base/bytes.h"

/*
 * Closes every descriptor but the two, lowers the limits (memory: mapped plus
 * TR_WORKER_MEMORY_MAX) and, last, allows only the system calls of a parser that has
 * its input in memory: no file is opened, no socket made, no process begun, no page made executable.
 * worker.sandbox-unavailable where the kernel refuses.
 */
TRIEN_MUST_CHECK trien_rc tr_sandbox_enter(int document_fd, int answer_fd, size_t mapped, struct trien_err *err);

#endif
