"""Codes by which anybody can check what the portal says of a card, and later of a document.

codec      the signed bytes and their text: pure, the one place that says yes to a signature
sieve      codes to be refused, in few bytes, for checkers without a network
keys       the private key files and the public keys on record
services   issuing, revoking and checking codes
pictures   reading a code from a photo
"""
