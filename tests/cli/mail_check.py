#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""mail_check.py FILE TO WORDS EVENTS: is it a mail that every reader takes, to this address, with these words, and a calendar with so many events?"""
import email
import email.policy
import re
import sys

path, to, words, events = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
raw = open(path, "rb").read()
assert raw.replace(b"\r\n", b"").find(b"\n") < 0 and raw.replace(b"\r\n", b"").find(b"\r") < 0, "bare CR or LF"
assert max(len(line) for line in raw.split(b"\r\n")) <= 78, "long line"
assert raw.isascii(), "eight bits"
mail = email.message_from_bytes(raw, policy=email.policy.default)
assert not mail.defects and not any(part.defects for part in mail.walk()), (mail.defects, [p.defects for p in mail.walk()])
assert [a.addr_spec for a in mail["To"].addresses] == [to], mail["To"]
assert [a.addr_spec for a in mail["From"].addresses] == ["so-dang-ky@so-mau.example"], mail["From"]
assert mail["From"].addresses[0].display_name == "Sổ đăng ký chứng thư số"
assert "Mẫu" in mail["To"].addresses[0].display_name
assert mail["Auto-Submitted"] == "auto-generated" and mail["Date"].datetime.utcoffset().total_seconds() == 7 * 3600
assert re.fullmatch(r"<[0-9a-f]{32}@so-mau\.example>", mail["Message-ID"]), mail["Message-ID"]
assert len(mail.get_all("To")) == len(mail.get_all("Subject")) == 1
assert re.match(r"(Nhắc việc|Báo tin) chữ ký số ngày \d\d/\d\d/\d{4} \(\d+ việc\)$", mail["Subject"]), mail["Subject"]
parts = list(mail.iter_parts())
text = parts[0].get_content()
for word in words.split("|"):
    assert word in text, (word, text)
if events == 0:
    assert len(parts) == 1
    sys.exit(0)
assert parts[1].get_content_type() == "text/calendar" and parts[1].get_param("method") == "PUBLISH" and parts[1].get_filename() == "nhac-viec.ics"
calendar = parts[1].get_payload(decode=True)
assert max(len(line) for line in calendar.split(b"\r\n")) <= 75, "long calendar line"
lines = re.sub(r"\r\n[ \t]", "", calendar.decode()).split("\r\n")
assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""] and "METHOD:PUBLISH" in lines and "VERSION:2.0" in lines
stack, found, uids = [], 0, set()
for line in lines[:-1]:
    name, value = line.split(":", 1)
    if name == "BEGIN":
        stack.append((value, set()))
        continue
    if name == "END":
        kind, has = stack.pop()
        assert kind == value
        if kind == "VEVENT":
            found += 1
            assert has >= {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "DESCRIPTION"}, has
        continue
    stack[-1][1].add(name.split(";")[0])
    if name == "UID" and stack[-1][0] == "VEVENT":
        assert value not in uids
        uids.add(value)
    if name.startswith("DTSTART;"):
        assert name == "DTSTART;TZID=Asia/Ho_Chi_Minh" and re.fullmatch(r"\d{8}T\d{6}", value), line
    if name == "DTSTAMP":
        assert re.fullmatch(r"\d{8}T\d{6}Z", value)
assert not stack and found == events, found
assert "TZID:Asia/Ho_Chi_Minh" in lines
print(sorted(uids)[0])
