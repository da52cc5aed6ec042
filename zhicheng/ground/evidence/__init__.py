"""Evidence (证据): write-once files with their digests, who held them, what was made of them, and goods held for a while."""
