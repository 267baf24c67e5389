"""One file a conversation: what was said or clicked, by whom → a reply."""
