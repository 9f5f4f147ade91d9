-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Templates that drafts begin with: an agency's own, and those that the department offers to all. The same in sql/sqlite/.
CREATE TABLE template (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	name text COLLATE "C" NOT NULL CHECK (name <> ''),
	kind text COLLATE "C" NOT NULL,
	format text COLLATE "C" NOT NULL CHECK (format IN ('docx', 'odt', 'fodt', 'pdf')),
	file text COLLATE "C" NOT NULL REFERENCES blob (hash),
	preview text COLLATE "C" NOT NULL REFERENCES blob (hash),
	from_at bigint NOT NULL,
	to_at bigint
);
CREATE INDEX template_agency ON template (agency, id);
COMMENT ON COLUMN template.id IS 'counts up';
COMMENT ON COLUMN template.version IS 'of its row in change';
COMMENT ON COLUMN template.act IS 'that wrote that version';
COMMENT ON COLUMN template.agency IS 'whose people see it and begin with it';
COMMENT ON COLUMN template.name IS 'what its people call it';
COMMENT ON COLUMN template.kind IS 'of the documents that begin with it: an abbreviation of Annex III of Decree 30/2020';
COMMENT ON COLUMN template.format IS 'of the file';
COMMENT ON COLUMN template.file IS 'as it was handed in';
COMMENT ON COLUMN template.preview IS 'the PDF that it becomes';
COMMENT ON COLUMN template.from_at IS 'day from which it is in force';
COMMENT ON COLUMN template.to_at IS 'day from which it no longer is; NULL: until something else is said';
CREATE TABLE common_template (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	name text COLLATE "C" NOT NULL CHECK (name <> ''),
	kind text COLLATE "C" NOT NULL,
	format text COLLATE "C" NOT NULL CHECK (format IN ('docx', 'odt', 'fodt', 'pdf')),
	file text COLLATE "C" NOT NULL REFERENCES blob (hash),
	preview text COLLATE "C" NOT NULL REFERENCES blob (hash),
	from_at bigint NOT NULL,
	to_at bigint
);
COMMENT ON COLUMN common_template.id IS 'counts up';
COMMENT ON COLUMN common_template.version IS 'of its row in change';
COMMENT ON COLUMN common_template.act IS 'that wrote that version';
COMMENT ON COLUMN common_template.name IS 'what its people call it';
COMMENT ON COLUMN common_template.kind IS 'of the documents that begin with it: an abbreviation of Annex III of Decree 30/2020';
COMMENT ON COLUMN common_template.format IS 'of the file';
COMMENT ON COLUMN common_template.file IS 'as it was handed in';
COMMENT ON COLUMN common_template.preview IS 'the PDF that it becomes';
COMMENT ON COLUMN common_template.from_at IS 'day from which it is in force';
COMMENT ON COLUMN common_template.to_at IS 'day from which it no longer is; NULL: until something else is said';
