#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs a program for which one system call fails, as it does on another machine (old kernels, containers, file systems).

usage: deny_call.py NUMBER ERRNO PROGRAM ARGUMENT...
       deny_call.py NUMBER:ARGUMENT-INDEX:MASK ERRNO PROGRAM ARGUMENT...   only where the argument has a bit of MASK
Numbers are those of x86-64; exit 77 on another machine.
"""
import ctypes
import errno
import os
import platform
import struct
import sys

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, FAIL = 0x7fff0000, 0x00050000


def program(number, index, mask, code):
    """Classic BPF: what does not match falls through to the last line."""
    if mask is None:
        return [(LOAD, 0, 0, 0), (EQUAL, 0, 1, number), (RETURN, 0, 0, FAIL | code), (RETURN, 0, 0, ALLOW)]
    return [(LOAD, 0, 0, 0), (EQUAL, 0, 3, number), (LOAD, 0, 0, 16 + 8 * index), (ANY_BIT, 0, 1, mask),
            (RETURN, 0, 0, FAIL | code), (RETURN, 0, 0, ALLOW)]


def main():
    if platform.machine() != "x86_64":
        sys.exit(77)
    number, *which = (int(x, 0) for x in sys.argv[1].split(":"))
    lines = program(number, *(which or (0, None)), getattr(errno, sys.argv[2]))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in lines))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(lines), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, FILTER, head, 0, 0):
        sys.exit(77)
    os.execvp(sys.argv[3], sys.argv[3:])


if __name__ == "__main__":
    main()
