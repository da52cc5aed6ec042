"""The journey of one report: sense → reports → tickets → dispatch → cases → papers → payments → remedies."""
