"""Makes the pictures of README and manual from the samples.

workbook → PDF (LibreOffice) → PNG (pdftoppm) → ImageMagick

python samples/pictures.py     write samples/pictures/*.png
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
GOOD, PROBLEMS = HERE / "lean-township", HERE / "lean-township-problems"
MEMBERS = HERE / "zhongwei-member"
DPI = 90
_BEFORE_RANKING = re.compile('<section id="(?:progress|problems)".*?</section>', re.DOTALL)


def pages(workbook: Path, work: Path) -> list[Path]:
    """The printed pages of a workbook as pictures."""
    out = Path(tempfile.mkdtemp(dir=work))
    profile = f"-env:UserInstallation=file://{work}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), str(workbook)]
    subprocess.run(convert, check=True, capture_output=True)
    subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-png", str(out / f"{workbook.stem}.pdf"), str(out / "page")], check=True
    )
    return sorted(out.glob("page*.png"))


def trim(picture: Path, name: str, *, border: int = 12) -> Path:
    """Without page header and footer and the white margins, with a thin frame, few colours."""
    target = PICTURES / name
    frame = ["-bordercolor", "white", "-border", str(border), "-bordercolor", "#999999", "-border", "1"]
    chop = ["-gravity", "north", "-chop", "0x6%", "-gravity", "south", "-chop", "0x9%"]
    subprocess.run(["convert", picture, *chop, "-trim", "+repage", *frame, "-colors", "64", target], check=True)
    return target


def screen(page: Path, work: Path) -> Path:
    """The ranking on a page as a browser shows it on an office screen, the first figures unfolded. Takes Chromium."""
    unfolded, picture = work / "page.html", work / "screen.png"
    text = _BEFORE_RANKING.sub("", page.read_text(encoding="utf-8"))
    unfolded.write_text(text.replace("<details>", "<details open>", 4), encoding="utf-8")
    shown = ["--window-size=1366,900", f"--screenshot={picture}", unfolded.as_uri()]
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", *shown], check=True, capture_output=True)
    return picture


def main() -> None:
    """The pictures, and three in one line for the head of the README. Word files take LibreOffice Writer, too."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        scheme = pages(GOOD / "考核方案.xlsx", work)
        returned = pages(PROBLEMS / "3汇总" / "退回" / "U01 县委办公室.xlsx", work)
        decision = pages(GOOD / "3汇总" / "等次审定表.xlsx", work)
        summary = pages(GOOD / "3汇总" / "汇总表.xlsx", work)
        form = pages(GOOD / "2收回" / "U01 县委办公室.xlsx", work)
        rubric = pages(GOOD / "2收回" / "U11 第一考核组.xlsx", work)
        problems = pages(PROBLEMS / "3汇总" / "汇总表.xlsx", work)
        ticks = pages(MEMBERS / "2收回" / "U01 局机关党务干事.xlsx", work)
        circular = pages(GOOD / "4审定" / "通报.docx", work)
        letter = pages(GOOD / "4审定" / "反馈意见书" / "T03 白鹭洲镇 欧阳牧野.docx", work)
        board = screen(GOOD / "3汇总" / "看板.html", work)
        subprocess.run(["convert", board, "-colors", "64", PICTURES / "board.png"], check=True)
        trim(next(p for p in scheme if _holds(p, scheme, "对象名单")), "scheme.png")
        trim(next(p for p in returned if _holds(p, returned, "测评票登记表")), "returned.png")
        trim(decision[0], "decision.png")
        trim(ticks[1], "ticks.png")
        trim(circular[0], "circular.png")
        trim(letter[0], "letter.png")
        trim(form[1], "ballots.png")
        trim(rubric[1], "rubric.png")
        trim(summary[1], "ranking.png")
        trim(next(p for p in summary if _holds(p, summary, "图表")), "charts.png")
        trim(next(p for p in problems if _holds(p, problems, "问题清单")), "problems.png")
        parts = [PICTURES / f"{name}.png" for name in ("ballots", "ranking", "charts")]
        sized = ["-resize", "x420", "-gravity", "center", "-bordercolor", "white", "-border", "10"]
        subprocess.run(["convert", *parts, *sized, "+append", "-colors", "64", PICTURES / "overview.png"], check=True)


def _holds(page: Path, all_pages: list[Path], word: str) -> bool:
    """Whether a page is the one whose title names a sheet, by the text of the PDF."""
    number = str(all_pages.index(page) + 1)
    pdf = next(page.parent.glob("*.pdf"))
    text = subprocess.run(
        ["pdftotext", "-f", number, "-l", number, pdf, "-"], check=True, capture_output=True, text=True
    )
    return f"考核{word}" in text.stdout.replace("\n", "")


if __name__ == "__main__":
    main()
