#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mailbox on the loopback address: imap_mock.py FOLDER CERT KEY MODE. Its mails are FOLDER/box/N.eml, their flags FOLDER/box/N.flags; its port stands in FOLDER/port, what it was
asked in FOLDER/asked. Who logs in is den@mau.example with the password mat-khau-mau.
MODE: good; old (no UIDPLUS: UID EXPUNGE is BAD); anew (another UIDVALIDITY after the list); deaf (says nothing after the list); huge (a literal of 4 GB); flood (lines without an end);
lies (numbers that are none, mails that are not there); fails (STORE is refused once, then all is well); bare (no TLS offered)."""
import glob
import os
import re
import socket
import socketserver
import ssl
import sys
import threading
import time

folder, mode = sys.argv[1], sys.argv[4]
box = folder + "/box"
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])
lock = threading.Lock()
failures = 1


def uids():
    return sorted(int(os.path.basename(p)[:-4]) for p in glob.glob(box + "/*.eml"))


def flags(uid):
    try:
        with open("%s/%d.flags" % (box, uid), encoding="ascii") as f:
            return set(f.read().split())
    except FileNotFoundError:
        return set()


def set_flags(uid, all_flags):
    with open("%s/%d.flags" % (box, uid), "w", encoding="ascii") as f:
        f.write(" ".join(sorted(all_flags)))


class Session(socketserver.StreamRequestHandler):
    validity, listed = 7, False

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")
        self.wfile.flush()

    def setup(self):
        if mode != "bare":
            self.request = context.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self):
        try:
            self.say("* OK ready")
            for line in self.rfile:
                tag, _, rest = line.decode("latin-1").strip().partition(" ")
                with lock, open(folder + "/asked", "a", encoding="utf-8") as f:
                    f.write(re.sub("mat-khau-mau", "***", rest) + "\n")
                self.command(tag, rest)
        except (OSError, ValueError):
            pass

    def command(self, tag, rest):
        word = rest.split(" ")[0].upper()
        if word == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1" + ("" if mode == "old" else " UIDPLUS"))
        elif word == "LOGIN":
            if rest.replace('"', "") != "LOGIN den@mau.example mat-khau-mau":
                return self.say(tag + " NO no")
        elif word == "SELECT":
            if rest.split()[1].strip('"') != "INBOX":
                return self.say(tag + " NO no such mailbox")
            if mode == "anew" and Session.listed:
                Session.validity = 8
            self.say("* %d EXISTS" % len(uids()))
            self.say("* OK [UIDVALIDITY %d] valid" % Session.validity)
        elif word == "UID":
            return self.uid(tag, rest)
        elif word == "EXPUNGE":
            self.expunge(uids())
        elif word == "LOGOUT":
            self.say("* BYE")
        self.say(tag + " OK done")

    def expunge(self, which):
        for uid in which:
            if "\\Deleted" in flags(uid):
                os.remove("%s/%d.eml" % (box, uid))
                self.say("* %d EXPUNGE" % uid)

    def uid(self, tag, rest):
        global failures
        verb, *words = rest.split(" ")[1:]
        if verb == "SEARCH":
            Session.listed = True
            if mode == "flood":
                for _ in range(200000):
                    self.say("* SEARCH " + " ".join(str(i) for i in range(1, 400)))
            if mode == "lies":
                self.say("* SEARCH 0 99999999999999999999 4294967296 77 77 (MODSEQ 12)\r\n* SEARCH -1\r\n* 5 EXISTS")
            else:
                self.say("* SEARCH " + " ".join(str(u) for u in uids() if not flags(u) & {"\\Deleted", "TrienSeen"}))
            self.say(tag + " OK done")
            if mode == "anew":
                self.request.shutdown(socket.SHUT_RDWR)
            return
        number = int(words[0])
        if mode == "deaf":
            time.sleep(60)
        if verb == "FETCH":
            if mode == "huge":
                self.say("* 1 FETCH (UID %d BODY[] {4000000000}" % number)
                for _ in range(2000):
                    self.wfile.write(b"x" * 65536)
                return
            try:
                with open("%s/%d.eml" % (box, number), "rb") as f:
                    data = f.read()
                self.wfile.write(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (number, len(data)) + data + b")\r\n")
            except FileNotFoundError:
                pass
        elif verb == "STORE":
            with lock:
                failures -= 1
                refuse = mode == "fails" and failures >= 0
            if refuse:
                return self.say(tag + " NO not now")
            words = " ".join(words[1:])
            named = set(re.search(r"\(([^)]*)\)", words)[1].split())
            set_flags(number, flags(number) - named if words.startswith("-") else flags(number) | named)
        elif verb == "EXPUNGE":
            if mode == "old":
                return self.say(tag + " BAD unknown")
            self.expunge([number])
        self.say(tag + " OK done")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, address):
        pass


server = Server(("127.0.0.1", 0), Session)
with open(folder + "/port.new", "w", encoding="ascii") as f:
    f.write(str(server.server_address[1]))
os.rename(folder + "/port.new", folder + "/port")
server.serve_forever()
