"""Write `docs/reference/` anew, or with `--check` say which of its files are not as the code would write them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from zhanggui.core.words import LANGUAGES
from zhanggui.surfaces.docs.pages import FIRST_LINE, written

REFERENCE = Path("docs/reference")


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when all is as it should be, 1 when `--check` found stale files."""
    parser = argparse.ArgumentParser(prog="python -m zhanggui.surfaces.docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; name stale files and exit with 1")
    parser.add_argument("--folder", type=Path, default=REFERENCE, help="where the reference stands (%(default)s)")
    asked = parser.parse_args(arguments)
    stale = stale_files(asked.folder)
    if not asked.check:
        renew(asked.folder, stale)
    for name in stale:
        print(f"{'stale' if asked.check else 'written'}: {asked.folder / name}")
    return 1 if asked.check and stale else 0


def stale_files(folder: Path) -> list[str]:
    """Names of the files that are missing, differ from the code, or belong to no page any more."""
    wanted = written()
    files = [path for path in sorted(folder.glob("*")) if path.suffix in {".md", ".json"}]
    found = {path.name: path.read_text(encoding="utf-8") for path in files}
    differing = [name for name, text in wanted.items() if found.get(name) != text]
    return sorted(differing + [name for name, text in found.items() if name not in wanted and _is_generated(text)])


def renew(folder: Path, stale: list[str]) -> None:
    """Write the stale files; remove those that no page writes any more."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = written()
    for name in stale:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (folder / name).unlink()


def _is_generated(text: str) -> bool:
    return text.startswith(tuple(FIRST_LINE.text(language) for language in LANGUAGES))


if __name__ == "__main__":
    sys.exit(main())
