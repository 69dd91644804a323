"""Help: what we know to answer, what people thought of it, and what they asked the assistant or a person."""

from support.models.articles import Action, Article, ArticleVote, Certainty
from support.models.callbacks import BookingState, CallbackBooking, CallbackSlot
from support.models.conversations import Conversation, Turn
from support.models.requests import (
    Author,
    Category,
    Channel,
    InternalNote,
    RequestFile,
    RequestMessage,
    RequestState,
    SupportRequest,
)
from support.models.scams import Scam

__all__ = [
    "Action",
    "Article",
    "ArticleVote",
    "Author",
    "BookingState",
    "CallbackBooking",
    "CallbackSlot",
    "Category",
    "Certainty",
    "Channel",
    "Conversation",
    "InternalNote",
    "RequestFile",
    "RequestMessage",
    "RequestState",
    "Scam",
    "SupportRequest",
    "Turn",
]
