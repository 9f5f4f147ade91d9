-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a web page has the program at its desk sign, and logins that this program has made ready (R4.3, R5.3). The same in sql/postgresql/.
-- Kept for a day: what was done stands in the books.
CREATE TABLE errand (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	token TEXT NOT NULL CHECK (length(token) = 64), -- SHA-256 of what the page's link has, in hex; the value is kept nowhere
	secret TEXT CHECK (length(secret) = 64), -- SHA-256 of what the program at the desk got for it, in hex; NULL: nobody has taken it yet
	session TEXT NOT NULL CHECK (length(session) = 64), -- of whom: as session.token; without that one it is over
	certificate TEXT NOT NULL CHECK (length(certificate) = 64), -- SHA-256 of the one that signs all of it, in hex
	code TEXT NOT NULL CHECK (length(code) = 4), -- that page and program show
	said TEXT NOT NULL, -- what the person said of the signatures that are to come, JSON
	state TEXT NOT NULL CHECK (state IN ('waiting', 'redeemed', 'done', 'refused', 'over')), -- waiting: for the program; redeemed: it has taken it
	reason TEXT, -- id of an error: why it ended; NULL: it did not, or well
	made_at INTEGER NOT NULL, -- when
	ends_at INTEGER NOT NULL -- when it is over by itself
) STRICT;
CREATE UNIQUE INDEX errand_token ON errand (token);
CREATE UNIQUE INDEX errand_secret ON errand (secret);
CREATE INDEX errand_session ON errand (session);
CREATE INDEX errand_ends ON errand (ends_at);

-- Its signatures.
CREATE TABLE errand_item (
	errand INTEGER NOT NULL, -- of which
	item INTEGER NOT NULL, -- from 1, in the order in which they are signed
	signing INTEGER NOT NULL, -- the session of this signature
	document INTEGER NOT NULL, -- that is signed
	state TEXT NOT NULL CHECK (state IN ('waiting', 'signed', 'refused')), -- refused: a right value may still come
	answer TEXT, -- what was answered, JSON; NULL: nothing yet
	PRIMARY KEY (errand, item)
) STRICT;

-- Who has shown at the program at the desk that the key is in hand: opens a session once, in the browser that asked for it.
CREATE TABLE login_ticket (
	token TEXT NOT NULL PRIMARY KEY CHECK (length(token) = 64), -- SHA-256 of its value in hex; the value is kept nowhere
	nonce TEXT NOT NULL CHECK (length(nonce) = 64), -- SHA-256 of what the browser's cookie has, in hex
	certificate TEXT NOT NULL CHECK (length(certificate) = 64), -- SHA-256 of the key's, in hex
	ends_at INTEGER NOT NULL, -- when it is over
	seal TEXT NOT NULL CHECK (length(seal) = 64) -- HMAC-SHA-256 over the others with a key that is not in the database: what a hand writes opens nothing
) STRICT;
CREATE INDEX login_ticket_ends ON login_ticket (ends_at);
