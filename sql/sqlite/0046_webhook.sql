-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Other systems of an agency that hear what happens to its documents, and what each was told. The same in sql/postgresql/.
CREATE TABLE webhook (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	agency INTEGER NOT NULL REFERENCES agency (id), -- whose documents it hears of
	name TEXT NOT NULL CHECK (name <> ''), -- as people call it
	url TEXT NOT NULL CHECK (url <> ''), -- where it is told
	events TEXT NOT NULL CHECK (events <> ''), -- of what: words with blanks between them
	state TEXT NOT NULL CHECK (state IN ('active', 'off')), -- off: it is told nothing
	salt TEXT NOT NULL CHECK (salt <> ''), -- what its secret is derived of, with a key that is not in the database
	secret TEXT NOT NULL CHECK (secret <> '') -- SHA-256 of its secret in hex: with another key nothing is sent
) STRICT;
CREATE INDEX webhook_agency ON webhook (agency, id);

-- What they are told: written in the transaction of what has happened.
CREATE TABLE webhook_delivery (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	webhook INTEGER NOT NULL REFERENCES webhook (id), -- to whom
	act INTEGER NOT NULL, -- by which it has happened
	event TEXT NOT NULL CHECK (event <> ''), -- what
	object TEXT NOT NULL CHECK (object <> ''), -- to which row, "document:17"
	version INTEGER NOT NULL, -- that the row of the event's own book has since then
	at INTEGER NOT NULL, -- when it happened
	job INTEGER NOT NULL, -- that sends it
	status INTEGER, -- with which the receiver last answered; NULL: it has not
	tried_at INTEGER -- when it was last sent; NULL: not yet
) STRICT;
CREATE INDEX webhook_delivery_webhook ON webhook_delivery (webhook, id);
CREATE INDEX webhook_delivery_job ON webhook_delivery (job);
