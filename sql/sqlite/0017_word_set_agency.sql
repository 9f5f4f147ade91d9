-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The sets of an agency's names, in their order: who sees one agency, or a few, searches these alone. The same in sql/postgresql/.
CREATE INDEX word_set_agency ON word_set (book, agency, words, sort_key, object);
