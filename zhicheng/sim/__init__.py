"""A city that lives: the demo, replays of real days, load. Drives only public services and the API, with ordinary roles."""
