"""The operations of GeoReport v2."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Form, Header, NinjaAPI, Path, Query, Status
from ninja.errors import AuthenticationError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security.apikey import APIKeyBase

from linli.kernel import clock
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.middleware import with_retry_after
from linli.services.cases.actions import partners
from linli.services.cases.models import ApiKey
from linli.services.cases.open311 import arriving, rendering, schemas, selection
from linli.services.cases.open311.schemas import Format

PRINTABLE = r"^[\x21-\x7e]{0,64}$"
STANDARD = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-23T00:00:00+08:00"


class Open311(NinjaAPI):
    """Answers in the form that the address asks for, errors included."""

    def create_response(self, request: HttpRequest, data: Any, **more: Any) -> HttpResponse:
        response = super().create_response(request, data, **more)
        response["Content-Type"] = rendering.media_type(request)
        return response

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """Whatever is answered in JSON is answered in XML, too."""
        schema = super().get_openapi_schema(**more)
        for way in (way for path in schema["paths"].values() for way in path.values()):
            for answer in way["responses"].values():
                answer["content"]["application/xml"] = {"schema": {}}
        return schema


class Key(APIKeyBase):
    """`api_key` in the address or the form, as the standard has it, or a header X-Api-Key."""

    openapi_in = "query"
    param_name = "api_key"

    def _get_key(self, request: HttpRequest) -> str | None:
        given = request.GET.get("api_key") or request.POST.get("api_key")
        return given or request.headers.get("X-Api-Key")

    def authenticate(self, request: HttpRequest, key: str | None) -> ApiKey | None:
        return selection.key_of(key or "")


api = Open311(
    title="Open311 GeoReport v2",
    version="2.0",
    description="Requests to the communities of this site.",
    urls_namespace="open311",
    docs_url=None,
    renderer=rendering.Renderer(),
)
ERRORS = dict.fromkeys((400, 403, 404, 429), list[schemas.Problem])


def problem(request: HttpRequest, status: int, words: object) -> HttpResponse:
    """An error in the form of the standard."""
    return api.create_response(
        request, [{"code": status, "description": str(words)}], status=status
    )


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    response = problem(request, error.status if error.status in {404, 429} else 400, error)
    return with_retry_after(response, error)


@api.exception_handler(AuthenticationError)
def keyless(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(request, 403, _("接口密钥缺失或无效。"))


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which field, and what is wrong with it; an unknown format is an unknown address."""
    fields = [".".join(str(part) for part in fault["loc"][1:]) for fault in error.errors]
    if "fmt" in fields:
        return problem(request, 404, NotFound.message)
    faults = [f"{name}: {fault['msg']}" for name, fault in zip(fields, error.errors, strict=True)]
    return problem(request, 400, "; ".join(faults))


@api.get(
    "/discovery.{fmt}",
    response={200: dict[str, Any], 404: list[schemas.Problem]},
    summary="What there is, and where",
)
def discovery(request: HttpRequest, fmt: Format) -> dict[str, Any]:
    here = request.build_absolute_uri().rpartition("/")[0]
    endpoint = {"specification": STANDARD, "url": here, "changeset": CHANGED, "type": "production"}
    return {
        "changeset": CHANGED,
        "contact": request.build_absolute_uri("/"),
        "key_service": "",
        "endpoints": [endpoint],
    }


@api.get(
    "/services.{fmt}",
    response={200: list[schemas.Service], **ERRORS},
    summary="Kinds of requests that are taken",
)
def services(
    request: HttpRequest, fmt: Format, jurisdiction_id: schemas.Code = ""
) -> list[dict[str, Any]]:
    selection.check_jurisdiction(jurisdiction_id)
    return [schemas.service(category) for category in selection.services()]


@api.get(
    "/services/{code}.{fmt}",
    response={200: schemas.Definition, **ERRORS},
    summary="More questions of one kind: there are none",
)
def definition(
    request: HttpRequest, code: str, fmt: Format, jurisdiction_id: schemas.Code = ""
) -> dict[str, Any]:
    selection.check_jurisdiction(jurisdiction_id)
    return {"service_code": str(selection.service(code).pk), "attributes": []}


@api.post(
    "/requests.{fmt}",
    auth=Key(),
    response={201: list[schemas.Receipt], **ERRORS},
    summary="Hand in a request; with the same Idempotency-Key it is the same one",
)
def hand_in(
    request: HttpRequest,
    fmt: Format,
    new: Form[schemas.NewRequest],
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", pattern=PRINTABLE)] = "",
) -> Status[Any]:
    at = clock.now()
    key = signed_in(request)
    selection.check_jurisdiction(new.jurisdiction_id)
    parcel = partners.Parcel(
        token=idempotency_key or arriving.token_of(new, at),
        account_id=new.account_id,
        media_url=new.media_url,
    )
    wanted = arriving.as_request(key, new)
    case = partners.deliver(key=key, request=wanted, parcel=parcel, at=at)
    receipt = {
        "service_request_id": case.number,
        "service_notice": None,
        "account_id": new.account_id or None,
    }
    return Status(201, [receipt])


@api.get(
    "/requests.{fmt}",
    auth=Key(),
    response={200: list[schemas.Request], **ERRORS},
    summary="Requests at the key's place, newest first",
)
def requests(
    request: HttpRequest, fmt: Format, filters: Query[schemas.Filters]
) -> list[dict[str, Any]]:
    selection.check_jurisdiction(filters.jurisdiction_id)
    wanted = selection.Wanted(
        ids=parts(filters.service_request_id),
        codes=parts(filters.service_code),
        start=in_reason(filters.start_date),
        end=in_reason(filters.end_date),
        status=frozenset(parts(filters.status)),
        page=filters.page,
        size=filters.page_size,
    )
    found = selection.requests(signed_in(request), wanted, at=clock.now())
    return [schemas.request(case) for case in found]


@api.get(
    "/requests/{number}.{fmt}",
    auth=Key(),
    response={200: list[schemas.Request], **ERRORS},
    summary="One request by its number",
)
def one_request(request: HttpRequest, number: str, fmt: Format) -> list[dict[str, Any]]:
    return [schemas.request(selection.request(signed_in(request), number))]


@api.get(
    "/tokens/{token}.{fmt}",
    auth=Key(),
    response={200: list[schemas.Token], **ERRORS},
    summary="The request that was handed in with this Idempotency-Key",
)
def token(
    request: HttpRequest, token: Annotated[str, Path(pattern=PRINTABLE)], fmt: Format
) -> list[dict[str, Any]]:
    case = selection.by_token(signed_in(request), token)
    return [{"service_request_id": case.number, "token": token}]


def signed_in(request: HttpRequest) -> ApiKey:
    """The key that `Key` found."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return key


def parts(joined: str) -> list[str]:
    return [part.strip() for part in joined.split(",") if part.strip()]


def in_reason(moment: dt.datetime | None) -> dt.datetime | None:
    """An instant near our time; one without a zone is Shanghai's."""
    if moment is None:
        return None
    if not 1990 <= moment.year <= 2100:
        raise DomainError(_("日期超出范围。"))
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.SHANGHAI)
