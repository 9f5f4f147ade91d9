-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Other systems of an agency that hear what happens to its documents, and what each was told. The same in sql/sqlite/.
CREATE TABLE webhook (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	agency bigint NOT NULL REFERENCES agency (id),
	name text COLLATE "C" NOT NULL CHECK (name <> ''),
	url text COLLATE "C" NOT NULL CHECK (url <> ''),
	events text COLLATE "C" NOT NULL CHECK (events <> ''),
	state text COLLATE "C" NOT NULL CHECK (state IN ('active', 'off')),
	salt text COLLATE "C" NOT NULL CHECK (salt <> ''),
	secret text COLLATE "C" NOT NULL CHECK (secret <> '')
);
COMMENT ON COLUMN webhook.id IS 'counts up';
COMMENT ON COLUMN webhook.version IS 'of its row in change';
COMMENT ON COLUMN webhook.act IS 'that wrote that version';
COMMENT ON COLUMN webhook.agency IS 'whose documents it hears of';
COMMENT ON COLUMN webhook.name IS 'as people call it';
COMMENT ON COLUMN webhook.url IS 'where it is told';
COMMENT ON COLUMN webhook.events IS 'of what: words with blanks between them';
COMMENT ON COLUMN webhook.state IS 'off: it is told nothing';
COMMENT ON COLUMN webhook.salt IS 'what its secret is derived of, with a key that is not in the database';
COMMENT ON COLUMN webhook.secret IS 'SHA-256 of its secret in hex: with another key nothing is sent';
CREATE INDEX webhook_agency ON webhook (agency, id);

-- What they are told: written in the transaction of what has happened.
CREATE TABLE webhook_delivery (
	id bigint NOT NULL PRIMARY KEY,
	webhook bigint NOT NULL REFERENCES webhook (id),
	act bigint NOT NULL,
	event text COLLATE "C" NOT NULL CHECK (event <> ''),
	object text COLLATE "C" NOT NULL CHECK (object <> ''),
	version bigint NOT NULL,
	at bigint NOT NULL,
	job bigint NOT NULL,
	status bigint,
	tried_at bigint
);
COMMENT ON COLUMN webhook_delivery.id IS 'counts up';
COMMENT ON COLUMN webhook_delivery.webhook IS 'to whom';
COMMENT ON COLUMN webhook_delivery.act IS 'by which it has happened';
COMMENT ON COLUMN webhook_delivery.event IS 'what';
COMMENT ON COLUMN webhook_delivery.object IS 'to which row, "document:17"';
COMMENT ON COLUMN webhook_delivery.version IS 'that the row of the event''s own book has since then';
COMMENT ON COLUMN webhook_delivery.at IS 'when it happened';
COMMENT ON COLUMN webhook_delivery.job IS 'that sends it';
COMMENT ON COLUMN webhook_delivery.status IS 'with which the receiver last answered; NULL: it has not';
COMMENT ON COLUMN webhook_delivery.tried_at IS 'when it was last sent; NULL: not yet';
CREATE INDEX webhook_delivery_webhook ON webhook_delivery (webhook, id);
CREATE INDEX webhook_delivery_job ON webhook_delivery (job);
