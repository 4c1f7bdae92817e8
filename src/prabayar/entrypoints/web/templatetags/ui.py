"""`{% ui "card" title="…" %}…{% endui %}`: a component of `web/components` around its content.

`{% slot "actions" %}…{% endslot %}` inside gives a component more than one content; `{% part %}`
is a component without any. Amounts and dates have tags and filters of their own.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from prabayar.domain.notices import NoticeKind
from prabayar.entrypoints.documents.letters.kinds import kind_names
from prabayar.entrypoints.web import formatting, words

register = template.Library()


class SlotNode(Node):
    def __init__(self, name: FilterExpression, nodes: NodeList) -> None:
        self.name, self.nodes = name, nodes
        self.nodelist = nodes

    def render(self, context: Context) -> SafeString:
        return mark_safe("")


class ComponentNode(Node):
    def __init__(
        self, name: FilterExpression, given: dict[str, FilterExpression], nodes: NodeList
    ) -> None:
        self.name, self.given, self.nodelist = name, given, nodes
        self.slots = [node for node in nodes if isinstance(node, SlotNode)]

    def render(self, context: Context) -> SafeString:
        name = self.name.resolve(context)
        values: dict[str, Any] = {key: one.resolve(context) for key, one in self.given.items()}
        values["slot"] = mark_safe(self.nodelist.render(context).strip())
        for slot in self.slots:
            values[f"slot_{slot.name.resolve(context)}"] = mark_safe(
                slot.nodes.render(context).strip()
            )
        found = get_template(f"web/components/{name}.html")
        isolated = context.new(values)
        for shared in ("request", "visitor", "csrf_token"):
            isolated[shared] = context.get(shared)
        rendered: SafeString = found.template.render(isolated)  # type: ignore[attr-defined] # Django's engine
        return rendered


def _head(parser: Parser, token: Token) -> tuple[FilterExpression, dict[str, FilterExpression]]:
    bits = token.split_contents()
    if len(bits) < 2:
        raise template.TemplateSyntaxError(f"{bits[0]} wants the name of a component")
    rest = bits[2:]
    given = token_kwargs(rest, parser)
    if rest:
        raise template.TemplateSyntaxError(f"{bits[0]} wants name=value, not {rest[0]}")
    return parser.compile_filter(bits[1]), given


@register.tag("ui")
def ui(parser: Parser, token: Token) -> ComponentNode:
    name, given = _head(parser, token)
    nodes = parser.parse(("endui",))
    parser.delete_first_token()
    return ComponentNode(name, given, nodes)


@register.tag("part")
def part(parser: Parser, token: Token) -> ComponentNode:
    name, given = _head(parser, token)
    return ComponentNode(name, given, NodeList())


@register.tag("slot")
def slot(parser: Parser, token: Token) -> SlotNode:
    bits = token.split_contents()
    nodes = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(parser.compile_filter(bits[1]), nodes)


@register.simple_tag
def money(minor: int, currency: str) -> SafeString:
    """An amount with its currency, in figures of equal width."""
    return format_html('<span class="money">{}</span>', formatting.amount(minor, currency))


@register.simple_tag
def figures(minor: int, currency: str) -> SafeString:
    """An amount whose currency stands in the head of its column."""
    return format_html('<span class="money">{}</span>', formatting.number(minor, currency))


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | None, *, away: bool | str = False) -> SafeString | str:
    """`17 Oct, in 6 days` with `away`, `in 6 days` with "only"; the whole date on hover."""
    if value is None:
        return "–"
    request = context.get("request")
    today: date | None = getattr(request, "today", None)
    text = formatting.day(value, today=today)
    if away and today is not None:
        from_now = formatting.days_away(value, today=today)
        text = from_now if away == "only" else f"{text}, {from_now}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formatting.full_day(value),
        text,
    )


@register.simple_tag(takes_context=True)
def last_day(
    context: Context, ends_on: date | None, *, away: bool | str = False
) -> SafeString | str:
    """The last day of a half-open range."""
    value = None if ends_on is None else ends_on - timedelta(days=1)
    found: SafeString | str = day(context, value, away=away)
    return found


@register.simple_tag
def days(starts_on: date | None, ends_on: date | None) -> str:
    """`17 Oct – 16 Nov 2026` of a half-open range."""
    if starts_on is None or ends_on is None:
        return "–"
    return formatting.days_between(starts_on, ends_on)


@register.simple_tag
def instant(value: datetime | None, zone: str) -> SafeString | str:
    """An instant in a zone, which is told on hover."""
    if value is None:
        return "–"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        zone,
        formatting.instant(value, zone),
    )


@register.simple_tag
def state(subscription: Any) -> SafeString:
    """The state of a subscription as a badge, by its `phase` and its `access_reason`."""
    return badge(*words.state(subscription.phase, subscription.access_reason))


@register.simple_tag
def invoice_state(status: str) -> SafeString:
    return badge(*words.invoice_status(status))


@register.simple_tag
def promotion(kind: str, value: int, ends_on: date, currency: str) -> str:
    """`25% off periods that start by 16 Nov 2026`; a percentage in hundredths."""
    return words.promotion(kind, value, ends_on, currency)


@lru_cache(maxsize=512)
def badge(text: str, tone: str) -> SafeString:
    """Lists show the same few badges on every row."""
    return mark_safe(
        get_template("web/components/badge.html").render({"text": text, "tone": tone, "slot": ""})
    )


@register.filter
def of(known: Any, key: str) -> Any:
    """`{{ names|of:one.actor }}`: what a mapping has under a key, or nothing."""
    return known.get(key, "") if known else ""


@register.filter
def plan_name(code: str, names: Any = None) -> str:
    """`{{ row.plan_code|plan_name:plans }}`"""
    return words.plan(code, names or {})


@register.filter
def method(code: str) -> str:
    return words.method(code)


@register.filter
def interval(code: str) -> str:
    return words.interval(code)


@register.filter
def invoice_kind(code: str) -> str:
    return words.invoice_kind(code)


@register.filter
def reason(text: str) -> str:
    """A reason of the rules in the page's language; what somebody typed stays."""
    return words.reason(text)


@register.filter
def role(code: str) -> str:
    return words.role(code)


@register.filter
def country(code: str) -> str:
    return formatting.country(code)


@register.filter
def notice_kind(code: str) -> str:
    return kind_names().get(NoticeKind(code), code)


@register.filter
def counted(value: int) -> str:
    return formatting.count(value)


@register.filter
def percent(hundredths: int) -> str:
    return formatting.percent(hundredths)


@register.filter
def may(visitor: Any, right: str) -> bool:
    """`{% if visitor|may:"change_plan" %}`: whether to show what a role may not do."""
    return visitor is not None and visitor.may(right)
