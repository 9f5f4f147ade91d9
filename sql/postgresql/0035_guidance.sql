-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Guidance notes to all (R18.1). The same in sql/sqlite/.
CREATE TABLE guidance (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	subject text COLLATE "C" NOT NULL CHECK (subject <> ''),
	text text COLLATE "C" NOT NULL CHECK (text <> ''),
	number text COLLATE "C",
	given_at bigint NOT NULL,
	over_at bigint
);
COMMENT ON COLUMN guidance.id IS 'counts up';
COMMENT ON COLUMN guidance.version IS 'of its row in change';
COMMENT ON COLUMN guidance.act IS 'that wrote that version';
COMMENT ON COLUMN guidance.subject IS 'what it is about';
COMMENT ON COLUMN guidance.text IS 'what to do';
COMMENT ON COLUMN guidance.number IS 'number and symbol of the document that gives it';
COMMENT ON COLUMN guidance.given_at IS 'day';
COMMENT ON COLUMN guidance.over_at IS 'day from which it no longer holds';
