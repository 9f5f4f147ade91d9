-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A document that went or came by the exchange is asked back by its sender. The same in sql/sqlite/.
ALTER TABLE message ADD COLUMN withdrawal text COLLATE "C" CHECK (withdrawal IN ('asked', 'agreed', 'refused', 'unsent'));
ALTER TABLE message ADD COLUMN withdrawal_reason text COLLATE "C";
ALTER TABLE message ADD COLUMN withdrawal_at bigint;
ALTER TABLE message ADD COLUMN withdrawal_told_at bigint;
COMMENT ON COLUMN message.withdrawal IS 'NULL: nobody asks for it back; unsent: it was taken back before it was given to the exchange';
COMMENT ON COLUMN message.withdrawal_reason IS 'of who asks, then of who refuses';
COMMENT ON COLUMN message.withdrawal_at IS 'since when it stands so';
COMMENT ON COLUMN message.withdrawal_told_at IS 'the wish of one that went, the answer of one that came, was given to the exchange; NULL: not yet';
CREATE INDEX message_withdrawal ON message (agency) WHERE withdrawal IS NOT NULL;
