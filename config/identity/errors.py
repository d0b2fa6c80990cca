"""The two ways in which a session token is not accepted."""


class TokenRefusedError(Exception):
    """The token is not good. `code` names the reason; `detail`, for the caller, holds no part of it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class KeysUnavailableError(Exception):
    """Whether the token is good cannot be said: the issuer's keys cannot be had now. `retry_after_s` is a pause."""

    code = "identity_unavailable"
    detail = "The sign-in service does not answer just now, so the token cannot be checked. Try again shortly."

    def __init__(self, reason: str, *, retry_after_s: float) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s
