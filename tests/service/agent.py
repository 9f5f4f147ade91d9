# SPDX-License-Identifier: AGPL-3.0-or-later
"""A program at a desk, as docs/desk-protocol.md has it: what the tests of the service put in its place. It signs with a key of the lab, and only what it has hashed itself."""
import base64
import hashlib
import json
import pathlib
import subprocess

from office import fingerprint
from service import check, equal, request

HEAD = {"X-Trien-Desk": "1", "Content-Type": "application/json"}


class Agent:
    def __init__(self, where, key):
        self.where, self.key, self.secret = where, key, None

    def ask(self, method, path, said=None, **more):
        fields = {**HEAD, **({"Authorization": "Bearer " + self.secret} if self.secret else {}), **more}
        if said is None:
            del fields["Content-Type"]
        return request(self.where, method, "/api/v1/desk" + path, None if said is None else json.dumps(said).encode(), fields)

    def may_not(self, error, method, path, said=None, **more):
        answer = self.ask(method, path, said, **more)
        equal("desk: %s %s: %r" % (method, path, answer.body[-400:]), answer.id, error)
        return answer

    def redeem(self, token):
        answer = self.ask("POST", "/redeem", {"token": token})
        check("redeemed: %r" % answer.raw, answer.status == 200)
        self.errand = answer.json()
        self.secret = self.errand["secret"]
        return self.errand

    def fetch(self, item):
        """The two pieces of an item's document, and the digest that its attributes have to say."""
        base, revision = (self.ask("GET", "/items/%d/%s" % (item["item"], what)) for what in ("base", "revision"))
        equal("both are given", (base.status, revision.status), (200, 200))
        return base.body, revision.body

    def value(self, item, key=None):
        base, revision = self.fetch(item)
        equal("as it was said", (len(base), len(revision), hashlib.sha256(base).hexdigest()), (item["size"], item["revision_size"], item["base"]))
        whole, (start, end) = base + revision, item["gap"]
        check("the gap is the signature's place, in the revision", len(base) <= start < end <= len(whole) and whole[start:end] == b"<" + b"0" * (end - start - 2) + b">")
        attributes = base64.b64decode(item["attributes"], validate=True)
        name = item["digest_algorithm"]
        check("the attributes say the digest of the document", hashlib.new(name, whole[:start] + whole[end:]).digest() in attributes)
        check("and name the certificate", bytes.fromhex(self.errand["certificate"]) in attributes and self.errand["certificate"] == fingerprint(self.key))
        equal("their digest", hashlib.new(name, attributes).hexdigest(), item["digest"])
        equal("of the lab's keys", item["scheme"], "rsa-pkcs1")
        pathlib.Path("attributes.bin").write_bytes(attributes)
        return base64.b64encode(subprocess.run(["openssl", "dgst", "-" + name, "-sign", "lab/keys/%s.pem" % (key or self.key), "attributes.bin"], capture_output=True, check=True).stdout).decode()

    def signs(self, item):
        answer = self.ask("POST", "/items/%d/value" % item["item"], {"value": self.value(item)})
        check("signed: %r" % answer.raw[-600:], answer.status == 200)
        return answer.json()["finished"]

    def end(self, **said):
        return self.ask("POST", "/end", said)
