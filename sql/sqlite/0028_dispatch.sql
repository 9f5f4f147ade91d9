-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Issued documents to receivers outside, by mail or by a link. The same in sql/postgresql/.
CREATE TABLE dispatch (
	id INTEGER NOT NULL PRIMARY KEY, -- counts up
	version INTEGER NOT NULL, -- of its row in change
	act INTEGER NOT NULL, -- that wrote that version
	document INTEGER NOT NULL REFERENCES document (id), -- what
	way TEXT NOT NULL CHECK (way IN ('mail', 'link')), -- how
	receiver TEXT NOT NULL, -- to whom
	address TEXT, -- of a mail
	token TEXT, -- of a link: SHA-256 of its code, which stands nowhere
	maker INTEGER NOT NULL REFERENCES person (id), -- who sent it
	sent_at INTEGER NOT NULL, -- when
	until_at INTEGER, -- of a link: its end
	downloads INTEGER, -- of a link: how often each file may be downloaded
	closed_at INTEGER -- of a link: when it was ended before
) STRICT;
CREATE INDEX dispatch_document ON dispatch (document);
CREATE INDEX dispatch_maker ON dispatch (maker);
CREATE UNIQUE INDEX dispatch_token ON dispatch (token);

-- How often the files of a link were downloaded.
CREATE TABLE dispatch_use (
	dispatch INTEGER NOT NULL REFERENCES dispatch (id), -- the link
	document INTEGER NOT NULL REFERENCES document (id), -- whose file it was
	place INTEGER NOT NULL, -- 0: the document itself; else the attachment
	downloads INTEGER NOT NULL, -- so far
	last_at INTEGER NOT NULL, -- the last time, UTC epoch seconds
	PRIMARY KEY (dispatch, document, place)
) STRICT;
