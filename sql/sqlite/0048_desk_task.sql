-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a web page has the program at its desk do besides signing: look at the desk itself and report it (R17), change the PIN of a device that was unlocked (R7). The same in sql/postgresql/.
-- Kept for a day: what came of it stands in the books.
CREATE TABLE desk_task (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	token TEXT NOT NULL CHECK (length(token) = 64), -- SHA-256 of what the page's link has, in hex; the value is kept nowhere
	session TEXT NOT NULL CHECK (length(session) = 64), -- of whom: as session.token; without that one it is over
	kind TEXT NOT NULL CHECK (kind IN ('check', 'pin')), -- check: the desk is looked at; pin: a PIN is changed
	subject TEXT NOT NULL, -- of a check: of the ticket that the report is attached to
	device INTEGER, -- of a PIN: whose; NULL: of a check
	result INTEGER, -- the ticket that was entered, or the act by which the change was reported; NULL: nothing came yet
	made_at INTEGER NOT NULL, -- when
	ends_at INTEGER NOT NULL -- when it is over by itself
) STRICT;
CREATE UNIQUE INDEX desk_task_token ON desk_task (token);
CREATE INDEX desk_task_ends ON desk_task (ends_at);
