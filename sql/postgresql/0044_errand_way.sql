-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Which program at the desk signs: ours, or the VGCA Sign Service of the Government Cipher Committee (R5.3). The same in sql/sqlite/.
ALTER TABLE errand ADD COLUMN way text COLLATE "C" NOT NULL DEFAULT 'agent' CHECK (way IN ('agent', 'vgca'));
COMMENT ON COLUMN errand.way IS 'agent: trien-agent; vgca: that service, which fetches one file and sends it back signed';
