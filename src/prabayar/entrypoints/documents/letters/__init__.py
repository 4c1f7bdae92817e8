"""Letters: what people get by e-mail, each kind written once, shown as text and as HTML."""
