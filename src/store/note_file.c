/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/note_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "store/file.h"

#define KEY_FILE_MAX 4096u

trien_rc
tr_note_key_load(const char *text, struct tr_note_key *out, struct trien_err *err)
{
	TR_AUTO_BUF content = {0};

	if (tr_note_key_read(TR_BYTES(text, strlen(text)), out, NULL) == TRIEN_OK)
		return TRIEN_OK;
	TR_TRY(tr_file_load(AT_FDCWD, text, KEY_FILE_MAX, &content, NULL, err));
	return tr_note_key_read(tr_buf_view(&content), out, err);
}

trien_rc
tr_note_signer_load(const char *path, struct tr_note_signer *out, int *fd, struct trien_err *err)
{
	TR_AUTO_SECRET text = {0};
	struct stat st;
	const int key = open(path, O_RDONLY | O_CLOEXEC);

	trien_rc rc = key < 0 || fstat(key, &st) != 0 ? tr_file_failed(path, errno, err) : TRIEN_OK;
	if (rc == TRIEN_OK && (st.st_mode & 077) != 0)
		rc = TR_ERR(err, AUDIT_KEY_OPEN, TR_S("path", path));
	if (rc == TRIEN_OK)
		rc = tr_file_load(AT_FDCWD, path, KEY_FILE_MAX, &text, NULL, err);
	if (rc == TRIEN_OK)
		rc = tr_note_signer_read(tr_buf_view(&text), out, err);
	if (rc == TRIEN_OK)
		*fd = key;
	else if (key >= 0)
		close(key);
	return rc;
}
