"""Signing in and up, the second step, invitations; by allauth."""
