"""How does 清茗茶铺 work, a Chinese tea shop on five channels whose truths are known?"""
