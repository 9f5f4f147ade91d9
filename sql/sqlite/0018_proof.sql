-- SPDX-License-Identifier: AGPL-3.0-or-later
-- How far the evidence of each document that was issued or taken in has come (X1), as the jobs that keep it found it; it could be found anew from the evidence. The same in sql/postgresql/.
CREATE TABLE proof (
	book TEXT NOT NULL CHECK (book IN ('document', 'arrival')), -- of what
	object INTEGER NOT NULL, -- its number in that book
	level TEXT NOT NULL CHECK (level IN ('stamped', 'whole')), -- whole: by its evidence alone it is judged good, and the newest stamp stands over all of it
	reason TEXT, -- why it is not whole: an id of the error table
	stamped_at INTEGER NOT NULL, -- the newest stamp, by its authority, UTC epoch seconds
	until INTEGER NOT NULL, -- the end of what that stamp stands on
	renew_at INTEGER NOT NULL, -- when the next stamp is due
	looked_at INTEGER NOT NULL, -- when it was last found so
	CHECK ((level = 'whole') = (reason IS NULL)),
	PRIMARY KEY (book, object)
) STRICT;
-- What was there before has its first job too.
INSERT INTO job (id, kind, payload, dedup, state, tries, ready_at, created_at)
SELECT (SELECT COALESCE(MAX(id), 0) FROM job) + ROW_NUMBER() OVER (ORDER BY at, name), 'evidence.keep', name, name, 'ready', 0, at, at FROM (
	SELECT 'document:' || id AS name, COALESCE(issued_at, 0) AS at FROM document WHERE COALESCE(issued_file, e_copy) IS NOT NULL
	UNION ALL SELECT 'arrival:' || id, arrived_at FROM arrival
	WHERE file IS NOT NULL AND verdict IN ('passed', 'open') AND state IN ('registered', 'assigned', 'done', 'recalled', 'replaced')) AS kept;
