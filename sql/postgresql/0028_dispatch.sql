-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Issued documents to receivers outside, by mail or by a link. The same in sql/sqlite/.
CREATE TABLE dispatch (
	id bigint NOT NULL PRIMARY KEY,
	version bigint NOT NULL,
	act bigint NOT NULL,
	document bigint NOT NULL REFERENCES document (id),
	way text COLLATE "C" NOT NULL CHECK (way IN ('mail', 'link')),
	receiver text COLLATE "C" NOT NULL,
	address text COLLATE "C",
	token text COLLATE "C",
	maker bigint NOT NULL REFERENCES person (id),
	sent_at bigint NOT NULL,
	until_at bigint,
	downloads bigint,
	closed_at bigint
);
CREATE INDEX dispatch_document ON dispatch (document);
CREATE INDEX dispatch_maker ON dispatch (maker);
CREATE UNIQUE INDEX dispatch_token ON dispatch (token);

CREATE TABLE dispatch_use (
	dispatch bigint NOT NULL REFERENCES dispatch (id),
	document bigint NOT NULL REFERENCES document (id),
	place bigint NOT NULL,
	downloads bigint NOT NULL,
	last_at bigint NOT NULL,
	PRIMARY KEY (dispatch, document, place)
);
COMMENT ON COLUMN dispatch.id IS 'counts up';
COMMENT ON COLUMN dispatch.version IS 'of its row in change';
COMMENT ON COLUMN dispatch.act IS 'that wrote that version';
COMMENT ON COLUMN dispatch.document IS 'what';
COMMENT ON COLUMN dispatch.way IS 'how';
COMMENT ON COLUMN dispatch.receiver IS 'to whom';
COMMENT ON COLUMN dispatch.address IS 'of a mail';
COMMENT ON COLUMN dispatch.token IS 'of a link: SHA-256 of its code, which stands nowhere';
COMMENT ON COLUMN dispatch.maker IS 'who sent it';
COMMENT ON COLUMN dispatch.sent_at IS 'when';
COMMENT ON COLUMN dispatch.until_at IS 'of a link: its end';
COMMENT ON COLUMN dispatch.downloads IS 'of a link: how often each file may be downloaded';
COMMENT ON COLUMN dispatch.closed_at IS 'of a link: when it was ended before';
COMMENT ON COLUMN dispatch_use.dispatch IS 'the link';
COMMENT ON COLUMN dispatch_use.document IS 'whose file it was';
COMMENT ON COLUMN dispatch_use.place IS '0: the document itself; else the attachment';
COMMENT ON COLUMN dispatch_use.downloads IS 'so far';
COMMENT ON COLUMN dispatch_use.last_at IS 'the last time, UTC epoch seconds';
