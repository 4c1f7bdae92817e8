"""Files that customers send: checked by what they hold, kept outside of what the web serves."""
