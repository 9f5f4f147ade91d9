# SPDX-License-Identifier: AGPL-3.0-or-later
"""A model as TeX, for XeTeX (xdvipdfmx) and for pdfTeX with the fonts of VnTeX (T5, Type 1)."""
import re
import subprocess

PREAMBLE = r"""\documentclass[14pt,a4paper]{extarticle}
\usepackage[top=20mm,bottom=20mm,left=30mm,right=15mm,headheight=15pt,headsep=4mm]{geometry}
%(fonts)s
\usepackage{fancyhdr}
\pagestyle{fancy}\fancyhf{}\renewcommand{\headrulewidth}{0pt}
\fancyhead[C]{\ifnum\value{page}>1\thepage\fi}\fancyfoot[C]{\textbf{\small %(footer)s}}
\setlength{\parindent}{10mm}\setlength{\parskip}{4pt}\emergencystretch=3em
\begin{document}
"""


FONTS = {"xelatex": "\\usepackage{fontspec}\\setmainfont{Liberation Serif}",
         "pdflatex": "\\usepackage[utf8]{inputenc}\\usepackage[T5]{fontenc}\\usepackage{txfonts}\\input{glyphtounicode}\\pdfgentounicode=1"}


def text(s):
    s = re.sub(r"([%&#_{}$])", r"\\\1", s)
    return s.replace("␣", "~").replace("⇥", r"\hspace*{12mm}").replace("…", r"\ldots{}")


def cell(width, lines):
    return "\\begin{minipage}[t]{%s\\textwidth}\\centering %s\\end{minipage}" % (width, "\\par ".join(lines))


def bold(s, size=""):
    return "{%s\\textbf{%s}}" % (size, text(s))


def source(m, program, gap="30mm"):
    small = r"\fontsize{12.5}{15}\selectfont "
    left = [small + text(s) for s in m["parent"]] + [bold(s, small) for s in m["agency"]]
    left += [r"\rule[2mm]{22mm}{0.5pt}\vspace{-1mm}", r"\fontsize{13}{15}\selectfont " + text(m["number"])]
    left += [r"{\fontsize{12}{14}\selectfont %s}" % text(s) for s in m["under_number"]]
    right = [bold(m["nation"], small), bold(m["motto"], r"\fontsize{13.5}{16}\selectfont "), r"\rule[2mm]{56mm}{0.5pt}\vspace{-1mm}",
             r"\fontsize{13.5}{16}\selectfont\textit{%s}" % text(m["date"])]
    out = PREAMBLE % {"fonts": FONTS[program], "footer": text(m["footer"])} + "\\noindent " + cell(0.4, left) + "\\hfill " + cell(0.6, right) + "\n\n\\vspace{4mm}\n"
    out += "\\begin{center}%s\\end{center}\n" % "\\par ".join(bold(s) for s in [m["kind"]] + m["subject"] if s)
    out += "".join("\\hspace*{20mm}%s\n\n" % text(s) for s in m["to"])
    for kind, value in m["body"]:
        out += {"p": "%s\n\n", "i": "\\textit{%s}\n\n", "c": "\\begin{center}\\textbf{%s}\\end{center}\n"}[kind] % text(value)
    receivers = [r"\fontsize{12}{14}\selectfont\textbf{\textit{Nơi nhận:}}"] + [r"\fontsize{11}{13}\selectfont " + text(s) for s in m["receivers"]]
    signers = [cell(0.48, [bold(t) for t in s["title"]] + ["\\vspace{%s}\\mbox{}" % gap, bold(s["name"])]) for s in m["sign"]]
    first = [] if len(signers) > 1 else ["\\begin{minipage}[t]{0.48\\textwidth}\\raggedright %s\\end{minipage}" % "\\par ".join(receivers)]
    return out + "\\vspace{4mm}\\noindent " + "\\hfill ".join(first + signers) + "\n\\end{document}\n"


def tex(program):
    def run(model, options, target, work):
        path = work / (target.stem + ".tex")
        path.write_text(source(model, program, **options), encoding="utf-8")
        subprocess.run([program, "-interaction=nonstopmode", "-output-directory", str(work), str(path)], stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, timeout=180)
        (work / (target.stem + ".pdf")).replace(target)
    return run
