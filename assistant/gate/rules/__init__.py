"""What speaks against a claim: one kind of objection a file."""
