-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Files that came with a document. The same in sql/sqlite/.
CREATE TABLE enclosure (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	arrival bigint NOT NULL REFERENCES arrival (id),
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('attachment', 'annex')),
	name text COLLATE "C",
	hash text COLLATE "C" NOT NULL,
	verdict text COLLATE "C" NOT NULL CHECK (verdict IN ('nothing', 'passed', 'open', 'failed')),
	findings text COLLATE "C",
	card text COLLATE "C" REFERENCES blob (hash),
	file text COLLATE "C" REFERENCES blob (hash)
);
CREATE UNIQUE INDEX enclosure_key ON enclosure (arrival, hash);
COMMENT ON COLUMN enclosure.id IS 'counts up';
COMMENT ON COLUMN enclosure.version IS 'of its row in change';
COMMENT ON COLUMN enclosure.act IS 'that wrote that version';
COMMENT ON COLUMN enclosure.arrival IS 'the document that it came with';
COMMENT ON COLUMN enclosure.kind IS 'what it is';
COMMENT ON COLUMN enclosure.name IS 'of the file; NULL: its document is not registered';
COMMENT ON COLUMN enclosure.hash IS 'SHA-256 of the file, which stays when the file is deleted';
COMMENT ON COLUMN enclosure.verdict IS 'of its signatures; nothing: it has none, or cannot be read';
COMMENT ON COLUMN enclosure.findings IS 'why it is not simply good: words with blanks between them, never text of the file';
COMMENT ON COLUMN enclosure.card IS 'its name, while its document is not decided on; a file, so that it is deleted with the document';
COMMENT ON COLUMN enclosure.file IS 'its content; NULL: deleted';
