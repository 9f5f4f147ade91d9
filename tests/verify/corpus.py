# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the corpus scripts of this folder share."""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
SOURCE = pathlib.Path(os.environ.get("TRIEN_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
SHARED = pathlib.Path(os.environ.get("TRIEN_SHARED", SOURCE / ".." / "shared"))


def folder(name):
    """A folder of the shared data; without it the test is skipped."""
    path = SHARED / "data" / name
    if not path.exists():
        print("skipped: no %s" % name)
        sys.exit(77)
    return path


def judge(program, arguments):
    """The verdicts of a run, one JSON object a line; a crash or a sanitizer's word ends the test."""
    run = subprocess.run([program, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
    if run.returncode != 0 or run.stderr:
        sys.exit("%s: exit %d\n%s" % (arguments[-1], run.returncode, run.stderr.decode("utf-8", "replace")))
    return [json.loads(line.decode("utf-8")) for line in run.stdout.splitlines()]


def cms_of(data):
    """DER of the first signature of a file, found without our own reader."""
    a, n, b, _ = map(int, re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", data).groups())
    digits = data[a + n:b].strip(b"<> \r\n")
    return bytes.fromhex(digits.decode("ascii"))


def certificates_of(der):
    """PEM of all certificates in a CMS."""
    run = subprocess.run(["openssl", "pkcs7", "-inform", "DER", "-print_certs"], input=der, capture_output=True, check=True)
    return re.findall(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", run.stdout, re.S)
