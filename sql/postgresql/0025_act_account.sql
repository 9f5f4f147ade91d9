-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The account by which an act was done stands in its row: whoever reads a history finds both at one place. The same in sql/sqlite/.
ALTER TABLE act ADD COLUMN account bigint CHECK (account > 0);
COMMENT ON COLUMN act.account IS 'id of the account by which it was done; history keeps one whose entry was undone; NULL: none';
UPDATE act SET account = (SELECT b.account FROM act_account b WHERE b.act = act.id AND b.account > 0);
DROP TABLE act_account;
