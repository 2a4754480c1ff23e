"""How is the command started without its script: `python -m zhanggui`."""

from zhanggui.surfaces.cli.main import main

main()
