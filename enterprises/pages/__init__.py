"""The pages of the enterprise area, one subject a module."""
