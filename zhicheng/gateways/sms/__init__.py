"""Text messages 短信 over HTTP: one signed JSON request each, to a city's SMS platform or to a relay in front of a provider.

Providers in China send approved templates only: our template's name is mapped to theirs by a setting, its values go along.
"""
