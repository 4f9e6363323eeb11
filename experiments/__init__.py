"""What was tried on the small model, each a command that can be run again; see README.md."""
