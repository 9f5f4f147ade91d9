-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Backups that were made of this store, and that it was restored from one: what a running service can say of them. The same in sql/sqlite/.
CREATE TABLE backup_record (
	id bigint NOT NULL PRIMARY KEY,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('made', 'restored')),
	at bigint NOT NULL,
	moment bigint,
	sum text COLLATE "C" NOT NULL CHECK (length(sum) = 64),
	files bigint NOT NULL CHECK (files >= 0),
	bytes bigint CHECK (bytes >= 0),
	account text COLLATE "C",
	encrypted bigint CHECK (encrypted IN (0, 1)),
	documents bigint CHECK (documents IN (0, 1)),
	logs bigint CHECK (logs IN (0, 1)),
	config bigint CHECK (config IN (0, 1)),
	CHECK ((kind = 'made') = (moment IS NOT NULL AND bytes IS NOT NULL AND account IS NOT NULL AND encrypted IS NOT NULL AND documents IS NOT NULL AND logs IS NOT NULL AND config IS NOT NULL))
);
COMMENT ON COLUMN backup_record.id IS 'counts up';
COMMENT ON COLUMN backup_record.kind IS 'restored: those before it were made of another place';
COMMENT ON COLUMN backup_record.at IS 'when it was done, UTC epoch seconds';
COMMENT ON COLUMN backup_record.moment IS 'made: when it was begun: what was written later may not be in it';
COMMENT ON COLUMN backup_record.sum IS 'SHA-256 of its SHA256SUMS, in hexadecimal';
COMMENT ON COLUMN backup_record.files IS 'files in it';
COMMENT ON COLUMN backup_record.bytes IS 'made: bytes of them';
COMMENT ON COLUMN backup_record.account IS 'made: by which account, with who vouches for it, as os:trien';
COMMENT ON COLUMN backup_record.encrypted IS 'made: for one recipient alone';
COMMENT ON COLUMN backup_record.documents IS 'made: the documents are in it';
COMMENT ON COLUMN backup_record.logs IS 'made: the folders of the audit trail are in it';
COMMENT ON COLUMN backup_record.config IS 'made: configuration is in it';
