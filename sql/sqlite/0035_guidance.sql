-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Guidance notes to all (R18.1). The same in sql/postgresql/.
CREATE TABLE guidance (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	subject TEXT NOT NULL CHECK (subject <> ''), -- what it is about
	text TEXT NOT NULL CHECK (text <> ''), -- what to do
	number TEXT, -- number and symbol of the document that gives it
	given_at INTEGER NOT NULL, -- day
	over_at INTEGER -- day from which it no longer holds
) STRICT;
