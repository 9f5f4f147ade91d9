-- SPDX-License-Identifier: AGPL-3.0-or-later
-- People who log in at the service. The same in sql/sqlite/.
-- Accounts of the kind password beside those of 0005 (R4.1, X4).
ALTER TABLE account DROP CONSTRAINT account_kind_check;
ALTER TABLE account ADD CONSTRAINT account_kind_check CHECK (kind IN ('os', 'postgresql', 'oidc', 'token', 'password'));

-- How an account of the kind password is proved (R4.1): the book of logins.
CREATE TABLE login (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	account bigint NOT NULL REFERENCES account (id),
	person bigint NOT NULL REFERENCES person (id),
	factors text COLLATE "C" NOT NULL CHECK (factors IN ('password', 'password_totp')),
	secrets text COLLATE "C" NOT NULL CHECK (secrets <> '')
);
COMMENT ON COLUMN login.id IS 'counts up';
COMMENT ON COLUMN login.version IS 'of its row in change';
COMMENT ON COLUMN login.act IS 'that wrote that version';
COMMENT ON COLUMN login.account IS 'which';
COMMENT ON COLUMN login.person IS 'whose that is';
COMMENT ON COLUMN login.factors IS 'what is asked for';
COMMENT ON COLUMN login.secrets IS 'SHA-256 over the secrets as login_secret has them, in hex: others open nothing';
CREATE UNIQUE INDEX login_key ON login (account);
CREATE INDEX login_person ON login (person);

-- The secrets themselves; no history keeps them.
CREATE TABLE login_secret (
	account bigint NOT NULL PRIMARY KEY,
	password text COLLATE "C" NOT NULL CHECK (password <> ''),
	totp text COLLATE "C" NOT NULL,
	totp_step bigint NOT NULL,
	set_at bigint NOT NULL
);
COMMENT ON COLUMN login_secret.account IS 'whose';
COMMENT ON COLUMN login_secret.password IS 'yescrypt';
COMMENT ON COLUMN login_secret.totp IS 'secret of the one-time codes (RFC 6238), Base32; empty: none';
COMMENT ON COLUMN login_secret.totp_step IS 'of the last code that was taken';
COMMENT ON COLUMN login_secret.set_at IS 'when they were set';

-- Who is logged in.
CREATE TABLE session (
	token text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(token) = 64),
	account bigint NOT NULL,
	made_at bigint NOT NULL,
	used_at bigint NOT NULL,
	confirmed_at bigint NOT NULL
);
COMMENT ON COLUMN session.token IS 'SHA-256 of the cookie''s value in hex; the value is kept nowhere';
COMMENT ON COLUMN session.account IS 'whose';
COMMENT ON COLUMN session.made_at IS 'when they logged in';
COMMENT ON COLUMN session.used_at IS 'when they were last here, by the minute';
COMMENT ON COLUMN session.confirmed_at IS 'when they last proved who they are';
CREATE INDEX session_account ON session (account);
CREATE INDEX session_made ON session (made_at);

-- Browsers that an account has logged in from: wrong passwords that others try do not keep them out.
CREATE TABLE login_device (
	token text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(token) = 64),
	account bigint NOT NULL,
	used_at bigint NOT NULL
);
COMMENT ON COLUMN login_device.token IS 'SHA-256 of its cookie''s value in hex';
COMMENT ON COLUMN login_device.account IS 'whose';
COMMENT ON COLUMN login_device.used_at IS 'when they last logged in from it';
CREATE INDEX login_device_account ON login_device (account, used_at);

-- What somebody was answered, that the same request does nothing twice.
CREATE TABLE account_request (
	account bigint NOT NULL,
	key text COLLATE "C" NOT NULL CHECK (key <> ''),
	at bigint NOT NULL,
	body text COLLATE "C" NOT NULL CHECK (length(body) = 64),
	answer text COLLATE "C" NOT NULL,
	PRIMARY KEY (account, key)
);
COMMENT ON COLUMN account_request.account IS 'whose request';
COMMENT ON COLUMN account_request.key IS 'its Idempotency-Key';
COMMENT ON COLUMN account_request.at IS 'when it was done';
COMMENT ON COLUMN account_request.body IS 'SHA-256 of what was asked for, in hex';
COMMENT ON COLUMN account_request.answer IS 'what was answered';
CREATE INDEX account_request_at ON account_request (at);
