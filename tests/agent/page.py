#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page of the VGCA protocol as its browser speaks for it: one socket, one message, one answer. Usage: page.py [OPTION...] PORT ACTION <MESSAGE

Prints the answer; "REFUSED" where the handshake is; "CLOSED CODE" where the socket is closed without one. --host, --origin (none: no such header), --again: the header twice; --ca FILE; --pieces N: in so many frames;
--more: another message behind the first; --binary; --unmasked; --silent: says nothing; --leave FILE: goes away when that file is there; --connections N: opens so many before."""
import argparse
import os
import socket
import ssl
import struct
import sys
import time

p = argparse.ArgumentParser()
for name in ("--host", "--origin", "--ca", "--leave"):
    p.add_argument(name)
p.add_argument("--pieces", type=int, default=1)
p.add_argument("--connections", type=int, default=0)
for name in ("--more", "--binary", "--silent", "--again", "--unmasked"):
    p.add_argument(name, action="store_true")
p.add_argument("port", type=int)
p.add_argument("action")
o = p.parse_args()
context = ssl.create_default_context(cafile=o.ca)


def connect():
    return context.wrap_socket(socket.create_connection(("127.0.0.1", o.port), 20), server_hostname="127.0.0.1")


def frame(code, payload, last):
    size, mask = len(payload), b"\x11\x22\x33\x44"
    head = bytes([(0x80 if last else 0) | code])
    bit = 0 if o.unmasked else 0x80
    head += bytes([bit | size]) if size < 126 else bytes([bit | 126]) + struct.pack(">H", size) if size < 65536 else bytes([bit | 127]) + struct.pack(">Q", size)
    if o.unmasked:
        return head + payload
    return head + mask + bytes(a ^ b for a, b in zip(payload, mask * (size // 4 + 1)))


def take(s, n):
    got = b""
    while len(got) < n:
        piece = s.recv(n - len(got))
        if not piece:
            raise ConnectionError
        got += piece
    return got


def read_frame(s):
    head = take(s, 2)
    size = head[1] & 127
    if size == 126:
        size = struct.unpack(">H", take(s, 2))[0]
    elif size == 127:
        size = struct.unpack(">Q", take(s, 8))[0]
    return head[0] & 15, take(s, size)


def shake(s):
    lines = ["GET %s HTTP/1.1" % o.action, "Host: " + (o.host or "127.0.0.1:%d" % o.port), "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"]
    if o.origin != "none":
        lines += ["Origin: " + o.origin] * (2 if o.again else 1)
    s.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    got = b""
    while b"\r\n\r\n" not in got:
        piece = s.recv(1)
        if not piece:
            return False
        got += piece
    return got.startswith(b"HTTP/1.1 101 ")


def answer(s):
    code, payload = read_frame(s)
    if code == 8:
        return "CLOSED %d" % struct.unpack(">H", payload[:2])[0] if payload else "CLOSED"
    return payload.decode()


others = [connect() for _ in range(o.connections)]
try:
    s = connect()
    s.settimeout(200)
    if not shake(s):
        raise ConnectionError
except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
    print("REFUSED")
    sys.exit(0)
message = b"" if o.silent else sys.stdin.buffer.read()
try:
    if not o.silent:
        size = len(message) // o.pieces + 1
        pieces = [message[i:i + size] for i in range(0, len(message), size)] or [b""]
        for i, piece in enumerate(pieces):
            s.sendall(frame((2 if o.binary else 1) if i == 0 else 0, piece, i == len(pieces) - 1))
        if o.more:
            s.sendall(frame(1, b"{}", True))
    while o.leave and not os.path.exists(o.leave):
        time.sleep(0.02)
    print("LEFT" if o.leave else answer(s))
except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
    print("CLOSED")
