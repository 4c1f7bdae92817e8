"""What pages share: roles, the guard, the frame, components, forms, formats, signing in."""
