# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second half of the set: producers that draw, TeX, turned and cropped pages, scans. name -> (producer, model, options)."""


from first import LONG, MAU, SVD, THU, UBND, VI_DU, annex
from parts import TABLE, article, bases, decision, document, letter, signer


def documents():
    out = {}
    out["letters-reportlab"] = ("reportlab", document(
        number="Số:␣␣␣␣␣␣␣/BC-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="BÁO CÁO", subject=["Tình hình quản lý và sử dụng chữ ký số"],
        body=letter(4), receivers=UBND[1:], sign=[signer(THU, "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]),
        {"split": (THU, "PHÓ CHỦ TỊCH", "Số:"), "tracking": 1.2})
    out["nfd-reportlab"] = ("reportlab", document(
        parent=["ỦY BAN NHÂN DÂN TỈNH MẪU"], agency=["SỞ VÍ DỤ"], number="Số: ....../QĐ-SVD", date="Mẫu, ngày ..... tháng ..... năm 2026", kind="QUYẾT ĐỊNH",
        subject=["Về việc cử công chức tập huấn ký số"], body=decision("GIÁM ĐỐC SỞ VÍ DỤ", 4), receivers=SVD,
        sign=[signer("Nguyễn Thị Thử Dấu", "GIÁM ĐỐC")]), {"nfd": True})
    out["gm-tl-cairo"] = ("cairo", document(
        parent=["BỘ MẪU"], agency=["VỤ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣␣/GM-VVD", date="Thành phố Mẫu, ngày⇥tháng⇥năm 2026", kind="GIẤY MỜI",
        subject=["Dự hội nghị trực tuyến về văn bản điện tử"], to=["Kính gửi: Các đơn vị thuộc Bộ"], body=letter(2), receivers=SVD,
        sign=[signer(VI_DU, "TL. BỘ TRƯỞNG", "KT. VỤ TRƯỞNG VỤ VÍ DỤ", "PHÓ VỤ TRƯỞNG")]), {})
    out["tuyet-mat-cairo"] = ("cairo", document(
        number="Số:␣␣␣␣␣␣␣/PA-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", stamp="TUYỆT MẬT", kind="PHƯƠNG ÁN", subject=["Mẫu để thử con dấu chỉ mức độ mật"],
        body=letter(3), receivers=["- Lưu: VT."], sign=[signer(MAU, "CHỦ TỊCH")]), {})
    out["tb-tcpdf"] = ("tcpdf", document(
        parent=["ỦY BAN NHÂN DÂN TỈNH MẪU"], agency=["SỞ VÍ DỤ"], number="Số:⇥/TB-SVD", date="Mẫu, ngày⇥tháng 12 năm 2026", kind="THÔNG BÁO",
        subject=["Về việc thay đổi địa điểm tiếp nhận văn bản"], body=letter(3, 2), receivers=SVD, sign=[signer("Phạm Minh Thí Điểm", "TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")]), {})
    out["hd-haru"] = ("haru", document(
        parent=["ỦY BAN NHÂN DÂN TỈNH MẪU"], agency=["SỞ VÍ DỤ"], number="Số: ………/HD-SVD", date="Mẫu, ngày ……… tháng ……… năm ………", kind="HƯỚNG DẪN",
        subject=["Sử dụng thiết bị lưu khóa bí mật"], body=letter(7), receivers=SVD, sign=[signer("Đặng Quốc Giả Định", "TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG KỸ THUẬT")]), {})
    out["cv-xetex"] = ("xetex", document(
        parent=["ỦY BAN NHÂN DÂN TỈNH MẪU"], agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣␣/SVD-CNTT", under_number=["V/v kiểm tra chữ ký số", "trên văn bản đến"],
        date="Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026", to=["Kính gửi: Các cơ quan, đơn vị"], body=letter(4), receivers=SVD, sign=[signer(LONG, "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")]), {})
    out["qcph-xetex"] = ("xetex", document(
        agency=["SỞ VÍ DỤ - SỞ MINH HỌA"], number="Số:⇥/QCPH-SVD-SMH", date="Mẫu, ngày⇥tháng⇥năm 2026", kind="QUY CHẾ PHỐI HỢP", subject=["Trong công tác văn thư điện tử"],
        body=letter(5), sign=[signer("Hoàng Thị Minh Họa", "SỞ MINH HỌA", "GIÁM ĐỐC"), signer("Bùi Văn Thử", "SỞ VÍ DỤ", "GIÁM ĐỐC")]), {})
    out["gs-distilled"] = ("odt+distilled", document(
        number="Số:␣␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣␣tháng 11 năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc thu hồi chứng thư số"], body=decision(articles=3),
        receivers=UBND, sign=[signer(MAU, "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")]), {})
    for degrees, producer, name in ((90, "skia", VI_DU), (180, "weasy", THU), (270, "odt", MAU)):
        out["turned-%d-%s" % (degrees, producer)] = ("%s+turned:%d" % (producer, degrees), document(
            number="Số:␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc ban hành quy trình ký số"],
            body=decision(articles=3), receivers=UBND[:2], sign=[signer(name, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]), {})
    out["sideways-reportlab"] = ("reportlab+sideways", document(
        number="Số:␣␣␣␣␣␣␣/TB-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="THÔNG BÁO", subject=["Trang nằm ngang"], body=letter(2), receivers=UBND[:2],
        sign=[signer(MAU, "CHỦ TỊCH")]), {})
    out["cropped-cairo"] = ("cairo+cropped", document(
        number="Số:␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc kiện toàn Tổ công tác"], body=decision(articles=3),
        receivers=UBND[:2], sign=[signer(MAU, "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")]), {})
    out["user-unit-reportlab"] = ("reportlab+user_unit", document(
        number="Số:␣␣␣␣␣␣␣/KH-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="KẾ HOẠCH", subject=["Ký số năm 2027"], body=letter(3) + [("t", TABLE)],
        receivers=UBND[:2], sign=[signer(VI_DU, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]), {})
    out["a3-annex-odt"] = ("odt", document(
        number="Số:␣␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc phê duyệt quy hoạch chi tiết"], body=decision(articles=3),
        receivers=UBND[:3], sign=[signer(THU, "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")],
        annexes=[annex("DANH MỤC QUY HOẠCH", ["(Ban hành kèm theo Quyết định số␣␣␣␣␣␣␣␣/QĐ-UBND ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026 của Ủy ban nhân dân tỉnh Mẫu)"],
                       [("gap", 1), ("t", TABLE)])]), {"annex_size": (420, 297)})
    out["mixed-sizes-cairo"] = ("cairo", document(
        number="Số:␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc giao chỉ tiêu"], body=decision(articles=2),
        receivers=UBND[:2], sign=[signer(MAU, "CHỦ TỊCH")],
        annexes=[(["PHỤ LỤC I", "CHỈ TIÊU"], [("ci", "(Kèm theo Quyết định số␣␣␣␣␣␣␣/QĐ-UBND ngày␣␣␣␣␣/␣␣␣␣␣/2026 của UBND tỉnh Mẫu)"), ("gap", 4), ("t", TABLE)]),
                 (["PHỤ LỤC II", "BIỂU MẪU"], [("ci", "(Kèm theo Quyết định số …… /QĐ-UBND ngày … tháng … năm 2026 của UBND tỉnh Mẫu)"), ("gap", 4), ("t", TABLE)])]),
        {"annex_size": (842, 595)})
    out["other-numbers-skia"] = ("skia", document(
        number="Số:␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc phê duyệt kế hoạch lựa chọn nhà thầu"],
        body=decision(articles=3, request="Theo đề nghị của Giám đốc Sở Ví dụ tại Tờ trình số␣␣␣␣␣␣␣/TTr-SVD ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026."),
        receivers=UBND[:2], sign=[signer(VI_DU, "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]), {})
    out["name-elsewhere-weasy"] = ("weasy", document(
        agency=["SỞ VÍ DỤ"], number="Số: 12/QĐ-SVD", date="Mẫu, ngày 09 tháng 11 năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc bổ nhiệm công chức"],
        body=[("c", "GIÁM ĐỐC SỞ VÍ DỤ")] + bases()[:2] + [("c", "QUYẾT ĐỊNH:"), article(1, "Bổ nhiệm ông Nguyễn Văn Mẫu, Phó Trưởng phòng Ví dụ, giữ chức vụ Trưởng phòng."),
              article(2, "Ông Nguyễn Văn Mẫu và Trưởng các phòng chịu trách nhiệm thi hành Quyết định này./.")],
        receivers=["- Như Điều 2;", "- Nguyễn Văn Mẫu;", "- Lưu: VT."], sign=[signer(THU, "GIÁM ĐỐC")]), {})
    out["no-blank-docx"] = ("docx", document(
        agency=["SỞ VÍ DỤ"], number="Số:/CV-SVD", date="Mẫu, ngày tháng năm 2026", kind="", under_number=["V/v báo cáo số liệu"], to=["Kính gửi: Sở Minh họa"],
        body=letter(3), receivers=SVD, sign=[signer(MAU, "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")]), {})
    out["annex-alone-cairo"] = ("cairo", document(body=[("c", "PHỤ LỤC"), ("c", "DANH SÁCH ĐẦU MỐI KÝ SỐ"), ("gap", 4), ("t", TABLE)] + letter(2)), {"annex_start": 70})
    out["bb-table-odt"] = ("odt", document(
        agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣/BB-SVD", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="BIÊN BẢN", subject=["Họp đánh giá kết quả ký số"],
        body=[("p", "Thành phần tham dự:"), ("t", [["STT", "Họ và tên", "Chức vụ", "Ghi chú"], ["1", MAU, "Phó Giám đốc", "Chủ trì"], ["2", VI_DU, "Chuyên viên", "Thư ký"]])] + letter(2),
        sign=[signer(VI_DU, "THƯ KÝ"), signer(MAU, "CHỦ TRÌ", "PHÓ GIÁM ĐỐC")]), {})
    out["packed-docx"] = ("docx+packed", document(
        agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣/BC-SVD", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="BÁO CÁO", subject=["Công tác văn thư, lưu trữ năm 2026"],
        body=letter(9) + [("t", TABLE)] + letter(6), receivers=SVD, sign=[signer(THU, "GIÁM ĐỐC")]), {})
    base = dict(number="Số: 27/UBND-TH", under_number=["V/v gửi văn bản điện tử"], date="Mẫu, ngày 05 tháng 11 năm 2026", to=["Kính gửi: Các cơ quan, đơn vị"],
                receivers=UBND[1:], sign=[signer(VI_DU, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")])
    out["scan-colour-200"] = ("scan", document(body=letter(3), **base), {"dpi": 200, "skew": 0.7, "noise": 24, "quality": 38})
    out["scan-skew-150"] = ("scan", document(body=letter(4), **base), {"dpi": 150, "skew": -1.6, "noise": 40, "quality": 45})
    out["scan-fax-300"] = ("scan", document(body=letter(2), **base), {"dpi": 300, "skew": 0.3, "noise": 2, "fax": True})
    out["scan-grey-200"] = ("scan", document(body=letter(5), **base), {"dpi": 200, "skew": -0.4, "noise": 18, "grey": True, "quality": 40})
    out["scan-toi-mat-200"] = ("scan", document(body=letter(3), stamp="TỐI MẬT", **base), {"dpi": 200, "skew": 1.1, "noise": 20, "quality": 38})
    out["scan-mat-grey-150"] = ("scan", document(body=letter(2), stamp="MẬT", **base), {"dpi": 150, "skew": -0.8, "noise": 30, "quality": 45, "grey": True})
    out["scan-two-pages-150"] = ("scan", document(body=letter(12), **base), {"dpi": 150, "skew": 0.9, "noise": 26, "quality": 36})
    return out


