"""The reference in `docs/reference/`, written from the code itself: `python -m zhanggui.surfaces.docs [--check]`."""
