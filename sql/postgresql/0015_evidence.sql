-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What is kept with an issued document, so that its signatures can be judged later (X1); and the documents that somebody has done a step of. The same in sql/sqlite/.
CREATE TABLE evidence (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	document bigint NOT NULL REFERENCES document (id),
	file text COLLATE "C" NOT NULL REFERENCES blob (hash),
	made_at bigint NOT NULL
);
CREATE INDEX evidence_document ON evidence (document);
CREATE INDEX evidence_file ON evidence (file);
CREATE INDEX step_done_by ON step (done_by);
COMMENT ON COLUMN evidence.id IS 'counts up';
COMMENT ON COLUMN evidence.version IS 'of its row in change';
COMMENT ON COLUMN evidence.act IS 'that wrote that version';
COMMENT ON COLUMN evidence.document IS 'of what';
COMMENT ON COLUMN evidence.file IS 'certificates, revocation data, anchors, as trien evidence reads them';
COMMENT ON COLUMN evidence.made_at IS 'when';
