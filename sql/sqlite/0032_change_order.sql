-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The versions of a row stand together, in their order: a life is read from one place, not from one for each of its versions. The same in sql/postgresql/.
-- What acts changed: every version of every row. Never changed.
CREATE TABLE change_in_order (
	act INTEGER NOT NULL REFERENCES act (id) DEFERRABLE INITIALLY DEFERRED, -- that wrote it
	n INTEGER NOT NULL CHECK (n >= 0), -- which of its changes
	book TEXT NOT NULL, -- table of the row
	object INTEGER NOT NULL, -- id of the row
	version INTEGER NOT NULL CHECK (version >= 1), -- of the row, from 1 without a gap
	content TEXT, -- the whole row after it, canonical JSON; NULL: the row is gone, its entry was undone
	PRIMARY KEY (book, object, version)
) STRICT, WITHOUT ROWID;
INSERT INTO change_in_order SELECT act, n, book, object, version, content FROM change ORDER BY book, object, version;
DROP TABLE change;
ALTER TABLE change_in_order RENAME TO change;
CREATE UNIQUE INDEX change_act ON change (act, n);
