"""What is written down: I39, that every change has an actor and a fact, and I40, no secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from prabayar.domain.facts import FactKind
from prabayar.store.queries.reading import Reading
from prabayar.store.queries.verify.finding import INSTANT, Asked, Finding, found

_ACTORS = f"""
    SELECT 'fact ' || f.kind || ' at ' || {INSTANT.format("f.recorded_at")}, a.code
    FROM store_fact f LEFT JOIN store_account a ON a.id = f.account_id WHERE f.actor = ''
    UNION ALL SELECT 'policy ' || id, NULL FROM store_policy WHERE actor = ''
"""
# Each row here must have a fact of that kind.
_WRITTEN = f"""
    WITH of_invoice AS (
        SELECT DISTINCT kind, invoice_id FROM store_fact WHERE kind IN (
            '{FactKind.INVOICE_ISSUED}', '{FactKind.INVOICE_SETTLED}', '{FactKind.INVOICE_VOIDED}',
            '{FactKind.INVOICE_LAPSED}', '{FactKind.SETTLEMENT_UNDONE}')
    ), of_subscription AS (
        SELECT DISTINCT kind, subscription_id FROM store_fact WHERE kind IN (
            '{FactKind.TRIAL_STARTED}', '{FactKind.SUBSCRIPTION_IMPORTED}',
            '{FactKind.SUBSCRIPTION_ENDED}', '{FactKind.SUSPENDED}', '{FactKind.GRACE_BEGAN}',
            '{FactKind.HELD}')
    ), of_account AS (
        SELECT DISTINCT kind, account_id FROM store_fact WHERE kind IN (
            '{FactKind.ACCOUNT_OPENED}', '{FactKind.ACCOUNT_PARKED}')
    ), of_figures AS (
        SELECT DISTINCT kind, CASE kind WHEN '{FactKind.CREDITED}' THEN data->>'credit_note'
            ELSE data->>'payment' END AS id
        FROM store_fact WHERE kind IN ('{FactKind.PAYMENT_RECEIVED}', '{FactKind.CREDITED}')
    ), wanted AS (
        SELECT 'invoice ' || i.number AS subject, i.account_id, k.kind
        FROM store_invoice i CROSS JOIN LATERAL (VALUES
            ('{FactKind.INVOICE_ISSUED}', true),
            ('{FactKind.INVOICE_SETTLED}', i.status = 'settled'),
            ('{FactKind.INVOICE_VOIDED}', i.status = 'void' AND NOT EXISTS (SELECT FROM of_invoice f
                WHERE f.invoice_id = i.id AND f.kind = '{FactKind.SETTLEMENT_UNDONE}')),
            ('{FactKind.INVOICE_LAPSED}', i.status = 'lapsed')) k(kind, holds)
        WHERE k.holds AND NOT EXISTS (SELECT FROM of_invoice f
            WHERE f.invoice_id = i.id AND f.kind = k.kind)
        UNION ALL
        SELECT 'subscription ' || s.app_id, s.account_id, k.kinds[1]
        FROM store_subscription s CROSS JOIN LATERAL (VALUES
            (ARRAY['{FactKind.TRIAL_STARTED}', '{FactKind.SUBSCRIPTION_IMPORTED}'], true),
            (ARRAY['{FactKind.SUBSCRIPTION_ENDED}'], s.phase = 'ended'),
            (ARRAY['{FactKind.SUSPENDED}'], s.phase = 'suspended'),
            (ARRAY['{FactKind.GRACE_BEGAN}'], s.phase = 'grace'),
            (ARRAY['{FactKind.HELD}'], s.hold_reason <> '')) k(kinds, holds)
        WHERE k.holds AND NOT EXISTS (SELECT FROM of_subscription f
            WHERE f.subscription_id = s.id AND f.kind = ANY(k.kinds))
        UNION ALL
        SELECT 'account ' || a.code, a.id, k.kind
        FROM store_account a CROSS JOIN LATERAL (VALUES
            ('{FactKind.ACCOUNT_OPENED}', true),
            ('{FactKind.ACCOUNT_PARKED}', a.parked_reason <> '')) k(kind, holds)
        WHERE k.holds AND NOT EXISTS (SELECT FROM of_account f
            WHERE f.account_id = a.id AND f.kind = k.kind)
        UNION ALL
        SELECT 'payment ' || p.key, p.account_id, '{FactKind.PAYMENT_RECEIVED}'
        FROM store_payment p WHERE NOT EXISTS (SELECT FROM of_figures f
            WHERE f.kind = '{FactKind.PAYMENT_RECEIVED}' AND f.id = p.id::text)
        UNION ALL
        SELECT 'credit note ' || n.number, n.account_id, '{FactKind.CREDITED}'
        FROM store_creditnote n WHERE NOT EXISTS (SELECT FROM of_figures f
            WHERE f.kind = '{FactKind.CREDITED}' AND f.id = n.id::text)
    )
    SELECT wanted.subject, a.code, wanted.kind
    FROM wanted LEFT JOIN store_account a ON a.id = wanted.account_id
"""


def every_change_has_actor_and_fact(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I39: nothing came to be or changed its state unrecorded, or by nobody."""
    yield from found(read, "I39", _ACTORS, "It does not say who did it.")
    yield from found(read, "I39", _WRITTEN, "It is so, and no fact {0} was recorded.")


_WORDS = (
    "passwo?r?d|passwd|passphrase|secret|api_?key|private_?key|access_?token|auth_?token|cvv|cvc"
)
_KEY = re.compile(rf'"[^"]*({_WORDS})[^"]*"\s*:|\b({_WORDS})\w*["\']?\s*[:=]\s*\S', re.IGNORECASE)
_CARD = re.compile(r"(?<![0-9])[3-6](?:[ -]?[0-9]){12,18}(?![0-9])")
# What could be one, by a pattern that the database can look for; judged exactly here.
_SUSPECT = f"{_WORDS}|[3-6]([ -]?[0-9]){{12}}"
_TEXTS = f"""
    WITH texts AS (
        SELECT 'fact ' || kind AS subject, recorded_at AS at, account_id, data::text AS text
        FROM store_fact
        UNION ALL
        SELECT 'notice ' || n.kind, n.send_at, f.account_id, n.reason
        FROM store_notice n LEFT JOIN store_fact f ON f.id = n.fact_id
        UNION ALL
        SELECT 'subscription ' || app_id, NULL, account_id,
            concat_ws(' ', hold_reason, promotion_note) FROM store_subscription
        UNION ALL SELECT 'credit note ' || number, issued_at, account_id, reason
        FROM store_creditnote
        UNION ALL SELECT 'account ' || code, NULL, id, parked_reason FROM store_account
        UNION ALL SELECT 'payment ' || key, NULL, account_id, request FROM store_payment
    )
    SELECT texts.subject, texts.at, a.code, texts.text
    FROM texts LEFT JOIN store_account a ON a.id = texts.account_id
    WHERE texts.text ~* '{_SUSPECT}'
"""


def no_secret_is_written_down(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I40: no password, key, token or card number in what is kept as text. Never repeats it."""
    for subject, at, account_code, text in read.stream(_TEXTS):
        what = _secret_in(text)
        if what:
            yield Finding("I40", _dated(subject, at), account_code, f"Its text holds {what}.")


def _dated(subject: str, at: datetime | None) -> str:
    return subject if at is None else f"{subject} at {at.isoformat()}"


def _secret_in(text: str) -> str:
    if _KEY.search(text):
        return "a key that is called like a secret"
    if any(_is_card(re.sub(r"[ -]", "", match.group())) for match in _CARD.finditer(text)):
        return "what reads as a card number"
    return ""


def _is_card(digits: str) -> bool:
    """Luhn's check: the digits from the right, every second one doubled."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + position % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
