"""Which questions do the benchmarks ask? One module a suite: TITLE, HOW and `figures(work)`."""
