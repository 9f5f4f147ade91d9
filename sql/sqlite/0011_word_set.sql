-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Sets of words in place of words: the names that have some words together are one range of an index. The same in sql/postgresql/.
CREATE TABLE word_set (
	book TEXT NOT NULL, -- table of the row
	words TEXT NOT NULL, -- how many, and words of its name without diacritics, sorted: each set of them; 0 and one word, where the name has more than five
	sort_key TEXT NOT NULL, -- that of the row
	object INTEGER NOT NULL, -- id of the row
	agency INTEGER NOT NULL, -- that the row belongs to
	PRIMARY KEY (book, words, sort_key, object)
) STRICT, WITHOUT ROWID;
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
	SELECT book, CAST(n AS TEXT) || words, sort_key, object, agency FROM grown
	UNION ALL
	SELECT w.book, '0' || w.word, w.sort_key, w.object, m.agency FROM name m JOIN word w ON w.book = m.book AND w.object = m.object WHERE m.words > 5;
DROP TABLE word;
