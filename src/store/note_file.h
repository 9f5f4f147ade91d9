/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Keys of notes as files. */
#ifndef TR_STORE_NOTE_FILE_H
#define TR_STORE_NOTE_FILE_H

#include "store/note.h"

/* A text that is a public key, or the path of a file that holds one. audit.key-malformed. */
TRIEN_MUST_CHECK trien_rc tr_note_key_load(const char *text, struct tr_note_key *out, struct trien_err *err);

/*
 * A private key that its owner alone can read (audit.key-readable). *fd stays open on it: flock(2) it while something is signed and
 * remembered, as every program that signs with this key does. Close it, and wipe out.
 */
TRIEN_MUST_CHECK trien_rc tr_note_signer_load(const char *path, struct tr_note_signer *out, int *fd, struct trien_err *err);

#endif
