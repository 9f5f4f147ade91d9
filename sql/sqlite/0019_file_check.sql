-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What was found of the signatures on a file when it was entered: a letter, its answer, minutes. The same in sql/postgresql/.
CREATE TABLE file_check (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	about TEXT NOT NULL CHECK (about <> ''), -- the row that has the file: letter:5
	part TEXT NOT NULL CHECK (part <> ''), -- the column of that row
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose that row is
	file TEXT NOT NULL CHECK (file <> ''), -- SHA-256 of what was judged, in hex
	verdict TEXT NOT NULL CHECK (verdict IN ('nothing', 'passed', 'open')), -- of all its signatures; nothing: it has none
	signer TEXT CHECK (signer IN ('unknown', 'yes', 'no')), -- may they sign such a file, by the books; NULL: not asked
	control TEXT CHECK (control IN ('unknown', 'yes', 'no')), -- were the keys in their subscribers' hands; NULL: nobody signed
	findings TEXT, -- why, words with blanks between them
	certificate TEXT, -- SHA-256 of the last signer's certificate, in hex
	judged_at INTEGER NOT NULL -- when
) STRICT;
CREATE UNIQUE INDEX file_check_key ON file_check (about, part);
CREATE INDEX file_check_agency ON file_check (agency);
