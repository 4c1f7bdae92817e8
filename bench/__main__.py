"""`python -m bench`: renewals, payments, outlooks, PDFs; `--million`: a million renewals too."""

from __future__ import annotations

import argparse

from bench.ground import own_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="renewals, and payments")
    parser.add_argument("--sample", type=int, default=1_500, help="of them the naive way")
    parser.add_argument("--million", action="store_true", help="a million renewals in one process")
    given = parser.parse_args()
    with own_server():
        # Everything else of the product can be imported only when Django is set up.
        from bench import course

        course.run(count=given.count, sample=given.sample, million=given.million)


if __name__ == "__main__":
    main()
