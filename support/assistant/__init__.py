"""The assistant: from a person's words to a passage of the knowledge base, or to an honest "I do not know".

`text.py` makes words comparable, `ranking.py` and `classifier.py` find topics and articles, `index.py` keeps them
ready, `conversation.py` decides what is said. docs/assistant.md tells what was measured.
"""
