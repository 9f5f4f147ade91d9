# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to a document after it was made: turned, cropped, scaled, distilled, packed, scanned."""
import io
import pathlib
import random
import subprocess
import tempfile

import pikepdf
from PIL import Image, ImageChops, ImageDraw, ImageFilter, TiffImagePlugin

TiffImagePlugin.STRIP_SIZE = 1 << 30  # a fax page is one strip
PICTURES = pathlib.Path(__file__).parents[2] / "pictures"


def wrap(pdf, page, matrix):
    """The page's content under one more matrix."""
    page.contents_coalesce()
    page.Contents.write(b"q %s cm\n" % b" ".join(b"%.5f" % v for v in matrix) + page.Contents.read_bytes() + b"\nQ\n")


def turned(source, target, degrees):
    """Pages that a scanner or printer driver turned, with /Rotate to turn them back: they look as before."""
    with pikepdf.open(source) as pdf:
        for page in pdf.pages:
            x0, y0, x1, y1 = (float(v) for v in page.mediabox)
            w, h = x1 - x0, y1 - y0
            wrap(pdf, page, {90: (0, 1, -1, 0, h, 0), 180: (-1, 0, 0, -1, w, h), 270: (0, -1, 1, 0, 0, w)}[degrees])
            page.MediaBox = [0, 0, h, w] if degrees != 180 else [0, 0, w, h]
            page.Rotate = degrees
            for key in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
                if key in page:
                    del page[key]
        pdf.save(target)


def sideways(source, target):
    """Seen lying on its side: nothing turns it back."""
    with pikepdf.open(source) as pdf:
        for page in pdf.pages:
            page.Rotate = 90
        pdf.save(target)


def cropped(source, target, dx=40, dy=60):
    """A larger sheet whose origin is elsewhere; /CropBox shows the page in it."""
    with pikepdf.open(source) as pdf:
        for page in pdf.pages:
            x0, y0, x1, y1 = (float(v) for v in page.mediabox)
            wrap(pdf, page, (1, 0, 0, 1, -dx, dy))
            page.MediaBox = [x0 - dx - 30, y0 + dy - 30, x1 - dx + 50, y1 + dy + 50]
            page.CropBox = [x0 - dx, y0 + dy, x1 - dx, y1 + dy]
        pdf.save(target)


def user_unit(source, target, unit=2):
    with pikepdf.open(source) as pdf:
        for page in pdf.pages:
            x0, y0, x1, y1 = (float(v) for v in page.mediabox)
            wrap(pdf, page, (1 / unit, 0, 0, 1 / unit, 0, 0))
            page.MediaBox = [x0 / unit, y0 / unit, x1 / unit, y1 / unit]
            page.UserUnit = unit
        pdf.save(target, min_version="1.6")


def distilled(source, target):
    subprocess.run(["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-dCompatibilityLevel=1.5", "-o", str(target), str(source)], check=True,
                   stdin=subprocess.DEVNULL)


def packed(source, target):
    subprocess.run(["qpdf", "--object-streams=generate", "--linearize", str(source), str(target)], check=True, stdin=subprocess.DEVNULL)


def ocr(source, target, dpi=200):
    """A text layer that nobody sees, over the picture: as a scanner's own program adds it."""
    with tempfile.TemporaryDirectory() as work:
        pictures = pathlib.Path(work)
        subprocess.run(["pdfimages", "-j", str(source), str(pictures / "p")], check=True, stdin=subprocess.DEVNULL)
        picture = sorted(pictures.iterdir())[0]
        subprocess.run(["tesseract", str(picture), str(target.with_suffix("")), "-l", "vie", "--dpi", str(dpi), "pdf"], check=True, stdin=subprocess.DEVNULL)


# ---- scans -----------------------------------------------------------------------------------------------------------

def page_picture(source, number, dpi):
    data = subprocess.run(["pdftoppm", "-r", str(dpi), "-f", str(number), "-l", str(number), str(source)], check=True, capture_output=True,
                          stdin=subprocess.DEVNULL).stdout
    return Image.open(io.BytesIO(data)).convert("RGB")


def inked(picture, name, at, millimetres, dpi):
    """One of the sample pictures on paper; `at` is its middle in points."""
    mark = Image.open(PICTURES / name)
    wide = round(millimetres / 25.4 * dpi)
    mark = mark.resize((wide, round(wide * mark.height / mark.width)), Image.LANCZOS)
    x, y = (round(v * dpi / 72) for v in at)
    picture.paste(mark, (x - mark.width // 2, y - mark.height // 2), mark)


def worn(picture, skew, noise, seed, shadow=True, tint=(250, 248, 241)):
    """Laid askew, with the grain of paper, the shadow of the lid, specks of dust."""
    dice = random.Random(seed)
    picture = picture.rotate(skew, Image.BICUBIC, fillcolor="white").filter(ImageFilter.GaussianBlur(0.6))
    w, h = picture.size
    pen = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y, r = dice.randrange(w), dice.randrange(h), dice.choice((1, 1, 1, 2))
        pen.ellipse((x, y, x + r, y + r), fill=(90, 90, 90))
    grain = Image.frombytes("L", (w // 4, h // 4), bytes(255 - dice.randrange(noise) for _ in range((w // 4) * (h // 4)))).resize((w, h))
    paper = Image.new("RGB", (w, h), tint)
    if shadow:
        edge = Image.linear_gradient("L").resize((w, h)).point(lambda v: 225 + v * 30 // 255)
        grain = Image.blend(grain, edge, 0.5)
    return ImageChops.multiply(ImageChops.multiply(picture, paper), Image.merge("RGB", (grain,) * 3))


def scan_pdf(target, pictures, dpi, quality=45, grey=False, fax=False, producer="Sample scanner"):
    """Pages of nothing but a picture."""
    pdf = pikepdf.new()
    for picture in pictures:
        w, h = picture.size
        if fax:
            out = io.BytesIO()
            picture.convert("L").point(lambda v: 255 * (v > 150)).convert("1", dither=Image.NONE).save(out, "TIFF", compression="group4")
            tiff = Image.open(io.BytesIO(out.getvalue()))
            start, length = tiff.tag_v2[273], tiff.tag_v2[279]
            assert len(start) == 1, "one strip wanted"
            data = out.getvalue()[start[0]:start[0] + length[0]]
            image = pikepdf.Stream(pdf, data, {"/Filter": pikepdf.Name.CCITTFaxDecode, "/DecodeParms": pikepdf.Dictionary(
                K=-1, Columns=w, Rows=h, BlackIs1=tiff.tag_v2[262] == 1), "/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 1})
        else:
            out = io.BytesIO()
            (picture.convert("L") if grey else picture).save(out, "JPEG", quality=quality, subsampling=2)
            image = pikepdf.Stream(pdf, out.getvalue(), {"/Filter": pikepdf.Name.DCTDecode, "/ColorSpace": pikepdf.Name.DeviceGray if grey
                                                         else pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8})
        image["/Type"], image["/Subtype"], image["/Width"], image["/Height"] = pikepdf.Name.XObject, pikepdf.Name.Image, w, h
        pw, ph = w * 72 / dpi, h * 72 / dpi
        page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, round(pw, 2), round(ph, 2)], Resources=pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Im0=image)), Contents=pikepdf.Stream(pdf, b"q %.2f 0 0 %.2f 0 0 cm /Im0 Do Q" % (pw, ph)))
        pdf.pages.append(pikepdf.Page(page))
    pdf.docinfo["/Producer"] = producer
    pdf.save(target)
