"""The speeds that docs/benchmarks.md names, measured as ratios within one run: `make bench`.

Everything runs on an embedded server of its own, with the product's settings: commits are
durable. Its data is deleted before and after.
"""
