# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who manages the registry of the sample agency, and an agency that is to be merged: for the walks through the screens, and for what measures them."""
import pathlib
import sys
sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/service")
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403

# Of the registry, beside the people of the office: login, name, code, role.
REGISTRY = (("quan.ly", "Bùi Văn Quản", "CB10", "manager"), ("so", "Ngô Thị Sở", "CB11", "department"), ("cntt", "Đặng Văn Máy", "CB12", "it_officer"), ("kiem.toan", "Hồ Thị Soát", "CB13", "auditor"), ("van.thu.moi", "Lý Thị Thư", "CB14", "clerk"))


def registry_people(back):
    for login, name, code, role in REGISTRY:
        enter(back, "person", "code=" + code, "name=" + name, "agency=" + ("H01" if role == "it_officer" else "H00"))
        enter(back, "post", "person=" + code, "agency=" + ("H01" if role == "it_officer" else "H00"), "title=Cán bộ Mẫu", "role=" + role, "from_at=2020-01-01")
        account = enter(back, "account", "kind=password", "name=" + login, "person=" + code)
        trien("registry", "account", "--blobs", BLOBS + back.name, back.store, "password", account, data=password(login).encode() + b"\n")


def former_agency(back):
    """One of three hundred people, each with a certificate, that is to be merged."""
    enter(back, "agency", "code=H09", "name=Trung tâm Mẫu Cũ", "kind=unit", "parent=H00", "managing=H00", "from_at=2020-01-01")
    pathlib.Path("nguoi.csv").write_text("code;name;agency\n" + "".join("CU%d;Người Mẫu %d;H09\n" % (n, n) for n in range(1, 301)))
    trien("registry", "import", "--blobs", BLOBS + back.name, back.store, "person", "nguoi.csv")
    # Whose keys they are nobody asks here: one that is there, under other fingerprints.
    own = {"id": "1000 + p.id", "fingerprint": "lower(hex(randomblob(32)))", "serial": "'S' || p.id", "subject_name": "p.name", "holder": "'person'", "person": "p.id", "agency": "p.agency", "device": "NULL",
           "state": "'active'"}
    columns = [c[1] for c in back.ask("PRAGMA table_info(certificate)")]
    back.write("INSERT INTO certificate (%s) SELECT %s FROM person p, certificate c WHERE p.code LIKE 'CU%%' AND c.id = 1" % (", ".join(columns), ", ".join(own.get(c, "c." + c) for c in columns)))
