"""Gateways to the outside world, one folder each; the stage that needs one owns its port."""
