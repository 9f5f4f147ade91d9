-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Files that came with a document. The same in sql/postgresql/.
CREATE TABLE enclosure (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	arrival INTEGER NOT NULL REFERENCES arrival (id), -- the document that it came with
	kind TEXT NOT NULL CHECK (kind IN ('attachment', 'annex')), -- what it is
	name TEXT, -- of the file; NULL: its document is not registered
	hash TEXT NOT NULL, -- SHA-256 of the file, which stays when the file is deleted
	verdict TEXT NOT NULL CHECK (verdict IN ('nothing', 'passed', 'open', 'failed')), -- of its signatures; nothing: it has none, or cannot be read
	findings TEXT, -- why it is not simply good: words with blanks between them, never text of the file
	card TEXT REFERENCES blob (hash), -- its name, while its document is not decided on; a file, so that it is deleted with the document
	file TEXT REFERENCES blob (hash) -- its content; NULL: deleted
) STRICT;
CREATE UNIQUE INDEX enclosure_key ON enclosure (arrival, hash);
