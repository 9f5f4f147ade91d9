-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A webhook may hear of the agencies below its own too; what was told is kept for some time and then goes. The same in sql/sqlite/.
ALTER TABLE webhook ADD COLUMN scope text COLLATE "C" CHECK (scope IN ('agency', 'subtree'));
COMMENT ON COLUMN webhook.scope IS 'of whose documents: its agency''s, which NULL says too, or of all agencies below it as well';
ALTER TABLE webhook_delivery ADD COLUMN agency bigint REFERENCES agency (id);
COMMENT ON COLUMN webhook_delivery.agency IS 'whose the row is; NULL: the webhook''s own, told before there were others';
CREATE INDEX webhook_delivery_at ON webhook_delivery (at, id);
CREATE INDEX job_webhook_ended ON job (ended_at, id) WHERE kind = 'webhook' AND ended_at IS NOT NULL;
