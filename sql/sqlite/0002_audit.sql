-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The audit trail: a tree of acts (C2SP tlog-tiles, RFC 6962). The same in sql/postgresql/.
CREATE TABLE audit_log (
	log INTEGER NOT NULL PRIMARY KEY, -- counts up: a year's, or since a key was lost
	origin TEXT NOT NULL CHECK (origin <> ''), -- first line of its checkpoints; the name of its key
	size INTEGER NOT NULL CHECK (size >= 0), -- leaves
	frontier BLOB NOT NULL, -- roots of the perfect subtrees from left to right, 32 bytes each
	opened_at INTEGER NOT NULL, -- UTC epoch seconds
	closed_at INTEGER -- when the next one was opened; NULL: this one is written to
) STRICT;
CREATE UNIQUE INDEX audit_log_origin ON audit_log (origin);

CREATE TABLE audit_leaf (
	log INTEGER NOT NULL REFERENCES audit_log (log), -- the tree
	idx INTEGER NOT NULL CHECK (idx >= 0), -- place in the tree, from 0 without a gap
	entry BLOB NOT NULL CHECK (length(entry) BETWEEN 1 AND 65535), -- canonical JSON of the act
	hash BLOB NOT NULL CHECK (length(hash) = 32), -- RFC 6962 leaf hash of the entry
	PRIMARY KEY (log, idx)
) STRICT;
