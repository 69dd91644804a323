"""VNeID, the national eID, as an OpenID Connect provider named by the environment (docs/identity.md)."""
