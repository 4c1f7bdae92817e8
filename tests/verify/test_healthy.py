"""A database that the product itself has written keeps every invariant."""

from prabayar.store.queries.verify import findings


def test_a_healthy_database_has_no_findings(healthy, read):
    assert list(findings(read, healthy)) == []


def test_the_healthy_database_has_something_of_everything(owner):
    counted = {
        name: owner.execute(f"SELECT count(*) FROM store_{name}").fetchone()[0]
        for name in ("invoice", "receipt", "creditnote", "payment", "period", "notice", "deferral")
    }
    assert min(counted.values()) > 2
    kinds = owner.execute("SELECT DISTINCT status FROM store_invoice").fetchall()
    assert {kind for (kind,) in kinds} >= {"open", "settled", "void", "lapsed"}
    phases = owner.execute("SELECT DISTINCT phase FROM store_subscription").fetchall()
    assert {phase for (phase,) in phases} >= {"active", "suspended", "ended"}
