# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text of the sample documents: bodies, and the model of a document that the producers lay out.

Marks in the text of a model: ␣ is a blank that must not fold or break, ⇥ is a tab or a gap without any character."""

SAMPLE = "VĂN BẢN MẪU – KHÔNG CÓ GIÁ TRỊ"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

BASES = [
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Căn cứ Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023;",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
    "Căn cứ Nghị định số 68/2024/NĐ-CP ngày 25 tháng 6 năm 2024 của Chính phủ quy định về chữ ký số chuyên dùng công vụ;",
]

PARAGRAPHS = [
    "Giao Sở Ví dụ chủ trì, phối hợp với các cơ quan có liên quan hướng dẫn, đôn đốc và kiểm tra việc thực hiện; tổng hợp "
    "kết quả, báo cáo Ủy ban nhân dân tỉnh trước ngày 20 tháng 12 hằng năm.",
    "Các cơ quan, đơn vị rà soát chứng thư số của cơ quan và của cá nhân thuộc quyền quản lý; lập danh sách cấp mới, gia hạn, "
    "thu hồi gửi cơ quan đầu mối để tổng hợp theo quy định.",
    "Văn thư cơ quan kiểm tra tính hợp lệ của từng chữ ký số trước khi cấp số, ngày, tháng, năm và ký số của cơ quan; văn bản "
    "không hợp lệ được trả lại nơi gửi kèm lý do.",
    "Kinh phí thực hiện được bố trí trong dự toán chi thường xuyên của các cơ quan, đơn vị theo quy định của pháp luật về ngân "
    "sách nhà nước và các nguồn hợp pháp khác.",
    "Trong quá trình thực hiện, nếu có vướng mắc, các cơ quan, đơn vị phản ánh bằng văn bản để được hướng dẫn, giải quyết kịp thời.",
    "Việc trao đổi văn bản điện tử được thực hiện qua Trục liên thông văn bản của tỉnh; không gửi bản giấy đối với văn bản đã "
    "được ký số hợp lệ, trừ trường hợp pháp luật có quy định khác.",
    "Thiết bị lưu khóa bí mật được giao cho người quản lý bằng văn bản; khi thay đổi người quản lý phải lập biên bản bàn giao "
    "và thông báo cho cơ quan quản lý trực tiếp trong ngày làm việc tiếp theo.",
    "Người đứng đầu cơ quan chịu trách nhiệm trước pháp luật về việc quản lý, sử dụng chữ ký số của cơ quan và của cá nhân thuộc "
    "quyền quản lý; bố trí người thay thế khi văn thư vắng mặt.",
]

TABLE = [
    ["STT", "Nội dung", "Chủ trì", "Thời gian"],
    ["1", "Rà soát chứng thư số, lập danh sách cấp mới, gia hạn", "Các cơ quan", "Quý I"],
    ["2", "Giao thiết bị lưu khóa bí mật cho văn thư bằng văn bản", "Thủ trưởng cơ quan", "Quý I"],
    ["3", "Tập huấn ký số, kiểm tra chữ ký số", "Sở Ví dụ", "Quý II"],
    ["4", "Ký số văn bản gửi qua Trục liên thông, trừ văn bản mật", "Các cơ quan", "Quý III"],
    ["5", "Kiểm tra, tổng hợp, báo cáo kết quả", "Sở Ví dụ", "Quý IV"],
]


def article(n, text):
    return ("p", "Điều %d. %s" % (n, text))


def letter(n=3, start=0):
    return [("p", t) for t in (PARAGRAPHS * 6)[start:start + n]]


def bases():
    return [("i", t) for t in BASES]


def decision(authority="ỦY BAN NHÂN DÂN TỈNH MẪU", articles=4, last=None, request=None):
    out = [("c", authority)] + bases()
    out += [("i", request)] if request else []
    out += [("c", "QUYẾT ĐỊNH:")]
    out += [article(1, "Ban hành kèm theo Quyết định này Kế hoạch sử dụng chữ ký số trong các cơ quan nhà nước tỉnh Mẫu.")]
    out += [article(n + 2, t) for n, t in enumerate((PARAGRAPHS * 4)[:articles - 2])]
    out += [article(articles, last or "Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc Sở "
                    "Ví dụ và Thủ trưởng các cơ quan, đơn vị chịu trách nhiệm thi hành Quyết định này./.")]
    return out


def signer(name, *title):
    return {"name": name, "title": list(title)}


def document(**parts):
    """A model with every part present. `sign` is a list of signers; `annexes` a list of (heading lines, items)."""
    model = {"agency": ["ỦY BAN NHÂN DÂN", "TỈNH MẪU"], "parent": [], "number": "", "date": "", "under_number": [],
             "nation": NATION, "motto": MOTTO, "kind": "", "subject": [], "to": [], "body": [], "receivers": [],
             "sign": [], "annexes": [], "stamp": "", "corner": [], "footer": SAMPLE}
    unknown = set(parts) - set(model)
    assert not unknown, unknown
    model.update(parts)
    return model
