# SPDX-License-Identifier: AGPL-3.0-or-later
"""The third held-out batch: labelled before anything was run on it. name -> (producer, model, HTML or RTF, options)."""
from first import LONG, MAU, SVD, THU, UBND, VI_DU, annex
from heldout import block, paragraphs, raw, two
from heldout2 import NATION
from parts import PARAGRAPHS, SAMPLE, bases, decision, document, letter, signer

DATE = '<p class="d k">Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026</p>'


def committee():
    """The signer's post outside the committee stands between his handwriting and his name."""
    head = two('<p class="n">BAN CHỈ ĐẠO</p><p class="n">CHUYỂN ĐỔI SỐ TỈNH MẪU</p><p class="num k">Số:␣␣␣␣␣␣␣/KH-BCĐ</p>', NATION + DATE)
    sign = ('<p class="b">KT. TRƯỞNG BAN</p><p class="b">PHÓ TRƯỞNG BAN THƯỜNG TRỰC</p><div style="height:28mm"></div>'
            '<p class="b">PHÓ CHỦ TỊCH UBND TỈNH</p><p class="b">%s</p>' % VI_DU)
    return raw(head + '<p class="kind">KẾ HOẠCH</p><p class="sub">Hoạt động năm 2026 của Ban Chỉ đạo</p>' + paragraphs(4)
               + two('<p class="rect">Nơi nhận:</p><p class="rec">- Thành viên Ban Chỉ đạo;</p><p class="rec">- Lưu: VT.</p>', sign, "margin-top:4mm"))


def slashes():
    """Dates with slashes beside dates in words; the decision names another one of the same day."""
    head = two('<p class="n">ỦY BAN NHÂN DÂN</p><p class="n">XÃ THÍ DỤ</p><p class="num k">Số:␣␣␣␣␣␣␣/QĐ-UBND</p>', NATION + DATE)
    body = '<p class="kind">QUYẾT ĐỊNH</p><p class="sub">Về việc thành lập Tổ công tác</p>' + paragraphs(2)
    body += '<p class="p k">Điều 3. Quyết định này thay thế Quyết định số␣␣␣␣␣␣␣␣/QĐ-UBND ngày␣␣␣␣␣␣/␣␣␣␣␣␣/2025 của Ủy ban nhân dân xã Thí Dụ.</p>'
    foot = two('<p class="rect">Nơi nhận:</p><p class="rec">- Như Điều 4;</p><p class="rec">- Lưu: VT.</p>', block(["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], MAU), "margin-top:4mm")
    of = '<p class="c i k">(Kèm theo Quyết định số␣␣␣␣␣␣␣␣/QĐ-UBND ngày␣␣␣␣␣␣␣/␣␣␣␣␣␣␣/2026 của Ủy ban nhân dân xã Thí Dụ)</p>'
    return raw(head + body + foot + '<div class="annex"><p class="kind">DANH SÁCH TỔ CÔNG TÁC</p>%s%s</div>' % (of, paragraphs(1, 4)))


def hospital():
    """Ranks of a hospital; the head beside the accountant; a title of three lines."""
    cells = [block(["PHỤ TRÁCH KẾ TOÁN"], "CN. " + THU, 26), block(["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC PHỤ TRÁCH", "CHUYÊN MÔN VÀ ĐÀO TẠO"], "BSCKII. " + VI_DU, 26)]
    head = two('<p class="n" style="font-weight:normal">SỞ Y TẾ TỈNH MẪU</p><p class="n">BỆNH VIỆN VÍ DỤ</p><p class="num k">Số:␣␣␣␣␣␣␣␣/BC-BVVD</p>', NATION + DATE)
    return raw(head + '<p class="kind">BÁO CÁO</p><p class="sub">Tình hình sử dụng chữ ký số quý III</p>' + paragraphs(4) + two(*cells, "margin-top:6mm"))


def grid():
    """No table: the head and the foot by CSS grid; small capitals made by text-transform; letters spaced."""
    css = (".g{display:grid;grid-template-columns:2fr 3fr;text-align:center} .u{text-transform:uppercase;font-weight:bold} "
           ".f{display:flex;justify-content:flex-end;margin-top:8mm} .f>div{width:75mm;text-align:center} .w{letter-spacing:0.6pt}")
    head = ('<div class="g"><div><p class="u" style="font-size:12.5pt">Sở Ví dụ tỉnh Mẫu</p><p class="num k">Số:␣␣␣␣␣␣␣/SVD-TTCĐS</p><p style="font-size:12pt">V/v kiểm tra chữ ký số<br>trên văn bản</p></div>'
            '<div><p class="u" style="font-size:12.5pt">Cộng hòa xã hội chủ nghĩa Việt Nam</p><p class="m">Độc lập - Tự do - Hạnh phúc</p><p class="d k" style="text-align:right">Mẫu, ngày␣␣␣␣␣␣tháng␣␣␣␣␣␣năm 2026</p></div></div>')
    foot = ('<div class="f"><div><p class="u">Kt. Giám đốc</p><p class="u">Phó Giám đốc</p><div style="height:30mm"></div><p class="b w">%s</p></div></div>' % MAU)
    return raw(head + '<p class="c" style="margin-top:6mm">Kính gửi: Các cơ quan, đơn vị</p>' + paragraphs(5) + foot, css=css)


def two_up():
    """Two copies of an invitation on one sheet, to be cut apart."""
    one = two('<p class="n">BAN TỔ CHỨC</p><p class="num k">Số:␣␣␣␣␣␣/GM-BTC</p>', '<p class="n" style="font-size:9.5pt">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p class="m" style="font-size:10pt">Độc lập - Tự do - Hạnh phúc</p><p class="d k">Mẫu, ngày␣␣␣␣␣tháng␣␣␣␣␣năm 2026</p>')
    one += '<p class="kind">GIẤY MỜI</p><p class="p">Trân trọng kính mời: Đại diện cơ quan dự họp.</p><div style="margin-left:40mm;text-align:center">%s</div>' % block(["TRƯỞNG BAN"], THU, 24)
    return raw('<div style="display:flex;justify-content:space-between"><div style="width:128mm">%s</div><div style="width:128mm">%s</div></div>' % (one, one), size="A4 landscape", margin="12mm 12mm 12mm 15mm", pt="12")


def landscape():
    """Everything on a landscape page of a report, the block under a wide table at its right end."""
    rows = "".join("<tr>" + "".join("<td>%s</td>" % c for c in (n, "Cơ quan mẫu %d" % n, 12 * n, 3 * n, "Đạt")) + "</tr>" for n in range(1, 8))
    head = two('<p class="n">CHI CỤC VÍ DỤ</p><p class="num k">Số:␣␣␣␣␣␣␣/BC-CCVD</p>', NATION + DATE)
    table = '<table class="t"><tr><td>STT</td><td>Cơ quan</td><td>Chứng thư số</td><td>Thu hồi</td><td>Kết quả</td></tr>%s</table>' % rows
    sign = two(block(["NGƯỜI LẬP BIỂU"], MAU, 22), block(["CHI CỤC TRƯỞNG"], VI_DU, 22), "margin-top:4mm")
    return raw(head + '<p class="kind">BÁO CÁO THỐNG KÊ</p>' + table + sign, size="A4 landscape", margin="15mm 15mm 15mm 20mm", pt="13")


def rtf_text(s):
    return "".join(c if ord(c) < 128 else "\\u%d?" % ord(c) for c in s.replace("␣", "\u00a0").replace("⇥", "\\tab "))


def rtf(lines):
    """An old letter: columns by tabs that centre, distances by empty lines. (style, text); ⇥ is a tab."""
    styles = {"h": "\\b\\fs25\\tqc\\tx1900\\tqc\\tx6800 ", "n": "\\fs26\\tqc\\tx1900\\tqc\\tx6800 ", "p": "\\qj\\fi567\\fs28 ", "s": "\\b\\fs28\\tqc\\tx7000 ",
              "r": "\\b\\i\\fs24\\tqc\\tx7000 ", "e": "\\fs22\\tqc\\tx7000 "}
    body = "".join("\\pard\\plain\\f0%s%s\\par\n" % (styles[k], rtf_text(t)) for k, t in lines)
    return "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0\\froman Times New Roman;}}\\paperw11906\\paperh16838\\margl1701\\margr850\\margt1134\\margb1134\n%s}" % body


def typewriter():
    lines = [("h", "⇥HỘI NGƯỜI MẪU⇥CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("h", "⇥TỈNH MẪU⇥Độc lập - Tự do - Hạnh phúc"),
             ("n", "⇥Số:␣␣␣␣␣␣␣␣/TB-HNM⇥Mẫu, ngày␣␣␣␣␣␣␣tháng␣␣␣␣␣␣␣năm 2026"), ("p", ""), ("s", "⇥")]
    lines += [("p", t) for t in PARAGRAPHS[:4]] + [("p", ""), ("r", "Nơi nhận:⇥TM. BAN THƯỜNG VỤ"), ("s", "⇥KT. CHỦ TỊCH"), ("s", "⇥PHÓ CHỦ TỊCH")]
    lines += [("e", "- Như trên;"), ("e", "- Lưu: VP."), ("e", ""), ("e", ""), ("e", ""), ("e", ""), ("s", "⇥" + VI_DU), ("e", ""), ("e", SAMPLE)]
    return rtf(lines)


def documents():
    out = {}
    out["j-committee-skia"] = ("skia", committee(), {})
    out["j-slashes-weasy"] = ("weasy", slashes(), {})
    out["j-hospital-qt"] = ("qt", hospital(), {})
    out["j-grid-skia"] = ("skia", grid(), {})
    out["j-two-up-weasy"] = ("weasy", two_up(), {})
    out["j-landscape-skia"] = ("skia", landscape(), {})
    out["j-tabs-rtf"] = ("rtf", typewriter(), {})
    out["j-vntex-pdftex"] = ("pdftex", document(
        number="Số:␣␣␣␣␣␣␣␣␣/KL-TTr", agency=["THANH TRA TỈNH MẪU"], date="Mẫu, ngày␣␣␣␣␣␣␣tháng␣␣␣␣␣␣␣năm 2026", kind="KẾT LUẬN THANH TRA", subject=["Về việc quản lý, sử dụng chữ ký số"],
        body=letter(4), receivers=SVD, sign=[signer(LONG, "KT. CHÁNH THANH TRA", "PHÓ CHÁNH THANH TRA")]), {})
    out["j-annexes-between-docx"] = ("docx", document(
        agency=["ỦY BAN NHÂN DÂN", "PHƯỜNG VÍ DỤ"], number="Số:␣␣␣␣␣␣␣␣/QĐ-UBND", date="Mẫu, ngày␣␣␣␣␣␣tháng 12 năm 2026", kind="QUYẾT ĐỊNH", subject=["Về việc công nhận kết quả"],
        body=decision("ỦY BAN NHÂN DÂN PHƯỜNG VÍ DỤ", 3), receivers=UBND[1:], sign=[signer(THU, "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")],
        annexes=[annex("DANH SÁCH CÔNG NHẬN", ["(Kèm theo Quyết định số␣␣␣␣␣␣␣␣/QĐ-UBND", "ngày␣␣␣␣␣␣/12/2026 của UBND phường Ví dụ)"], letter(1))]), {"pt": 14})
    return out
