"""Withholding certificates: what a customer kept back for the state, until it shows that it paid.

Without a certificate in time, what was kept back is owed again. Source: rules 10 and 14.
"""

from __future__ import annotations

from enum import StrEnum


class CertificateState(StrEnum):
    OPEN = "open"
    ARRIVED = "arrived"
    MISSED = "missed"


CERTIFICATE_TRANSITIONS: dict[CertificateState, frozenset[CertificateState]] = {
    CertificateState.OPEN: frozenset({CertificateState.ARRIVED, CertificateState.MISSED}),
    CertificateState.ARRIVED: frozenset(),
    CertificateState.MISSED: frozenset(),
}
