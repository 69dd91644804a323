"""Getting in and staying in: sign-in, registration, codes, devices, recovery, security settings."""
