"""How does 清茗茶铺 work, a Chinese tea shop on five channels whose truths are known?

`generate` makes it, `advance` lets its days go on, `effect` says what a change truly brings, `exports` writes the
platforms' files, `land` puts its tables into a shop; `truth` holds what was planted.
"""
