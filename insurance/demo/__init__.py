"""The demo's records: working lives of the fictional people of `citizens.demo`, with wages filled in by the rules."""
