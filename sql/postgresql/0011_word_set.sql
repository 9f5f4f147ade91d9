-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Sets of words in place of words: the names that have some words together are one range of an index. The same in sql/sqlite/.
CREATE TABLE word_set (
	book text COLLATE "C" NOT NULL,
	words text COLLATE "C" NOT NULL,
	sort_key text COLLATE "C" NOT NULL,
	object bigint NOT NULL,
	agency bigint NOT NULL,
	PRIMARY KEY (book, words, sort_key, object)
);
COMMENT ON COLUMN word_set.book IS 'table of the row';
COMMENT ON COLUMN word_set.words IS 'how many, and words of its name without diacritics, sorted: each set of them; 0 and one word, where the name has more than five';
COMMENT ON COLUMN word_set.sort_key IS 'that of the row';
COMMENT ON COLUMN word_set.object IS 'id of the row';
COMMENT ON COLUMN word_set.agency IS 'that the row belongs to';
INSERT INTO word_set (book, words, sort_key, object, agency)
	WITH RECURSIVE name(book, object, words, agency) AS (SELECT w.book, w.object, COUNT(*), COALESCE(CASE w.book WHEN 'agency' THEN w.object
		WHEN 'person' THEN (SELECT b.agency FROM person b WHERE b.id = w.object)
		WHEN 'certificate' THEN (SELECT b.agency FROM certificate b WHERE b.id = w.object)
		WHEN 'document' THEN (SELECT b.agency FROM document b WHERE b.id = w.object)
		WHEN 'incoming' THEN (SELECT b.agency FROM incoming b WHERE b.id = w.object) END, 0) FROM word w GROUP BY w.book, w.object),
	grown(book, object, agency, sort_key, n, words, last) AS (
		SELECT w.book, w.object, m.agency, w.sort_key, 1, w.word, w.word FROM name m JOIN word w ON w.book = m.book AND w.object = m.object WHERE m.words <= 5
		UNION ALL
		SELECT w.book, w.object, g.agency, w.sort_key, g.n + 1, g.words || ' ' || w.word, w.word FROM grown g
			JOIN word w ON w.book = g.book AND w.object = g.object AND w.word > g.last)
	SELECT book, CAST(n AS text) || words, sort_key, object, agency FROM grown
	UNION ALL
	SELECT w.book, '0' || w.word, w.sort_key, w.object, m.agency FROM name m JOIN word w ON w.book = m.book AND w.object = m.object WHERE m.words > 5;
DROP TABLE word;
