"""核验.py: an archive of a campaign counted again, without the program: ``python 核验.py 归档.zip [姓名]``.

It needs Python 3.11 and openpyxl, nothing else. It prints what it found, and ends with 0 only if everything agrees.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TextIO

from .compared_figures import Compared, compare, compare_printed
from .counted_again import Recount, Survey, count_again, survey
from .form_grids import Tell, nobody_listens
from .packed_files import altered_files, unpack_archive
from .person_walk import walk
from .pooled_votes import Pooled, read_pooled
from .taken_values import read_values
from .told_by_merge import POOLED_FILE, SUMMARY, VALUES_FILE

_NO_SIGNATURES = (
    "表身份和各项记录的签名，这里没有密钥，不能核对；只有在保存密钥的考核文件夹里运行 lianping-xlsx verify 才能核对。"
)
_USAGE = "用法：python 核验.py 归档.zip，后面可以写一个考核对象的姓名或编号，列出他的每个数出自哪些单元格。\n"


@dataclass(frozen=True)
class Examined:
    """What was found in an archive: files that are not as 目录.xlsx has them, and the two counts side by side.

    ``walked``: where the figures of the person come from who was asked for.
    """

    altered: tuple[str, ...]
    found: Survey
    again: Recount
    pooled: Pooled
    compared: tuple[Compared, ...]
    walked: tuple[str, ...] = ()

    @property
    def differences(self) -> list[Compared]:
        """The figures on which the two counts do not agree."""
        return [each for each in self.compared if not each.same]

    @property
    def agrees(self) -> bool:
        """Whether everything could be counted, and is the same."""
        return not (self.altered or self.differences or self.again.absent or self.found.unknown)


class UncountedError(Exception):
    """The figures could not be counted again: why (``__cause__``), and the files that are not as they should be."""

    def __init__(self, altered: tuple[str, ...]) -> None:
        super().__init__("；".join(altered))
        self.altered = altered


def examine(archive: Path | IO[bytes], person: str = "", tell: Tell = nobody_listens) -> Examined:
    """Unpack an archive into a folder of its own, compare its files with 目录.xlsx, and count again.

    ``person``: a name or code, to be told where his figures come from. ``tell``: told what is being done. Raises
    UncountedError where a file is damaged that the count needs: which files differ from 目录.xlsx is known by then.
    """
    with tempfile.TemporaryDirectory() as name:
        folder, altered = Path(name), tuple[str, ...]()
        try:
            altered = tuple(altered_files(folder, unpack_archive(archive, folder)))
            return _examined(folder, altered, person, tell)
        except Exception as error:  # a damaged file makes zipfile, zlib and openpyxl raise what they like
            raise UncountedError(altered) from error


def _examined(folder: Path, altered: tuple[str, ...], person: str, tell: Tell) -> Examined:
    """Count again what was unpacked into a folder."""
    found = survey(folder, tell)
    pooled = read_pooled(folder, found.scheme, tell)
    again = count_again(found, read_values(folder / VALUES_FILE), pooled, tell)
    tell("正在逐人逐数比对……")
    summary = folder / SUMMARY
    compared = (*compare(found, again), *compare_printed(found, again, summary))
    walked = tuple(walk(folder, found, again, person)) if person else ()
    return Examined(altered, found, again, pooled, compared, walked)


# ---------------------------------------------------------------- what is printed


def lines_of(seen: Examined) -> Iterator[str]:
    """What was found, for a person to read."""
    again, found = seen.again, seen.found
    yield f"结果：{'试算' if found.told.trial else '正式'}，{len(found.told.persons)}人。"
    yield f"读了{again.files}个收回的文件，其中{again.cells}格有内容。"
    if again.pooled_forms:
        yield f"无记名的票取自“{POOLED_FILE}”，由{again.pooled_forms}张表合并而成，整票{seen.pooled.ballots}张。"
        yield "  哪张表整份作废、本人票，以及没有列出整票的票，按汇总时的判定。"
    if again.taken_forms:
        yield f"另有{again.taken_forms}张表（{again.taken_cells}格）包里没有原文件，用的是“{VALUES_FILE}”里读出的值。"
    if found.left_out:
        yield f"有{len(found.left_out)}张表汇总时没有采用（未交、空白、退回更正等），这里也没有计入。"
    yield from (f"不符：{each}。" for each in seen.altered)
    yield from (f"不认识，不能重新计算：{each}。" for each in found.unknown)
    yield from (f"没有{unit}的{form}，不能重新计算。" for unit, form in again.absent)
    bare = sum(each.uncounted for each in seen.compared)
    if bare:
        yield f"依据这些表的{bare}个数没有核对。"
    for each in seen.differences:
        told = each.told or "没有"
        yield f"不同：“{each.person}”的{each.figure}，重新计算是{each.counted or '没有'}，{each.where}上是{told}。"
    if seen.agrees:
        yield f"核对无误：逐人比对了{len(seen.compared)}个数，与“结果.json”“汇总表.xlsx”一致；各文件与目录一致。"
    else:
        compared = len(seen.compared) - bare
        yield f"没有全部对上，见上面各条；逐人比对了{compared}个数，{len(seen.differences)}个不同。"
    yield _NO_SIGNATURES
    yield from seen.walked


def _shown(what: str) -> None:
    """Show what is being done on a terminal, over what was shown before."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{what}")
        sys.stderr.flush()


def main(words_given: Sequence[str], out: TextIO = sys.stdout) -> int:
    """Run the program; 0 if everything agrees, 1 if not, 2 if it could not run."""
    if isinstance(out, TextIOWrapper):
        out.reconfigure(errors="replace")  # a GBK terminal cannot show every character
    if not 1 <= len(words_given) <= 2:
        out.write(_USAGE)
        return 2
    if not zipfile.is_zipfile(words_given[0]):
        out.write(f"“{words_given[0]}”没有找到，或者不是完整的归档包（可能是复制、下载时中断了）。\n{_USAGE}")
        return 2
    try:
        seen = examine(Path(words_given[0]), "".join(words_given[1:]), _shown)
    except UncountedError as error:
        _shown("")
        out.writelines(f"不符：{each}。\n" for each in error.altered)
        out.write(f"没有能够重新计算：{type(error.__cause__).__name__} {error.__cause__}\n")
        return 1 if error.altered else 2
    _shown("")
    out.writelines(f"{line}\n" for line in lines_of(seen))
    return 0 if seen.agrees else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
