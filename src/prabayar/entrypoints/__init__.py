"""Who asks: each parses, authorises, reads the clock, calls one use case and renders."""
