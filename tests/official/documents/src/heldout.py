# SPDX-License-Identifier: AGPL-3.0-or-later
"""The held-out half: layouts of other bodies and other phrasings, labelled blind, run once. name -> (producer, model or HTML, options)."""
from first import MAU, SVD, THU, VI_DU
from pages import CSS, DEFAULTS
from parts import PARAGRAPHS, SAMPLE, TABLE, decision, document, letter, signer

TCVN3 = dict(zip("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
                 "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô­õøö÷ùúýûüþ¡¢§£¤¥¦"))


def raw(body, **options):
    o = {**DEFAULTS, **options}
    o["numbers"] = ""
    body += '<p class="sample" style="margin-top:10mm">%s</p>' % SAMPLE
    return '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Văn bản mẫu</title><style>%s%s</style></head><body>%s</body></html>' % (
        CSS % o, o["css"], body.replace("␣", "\u00a0"))


def paragraphs(n, start=0):
    return "".join('<p class="p">%s</p>' % t for t in (PARAGRAPHS * 3)[start:start + n])


def two(left, right, style=""):
    return '<table class="h" style="%s"><tr><td style="width:50%%">%s</td><td>%s</td></tr></table>' % (style, left, right)


def party(body_left, number, title, sign, n=4):
    """Guidance of the Party: no motto, a star under the body, the number with a dash, T/M, K/T, T/L."""
    left = '<p>%s</p><p class="b">%s</p><p>*</p><p class="k">%s</p>' % (body_left[0], body_left[1], number)
    right = '<p class="b" style="text-decoration:underline">ĐẢNG CỘNG SẢN VIỆT NAM</p><p class="i k" style="margin-top:9mm">Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026</p>'
    foot = '<p class="b" style="text-decoration:underline;text-align:left">Nơi nhận:</p><p class="rec">- Văn phòng Trung ương (b/c),</p><p class="rec">- Lưu Văn phòng.</p>'
    return two(left, right) + '<p class="b c" style="margin-top:8mm">%s</p>' % title + paragraphs(n) + two(foot, sign, "margin-top:5mm")


def block(lines, name, gap=28):
    return "".join('<p class="b">%s</p>' % line for line in lines) + '<div style="height:%smm"></div><p class="b">%s</p>' % (gap, name)


def tcvn3(s):
    return "".join(TCVN3.get(c, c) for c in s)


def legacy():
    m = document(number="Số:␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc ban hành Kế hoạch"],
                 body=decision(articles=3), receivers=SVD, sign=[signer(MAU, "Chủ tịch")])
    for key in ("number", "date", "kind", "nation", "motto"):
        m[key] = tcvn3(m[key])
    for key in ("subject", "receivers", "agency"):
        m[key] = [tcvn3(s) for s in m[key]]
    m["body"] = [(k, tcvn3(v)) for k, v in m["body"]]
    m["sign"] = [signer(tcvn3(MAU), tcvn3("Chủ tịch"))]
    return m


def documents():
    out = {}
    out["h-party-resolution-skia"] = ("skia", raw(party(("ĐẢNG BỘ TỈNH MẪU", "BAN CHẤP HÀNH"), "Số␣␣␣␣␣␣␣␣-NQ/TU", "NGHỊ QUYẾT<br>về chuyển đổi số trong các cơ quan Đảng",
                                                          block(["T/M BAN CHẤP HÀNH", "BÍ THƯ"], THU))), {})
    out["h-party-letter-weasy"] = ("weasy", raw(party(("TỈNH ỦY MẪU", "VĂN PHÒNG"), "Số ....... -CV/VPTU", "<i style='font-weight:normal'>Kính gửi: Các đảng ủy trực thuộc</i>",
                                                        block(["K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"], VI_DU), 3)), {})
    out["h-commune-decision-docx"] = ("docx", document(
        agency=["UBND XÃ MẪU"], number="Số:␣␣␣␣␣/QĐ-UBND", date="Xã Mẫu, ngày␣␣␣␣tháng␣␣␣␣năm 2026", kind="QUYẾT ĐỊNH", subject=["V/v hỗ trợ kinh phí tập huấn"],
        body=decision("CHỦ TỊCH UBND XÃ", 4), receivers=["- Như điều 4;", "- Lưu VP."], sign=[signer("Vũ Kiểm Thử", "CHỦ TỊCH")]), {"pt": 13, "gap": 24})
    confirm = two('<p class="b">UBND XÃ MẪU</p><p class="k">Số: ......./GXN-UBND</p>', '<p class="n">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p class="m">Độc lập - Tự do - Hạnh phúc</p>')
    confirm += '<p class="kind">GIẤY XÁC NHẬN</p><p class="p">Ủy ban nhân dân xã Mẫu xác nhận ông Phạm Minh Thí Điểm, sinh ngày 01 tháng 01 năm 1990, thường trú tại thôn Ví dụ.</p>' + paragraphs(1, 4)
    confirm += two('<p>&nbsp;</p>' + block(["NGƯỜI ĐỀ NGHỊ"], "Phạm Minh Thí Điểm", 24), '<p class="i k">Mẫu, ngày ..... tháng ..... năm 2026</p>' +
                   block(["XÁC NHẬN CỦA UBND XÃ", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Đặng Quốc Giả Định", 24), "margin-top:6mm")
    out["h-commune-confirmation-qt"] = ("qt", raw(confirm), {})
    out["h-circular-xetex"] = ("xetex", document(
        agency=["BỘ MẪU"], number="Số:␣␣␣␣␣␣␣␣/2026/TT-BM", date="Thành phố Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="THÔNG TƯ", subject=["Quy định về mẫu văn bản để thử phần mềm"],
        body=[("i", "Căn cứ Nghị định số 45/2025/NĐ-CP ngày 28 tháng 02 năm 2025 của Chính phủ;"), ("i", "Bộ trưởng Bộ Mẫu ban hành Thông tư quy định về mẫu văn bản.")] + letter(14),
        receivers=["- Văn phòng Chính phủ;", "- Công báo;", "- Lưu: VT, PC."], sign=[signer("Hoàng Thị Minh Họa", "BỘ TRƯỞNG")]), {})
    english = two('<p class="b">SỞ VÍ DỤ</p><p class="b i" style="font-weight:normal">DEPARTMENT OF EXAMPLES</p><p class="k num">Số/No:␣␣␣␣␣␣␣␣␣/SVD-HTQT</p>',
                  '<p class="n">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p class="m">Độc lập - Tự do - Hạnh phúc</p><p class="i" style="font-size:11pt">SOCIALIST REPUBLIC OF VIET NAM<br>'
                  'Independence - Freedom - Happiness</p><p class="d k">Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026</p>')
    english += '<p style="margin:6mm 0 4mm 30mm">Kính gửi/To: The Sample Foundation</p><p class="p">The Department of Examples presents its compliments and encloses the list of samples.</p>' + paragraphs(2)
    english += two("", block(["KT. GIÁM ĐỐC/FOR DIRECTOR", "PHÓ GIÁM ĐỐC/DEPUTY DIRECTOR"], "Nguyen Van Mau"), "margin-top:5mm")
    out["h-bilingual-weasy"] = ("weasy", raw(english), {})
    out["h-scan-ocr-200"] = ("scan+ocr", document(
        number="Số: 27/UBND-TH", under_number=["V/v gửi văn bản điện tử"], date="Mẫu, ngày 05 tháng 11 năm 2026", to=["Kính gửi: Các cơ quan, đơn vị"], body=letter(3),
        receivers=SVD, sign=[signer(VI_DU, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]), {"dpi": 200, "skew": 0.5, "noise": 20, "quality": 36, "unsigned": True})
    out["h-merit-draw"] = ("draw", [
        (105, 25, 15, "b", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MẪU"), (105, 45, 30, "b", "TẶNG GIẤY KHEN"), (105, 68, 17, "", "Tập thể cán bộ Tổ Ví dụ"),
        (105, 82, 13, "i", "Đã có thành tích trong việc dùng thử phần mềm ký số năm 2026"), (60, 114, 13, "", "Quyết định số:        /QĐ-UBND"),
        (60, 122, 13, "", "Vào sổ khen thưởng số: ......."), (150, 108, 13.5, "i", "Mẫu, ngày      tháng      năm 2026"), (150, 118, 15, "b", "CHỦ TỊCH"),
        (150, 160, 15, "b", "Lê Hoàng Thử Nghiệm"), (105, 200, 11, "b", SAMPLE)], {})
    out["h-carlito-skia"] = ("skia", document(
        parent=["TỔNG CÔNG TY MẪU"], agency=["TRUNG TÂM VÍ DỤ"], number="Số:␣␣␣␣␣␣␣␣/TTVD-HC", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", under_number=["V/v nâng cấp phần mềm"],
        to=["Kính gửi: Sở Ví dụ"], body=letter(4), receivers=SVD, sign=[signer("Bùi Văn Thử", "PHÓ GIÁM ĐỐC PHỤ TRÁCH")]), {"font": "Carlito", "pt": "12.5", "gap": "22"})
    out["h-tight-weasy"] = ("weasy", document(
        agency=["TRƯỜNG THPT MẪU"], number="Số:␣␣␣␣␣/TB-THPT", date="Mẫu, ngày␣␣␣␣tháng␣␣␣␣năm 2026", kind="THÔNG BÁO", subject=["Lịch trực hè"], body=letter(3), receivers=SVD,
        sign=[signer("Đỗ Thí Nghiệm", "HIỆU TRƯỞNG")]), {"pt": "12", "gap": "13", "line": "1.0"})
    out["h-rank-odt"] = ("odt", document(
        parent=["BỘ CHỈ HUY MẪU"], agency=["PHÒNG THAM MƯU"], number="Số:␣␣␣␣␣␣␣␣/BC-TM", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="BÁO CÁO", subject=["Kết quả diễn tập ký số"],
        body=letter(4), receivers=SVD, sign=[signer("Thượng tá " + MAU, "KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG")]), {})
    out["h-court-skia"] = ("skia", document(
        agency=["TÒA ÁN NHÂN DÂN", "KHU VỰC MẪU"], number="Bản án số:␣␣␣␣␣␣␣/2026/DS-ST", date="Ngày:␣␣␣␣␣␣␣-␣␣␣␣␣␣␣-2026", kind="NHÂN DANH", subject=["NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        body=letter(5), receivers=["- Đương sự;", "- Lưu hồ sơ."], sign=[signer("Nguyễn Thị Thử Dấu", "TM. HỘI ĐỒNG XÉT XỬ SƠ THẨM", "THẨM PHÁN - CHỦ TỌA PHIÊN TÒA")]), {})
    grid = [("p", "Biên bản được lập thành 04 bản, mỗi bên giữ 01 bản."), ("sign", [signer("Bùi Văn Thử", "ĐẠI DIỆN BÊN A"), signer("Đỗ Thí Nghiệm", "ĐẠI DIỆN BÊN B")]),
            ("sign", [signer("Hoàng Thị Minh Họa", "ĐẠI DIỆN BÊN C"), signer("Vũ Kiểm Thử", "ĐẠI DIỆN BÊN D")])]
    out["h-grid-of-four-reportlab"] = ("reportlab", document(
        agency=["HỘI ĐỒNG NGHIỆM THU"], number="Số:␣␣␣␣␣␣␣/BBNT", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="BIÊN BẢN NGHIỆM THU", subject=["Phần mềm mẫu"], body=letter(2) + grid), {"gap": 26})
    contract = [("cn", "Hôm nay, ngày ….. tháng ….. năm 2026, tại Sở Ví dụ, hai bên gồm:")] + letter(4)
    out["h-contract-odt"] = ("odt", document(
        agency=["SỞ VÍ DỤ"], number="Số: …………/HĐ-SVD", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="HỢP ĐỒNG", subject=["Cung cấp dịch vụ mẫu"], body=contract,
        sign=[signer(THU, "ĐẠI DIỆN BÊN A", "GIÁM ĐỐC"), signer(LONG_B, "ĐẠI DIỆN BÊN B", "TỔNG GIÁM ĐỐC")]), {})
    middle = two('<p class="b">HỘI MẪU</p><p class="b">BAN CHẤP HÀNH</p><p class="k">Số:␣␣␣␣␣␣/QĐ-HM</p>', '<p class="n">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p class="m">Độc lập - Tự do - '
                  'Hạnh phúc</p><p class="d k">Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026</p>') + '<p class="kind">QUYẾT ĐỊNH</p>' + paragraphs(3)
    middle += '<div class="c" style="margin-top:6mm">%s</div>' % block(["TM. BAN CHẤP HÀNH", "CHỦ TỊCH"], "Trịnh Thư Ký Mẫu", 26)
    out["h-centred-skia"] = ("skia", raw(middle), {})
    signed = '<div style="position:absolute;left:0;top:-12mm;font-size:9pt">Ký bởi: %s<br>Cơ quan: Sở Ví dụ, Tỉnh Mẫu<br>Thời gian ký: 05.11.2026 08:00:00 +07:00</div>' % MAU
    out["h-signed-before-weasy"] = ("weasy", document(
        agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣/SVD-VP", under_number=["V/v lấy ý kiến"], date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", to=["Kính gửi: Sở Minh họa"],
        body=[("raw", signed)] + letter(3), receivers=SVD, sign=[signer(MAU, "GIÁM ĐỐC")]), {})
    copy = two('<p class="b">SỞ VÍ DỤ</p><p>Số: 45/BC-SVD</p>', '<p class="n">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p class="m">Độc lập - Tự do - Hạnh phúc</p><p class="d">Mẫu, ngày 09 tháng 10 năm 2026</p>')
    copy += '<p class="kind">BÁO CÁO</p>' + paragraphs(3) + two("", '<p class="b">GIÁM ĐỐC</p><div style="height:12mm"></div><p class="i">(Đã ký)</p><div style="height:12mm"></div><p class="b">%s</p>' % MAU)
    out["h-already-signed-skia"] = ("skia", raw(copy), {})
    lower = [("t", TABLE), ("sign", [signer("Bùi Văn Thử", "NGƯỜI LẬP BIỂU"), signer("Đỗ Thí Nghiệm", "KẾ TOÁN TRƯỞNG")])]
    out["h-annex-signed-docx"] = ("docx", document(
        parent=["ỦY BAN NHÂN DÂN TỈNH MẪU"], agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣/BC-SVD", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="BÁO CÁO", subject=["Quyết toán kinh phí năm 2026"],
        body=letter(8), receivers=SVD, sign=[signer(THU, "GIÁM ĐỐC")],
        annexes=[(["BIỂU SỐ 01", "TỔNG HỢP QUYẾT TOÁN"], [("ci", "(Ban hành kèm theo Báo cáo số␣␣␣␣␣␣␣/BC-SVD ngày␣␣␣␣␣/␣␣␣␣␣/2026)")] + lower)]), {})
    out["h-capitals-reportlab"] = ("reportlab", document(
        agency=["BAN QUẢN LÝ DỰ ÁN MẪU"], number="Số: ________/BQLDA", date="Mẫu, ngày ____ tháng ____ năm 2026", kind="GIẤY ỦY QUYỀN", subject=["Về việc ký văn bản"], body=letter(4), receivers=SVD,
        sign=[signer("NGUYỄN VĂN MẪU", "GIÁM ĐỐC BAN")]), {})
    out["h-no-symbol-cairo"] = ("cairo", document(
        agency=["PHÒNG VÍ DỤ"], number="Số: ..................", date="Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026", kind="PHIẾU TRÌNH", subject=["Giải quyết công việc"], body=letter(4),
        sign=[signer("Phạm Minh Thí Điểm", "NGƯỜI TRÌNH"), signer(VI_DU, "Ý KIẾN CỦA LÃNH ĐẠO SỞ")]), {})
    out["h-legacy-encoding-weasy"] = ("weasy", legacy(), {})
    return out


LONG_B = "Hoàng Phủ Ngọc Minh Họa Ví Dụ"
