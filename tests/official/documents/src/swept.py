# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a sweep of all models through all producers, at random sizes, gaps and fonts, found. name -> (producer, model, options)."""
from first import LONG, SVD, annex, UBND
from parts import TABLE, decision, document, letter, signer


def documents():
    out = {}
    out["swept-year-wrapped-qt"] = ("qt", document(
        agency=["BỘ MẪU"], number="Số:␣␣␣␣␣␣␣␣/2026/TT-BM", date="Thành phố Mẫu, ngày␣␣␣␣␣␣␣tháng␣␣␣␣␣␣␣năm 2026", kind="THÔNG TƯ", subject=["Quy định về mẫu văn bản"],
        body=letter(6), receivers=SVD, sign=[signer("Hoàng Thị Minh Họa", "BỘ TRƯỞNG")]), {"font": "'DejaVu Serif'", "pt": "14"})
    out["swept-year-wrapped-docx"] = ("docx", document(
        number="Số:␣␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc phê duyệt quy hoạch"], body=decision(articles=3),
        receivers=UBND[:3], sign=[signer("Lê Hoàng Thử Nghiệm", "CHỦ TỊCH")],
        annexes=[annex("DANH MỤC QUY HOẠCH", ["(Ban hành kèm theo Quyết định số␣␣␣␣␣␣␣/QĐ-UBND ngày␣␣␣␣tháng␣␣␣␣năm 2026 của Ủy ban nhân dân tỉnh Mẫu)"],
                       [("gap", 1), ("t", TABLE)])]), {"pt": 14.5})
    out["swept-long-name-haru"] = ("haru", document(
        agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣␣/SVD-CNTT", under_number=["V/v kiểm tra chữ ký số"], date="Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026", to=["Kính gửi: Các cơ quan"],
        body=letter(3), receivers=SVD, sign=[signer(LONG, "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")]), {"pt": 13})
    out["swept-fallback-font-skia"] = ("skia", document(
        agency=["BAN QUẢN LÝ DỰ ÁN MẪU"], number="Số: ________/BQLDA", date="Mẫu, ngày ____ tháng ____ năm 2026", kind="GIẤY ỦY QUYỀN", subject=["Về việc ký văn bản"],
        body=letter(4), receivers=SVD, sign=[signer("Nguyễn Văn Mẫu", "GIÁM ĐỐC BAN")]), {"font": "Caladea", "pt": "14"})
    return out
