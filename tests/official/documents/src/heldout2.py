# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second held-out batch: labelled after the placement was amended for the first, run once. name -> (producer, model or HTML, options)."""
from first import LONG, MAU, SVD, THU, UBND, VI_DU, annex
from heldout import block, paragraphs, raw, two
from parts import TABLE, bases, decision, document, letter, signer

NATION = '<p class="n">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p class="m">Độc lập - Tự do - Hạnh phúc</p>'


def proposal():
    """A proposal with the draft of the decision behind it, which has blanks and a block of its own."""
    draft = two('<p class="n">ỦY BAN NHÂN DÂN</p><p class="n">TỈNH MẪU</p><p class="num k">Số:␣␣␣␣␣␣␣/QĐ-UBND</p>', NATION + '<p class="d k">Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026</p>')
    draft += '<p class="i">DỰ THẢO</p><p class="kind">QUYẾT ĐỊNH</p>' + paragraphs(3) + two("", block(["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], THU))
    head = two('<p class="n" style="font-weight:normal">ỦY BAN NHÂN DÂN TỈNH MẪU</p><p class="n">SỞ VÍ DỤ</p><p class="num k">Số:␣␣␣␣␣␣␣/TTr-SVD</p>', NATION + '<p class="d k">Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026</p>')
    body = head + '<p class="kind">TỜ TRÌNH</p><p class="sub">Về việc ban hành Quyết định</p>' + paragraphs(4) + two('<p class="rect">Nơi nhận:</p><p class="rec">- Như trên;</p>', block(["GIÁM ĐỐC"], VI_DU), "margin-top:4mm")
    return raw(body + '<div style="break-before:page">' + draft + "</div>")


def urgent():
    box = '<div class="stamp" style="border-color:#b00">HỎA TỐC</div>'
    head = two('<p class="n">ỦY BAN NHÂN DÂN</p><p class="n">TỈNH MẪU</p><p class="num k">Số:␣␣␣␣␣␣␣␣/CĐ-UBND</p>' + box, NATION + '<p class="d k">Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026</p>')
    body = head + '<p class="kind">CÔNG ĐIỆN</p><p class="sub">Về việc ứng phó sự cố mẫu</p>' + paragraphs(5)
    return raw(body + two('<p class="rect">Nơi nhận:</p><p class="rec">- Như trên;</p><p class="rec">- Lưu: VT.</p>', block(["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Đặng Quốc Giả Định"), "margin-top:4mm"))


def watermark():
    mark = '<div style="position:absolute;top:110mm;left:20mm;font-size:70pt;color:#ddd;transform:rotate(-40deg)">DỰ THẢO</div>'
    head = two('<p class="n">BỘ MẪU</p><p class="num k">Số:␣␣␣␣␣␣␣␣/QĐ-BM</p>', NATION + '<p class="d k">Thành phố Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026</p>')
    return raw(mark + head + '<p class="kind">QUYẾT ĐỊNH</p>' + paragraphs(5) + two("", block(["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"], LONG, 30), "margin-top:4mm"))


def documents():
    out = {}
    out["i-urgent-telegram-skia"] = ("skia", urgent(), {})
    out["i-proposal-and-draft-skia"] = ("skia", proposal(), {})
    out["i-watermark-weasy"] = ("weasy", watermark(), {})
    of = ["(Ban hành kèm theo Nghị quyết số␣␣␣␣␣␣␣␣␣/NQ-HĐND", "ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026 của Hội đồng nhân dân tỉnh Mẫu)"]
    out["i-three-annexes-docx"] = ("docx", document(
        agency=["HỘI ĐỒNG NHÂN DÂN", "TỈNH MẪU"], number="Số:␣␣␣␣␣␣␣␣␣/NQ-HĐND", date="Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026", kind="NGHỊ QUYẾT", subject=["Phê duyệt danh mục dự án"],
        body=decision("HỘI ĐỒNG NHÂN DÂN TỈNH MẪU", 3), receivers=UBND[1:], sign=[signer("Nguyễn Thị Thử Dấu", "CHỦ TỊCH")],
        annexes=[annex("DANH MỤC %s" % n, of, [("gap", 1), ("t", TABLE)]) for n in ("A", "B", "C")]), {})
    out["i-introduction-cairo"] = ("cairo", document(
        agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣␣/GGT-SVD", date="Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026", kind="GIẤY GIỚI THIỆU",
        body=[("p", "Sở Ví dụ trân trọng giới thiệu: Ông Phạm Minh Thí Điểm, chức vụ: Chuyên viên."), ("p", "Giấy này có giá trị đến hết ngày 31 tháng 12 năm 2026./.")], receivers=["- Như trên;", "- Lưu: VT."],
        sign=[signer("Bùi Văn Thử", "TL. GIÁM ĐỐC", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")]), {"gap": 25})
    out["i-strokes-reportlab"] = ("reportlab", document(
        parent=["ỦY BAN NHÂN DÂN TỈNH MẪU"], agency=["SỞ VÍ DỤ"], number="Số: ....../....../QĐ-SVD", date="Mẫu, ngày ....../....../2026", kind="QUYẾT ĐỊNH", subject=["Về việc nâng bậc lương"],
        body=decision("GIÁM ĐỐC SỞ VÍ DỤ", 3), receivers=SVD, sign=[signer(THU, "GIÁM ĐỐC")]), {})
    out["i-three-and-one-weasy"] = ("weasy", document(
        agency=["BAN TỔ CHỨC HỘI THI"], number="Số:␣␣␣␣␣␣␣␣/KH-BTC", date="Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026", kind="KẾ HOẠCH LIÊN TỊCH", subject=["Tổ chức hội thi mẫu"], body=letter(4) + [
            ("sign", [signer("Hoàng Thị Minh Họa", "HỘI MẪU", "CHỦ TỊCH"), signer("Bùi Văn Thử", "SỞ VÍ DỤ", "PHÓ GIÁM ĐỐC")])], sign=[signer("Đỗ Thí Nghiệm", "LIÊN ĐOÀN MẪU", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]), {"gap": "24"})
    out["i-draft-header-odt"] = ("odt", document(
        corner=["Mẫu số 01"], agency=["CHI CỤC VÍ DỤ"], number="Số:⇥/BC-CCVD", date="Mẫu, ngày⇥tháng⇥năm 2026", kind="BÁO CÁO", subject=["Sơ kết công tác quý IV"], body=letter(8), receivers=SVD,
        sign=[signer("Trịnh Thư Ký Mẫu", "CHI CỤC TRƯỞNG")]), {})
    out["i-long-title-tcpdf"] = ("tcpdf", document(
        parent=["ỦY BAN NHÂN DÂN TỈNH MẪU"], agency=["BAN QUẢN LÝ KHU VÍ DỤ"], number="Số:␣␣␣␣␣␣␣␣/BQL-KH", under_number=["V/v cung cấp số liệu"], date="Mẫu, ngày␣␣␣␣␣␣tháng 10 năm 2026",
        to=["Kính gửi: Sở Minh họa"], body=letter(3), receivers=SVD, sign=[signer(VI_DU, "TUQ. TRƯỞNG BAN", "TRƯỞNG PHÒNG KẾ HOẠCH,", "TÀI CHÍNH VÀ ĐẦU TƯ")]), {})
    out["i-small-annex-haru"] = ("haru", document(
        agency=["SỞ MINH HỌA"], number="Số:␣␣␣␣␣␣␣␣/TB-SMH", date="Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026", kind="THÔNG BÁO", subject=["Tuyển dụng viên chức"], body=letter(3), receivers=SVD,
        sign=[signer("Hoàng Thị Minh Họa", "GIÁM ĐỐC")],
        annexes=[(["PHỤ LỤC", "BIỂU MẪU ĐĂNG KÝ"], [("ci", "(Kèm theo Thông báo số␣␣␣␣␣␣␣␣/TB-SMH ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026 của Sở Minh họa)"), ("gap", 3), ("p", "Họ và tên: ……………………… Số CCCD: ……………………"),
                  ("p", "Ngày, tháng, năm sinh: … / … / ……"), ("ci", "........., ngày ..... tháng ..... năm ........"), ("sign", [signer("", "NGƯỜI ĐĂNG KÝ", "(Ký, ghi rõ họ tên)")])])]), {})
    out["i-four-pages-xetex"] = ("xetex", document(
        parent=["ỦY BAN NHÂN DÂN TỈNH MẪU"], agency=["SỞ VÍ DỤ"], number="Số:␣␣␣␣␣␣␣␣/BC-SVD", date="Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026", kind="BÁO CÁO", subject=["Tổng kết năm 2026"],
        body=bases()[:1] + letter(40), receivers=SVD, sign=[signer(THU, "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")]), {})
    out["i-spaces-qt"] = ("qt", document(
        agency=["UBND PHƯỜNG MẪU"], number="Số :␣␣␣␣␣␣␣␣␣/TM-UBND", date="Phường Mẫu , ngày␣␣␣␣␣␣␣ tháng␣␣␣␣␣␣␣ năm 2026", kind="THƯ MỜI", body=letter(3), receivers=SVD,
        sign=[signer("Vũ Kiểm Thử", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]), {})
    return out
