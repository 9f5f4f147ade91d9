-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Keys that differ only in capital letters are one key: by these they are found (registry/key.h). The same in sql/postgresql/.
CREATE INDEX unit_same ON unit (lower(replace(code, 'Đ', 'đ')));
CREATE INDEX agency_same ON agency (lower(replace(code, 'Đ', 'đ')));
CREATE INDEX person_same ON person (lower(replace(code, 'Đ', 'đ')));
CREATE INDEX device_same ON device (lower(replace(serial, 'Đ', 'đ')));
CREATE INDEX service_same ON service (lower(replace(code, 'Đ', 'đ')));
