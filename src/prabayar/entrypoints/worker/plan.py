"""What the made-up customers of a sandbox do next, kept up to date account by account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from prabayar.domain.ports import Act, Payers
from prabayar.store.queries.sandbox import seen_by


class Plan:
    """A customer is asked again only when something has happened to its account."""

    def __init__(self, payers: Payers) -> None:
        self._payers = payers
        self._acts: dict[str, Act] = {}
        self._apps: defaultdict[str, list[str]] = defaultdict(list)
        self._refused: dict[str, Act] = {}
        for seen in seen_by(payers.app_ids):
            self._apps[seen.account_code].append(seen.app_id)
        self._ask(payers.app_ids)

    @property
    def refused(self) -> tuple[str, ...]:
        """Apps whose customer wanted what a rule refuses."""
        return tuple(sorted(self._refused))

    def first(self) -> Act | None:
        """The earliest act; of several at one instant that of the first App ID."""
        return min(self._acts.values(), key=lambda act: (act.at, act.app_id), default=None)

    def changed(self, account_codes: Iterable[str]) -> None:
        """Something has happened to these accounts."""
        apps = [app for code in set(account_codes) for app in self._apps.get(code, ())]
        if apps:
            self._ask(apps)

    def done(self, act: Act) -> None:
        """The act was carried out, or changed nothing."""
        for apps in self._apps.values():
            if act.app_id in apps:
                self._ask(apps)

    def refuse(self, act: Act) -> None:
        """A rule says no: the customer does not try the same again."""
        self._refused[act.app_id] = act
        self._ask([act.app_id])

    def _ask(self, app_ids: Collection[str]) -> None:
        for app_id in app_ids:
            self._acts.pop(app_id, None)
        for seen in seen_by(list(app_ids)):
            act = self._payers.next_act(seen)
            if act is not None and self._refused.get(seen.app_id) != act:
                self._acts[seen.app_id] = act
