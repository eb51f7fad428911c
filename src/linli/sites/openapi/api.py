"""The JSON interface. Its description, /api/openapi.json, tells no data and is open to all."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from linli.kernel.errors import DomainError
from linli.kernel.middleware import with_retry_after
from linli.kernel.routers import PARTS


def compose() -> NinjaAPI:
    """An interface with all registered parts and one form of errors."""
    api = NinjaAPI(
        title="Linli",
        version="1",
        description="Requests of residents, for the desk's own programs and for other systems.",
        urls_namespace="api",
        docs_url=None,
    )
    for part in PARTS:
        api.add_router(f"/{part.prefix}", part.router, tags=[part.tag])

    def answer(request: HttpRequest, status: int, code: str, message: object) -> HttpResponse:
        return api.create_response(request, {"code": code, "message": str(message)}, status=status)

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
        return with_retry_after(answer(request, error.status, error.code, error), error)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return answer(request, 401, "not_signed_in", "sign in, or send a key as X-Api-Key")

    @api.exception_handler(HttpError)
    def forbidden(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(request, error.status_code, "refused", error)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors]
        return answer(request, 422, "invalid", "; ".join(faults))

    return api


api = compose()
