"""The life of a subscription: what each step and each command of the rules decides."""
