"""Help: what we know to answer, what people thought of it, and their conversations with the assistant."""

from support.models.articles import Action, Article, ArticleVote, Certainty
from support.models.conversations import Conversation, Turn

__all__ = ["Action", "Article", "ArticleVote", "Certainty", "Conversation", "Turn"]
