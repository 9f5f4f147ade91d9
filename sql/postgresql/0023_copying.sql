-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Copies of documents, and who may sign them (Decree 30/2020 Điều 25, 27). The same in sql/sqlite/.
-- Who may sign copies beside the head, as the head has decided in writing.
CREATE TABLE copy_right (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	person bigint NOT NULL REFERENCES person (id),
	decision text COLLATE "C" NOT NULL,
	decided_at bigint NOT NULL,
	from_at bigint NOT NULL,
	to_at bigint
);
COMMENT ON COLUMN copy_right.id IS 'counts up';
COMMENT ON COLUMN copy_right.version IS 'of its row in change';
COMMENT ON COLUMN copy_right.act IS 'that wrote that version';
COMMENT ON COLUMN copy_right.agency IS 'whose copies';
COMMENT ON COLUMN copy_right.person IS 'who signs them';
COMMENT ON COLUMN copy_right.decision IS 'number of the head''s decision';
COMMENT ON COLUMN copy_right.decided_at IS 'its day';
COMMENT ON COLUMN copy_right.from_at IS 'from when';
COMMENT ON COLUMN copy_right.to_at IS 'until when; NULL: until it is ended';
CREATE INDEX copy_right_person ON copy_right (person, agency);
CREATE INDEX copy_right_agency ON copy_right (agency, id);

-- What a document that is a copy copies.
CREATE TABLE copying (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	document bigint NOT NULL REFERENCES document (id),
	source_document bigint REFERENCES document (id),
	source_arrival bigint REFERENCES arrival (id),
	source_text text COLLATE "C",
	source_kind text COLLATE "C",
	signer bigint REFERENCES person (id)
);
COMMENT ON COLUMN copying.id IS 'counts up';
COMMENT ON COLUMN copying.version IS 'of its row in change';
COMMENT ON COLUMN copying.act IS 'that wrote that version';
COMMENT ON COLUMN copying.document IS 'the copy';
COMMENT ON COLUMN copying.source_document IS 'issued here';
COMMENT ON COLUMN copying.source_arrival IS 'that came here';
COMMENT ON COLUMN copying.source_text IS 'neither: what it is, as it is cited';
COMMENT ON COLUMN copying.source_kind IS 'of what is cited alone: SY, TrS or SL where it is a copy itself';
COMMENT ON COLUMN copying.signer IS 'who signs the copy; of one that goes through a procedure its steps say so';
CREATE UNIQUE INDEX copying_key ON copying (document);
CREATE INDEX copying_source ON copying (source_document);
CREATE INDEX copying_arrival ON copying (source_arrival);
