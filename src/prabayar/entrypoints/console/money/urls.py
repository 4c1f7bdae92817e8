"""Addresses of money in the console."""

from prabayar.entrypoints.console.money import (
    certificates,
    claiming,
    lists,
    overview,
    payouts,
    recording,
    returning,
    taking_back,
)
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

_SEE, _DO = Right.SEE_CONSOLE, Right.HANDLE_MONEY

urlpatterns = [
    route("money/", overview.page, name="console-money", right=_SEE),
    route("money/reckon", overview.reckon, name="console-money-reckon", right=_DO),
    route("money/months.csv", overview.months_csv, name="console-money-months-csv", right=_SEE),
    route("money/ages.csv", overview.ages_csv, name="console-money-ages-csv", right=_SEE),
    route("money/open/", lists.open_page, name="console-money-open", right=_SEE),
    route("money/open.csv", lists.open_csv, name="console-money-open-csv", right=_SEE),
    route("money/payments/", lists.payments_page, name="console-money-payments", right=_SEE),
    route("money/payments.csv", lists.payments_csv, name="console-money-payments-csv", right=_SEE),
    route("money/payments/record", recording.record, name="console-money-record", right=_DO),
    route(
        "money/payments/<int:payment_id>/",
        lists.payment_page,
        name="console-money-payment",
        right=_SEE,
    ),
    route(
        "money/payments/<int:payment_id>/allocate",
        recording.allocate,
        name="console-money-allocate",
        right=_DO,
    ),
    route(
        "money/payments/<int:payment_id>/give-back",
        recording.give_back,
        name="console-money-give-back",
        right=_DO,
    ),
    route(
        "money/payments/<int:payment_id>/take-back",
        taking_back.take_back,
        name="console-money-take-back",
        right=_DO,
    ),
    route("money/claims/", claiming.listed, name="console-money-claims", right=_SEE),
    route("money/claims/<int:claim_id>/", claiming.page, name="console-money-claim", right=_SEE),
    route(
        "money/claims/<int:claim_id>/proof",
        claiming.proof,
        name="console-money-claim-proof",
        right=_SEE,
    ),
    route(
        "money/claims/<int:claim_id>/reject",
        claiming.reject,
        name="console-money-claim-reject",
        right=_DO,
    ),
    route("money/unapplied/", lists.unapplied_page, name="console-money-unapplied", right=_SEE),
    route(
        "money/unapplied.csv", lists.unapplied_csv, name="console-money-unapplied-csv", right=_SEE
    ),
    route("money/credit-note", returning.credit, name="console-money-credit", right=_DO),
    route("money/certificates/", certificates.page, name="console-money-certificates", right=_SEE),
    route(
        "money/certificates/<int:certificate_id>/",
        certificates.record,
        name="console-money-certificate",
        right=_DO,
    ),
    route(
        "money/withholding/<str:code>/",
        certificates.declare,
        name="console-money-withholding",
        right=_DO,
    ),
    route("money/refunds/", lists.refunds_page, name="console-money-refunds", right=_SEE),
    route("money/refunds.csv", lists.refunds_csv, name="console-money-refunds-csv", right=_SEE),
    route("money/payouts/", payouts.page, name="console-money-payouts", right=_SEE),
    route("money/payouts/make", payouts.make, name="console-money-payouts-make", right=_DO),
    route(
        "money/payouts/files/<int:file_id>.xml",
        payouts.as_xml,
        name="console-money-payouts-xml",
        right=_DO,
    ),
    route(
        "money/payouts/files/<int:file_id>.csv",
        payouts.as_csv,
        name="console-money-payouts-csv",
        right=_DO,
    ),
    route(
        "money/payouts/<int:payout_id>/paid",
        payouts.paid,
        name="console-money-payout-paid",
        right=_DO,
    ),
    route(
        "money/payouts/<int:payout_id>/reopen",
        payouts.reopen,
        name="console-money-payout-reopen",
        right=_DO,
    ),
    route(
        "money/payees/<str:code>",
        payouts.payee,
        name="console-money-payee",
        right=_DO,
    ),
    route("money/refunds/order", returning.refund, name="console-money-refund", right=_DO),
]
