-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What was found of the signatures on a file when it was entered: a letter, its answer, minutes. The same in sql/sqlite/.
CREATE TABLE file_check (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	about text COLLATE "C" NOT NULL CHECK (about <> ''),
	part text COLLATE "C" NOT NULL CHECK (part <> ''),
	agency bigint NOT NULL REFERENCES agency (id),
	file text COLLATE "C" NOT NULL CHECK (file <> ''),
	verdict text COLLATE "C" NOT NULL CHECK (verdict IN ('nothing', 'passed', 'open')),
	signer text COLLATE "C" CHECK (signer IN ('unknown', 'yes', 'no')),
	control text COLLATE "C" CHECK (control IN ('unknown', 'yes', 'no')),
	findings text COLLATE "C",
	certificate text COLLATE "C",
	judged_at bigint NOT NULL
);
COMMENT ON COLUMN file_check.id IS 'counts up';
COMMENT ON COLUMN file_check.version IS 'of its row in change';
COMMENT ON COLUMN file_check.act IS 'that wrote that version';
COMMENT ON COLUMN file_check.about IS 'the row that has the file: letter:5';
COMMENT ON COLUMN file_check.part IS 'the column of that row';
COMMENT ON COLUMN file_check.agency IS 'whose that row is';
COMMENT ON COLUMN file_check.file IS 'SHA-256 of what was judged, in hex';
COMMENT ON COLUMN file_check.verdict IS 'of all its signatures; nothing: it has none';
COMMENT ON COLUMN file_check.signer IS 'may they sign such a file, by the books; NULL: not asked';
COMMENT ON COLUMN file_check.control IS 'were the keys in their subscribers'' hands; NULL: nobody signed';
COMMENT ON COLUMN file_check.findings IS 'why, words with blanks between them';
COMMENT ON COLUMN file_check.certificate IS 'SHA-256 of the last signer''s certificate, in hex';
COMMENT ON COLUMN file_check.judged_at IS 'when';
CREATE UNIQUE INDEX file_check_key ON file_check (about, part);
CREATE INDEX file_check_agency ON file_check (agency);
