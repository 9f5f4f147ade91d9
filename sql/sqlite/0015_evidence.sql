-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What is kept with an issued document, so that its signatures can be judged later (X1); and the documents that somebody has done a step of. The same in sql/postgresql/.
CREATE TABLE evidence (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	document INTEGER NOT NULL REFERENCES document (id), -- of what
	file TEXT NOT NULL REFERENCES blob (hash), -- certificates, revocation data, anchors, as trien evidence reads them
	made_at INTEGER NOT NULL -- when
) STRICT;
CREATE INDEX evidence_document ON evidence (document);
CREATE INDEX evidence_file ON evidence (file);
CREATE INDEX step_done_by ON step (done_by);
