-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a web page has the program at its desk sign, and logins that this program has made ready (R4.3, R5.3). The same in sql/sqlite/.
-- Kept for a day: what was done stands in the books.
CREATE TABLE errand (
	id bigint NOT NULL PRIMARY KEY,
	token text COLLATE "C" NOT NULL CHECK (length(token) = 64),
	secret text COLLATE "C" CHECK (length(secret) = 64),
	session text COLLATE "C" NOT NULL CHECK (length(session) = 64),
	certificate text COLLATE "C" NOT NULL CHECK (length(certificate) = 64),
	code text COLLATE "C" NOT NULL CHECK (length(code) = 4),
	said text COLLATE "C" NOT NULL,
	state text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'redeemed', 'done', 'refused', 'over')),
	reason text COLLATE "C",
	made_at bigint NOT NULL,
	ends_at bigint NOT NULL
);
COMMENT ON COLUMN errand.id IS 'counts up';
COMMENT ON COLUMN errand.token IS 'SHA-256 of what the page''s link has, in hex; the value is kept nowhere';
COMMENT ON COLUMN errand.secret IS 'SHA-256 of what the program at the desk got for it, in hex; NULL: nobody has taken it yet';
COMMENT ON COLUMN errand.session IS 'of whom: as session.token; without that one it is over';
COMMENT ON COLUMN errand.certificate IS 'SHA-256 of the one that signs all of it, in hex';
COMMENT ON COLUMN errand.code IS 'that page and program show';
COMMENT ON COLUMN errand.said IS 'what the person said of the signatures that are to come, JSON';
COMMENT ON COLUMN errand.state IS 'waiting: for the program; redeemed: it has taken it';
COMMENT ON COLUMN errand.reason IS 'id of an error: why it ended; NULL: it did not, or well';
COMMENT ON COLUMN errand.made_at IS 'when';
COMMENT ON COLUMN errand.ends_at IS 'when it is over by itself';
CREATE UNIQUE INDEX errand_token ON errand (token);
CREATE UNIQUE INDEX errand_secret ON errand (secret);
CREATE INDEX errand_session ON errand (session);
CREATE INDEX errand_ends ON errand (ends_at);

-- Its signatures.
CREATE TABLE errand_item (
	errand bigint NOT NULL,
	item bigint NOT NULL,
	signing bigint NOT NULL,
	document bigint NOT NULL,
	state text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'signed', 'refused')),
	answer text COLLATE "C",
	PRIMARY KEY (errand, item)
);
COMMENT ON COLUMN errand_item.errand IS 'of which';
COMMENT ON COLUMN errand_item.item IS 'from 1, in the order in which they are signed';
COMMENT ON COLUMN errand_item.signing IS 'the session of this signature';
COMMENT ON COLUMN errand_item.document IS 'that is signed';
COMMENT ON COLUMN errand_item.state IS 'refused: a right value may still come';
COMMENT ON COLUMN errand_item.answer IS 'what was answered, JSON; NULL: nothing yet';

-- Who has shown at the program at the desk that the key is in hand: opens a session once, in the browser that asked for it.
CREATE TABLE login_ticket (
	token text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(token) = 64),
	nonce text COLLATE "C" NOT NULL CHECK (length(nonce) = 64),
	certificate text COLLATE "C" NOT NULL CHECK (length(certificate) = 64),
	ends_at bigint NOT NULL,
	seal text COLLATE "C" NOT NULL CHECK (length(seal) = 64)
);
COMMENT ON COLUMN login_ticket.token IS 'SHA-256 of its value in hex; the value is kept nowhere';
COMMENT ON COLUMN login_ticket.nonce IS 'SHA-256 of what the browser''s cookie has, in hex';
COMMENT ON COLUMN login_ticket.certificate IS 'SHA-256 of the key''s, in hex';
COMMENT ON COLUMN login_ticket.ends_at IS 'when it is over';
COMMENT ON COLUMN login_ticket.seal IS 'HMAC-SHA-256 over the others with a key that is not in the database: what a hand writes opens nothing';
CREATE INDEX login_ticket_ends ON login_ticket (ends_at);
