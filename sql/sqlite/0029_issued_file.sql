-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Files that were issued here, by their hash, also when the document was recalled or destroyed since; an index of what stands in change, and could be made anew from it. The same in sql/postgresql/.
CREATE TABLE issued_file (
	sha256 TEXT NOT NULL, -- of the file
	document INTEGER NOT NULL REFERENCES document (id), -- that was issued as this file
	kind TEXT NOT NULL CHECK (kind IN ('issued', 'e_copy')), -- the document itself, or the e-copy of one on paper
	act INTEGER NOT NULL, -- that wrote it into the document
	PRIMARY KEY (sha256, document)
) STRICT;
CREATE INDEX issued_file_document ON issued_file (document);
INSERT INTO issued_file (sha256, document, kind, act)
SELECT sha256, document, MAX(kind), MIN(act) FROM (
	SELECT json_extract(content, '$.issued_file') AS sha256, object AS document, 'issued' AS kind, act FROM change WHERE book = 'document'
	UNION ALL SELECT json_extract(content, '$.e_copy'), object, 'e_copy', act FROM change WHERE book = 'document') AS written
WHERE sha256 IS NOT NULL GROUP BY sha256, document;
