"""What the catalogue's settings are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from prabayar.domain.catalog import OverQuota
from prabayar.domain.tax import TaxRate
from prabayar.entrypoints.web.formatting import percent


def over_quota(over: OverQuota) -> str:
    if over is OverQuota.ALLOW:
        return _("New users are let in")
    return _("New users are refused")


def rate_words(rate: TaxRate) -> str:
    """`PPN 12% on 11/12 of the price`"""
    said = {
        "name": rate.name,
        "percent": percent(rate.percent_bp),
        "part": f"{rate.base_num}/{rate.base_den}",
    }
    whole = rate.base_num == rate.base_den
    if rate.inclusive and whole:
        return _("%(name)s %(percent)s, contained in the price") % said
    if rate.inclusive:
        return _("%(name)s %(percent)s on %(part)s of the price, contained in it") % said
    if whole:
        return _("%(name)s %(percent)s") % said
    return _("%(name)s %(percent)s on %(part)s of the price") % said
