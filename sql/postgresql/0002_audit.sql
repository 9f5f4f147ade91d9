-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The audit trail: a tree of acts (C2SP tlog-tiles, RFC 6962). The same in sql/sqlite/.
CREATE TABLE audit_log (
	log bigint NOT NULL PRIMARY KEY,
	origin text COLLATE "C" NOT NULL CHECK (origin <> ''),
	size bigint NOT NULL CHECK (size >= 0),
	frontier bytea NOT NULL,
	opened_at bigint NOT NULL,
	closed_at bigint
);
CREATE UNIQUE INDEX audit_log_origin ON audit_log (origin);
COMMENT ON COLUMN audit_log.log IS 'counts up: a year''s, or since a key was lost';
COMMENT ON COLUMN audit_log.origin IS 'first line of its checkpoints; the name of its key';
COMMENT ON COLUMN audit_log.size IS 'leaves';
COMMENT ON COLUMN audit_log.frontier IS 'roots of the perfect subtrees from left to right, 32 bytes each';
COMMENT ON COLUMN audit_log.opened_at IS 'UTC epoch seconds';
COMMENT ON COLUMN audit_log.closed_at IS 'when the next one was opened; NULL: this one is written to';

CREATE TABLE audit_leaf (
	log bigint NOT NULL REFERENCES audit_log (log),
	idx bigint NOT NULL CHECK (idx >= 0),
	entry bytea NOT NULL CHECK (length(entry) BETWEEN 1 AND 65535),
	hash bytea NOT NULL CHECK (length(hash) = 32),
	PRIMARY KEY (log, idx)
);
COMMENT ON COLUMN audit_leaf.log IS 'the tree';
COMMENT ON COLUMN audit_leaf.idx IS 'place in the tree, from 0 without a gap';
COMMENT ON COLUMN audit_leaf.entry IS 'canonical JSON of the act';
COMMENT ON COLUMN audit_leaf.hash IS 'RFC 6962 leaf hash of the entry';
