/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The other programs of this installation, that this one starts. */
#ifndef TR_BASE_PROGRAM_H
#define TR_BASE_PROGRAM_H

/*
 * Becomes the program argv[0], with an empty environment: beside this one in the build tree, or where it is installed
 * (libexec/trien); a name with a slash is its path. Comes back only where there is none.
 */
void tr_program_become(char *const argv[]);
/* The same with an environment. */
void tr_program_become_in(char *const argv[], char *const environment[]);

#endif
