"""An invitation as the one who got the letter sees it; and opening an account of one's own."""
