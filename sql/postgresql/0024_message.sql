-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Messages of the document exchange (edXML), those that came and those that go. The same in sql/sqlite/.
CREATE TABLE message (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	direction text COLLATE "C" NOT NULL CHECK (direction IN ('in', 'out')),
	organ text COLLATE "C" NOT NULL,
	code text COLLATE "C" NOT NULL,
	name text COLLATE "C",
	symbol text COLLATE "C",
	hash text COLLATE "C" NOT NULL,
	document bigint REFERENCES document (id),
	arrival bigint REFERENCES arrival (id),
	state text COLLATE "C" NOT NULL CHECK (state IN ('queued', 'sent', 'arrived', 'refused', 'received', 'assigned', 'progress', 'done', 'recall_refused', 'recall_agreed')),
	at bigint NOT NULL
);
CREATE UNIQUE INDEX message_key ON message (agency, direction, organ, code);
CREATE INDEX message_document ON message (document);
CREATE INDEX message_arrival ON message (arrival);
COMMENT ON COLUMN message.id IS 'counts up';
COMMENT ON COLUMN message.version IS 'of its row in change';
COMMENT ON COLUMN message.act IS 'that wrote that version';
COMMENT ON COLUMN message.agency IS 'whose message';
COMMENT ON COLUMN message.direction IS 'it came, or goes';
COMMENT ON COLUMN message.organ IS 'code of the other side in the exchange';
COMMENT ON COLUMN message.code IS 'of the message, as its sender names it';
COMMENT ON COLUMN message.name IS 'of the other side';
COMMENT ON COLUMN message.symbol IS 'number and symbol of the document';
COMMENT ON COLUMN message.hash IS 'SHA-256 of the file of the document';
COMMENT ON COLUMN message.document IS 'that goes';
COMMENT ON COLUMN message.arrival IS 'that came';
COMMENT ON COLUMN message.state IS 'what the receiver has said last';
COMMENT ON COLUMN message.at IS 'since when';
