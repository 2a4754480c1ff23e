"""The rooms put together: catalogue, runner, shop, loading, deciding, sign-in and serving."""
