-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A document that went or came by the exchange is asked back by its sender. The same in sql/postgresql/.
ALTER TABLE message ADD COLUMN withdrawal TEXT -- NULL: nobody asks for it back; unsent: it was taken back before it was given to the exchange
	CHECK (withdrawal IN ('asked', 'agreed', 'refused', 'unsent'));
ALTER TABLE message ADD COLUMN withdrawal_reason TEXT -- of who asks, then of who refuses
	NULL;
ALTER TABLE message ADD COLUMN withdrawal_at INTEGER -- since when it stands so
	NULL;
ALTER TABLE message ADD COLUMN withdrawal_told_at INTEGER -- the wish of one that went, the answer of one that came, was given to the exchange; NULL: not yet
	NULL;
CREATE INDEX message_withdrawal ON message (agency) WHERE withdrawal IS NOT NULL;
