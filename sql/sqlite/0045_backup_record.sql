-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Backups that were made of this store, and that it was restored from one: what a running service can say of them. The same in sql/postgresql/.
CREATE TABLE backup_record (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	kind TEXT NOT NULL CHECK (kind IN ('made', 'restored')), -- restored: those before it were made of another place
	at INTEGER NOT NULL, -- when it was done, UTC epoch seconds
	moment INTEGER, -- made: when it was begun: what was written later may not be in it
	sum TEXT NOT NULL CHECK (length(sum) = 64), -- SHA-256 of its SHA256SUMS, in hexadecimal
	files INTEGER NOT NULL CHECK (files >= 0), -- files in it
	bytes INTEGER CHECK (bytes >= 0), -- made: bytes of them
	account TEXT, -- made: by which account, with who vouches for it, as os:trien
	encrypted INTEGER CHECK (encrypted IN (0, 1)), -- made: for one recipient alone
	documents INTEGER CHECK (documents IN (0, 1)), -- made: the documents are in it
	logs INTEGER CHECK (logs IN (0, 1)), -- made: the folders of the audit trail are in it
	config INTEGER CHECK (config IN (0, 1)), -- made: configuration is in it
	CHECK ((kind = 'made') = (moment IS NOT NULL AND bytes IS NOT NULL AND account IS NOT NULL AND encrypted IS NOT NULL AND documents IS NOT NULL AND logs IS NOT NULL AND config IS NOT NULL))
) STRICT;
