-- SPDX-License-Identifier: AGPL-3.0-or-later
-- People who log in at the service. The same in sql/postgresql/.
-- Accounts by which people come to the registry (R4.1, X4); the table of 0005 with one kind more, which SQLite takes as a new table alone.
CREATE TABLE account_with_password (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	kind TEXT NOT NULL CHECK (kind IN ('os', 'postgresql', 'oidc', 'token', 'password')), -- who vouches for the name
	name TEXT NOT NULL CHECK (name <> ''), -- as who vouches for it calls it
	person INTEGER NOT NULL REFERENCES person (id), -- whose it is
	state TEXT NOT NULL CHECK (state IN ('active', 'closed')) -- closed: opens no door
) STRICT;
INSERT INTO account_with_password SELECT id, version, act, kind, name, person, state FROM account;
DROP TABLE account;
ALTER TABLE account_with_password RENAME TO account;
CREATE UNIQUE INDEX account_key ON account (kind, name);
CREATE INDEX account_person ON account (person);

-- How an account of the kind password is proved (R4.1): the book of logins.
CREATE TABLE login (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	account INTEGER NOT NULL REFERENCES account (id), -- which
	person INTEGER NOT NULL REFERENCES person (id), -- whose that is
	factors TEXT NOT NULL CHECK (factors IN ('password', 'password_totp')), -- what is asked for
	secrets TEXT NOT NULL CHECK (secrets <> '') -- SHA-256 over the secrets as login_secret has them, in hex: others open nothing
) STRICT;
CREATE UNIQUE INDEX login_key ON login (account);
CREATE INDEX login_person ON login (person);

-- The secrets themselves; no history keeps them.
CREATE TABLE login_secret (
	account INTEGER NOT NULL PRIMARY KEY, -- whose
	password TEXT NOT NULL CHECK (password <> ''), -- yescrypt
	totp TEXT NOT NULL, -- secret of the one-time codes (RFC 6238), Base32; empty: none
	totp_step INTEGER NOT NULL, -- of the last code that was taken
	set_at INTEGER NOT NULL -- when they were set
) STRICT;

-- Who is logged in.
CREATE TABLE session (
	token TEXT NOT NULL PRIMARY KEY CHECK (length(token) = 64), -- SHA-256 of the cookie's value in hex; the value is kept nowhere
	account INTEGER NOT NULL, -- whose
	made_at INTEGER NOT NULL, -- when they logged in
	used_at INTEGER NOT NULL, -- when they were last here, by the minute
	confirmed_at INTEGER NOT NULL -- when they last proved who they are
) STRICT;
CREATE INDEX session_account ON session (account);
CREATE INDEX session_made ON session (made_at);

-- Browsers that an account has logged in from: wrong passwords that others try do not keep them out.
CREATE TABLE login_device (
	token TEXT NOT NULL PRIMARY KEY CHECK (length(token) = 64), -- SHA-256 of its cookie's value in hex
	account INTEGER NOT NULL, -- whose
	used_at INTEGER NOT NULL -- when they last logged in from it
) STRICT;
CREATE INDEX login_device_account ON login_device (account, used_at);

-- What somebody was answered, that the same request does nothing twice.
CREATE TABLE account_request (
	account INTEGER NOT NULL, -- whose request
	key TEXT NOT NULL CHECK (key <> ''), -- its Idempotency-Key
	at INTEGER NOT NULL, -- when it was done
	body TEXT NOT NULL CHECK (length(body) = 64), -- SHA-256 of what was asked for, in hex
	answer TEXT NOT NULL, -- what was answered
	PRIMARY KEY (account, key)
) STRICT;
CREATE INDEX account_request_at ON account_request (at);
