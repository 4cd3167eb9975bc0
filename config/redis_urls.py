"""One Redis, three spellings of its address: redis-py's, kombu's, and the same with another database number."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def database_of(url: str) -> int:
    """The database number in a redis://, rediss:// or unix:// address; 0 when there is none."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    number = query.get("db", "") if parts.scheme == "unix" else parts.path.strip("/")
    return int(number or 0)


def with_database(url: str, number: int) -> str:
    """The same Redis, database `number`."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        query = dict(parse_qsl(parts.query)) | {"db": str(number)}
        return f"unix://{parts.netloc}{parts.path}?{urlencode(query)}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def for_kombu(url: str) -> str:
    """Kombu calls a unix socket redis+socket:// and its database virtual_host."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return f"redis+socket://{parts.netloc}{parts.path}?{urlencode({'virtual_host': database_of(url)})}"
