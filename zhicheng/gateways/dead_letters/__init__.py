"""死信 dead letters: what came through a gateway and could not be taken, with the sentence why, until somebody mends the cause."""
