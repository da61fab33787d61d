"""The only way to write: one short keyword-only function per thing a person does."""
