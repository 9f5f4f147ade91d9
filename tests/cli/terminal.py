#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person at a terminal. Usage: terminal.py ANSWER... -- COMMAND...: types an answer whenever something is asked (what is printed ends with ": "), and prints what the terminal shows, in which no
answer may stand but those that are given with "+" before them. Ends with 0 where every answer was asked for."""
import os
import pty
import select
import sys

at = sys.argv.index("--")
answers, command = [a.encode() for a in sys.argv[1:at]], sys.argv[at + 1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
shown = waits = b""
left = list(answers)
while select.select([terminal], [], [], 60)[0]:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    waits += piece
    if waits.endswith(b": ") and left:
        os.write(terminal, left.pop(0).lstrip(b"+") + b"\n")
        waits = b""
os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(1 if left or any(a in shown for a in answers if not a.startswith(b"+")) else 0)
