-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Messages of the document exchange (edXML), those that came and those that go. The same in sql/postgresql/.
CREATE TABLE message (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose message
	direction TEXT NOT NULL CHECK (direction IN ('in', 'out')), -- it came, or goes
	organ TEXT NOT NULL, -- code of the other side in the exchange
	code TEXT NOT NULL, -- of the message, as its sender names it
	name TEXT, -- of the other side
	symbol TEXT, -- number and symbol of the document
	hash TEXT NOT NULL, -- SHA-256 of the file of the document
	document INTEGER REFERENCES document (id), -- that goes
	arrival INTEGER REFERENCES arrival (id), -- that came
	state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'arrived', 'refused', 'received', 'assigned', 'progress', 'done', 'recall_refused', 'recall_agreed')), -- what the receiver has said last
	at INTEGER NOT NULL -- since when
) STRICT;
CREATE UNIQUE INDEX message_key ON message (agency, direction, organ, code);
CREATE INDEX message_document ON message (document);
CREATE INDEX message_arrival ON message (arrival);
