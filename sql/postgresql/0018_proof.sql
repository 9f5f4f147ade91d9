-- SPDX-License-Identifier: AGPL-3.0-or-later
-- How far the evidence of each document that was issued or taken in has come (X1), as the jobs that keep it found it; it could be found anew from the evidence. The same in sql/sqlite/.
CREATE TABLE proof (
	book text COLLATE "C" NOT NULL CHECK (book IN ('document', 'arrival')),
	object bigint NOT NULL,
	level text COLLATE "C" NOT NULL CHECK (level IN ('stamped', 'whole')),
	reason text COLLATE "C",
	stamped_at bigint NOT NULL,
	until bigint NOT NULL,
	renew_at bigint NOT NULL,
	looked_at bigint NOT NULL,
	CHECK ((level = 'whole') = (reason IS NULL)),
	PRIMARY KEY (book, object)
);
COMMENT ON COLUMN proof.book IS 'of what';
COMMENT ON COLUMN proof.object IS 'its number in that book';
COMMENT ON COLUMN proof.level IS 'whole: by its evidence alone it is judged good, and the newest stamp stands over all of it';
COMMENT ON COLUMN proof.reason IS 'why it is not whole: an id of the error table';
COMMENT ON COLUMN proof.stamped_at IS 'the newest stamp, by its authority, UTC epoch seconds';
COMMENT ON COLUMN proof.until IS 'the end of what that stamp stands on';
COMMENT ON COLUMN proof.renew_at IS 'when the next stamp is due';
COMMENT ON COLUMN proof.looked_at IS 'when it was last found so';
-- What was there before has its first job too.
INSERT INTO job (id, kind, payload, dedup, state, tries, ready_at, created_at)
SELECT (SELECT COALESCE(MAX(id), 0) FROM job) + ROW_NUMBER() OVER (ORDER BY at, name), 'evidence.keep', name, name, 'ready', 0, at, at FROM (
	SELECT 'document:' || id AS name, COALESCE(issued_at, 0) AS at FROM document WHERE COALESCE(issued_file, e_copy) IS NOT NULL
	UNION ALL SELECT 'arrival:' || id, arrived_at FROM arrival
	WHERE file IS NOT NULL AND verdict IN ('passed', 'open') AND state IN ('registered', 'assigned', 'done', 'recalled', 'replaced')) AS kept;
