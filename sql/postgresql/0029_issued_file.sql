-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Files that were issued here, by their hash, also when the document was recalled or destroyed since; an index of what stands in change, and could be made anew from it. The same in sql/sqlite/.
CREATE TABLE issued_file (
	sha256 text COLLATE "C" NOT NULL,
	document bigint NOT NULL REFERENCES document (id),
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('issued', 'e_copy')),
	act bigint NOT NULL,
	PRIMARY KEY (sha256, document)
);
CREATE INDEX issued_file_document ON issued_file (document);
COMMENT ON COLUMN issued_file.sha256 IS 'of the file';
COMMENT ON COLUMN issued_file.document IS 'that was issued as this file';
COMMENT ON COLUMN issued_file.kind IS 'the document itself, or the e-copy of one on paper';
COMMENT ON COLUMN issued_file.act IS 'that wrote it into the document';
INSERT INTO issued_file (sha256, document, kind, act)
SELECT sha256, document, MAX(kind), MIN(act) FROM (
	SELECT CAST(content AS json) ->> 'issued_file' AS sha256, object AS document, 'issued' AS kind, act FROM change WHERE book = 'document'
	UNION ALL SELECT CAST(content AS json) ->> 'e_copy', object, 'e_copy', act FROM change WHERE book = 'document') AS written
WHERE sha256 IS NOT NULL GROUP BY sha256, document;
