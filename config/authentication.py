"""Who is calling the API: a Clerk session token in the header, or a staff session of the portal."""

import os
import threading
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from config.addresses import is_loopback
from config.convex.connection import get_client
from config.identity.errors import TokenRefusedError
from config.identity.local_issuer import LOCAL_ISSUER, LocalKeys
from config.identity.principal import Principal, PrincipalRepository
from config.identity.published_keys import PublishedKeys
from config.identity.tokens import KeySource, Session, TokenPolicy, verify_token

REALM = "my21staff"
SCHEME = "bearer"

principals = PrincipalRepository(get_client)


_lock = threading.Lock()
_shared: tuple[object, KeySource, TokenPolicy] | None = None


class SessionTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <session token>`. Another scheme, or no header, is left to the next authentication."""

    def authenticate(self, request: Request) -> tuple[Principal, Session] | None:
        """Return the principal and the session of a good token; refuse a bad one with a code of its own."""
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if scheme.lower() != SCHEME:
            return None
        keys, policy = token_rules()
        try:
            session = verify_token(token.strip(), keys=keys, policy=policy, now_s=time.time())
        except TokenRefusedError as refusal:
            raise AuthenticationFailed(refusal.detail, code=refusal.code) from None
        return principals.user(session.user_id), session

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return f'Bearer realm="{REALM}"'


class StaffSessionAuthentication(SessionAuthentication):
    """The session of a staff account of the portal, with Django's CSRF check for everything that writes."""

    def authenticate(self, request: Request) -> tuple[Principal, User] | None:
        """Return the principal of the staff account; None for an account that is not staff."""
        found = super().authenticate(request)
        if found is None or not is_staff(found[0]):
            return None
        account: User = found[0]
        return principals.staff(account.get_username(), is_superuser=account.is_superuser), account


def is_staff(account: AbstractBaseUser) -> bool:
    """Test if the Django account is active and may enter the portal."""
    return isinstance(account, User) and account.is_active and account.is_staff


def principal_of(request: Request) -> Principal:
    """Return who is calling.

    Raises:
        NotAuthenticated: nobody that we know.
    """
    principal = find_principal(request)
    if principal is None:
        raise NotAuthenticated
    return principal


def find_principal(request: Request) -> Principal | None:
    """Return who is calling, None for a stranger: for the routes that also work without signing in."""
    user: object = request.user
    return user if isinstance(user, Principal) else None


def token_rules() -> tuple[KeySource, TokenPolicy]:
    """Return whose keys and which claims are good: Clerk's where an issuer is set, else this machine's own.

    They are made once in a process, and anew after a fork and when the settings were changed (only tests do).
    """
    global _shared
    wanted = (
        os.getpid(),
        settings.CLERK_ISSUER,
        settings.CLERK_JWKS_URL,
        tuple(settings.CLERK_AUTHORIZED_PARTIES),
        settings.PUBLIC_URL,
        settings.LOCAL_SIGNING_KEY,
    )
    shared = _shared
    if shared is None or shared[0] != wanted:
        with _lock:
            if _shared is None or _shared[0] != wanted:
                _shared = (wanted, *_make_rules())
            shared = _shared
    return shared[1], shared[2]


def _make_rules() -> tuple[KeySource, TokenPolicy]:
    if not settings.CLERK_ISSUER:
        policy = TokenPolicy(issuer=LOCAL_ISSUER, authorized_parties=frozenset({settings.PUBLIC_URL}))
        return LocalKeys(settings.LOCAL_SIGNING_KEY), policy
    url = settings.CLERK_JWKS_URL
    if urlsplit(url).scheme != "https" and not is_loopback(url):
        raise ImproperlyConfigured("CLERK_ISSUER and CLERK_JWKS_URL must be https addresses: keys cross the network.")
    policy = TokenPolicy(issuer=settings.CLERK_ISSUER, authorized_parties=frozenset(settings.CLERK_AUTHORIZED_PARTIES))
    return PublishedKeys(url), policy
