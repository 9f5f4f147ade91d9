#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A browser that has an extension (Chrome's native messaging). Usage: native.py COMMAND... -- MESSAGE...   starts the command, sends each message in its frame, and prints what comes back, a line each.

A message "@N" is a length of N and nothing behind it; "=HEX" is bytes without a frame."""
import struct
import subprocess
import sys

at = sys.argv.index("--", 2)
p = subprocess.Popen(sys.argv[1:at], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
sent = b""
for m in sys.argv[at + 1:]:
    sent += struct.pack("=I", int(m[1:])) if m.startswith("@") else bytes.fromhex(m[1:]) if m.startswith("=") else struct.pack("=I", len(m.encode())) + m.encode()
out, _ = p.communicate(sent, 120)
while out:
    n = struct.unpack("=I", out[:4])[0]
    assert len(out) >= 4 + n, out
    print(out[4:4 + n].decode())
    out = out[4 + n:]
sys.exit(p.returncode)
