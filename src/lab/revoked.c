/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ca/revoked.tsv: name, time (UTC epoch) and CRLReason of everybody who was revoked, a line each. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/lab.h"
#include "lab/office_parts.h"
#include "pki/revocation_reason.h"

#define FILE_NAME "ca/revoked.tsv"

static bool
knows(const char *name)
{
	for (int who = 0; who < TR_LAB_WHO_COUNT; who++)
		if (strcmp(tr_lab_person_of((enum tr_lab_who)who)->file, name) == 0)
			return true;
	return false;
}

static trien_rc
read_lines(FILE *f, struct tr_lab_revoked_list *list, struct trien_err *err)
{
	char line[128];

	for (unsigned number = 1; fgets(line, sizeof(line), f) != NULL; number++) {
		struct tr_lab_revoked r = {0};
		if (list->count == TR_LAB_REVOKED_MAX ||
				sscanf(line, "%31[a-z-]\t%" SCNd64 "\t%d", r.name, &r.at, &r.reason) != 3 || !knows(r.name) ||
				r.reason < 0 || r.reason >= TR_REVOKED_REASON_COUNT)
			return TR_ERR(err, LAB_REVOKED_MALFORMED, TR_S("path", FILE_NAME), TR_U("line", number));
		list->of[list->count++] = r;
	}
	return TRIEN_OK;
}

trien_rc
tr_lab_revoked_read(const char *directory, struct tr_lab_revoked_list *out, struct trien_err *err)
{
	struct tr_lab_revoked_list list = {0};
	char path[TR_LAB_PATH_MAX + 64];

	snprintf(path, sizeof(path), "%s/" FILE_NAME, directory);
	FILE *f = fopen(path, "re");
	if (f == NULL && errno != ENOENT)
		return TR_ERR(err, LAB_NOT_A_LAB, TR_S("path", path));
	trien_rc rc = f != NULL ? read_lines(f, &list, err) : TRIEN_OK;
	if (f != NULL)
		fclose(f);
	TR_TRY(rc);
	*out = list;
	return TRIEN_OK;
}

static trien_rc
reason_of(const char *name, int *out, struct trien_err *err)
{
	enum tr_revocation_reason r;

	*out = TR_REVOKED_UNSPECIFIED;
	for (uint8_t i = 0; name != NULL && i < TR_REVOKED_REASON_COUNT; i++)
		if (tr_revocation_reason_of(TR_BYTES(&i, 1), &r) && strcmp(tr_revocation_reason_name(r), name) == 0) {
			*out = i;
			return TRIEN_OK;
		}
	return name == NULL ? TRIEN_OK : TR_ERR(err, LAB_REASON_UNKNOWN, TR_S("got", name));
}

/* Beside first, then its name: a server that reads meanwhile sees the old list or the new one. */
static trien_rc
write_list(const char *directory, const struct tr_lab_revoked_list *list, struct trien_err *err)
{
	char path[TR_LAB_PATH_MAX + 64], beside[TR_LAB_PATH_MAX + 64];

	snprintf(path, sizeof(path), "%s/" FILE_NAME, directory);
	snprintf(beside, sizeof(beside), "%s/" FILE_NAME ".new", directory);
	FILE *f = fopen(beside, "we");
	bool ok = f != NULL;
	for (size_t i = 0; ok && i < list->count; i++)
		ok = fprintf(f, "%s\t%" PRId64 "\t%d\n", list->of[i].name, list->of[i].at, list->of[i].reason) > 0;
	if (f != NULL)
		ok = fclose(f) == 0 && ok;
	if (ok && rename(beside, path) == 0)
		return TRIEN_OK;
	return TR_ERR(err, LAB_CANNOT_WRITE, TR_S("path", path), TR_S("why", strerror(errno)));
}

static trien_rc
replace_file(const char *path, struct tr_bytes content, struct trien_err *err)
{
	char beside[TR_LAB_PATH_MAX + 72];

	snprintf(beside, sizeof(beside), "%s.new", path);
	FILE *f = fopen(beside, "we");
	bool ok = f != NULL && fwrite(content.p, 1, content.n, f) == content.n;
	if (f != NULL)
		ok = fclose(f) == 0 && ok;
	if (ok && rename(beside, path) == 0)
		return TRIEN_OK;
	return TR_ERR(err, LAB_CANNOT_WRITE, TR_S("path", path), TR_S("why", strerror(errno)));
}

/* The lists in trust/ say the same as the server does. */
static trien_rc
write_lasting(const struct tr_lab_revocation *r, struct trien_err *err)
{
	static const enum tr_lab_who issuers[] = {TR_LAB_ROOT, TR_LAB_ISSUING};
	struct tr_lab_office *office;
	trien_rc rc = TRIEN_OK;

	TR_TRY(tr_lab_office_open(r->directory, r->env != NULL ? r->env : &tr_env_system, &office, err));
	for (size_t i = 0; rc == TRIEN_OK && i < sizeof(issuers) / sizeof(*issuers); i++) {
		TR_AUTO_BUF der = {0};
		char path[TR_LAB_PATH_MAX + 64];
		snprintf(path, sizeof(path), "%s/trust/%s.crl", r->directory, tr_lab_person_of(issuers[i])->file);
		rc = tr_lab_office_lasting_crl(office, issuers[i], &der, err);
		if (rc == TRIEN_OK)
			rc = replace_file(path, tr_buf_view(&der), err);
	}
	tr_lab_office_free(office);
	return rc;
}

trien_rc
tr_lab_revoke(const struct tr_lab_revocation *r, struct trien_err *err)
{
	struct tr_lab_revoked_list list;
	struct stat st;
	char path[TR_LAB_PATH_MAX + 64];
	size_t kept = 0;
	int reason;

	if (strlen(r->directory) > TR_LAB_PATH_MAX)
		return TR_ERR(err, LAB_NOT_A_LAB, TR_S("path", r->directory));
	snprintf(path, sizeof(path), "%s/ca/issuing.pem", r->directory);
	if (stat(path, &st) != 0)
		return TR_ERR(err, LAB_NOT_A_LAB, TR_S("path", path));
	if (!knows(r->name))
		return TR_ERR(err, LAB_WHO_UNKNOWN, TR_S("got", r->name));
	TR_TRY(reason_of(r->reason, &reason, err));
	TR_TRY(tr_lab_revoked_read(r->directory, &list, err));
	for (size_t i = 0; i < list.count; i++)
		if (strcmp(list.of[i].name, r->name) != 0)
			list.of[kept++] = list.of[i];
	if (reason != TR_REVOKED_REMOVE_FROM_CRL) {
		struct tr_lab_revoked *mine = &list.of[kept++];
		*mine = (struct tr_lab_revoked){.at = r->at, .reason = reason};
		memcpy(mine->name, r->name, strlen(r->name) + 1);
	}
	list.count = kept;
	TR_TRY(write_list(r->directory, &list, err));
	return write_lasting(r, err);
}
