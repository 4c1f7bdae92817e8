"""Structured logs: one event a line on standard error, JSON unless a person is looking."""

import logging
import re
import sys

import structlog

# Addresses with a secret in them: of an invitation, and of choosing a password.
_SECRET_IN_ADDRESS = re.compile(r"((?<!/team)/invitations/|/password/reset/key/)[^/\s\"']+")


def without_secrets(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Addresses are logged when something is wrong with a request; what opens a door is not."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _SECRET_IN_ADDRESS.sub(r"\1…", value)
    return event


def configure_logs(*, level: str) -> None:
    """Called once by the settings; libraries that use `logging` come out the same way."""
    chain: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=chain,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_secrets,
                last,
            ],
        )
    )
    handler.set_name("prabayar")
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if kept.get_name() != "prabayar"] + [handler]
    root.setLevel(level)
