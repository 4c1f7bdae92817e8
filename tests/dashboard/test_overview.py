"""The overview answers before anybody clicks: until when am I paid, what comes next and when."""

from tests.dashboard.conftest import House


def test_the_overview_is_the_first_page(house: House) -> None:
    assert house.signed_in().get("/").status_code == 200
