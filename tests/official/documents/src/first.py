# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first half of the set: LibreOffice (OpenDocument, DOCX), Chromium, WeasyPrint, Qt. name -> (producer, model, options)."""
import pathlib
import unicodedata

from parts import PARAGRAPHS, TABLE, article, bases, decision, document, letter, signer

MAU, VI_DU, THU = "Nguyễn Văn Mẫu", "Trần Thị Ví Dụ", "Lê Hoàng Thử Nghiệm"
LONG = "Công Tằng Tôn Nữ Thị Minh Họa Ví Dụ"
UBND = ["- Như Điều 4;", "- Thường trực Tỉnh ủy, HĐND tỉnh (b/c);", "- Chủ tịch, các Phó Chủ tịch UBND tỉnh;", "- Cổng thông tin điện tử tỉnh;",
        "- Lưu: VT, KGVX."]
SVD = ["- Như trên;", "- Giám đốc, các Phó Giám đốc;", "- Lưu: VT, VP."]
REGULATION = pathlib.Path(__file__).with_name("quy-che.txt")


def annex(title, of, items):
    return (["Phụ lục", title], [("ci", line) for line in of] + items)


def nfd(s):
    return unicodedata.normalize("NFD", s)


def regulation():
    """The regulation as it lies before the leader: decision, regulation, annex with a form of its own."""
    items = [("ci", "(Ban hành kèm theo Quyết định số␣␣␣␣␣␣␣␣␣/2020/QĐ-UBND ngày␣␣␣␣␣␣␣tháng 11 năm 2020"), ("ci", "của UBND tỉnh Bắc Giang)")]
    form = [("ci", "(Ban hành kèm theo Quyết định số␣␣␣␣␣␣␣␣␣/2020/QĐ-UBND ngày␣␣␣␣␣␣␣tháng 11 năm 2020 của UBND tỉnh Bắc Giang)"), ("gap", 1),
            ("c", "CƠ QUAN BAN HÀNH␣␣␣␣␣␣CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("c", "Độc lập - Tự do - Hạnh phúc"), ("cn", "Số:␣␣␣␣␣␣/BC-....."),
            ("ci", "Bắc Giang, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 20.."), ("c", "BÁO CÁO"),
            ("c", "Tình hình Quản lý và sử dụng chữ ký số, chứng thư số chuyên dùng Chính phủ 06 tháng đầu năm/01 năm")]
    target = items
    for line in REGULATION.read_text(encoding="utf-8").splitlines():
        if line == "=== PHỤ LỤC":
            target = form
        elif line.startswith("# "):
            target.append(("c", line[2:]))
        elif line:
            target.append(("p", line))
    form += [("sign", [signer("", "THỦ TRƯỞNG ĐƠN VỊ", "(Ký tên, đóng dấu)")])]
    head = ["QUY CHẾ", "Quản lý và sử dụng chữ ký số, chứng thư số chuyên dùng Chính phủ", "trong các cơ quan Nhà nước tỉnh Bắc Giang"]
    sign = [signer("Lê Văn Mẫu", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]
    decree = [("c", "ỦY BAN NHÂN DÂN TỈNH BẮC GIANG"), ("i", "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;"),
              ("i", "Căn cứ Luật Giao dịch điện tử ngày 29 tháng 11 năm 2005;"), bases()[2],
              ("i", "Theo đề nghị của Giám đốc Sở Thông tin và Truyền thông tại Tờ trình số 53/TTr-STTTT ngày 30 tháng 10 năm 2020."),
              ("c", "QUYẾT ĐỊNH:"),
              article(1, "Ban hành kèm theo Quyết định này Quy chế quản lý và sử dụng chữ ký số, chứng thư số chuyên dùng Chính phủ trong các "
                      "cơ quan Nhà nước tỉnh Bắc Giang."),
              article(2, "Quyết định này có hiệu lực kể từ ngày 01 tháng 12 năm 2020."),
              article(3, "Chánh Văn phòng UBND tỉnh, Giám đốc Sở Thông tin và Truyền thông, Thủ trưởng các cơ quan, đơn vị chịu trách nhiệm thi "
                      "hành Quyết định này./.")]
    return document(agency=["ỦY BAN NHÂN DÂN", "TỈNH BẮC GIANG"], number="Số:␣␣␣␣␣␣␣␣␣/2020/QĐ-UBND", date="Bắc Giang, ngày␣␣␣␣␣␣␣tháng 11 năm 2020",
                    kind="QUYẾT ĐỊNH", subject=["Ban hành Quy chế quản lý và sử dụng chữ ký số, chứng thư số", "chuyên dùng Chính phủ trong các cơ "
                                                "quan Nhà nước tỉnh Bắc Giang"],
                    body=decree, sign=sign, receivers=["- Như Điều 3;", "- TTTU, TT HĐND tỉnh (b/c);", "- Lưu: VT, KGVX."],
                    annexes=[(head, items + [("sign", sign)]), (["Phụ lục", "MẪU ĐỀ CƯƠNG BÁO CÁO"], form)])


def documents():
    out = {}
    out["qd-annex-odt"] = ("odt", document(
        number="Số:␣␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣␣tháng 11 năm 2026", kind="QUYẾT ĐỊNH",
        subject=["Về việc ban hành Kế hoạch sử dụng chữ ký số năm 2027", "trong các cơ quan nhà nước tỉnh Mẫu"], body=decision(), receivers=UBND,
        sign=[signer(MAU, "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")],
        annexes=[annex("KẾ HOẠCH SỬ DỤNG CHỮ KÝ SỐ NĂM 2027", ["(Kèm theo Quyết định số␣␣␣␣␣␣␣␣/QĐ-UBND ngày␣␣␣␣␣␣tháng 11 năm 2026",
                                                                  "của Ủy ban nhân dân tỉnh Mẫu)"], [("gap", 1), ("t", TABLE)] + letter(2, 3))]), {})
    out["qd-kt-skia"] = ("skia", document(
        number="Số: ..... /QĐ-UBND", date="Mẫu, ngày … tháng … năm 2026", kind="QUYẾT ĐỊNH",
        subject=["Về việc giao quản lý thiết bị lưu khóa bí mật", "của Ủy ban nhân dân tỉnh Mẫu"],
        body=decision(articles=3, last="Bà Trần Thị Ví Dụ, văn thư và các cơ quan có liên quan chịu trách nhiệm thi hành Quyết định này./."),
        receivers=["- Như Điều 3;", "- Bà Trần Thị Ví Dụ;", "- Lưu: VT, NC."],
        sign=[signer(VI_DU, "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]), {})
    out["cv-so-docx"] = ("docx", document(
        parent=["ỦY BAN NHÂN DÂN", "TỈNH MẪU"], agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣␣␣␣/SVD-VP",
        under_number=["V/v rà soát, lập danh sách chứng thư số", "đề nghị cấp mới, gia hạn, thu hồi", "6 tháng cuối năm 2026"],
        date="Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026", to=["Kính gửi:", "- Các cơ quan, đơn vị thuộc tỉnh;", "- Ủy ban nhân dân các xã, phường."],
        body=letter(4), receivers=SVD, sign=[signer(THU, "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")]), {})
    out["ttr-weasy"] = ("weasy", document(
        parent=["ỦY BAN NHÂN DÂN TỈNH MẪU"], agency=["SỞ VÍ DỤ"], number="Số: ____/TTr-SVD", date="Mẫu, ngày ___ tháng ___ năm 20___",
        kind="TỜ TRÌNH", subject=["Về việc đề nghị ban hành Quyết định quy định về quản lý, vận hành và", "sử dụng chữ ký số chuyên dùng công vụ, chứng "
                                  "thư chữ ký số chuyên dùng", "công vụ, thiết bị lưu khóa bí mật trong các cơ quan nhà nước,", "đơn vị sự nghiệp công lập "
                                  "trên địa bàn tỉnh Mẫu"],
        to=["Kính gửi: Ủy ban nhân dân tỉnh Mẫu"], body=letter(6), receivers=SVD, sign=[signer("Phạm Minh Thí Điểm", "GIÁM ĐỐC")]), {"gap": 28})
    out["tb-tl-qt"] = ("qt", document(
        number="Số:⇥/TB-UBND", date="Mẫu, ngày⇥tháng 12 năm 2026", kind="THÔNG BÁO",
        subject=["Kết luận của Chủ tịch Ủy ban nhân dân tỉnh", "tại cuộc họp về ký số văn bản điện tử"], body=letter(4, 1),
        receivers=["- Các cơ quan, đơn vị;", "- Chánh Văn phòng, các Phó Chánh Văn phòng;", "- Lưu: VT."],
        sign=[signer("Đặng Quốc Giả Định", "TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")]), {})
    out["kh-tuq-skia"] = ("skia", document(
        number="Số:␣␣␣␣␣␣␣/KH-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm␣␣␣␣␣␣␣", kind="KẾ HOẠCH",
        subject=["Triển khai ký số văn bản điện tử năm 2027"], body=[("t", TABLE)] + letter(5) + [("t", TABLE)] + letter(2, 5),
        receivers=["- Các sở, ngành;", "- UBND các xã, phường;", "- Lưu: VT, TH."],
        sign=[signer("Vũ Kiểm Thử", "TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ VÍ DỤ, KHOA HỌC, CÔNG NGHỆ", "VÀ CHUYỂN ĐỔI SỐ KIÊM TỔ TRƯỞNG", "TỔ CÔNG TÁC KÝ SỐ")]),
        {"pt": "13.5"})
    out["qd-quyen-odt"] = ("odt", document(
        parent=["BỘ MẪU"], agency=["CỤC VÍ DỤ"], number="Số: 145/QĐ-CVD", date="Thành phố Mẫu, ngày␣␣␣␣␣␣tháng 11 năm 2026", kind="QUYẾT ĐỊNH",
        subject=["Về việc ban hành Quy trình ký số nội bộ"], body=decision("CỤC TRƯỞNG CỤC VÍ DỤ", 6), receivers=["- Như Điều 6;", "- Lưu: VT."],
        sign=[signer(LONG, "Q. CỤC TRƯỞNG")]), {"gap_paragraphs": 5})
    out["joint-two-weasy"] = ("weasy", document(
        agency=["SỞ VÍ DỤ - SỞ MINH HỌA"], number="Số:␣␣␣␣␣␣␣␣␣/HD-SVD-SMH", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="HƯỚNG DẪN LIÊN NGÀNH",
        subject=["Phối hợp ký số, gửi, nhận văn bản điện tử", "giữa Sở Ví dụ và Sở Minh họa"], body=letter(6), receivers=["- UBND tỉnh (b/c);", "- Lưu: VT 2 Sở."],
        sign=[signer("Hoàng Thị Minh Họa", "SỞ MINH HỌA", "GIÁM ĐỐC"), signer("Bùi Văn Thử", "SỞ VÍ DỤ", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")]), {"gap": 26})
    out["joint-three-odt"] = ("odt", document(
        agency=["BAN CHỈ ĐẠO MẪU"], number="Số: ……/CTrPH", date="Mẫu, ngày …… tháng …… năm 2026", kind="CHƯƠNG TRÌNH PHỐI HỢP",
        subject=["Giữa Sở Ví dụ, Sở Minh họa và Sở Thử nghiệm về ký số"], body=letter(5),
        sign=[signer("Bùi Văn Thử", "SỞ VÍ DỤ", "GIÁM ĐỐC"), signer("Hoàng Thị Minh Họa", "SỞ MINH HỌA", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
              signer("Đỗ Thí Nghiệm", "SỞ THỬ NGHIỆM", "GIÁM ĐỐC")]), {})
    out["nq-hdnd-skia-nfd"] = ("skia", document(
        agency=["HỘI ĐỒNG NHÂN DÂN", "TỈNH MẪU"], number=nfd("Số:␣␣␣␣␣␣␣/NQ-HĐND"), date=nfd("Mẫu, ngày␣␣␣␣␣tháng 12 năm 2026"), kind=nfd("NGHỊ QUYẾT"),
        subject=[nfd("Về dự toán kinh phí ký số năm 2027 của tỉnh Mẫu")], body=[(k, nfd(v)) for k, v in decision("HỘI ĐỒNG NHÂN DÂN TỈNH MẪU")],
        receivers=[nfd("- Ủy ban Thường vụ Quốc hội;"), nfd("- Lưu: VT.")], sign=[signer(nfd("Nguyễn Thị Thử Dấu"), nfd("CHỦ TỊCH"))]), {})
    same = signer(MAU, "CHỦ TỌA", "(Ký, ghi rõ họ tên)")
    out["name-twice-docx"] = ("docx", document(
        number="Số:␣␣␣␣␣␣␣/TB-UBND", date="Mẫu, ngày␣␣␣␣␣tháng 11 năm 2026", kind="THÔNG BÁO", subject=["Kết quả họp Tổ công tác ký số"], body=letter(2),
        receivers=["- Lưu: VT."], sign=[signer(MAU, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")],
        annexes=[(["BIÊN BẢN", "Họp Tổ công tác ký số"], letter(3, 2) + [("sign", [signer("Trịnh Thư Ký Mẫu", "THƯ KÝ"), same])])]), {})
    out["same-name-two-persons-weasy"] = ("weasy", document(
        agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣/BB-SVD", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="BIÊN BẢN", subject=["Bàn giao thiết bị lưu khóa bí mật"],
        body=letter(4), sign=[signer(MAU, "BÊN GIAO", "VĂN THƯ"), signer(MAU, "BÊN NHẬN", "TRƯỞNG PHÒNG")]), {})
    out["no-name-skia"] = ("skia", document(
        agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣/BC-SVD", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="BÁO CÁO", subject=["Kết quả ký số quý III năm 2026"],
        body=letter(4), receivers=SVD, sign=[signer("", "GIÁM ĐỐC")]), {})
    out["no-room-qt"] = ("qt", document(
        agency=["SỞ VÍ DỤ"], number="Số: 27/GM-SVD", date="Mẫu, ngày 05 tháng 11 năm 2026", kind="GIẤY MỜI", subject=["Dự họp về ký số văn bản điện tử"],
        body=letter(3), receivers=SVD, sign=[signer(MAU, "TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")]), {"gap": 0})
    out["block-own-page-odt"] = ("odt", document(
        number="Số:␣␣␣␣␣␣␣/CT-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="CHỈ THỊ", subject=["Về việc tăng cường ký số văn bản điện tử"],
        body=letter(11), receivers=UBND, sign=[signer(THU, "CHỦ TỊCH")]), {"gap": 34})
    out["block-split-skia"] = ("skia", document(
        number="Số:␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc thành lập Tổ công tác ký số"],
        body=decision(articles=6), receivers=UBND[:3], sign=[signer("Phạm Minh Thí Điểm", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")]),
        {"css": "table.s{break-inside:auto;page-break-inside:auto} .room{break-after:page}"})
    out["regulation-odt"] = ("odt", regulation(), {})
    out["secret-mat-odt"] = ("odt", document(
        parent=["ỦY BAN NHÂN DÂN TỈNH MẪU"], agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣/BC-SVD", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", stamp="MẬT",
        kind="BÁO CÁO", subject=["Mẫu để thử con dấu chỉ mức độ mật"], body=letter(4), receivers=SVD, sign=[signer(MAU, "GIÁM ĐỐC")]), {})
    out["secret-words-weasy"] = ("weasy", document(
        agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣/SVD-VP", under_number=["V/v bảo vệ bí mật nhà nước"], date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026",
        to=["Kính gửi: Các phòng, đơn vị thuộc Sở"],
        body=[("p", "Văn bản có đóng dấu chỉ mức độ MẬT, TỐI MẬT, TUYỆT MẬT không được ký số, không được gửi qua Trục liên thông; việc soạn thảo, in, sao, "
               "chụp thực hiện theo quy định của Luật Bảo vệ bí mật nhà nước."), ("p", "MẬT là mức thấp nhất trong ba mức độ bí mật nhà nước.")] + letter(3),
        receivers=SVD, sign=[signer(VI_DU, "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")]), {})
    out["secret-toi-mat-skia"] = ("skia", document(
        number="Số:␣␣␣␣␣␣␣/KH-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", stamp="TỐI MẬT", kind="KẾ HOẠCH", subject=["Mẫu để thử con dấu TỐI MẬT"],
        body=letter(3), receivers=SVD, sign=[signer(MAU, "CHỦ TỊCH")]), {})
    out["pdfa-tagged-odt"] = ("pdfa", document(
        number="Số:␣␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc phê duyệt Đề án lưu trữ điện tử"],
        body=decision(), receivers=UBND, sign=[signer(VI_DU, "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]), {})
    out["corner-full-docx"] = ("docx", document(
        number="Số:␣␣␣␣␣␣␣␣/UBND-TH", under_number=["V/v sao gửi văn bản điện tử"], date="Mẫu, ngày␣␣␣␣␣␣tháng 11 năm 2026",
        corner=["Bản lưu của cơ quan Mẫu, tập 3, tờ số 18, hộp 27, phông lưu trữ Ví dụ", "Người nhập: văn thư Mẫu; ngày nhập 05/11/2026; đã đối chiếu",
                "Mã hồ sơ: 2026.TH.000123-MẪU; thời hạn bảo quản: 10 năm"],
        to=["Kính gửi: Các sở, ngành thuộc tỉnh"], body=letter(3), receivers=SVD, sign=[signer(MAU, "TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")]), {})
    out["letters-weasy"] = ("weasy", document(
        agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣/SVD-TC", under_number=["V/v mua sắm máy quét"], date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026",
        to=["Kính gửi: Sở Minh họa"], body=letter(3, 2), receivers=SVD, sign=[signer(THU, "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")]), {"letters": (THU,)})
    return out
