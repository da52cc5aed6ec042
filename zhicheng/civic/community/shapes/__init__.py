"""How the neighbourhood looks in JSON: to a resident (his own), to everybody (no names), to street and manager."""
