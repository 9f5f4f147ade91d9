-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a web page has the program at its desk do besides signing: look at the desk itself and report it (R17), change the PIN of a device that was unlocked (R7). The same in sql/sqlite/.
-- Kept for a day: what came of it stands in the books.
CREATE TABLE desk_task (
	id bigint NOT NULL PRIMARY KEY,
	token text COLLATE "C" NOT NULL CHECK (length(token) = 64),
	session text COLLATE "C" NOT NULL CHECK (length(session) = 64),
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('check', 'pin')),
	subject text COLLATE "C" NOT NULL,
	device bigint,
	result bigint,
	made_at bigint NOT NULL,
	ends_at bigint NOT NULL
);
COMMENT ON COLUMN desk_task.id IS 'counts up';
COMMENT ON COLUMN desk_task.token IS 'SHA-256 of what the page''s link has, in hex; the value is kept nowhere';
COMMENT ON COLUMN desk_task.session IS 'of whom: as session.token; without that one it is over';
COMMENT ON COLUMN desk_task.kind IS 'check: the desk is looked at; pin: a PIN is changed';
COMMENT ON COLUMN desk_task.subject IS 'of a check: of the ticket that the report is attached to';
COMMENT ON COLUMN desk_task.device IS 'of a PIN: whose; NULL: of a check';
COMMENT ON COLUMN desk_task.result IS 'the ticket that was entered, or the act by which the change was reported; NULL: nothing came yet';
COMMENT ON COLUMN desk_task.made_at IS 'when';
COMMENT ON COLUMN desk_task.ends_at IS 'when it is over by itself';
CREATE UNIQUE INDEX desk_task_token ON desk_task (token);
CREATE INDEX desk_task_ends ON desk_task (ends_at);
