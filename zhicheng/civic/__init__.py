"""The city takes part: what streets, communities and citizens do beside the journey of a report."""
