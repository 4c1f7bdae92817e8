"""Tests that only root can do are collected only for root."""

import os

collect_ignore = [] if os.geteuid() == 0 else ["test_postgres_launcher_as_root.py"]
