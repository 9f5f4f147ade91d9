-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who administers is asked at every act that changes a person, a post or an account (registry/act_door.c), and they are few. The same in sql/sqlite/.
CREATE INDEX post_admin ON post (person) WHERE role = 'admin' AND to_at IS NULL;
