-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A session is sealed with a key that is not in the database, and ends with the certificate that opened it. Those of before end here: nobody has sealed them. The same in sql/sqlite/.
DROP TABLE session;
CREATE TABLE session (
	token text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(token) = 64),
	account bigint NOT NULL,
	made_at bigint NOT NULL,
	used_at bigint NOT NULL,
	confirmed_at bigint NOT NULL,
	certificate text COLLATE "C" NOT NULL CHECK (length(certificate) IN (0, 64)),
	seal text COLLATE "C" NOT NULL CHECK (length(seal) = 64)
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_made ON session (made_at);
COMMENT ON COLUMN session.token IS 'SHA-256 of the cookie''s value in hex; the value is kept nowhere';
COMMENT ON COLUMN session.account IS 'whose';
COMMENT ON COLUMN session.made_at IS 'when they logged in';
COMMENT ON COLUMN session.used_at IS 'when they were last here, by the minute';
COMMENT ON COLUMN session.confirmed_at IS 'when they last proved who they are';
COMMENT ON COLUMN session.certificate IS 'fingerprint of the certificate that they logged in with; empty: with a password';
COMMENT ON COLUMN session.seal IS 'HMAC-SHA-256 in hex over all of it but used_at';
