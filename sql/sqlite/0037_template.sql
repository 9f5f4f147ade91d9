-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Templates that drafts begin with: an agency's own, and those that the department offers to all. The same in sql/postgresql/.
CREATE TABLE template (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose people see it and begin with it
	name TEXT NOT NULL CHECK (name <> ''), -- what its people call it
	kind TEXT NOT NULL, -- of the documents that begin with it: an abbreviation of Annex III of Decree 30/2020
	format TEXT NOT NULL CHECK (format IN ('docx', 'odt', 'fodt', 'pdf')), -- of the file
	file TEXT NOT NULL REFERENCES blob (hash), -- as it was handed in
	preview TEXT NOT NULL REFERENCES blob (hash), -- the PDF that it becomes
	from_at INTEGER NOT NULL, -- day from which it is in force
	to_at INTEGER -- day from which it no longer is; NULL: until something else is said
) STRICT;
CREATE INDEX template_agency ON template (agency, id);
CREATE TABLE common_template (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	name TEXT NOT NULL CHECK (name <> ''), -- what its people call it
	kind TEXT NOT NULL, -- of the documents that begin with it: an abbreviation of Annex III of Decree 30/2020
	format TEXT NOT NULL CHECK (format IN ('docx', 'odt', 'fodt', 'pdf')), -- of the file
	file TEXT NOT NULL REFERENCES blob (hash), -- as it was handed in
	preview TEXT NOT NULL REFERENCES blob (hash), -- the PDF that it becomes
	from_at INTEGER NOT NULL, -- day from which it is in force
	to_at INTEGER -- day from which it no longer is; NULL: until something else is said
) STRICT;
