-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A session is sealed with a key that is not in the database, and ends with the certificate that opened it. Those of before end here: nobody has sealed them. The same in sql/postgresql/.
DROP TABLE session;
CREATE TABLE session (
	token TEXT NOT NULL PRIMARY KEY CHECK (length(token) = 64), -- SHA-256 of the cookie's value in hex; the value is kept nowhere
	account INTEGER NOT NULL, -- whose
	made_at INTEGER NOT NULL, -- when they logged in
	used_at INTEGER NOT NULL, -- when they were last here, by the minute
	confirmed_at INTEGER NOT NULL, -- when they last proved who they are
	certificate TEXT NOT NULL CHECK (length(certificate) IN (0, 64)), -- fingerprint of the certificate that they logged in with; empty: with a password
	seal TEXT NOT NULL CHECK (length(seal) = 64) -- HMAC-SHA-256 in hex over all of it but used_at
) STRICT;
CREATE INDEX session_account ON session (account);
CREATE INDEX session_made ON session (made_at);
