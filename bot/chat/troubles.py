"""What goes wrong with a chat while something is shown there, whichever chat it is."""


class ChatTroubleError(RuntimeError):
    """The chat can't be reached, or refuses; `code` is its own word for that, or ours where it didn't answer."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The chat didn't take it: {code}.")
        self.code = code


class ChatBusyError(ChatTroubleError):
    """The chat has had enough for the moment and takes the same a little later."""


class PlaceGoneError(ChatTroubleError):
    """Nothing can be shown in the place any more: the conversation or the message is gone."""


class StoppedError(ChatTroubleError):
    """Who asked has stopped the answer in the chat: nothing more of it is to be shown."""


class StreamRefusedError(ChatTroubleError):
    """No stream has begun; with `is_everywhere` none would begin elsewhere in the same team at the moment, either."""

    def __init__(self, code: str, is_everywhere: bool) -> None:
        super().__init__(code)
        self.is_everywhere = is_everywhere
