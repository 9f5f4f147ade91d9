-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Which program at the desk signs: ours, or the VGCA Sign Service of the Government Cipher Committee (R5.3). The same in sql/postgresql/.
ALTER TABLE errand ADD COLUMN way TEXT NOT NULL DEFAULT 'agent' -- agent: trien-agent; vgca: that service, which fetches one file and sends it back signed
	CHECK (way IN ('agent', 'vgca'));
