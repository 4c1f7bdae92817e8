"""One violation of each invariant and more: (invariant, what its finding is about, raw SQL)."""

INVOICE = "(SELECT min(id) FROM store_invoice WHERE status = '{}')"
OPEN, SETTLED, VOID, LAPSED = (
    INVOICE.format(status) for status in ("open", "settled", "void", "lapsed")
)
APP = "(SELECT id FROM store_subscription WHERE app_id = '{}')"
CHAT, DESK = APP.format("chat"), APP.format("desk")
BETA = "(SELECT id FROM store_account WHERE code = 'BETA')"
ACME = "(SELECT id FROM store_account WHERE code = 'ACME')"
FACT = "(SELECT min(id) FROM store_fact WHERE kind = '{}')"
TRANSFER = "INSERT INTO store_transfer (fact_id, account_id, code, debit, credit, minor, currency)"


# (invariant, what its finding is about, what somebody did)
VIOLATIONS = {
    "a transfer of nothing": ("I1", "received", "UPDATE store_transfer SET minor = 0"),
    "a transfer to itself": (
        "I1",
        "delivered",
        "UPDATE store_transfer SET credit = debit WHERE code = 'delivered'",
    ),
    "a transfer in a foreign currency": (
        "I1",
        "delivered",
        "UPDATE store_transfer SET currency = 'EUR' WHERE code = 'delivered'",
    ),
    "money out of nowhere": (
        "I2",
        "IDR",
        f"UPDATE store_account SET balance_minor = balance_minor + 5 WHERE id = {ACME}",
    ),
    "a stored balance": (
        "I3",
        "balance of ACME",
        f"UPDATE store_account SET balance_minor = balance_minor + 5 WHERE id = {ACME}",
    ),
    "a stored deposit": (
        "I3",
        "deposit of INV-",
        f"UPDATE store_invoice SET deposit_minor = 7 WHERE id = {OPEN}",
    ),
    "a changed transfer": (
        "I4",
        "revenue_delivered",
        "UPDATE store_transfer SET minor = minor + 1"
        f" WHERE fact_id = {FACT.format('revenue_delivered')}",
    ),
    "a removed transfer": (
        "I4",
        "payment_received",
        f"DELETE FROM store_transfer WHERE fact_id = {FACT.format('payment_received')}",
    ),
    "a right to change transfers": (
        "I4",
        "store_transfer",
        "GRANT UPDATE ON store_transfer TO prabayar_app",
    ),
    "a transfer without a cause": (
        "I5",
        "no fact",
        f"DELETE FROM store_fact WHERE id = {FACT.format('revenue_delivered')}",
    ),
    "a cause that moves money twice": (
        "I5",
        "delivered",
        "ALTER TABLE store_transfer DROP CONSTRAINT store_transfer_pkey;"
        " INSERT INTO store_transfer SELECT * FROM store_transfer WHERE code = 'delivered'",
    ),
    "an invoice settled twice": (
        "I5",
        "invoice INV-",
        "INSERT INTO store_fact SELECT -id, kind, account_id, subscription_id, invoice_id,"
        " effective_on, recorded_at, actor, data FROM store_fact WHERE kind = 'invoice_settled'",
    ),
    "a balance below zero": (
        "I6",
        "balance of BETA",
        f"{TRANSFER} SELECT id, account_id, 'refund_ordered', 'balance:' || account_id,"
        " 'refund_in_transit', 9000000000, 'USD' FROM store_fact"
        f" WHERE kind = 'app_made' AND account_id = {BETA} LIMIT 1",
    ),
    "a second void": (
        "I7",
        "invoice INV-",
        "INSERT INTO store_fact SELECT -id, kind, account_id, subscription_id, invoice_id,"
        " effective_on, recorded_at, actor, data FROM store_fact WHERE kind = 'invoice_voided'",
    ),
    "unknown money given back twice": (
        "I7",
        "payment money-",
        "INSERT INTO store_fact SELECT -id, kind, account_id, subscription_id, invoice_id,"
        " effective_on, recorded_at, actor, data FROM store_fact WHERE kind = 'payment_given_back'",
    ),
    "an overlap of periods": (
        "I8",
        "chat period 2",
        "UPDATE store_period SET starts_on = starts_on - 3"
        f" WHERE subscription_id = {CHAT} AND no = 2",
    ),
    "a gap between periods": (
        "I8",
        "chat period 3",
        "UPDATE store_period SET starts_on = starts_on + 3"
        f" WHERE subscription_id = {CHAT} AND no = 3",
    ),
    "a paid-until that no period has": (
        "I8",
        "chat",
        f"UPDATE store_subscription SET paid_until_on = paid_until_on + 9 WHERE id = {CHAT}",
    ),
    "a period that nobody paid for": (
        "I9",
        "chat period 2",
        f"UPDATE store_period SET receipt_id = NULL WHERE subscription_id = {CHAT} AND no = 2",
    ),
    "a paid period that is not there": (
        "I9",
        "chat",
        f"DELETE FROM store_period WHERE subscription_id = {CHAT} AND no = 2",
    ),
    "a settled invoice without a receipt": (
        "I9",
        "invoice INV-",
        f"UPDATE store_invoice SET status = 'settled' WHERE id = {OPEN}",
    ),
    "grace without an open invoice": (
        "I9",
        "desk",
        f"UPDATE store_subscription SET phase = 'grace' WHERE id = {DESK}",
    ),
    "a step done twice": (
        "I10",
        "period_began of chat",
        "INSERT INTO store_fact SELECT -id, kind, account_id, subscription_id, invoice_id,"
        " effective_on, recorded_at, actor, data FROM store_fact WHERE kind = 'period_began'",
    ),
    "a changed line": (
        "I11",
        "invoice INV-",
        f"UPDATE store_invoiceline SET price_minor = price_minor + 1 WHERE invoice_id = {SETTLED}",
    ),
    "a changed tax": (
        "I11",
        "receipt RCP-",
        "UPDATE store_receipt SET tax_minor = tax_minor + 1",
    ),
    "a tax rate that never was": (
        "I11",
        "invoice INV-",
        f"UPDATE store_invoice SET tax_key = 'ID-1950-01-01' WHERE id = {SETTLED}",
    ),
    "a gap between numbers": (
        "I12",
        "RCP-2026-000003",
        "DELETE FROM store_receipt WHERE number = 'RCP-2026-000002'",
    ),
    "a number given too early": (
        "I12",
        "INV-2026-000003",
        "UPDATE store_invoice SET issued_at = issued_at + interval '90 days'"
        " WHERE number = 'INV-2026-000002'",
    ),
    "a series that will give a number again": (
        "I12",
        "series INV-2026",
        "UPDATE store_numberseries SET next_no = 2 WHERE key = 'INV-2026'",
    ),
    "a changed due date on an invoice": (
        "I13",
        "invoice INV-",
        f"UPDATE store_invoice SET due_on = due_on + 1 WHERE id = {SETTLED}",
    ),
    "a changed receipt": (
        "I13",
        "receipt RCP-2026-000001",
        "UPDATE store_receipt SET settled_on = settled_on - 1 WHERE number = 'RCP-2026-000001'",
    ),
    "a changed credit note": (
        "I13",
        "credit note CRN-",
        "UPDATE store_creditnote SET reason = 'x'",
    ),
    "changed bytes of a document": (
        "I13",
        "PDF of INV-",
        "INSERT INTO store_keptdocument SELECT 'invoice', id, 'x', '', 't', '', issued_at,"
        f" account_id FROM store_invoice WHERE id = {SETTLED}",
    ),
    "a document without a seal": (
        "I13",
        "receipt RCP-",
        r"UPDATE store_receipt SET seal = '\x'",
    ),
    "a deposit kept by a void invoice": (
        "I14",
        "invoice INV-",
        f"UPDATE store_invoice SET deposit_minor = 7 WHERE id = {VOID}",
    ),
    "a deposit kept by a lapsed invoice": (
        "I14",
        "invoice INV-",
        f"UPDATE store_invoice SET deposit_minor = 7 WHERE id = {LAPSED}",
    ),
    "a credit above its receipt": (
        "I14",
        "receipt RCP-",
        "UPDATE store_creditnote SET net_minor = net_minor + 90000000",
    ),
    "a line with more to be earned than was sold": (
        "I14",
        "line 0",
        "UPDATE store_deferral SET net_minor = net_minor + 90000000",
    ),
    "more taken than invoiced": (
        "I16",
        "invoice INV-",
        "UPDATE store_transfer SET minor = minor + 3 WHERE code = 'received'",
    ),
    "money on a settled invoice": (
        "I19",
        "invoice INV-",
        "INSERT INTO store_fact SELECT -id, 'balance_used', account_id, subscription_id,"
        " invoice_id, effective_on, recorded_at + interval '1 day', actor, '{\"minor\": 5}'"
        f" FROM store_fact WHERE kind = 'invoice_settled' AND invoice_id = {SETTLED};"
        f" {TRANSFER} SELECT id, account_id, 'balance_used', 'balance:' || account_id,"
        " 'deposit:' || invoice_id, 5, 'IDR' FROM store_fact WHERE id < 0",
    ),
    "a paying customer locked out": (
        "I23",
        "chat",
        f"UPDATE store_subscription SET access = 'suspended' WHERE id = {CHAT}",
    ),
    "access that nobody paid for": (
        "I24",
        "mail",
        f"UPDATE store_subscription SET access = 'full', phase = 'active'"
        f" WHERE id = {APP.format('mail')}",
    ),
    "access that does not follow from the phase": (
        "I25",
        "chat",
        f"UPDATE store_subscription SET access = 'grace' WHERE id = {CHAT}",
    ),
    "access changed without a fact": (
        "I25",
        "mail",
        "DELETE FROM store_fact WHERE kind = 'access_changed'"
        f" AND subscription_id = {APP.format('mail')} AND data->>'after' = 'suspended'",
    ),
    "a notice without a cause": (
        "I30",
        "payment_received",
        "UPDATE store_notice SET fact_id = -1 WHERE kind = 'payment_received'",
    ),
    "a notice sent twice": (
        "I30",
        "suspended",
        "INSERT INTO store_notice SELECT (jsonb_populate_record(n,"
        " jsonb_build_object('id', -n.id))).* FROM store_notice n WHERE kind = 'suspended'",
    ),
    "a cause that nobody was told": (
        "I30",
        "suspended",
        "DELETE FROM store_notice WHERE kind = 'suspended'",
    ),
    "a notice dropped without a reason": (
        "I31",
        "suspended",
        "UPDATE store_notice SET state = 'dropped', reason = '' WHERE kind = 'suspended'",
    ),
    "a notice that ended at no time": (
        "I31",
        "suspended",
        "UPDATE store_notice SET closed_at = NULL WHERE kind = 'suspended'",
    ),
    "money by hand that no statement shows": (
        "I37",
        "payment money-",
        "INSERT INTO store_statement (id, bank, place, format, number, currency, checked, lines,"
        " known, file_hash, file_name, warnings, imported_at, actor)"
        " VALUES (1, 'bca', 1, '', '', 'IDR', false, 0, 0, '', '', '{}', now(), '')",
    ),
    "a fact about a subscription of somebody else": (
        "I38",
        "fact period_began",
        f"UPDATE store_fact SET subscription_id = {DESK} WHERE kind = 'period_began'"
        f" AND account_id = {ACME}",
    ),
    "a fact about an invoice that is not there": (
        "I38",
        "fact grace_began",
        "UPDATE store_fact SET invoice_id = -1 WHERE kind = 'grace_began'",
    ),
    "a receipt for an invoice of somebody else": (
        "I38",
        "receipt RCP-",
        f"UPDATE store_receipt SET account_id = {BETA}, subscription_id = {DESK}"
        f" WHERE subscription_id = {CHAT}",
    ),
    "an invoice for the party of somebody else": (
        "I38",
        "invoice INV-",
        "UPDATE store_invoice SET party_id ="
        f" (SELECT party_id FROM store_account WHERE id = {BETA}) WHERE account_id = {ACME}",
    ),
    "a transfer from the balance of somebody else": (
        "I38",
        "transfer received",
        f"UPDATE store_transfer SET credit = 'balance:' || {BETA} WHERE account_id = {ACME}"
        " AND credit LIKE 'balance:%' AND code = 'received'",
    ),
    "a bundle of two accounts": (
        "I38",
        "paymentrequestitem",
        "INSERT INTO store_paymentrequestitem (request_id, invoice_id)"
        f" SELECT q.id, i.id FROM store_paymentrequest q, store_invoice i"
        f" WHERE q.account_id = {ACME} AND i.account_id = {BETA} LIMIT 1",
    ),
    "an amount reserved for a request of somebody else": (
        "I38",
        "reservedamount",
        "INSERT INTO store_reservedamount (currency, minor, request_id, account_id, reserved_at)"
        f" SELECT 'IDR', 1, q.id, {BETA}, now() FROM store_paymentrequest q"
        f" WHERE q.account_id = {ACME} LIMIT 1",
    ),
    "a payment for an invoice of somebody else": (
        "I38",
        "payment money-",
        f"UPDATE store_payment SET account_id = {BETA} WHERE account_id = {ACME}",
    ),
    "revenue of a receipt of somebody else": (
        "I38",
        "fact revenue_delivered",
        "UPDATE store_fact SET data = data || jsonb_build_object('receipt', (SELECT min(id)"
        f" FROM store_receipt WHERE account_id = {BETA}))"
        f" WHERE kind = 'revenue_delivered' AND account_id = {ACME}",
    ),
    "a fact by nobody": ("I39", "fact app_made", "UPDATE store_fact SET actor = ''"),
    "an invoice that was never issued": (
        "I39",
        "invoice INV-",
        "DELETE FROM store_fact WHERE kind = 'invoice_issued'",
    ),
    "an account parked by hand": (
        "I39",
        "account ACME",
        f"UPDATE store_account SET parked_reason = 'x' WHERE id = {ACME}",
    ),
    "a payment that was never received": (
        "I39",
        "payment money-",
        "DELETE FROM store_fact WHERE kind = 'payment_received'",
    ),
    "a secret key in a fact": (
        "I40",
        "fact app_made",
        'UPDATE store_fact SET data = data || \'{"secret_key": "sk_live_canary"}\''
        " WHERE kind = 'app_made'",
    ),
    "a password in a notice": (
        "I40",
        "notice suspended",
        "UPDATE store_notice SET reason = 'login failed, password=canary' WHERE kind = 'suspended'",
    ),
    "a card number in a reason": (
        "I40",
        "subscription held",
        "UPDATE store_subscription SET hold_reason = 'card 4242 4242 4242 4242'"
        " WHERE app_id = 'held'",
    ),
    "an account that nobody decides": (
        "I41",
        "account ACME",
        f"UPDATE store_account SET due_at = due_at - interval '90 days' WHERE id = {ACME}",
    ),
    "a subscription without a deadline": (
        "I41",
        "subscription chat",
        f"UPDATE store_subscription SET due_at = NULL WHERE id = {CHAT}",
    ),
    "revenue that is never booked": (
        "I41",
        "revenue of RCP-",
        "UPDATE store_deferral SET next_on = NULL, due_at = NULL",
    ),
    "a notice that is not sent": (
        "I42",
        "suspended",
        "UPDATE store_notice SET state = 'due', closed_at = NULL WHERE kind = 'suspended'",
    ),
}
