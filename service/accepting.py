"""Which media type a client wants, by its Accept header (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence


def wanted(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the header likes best; the first one where it does not care; None where none will do.

    Of equals the first that the header names counts, and whoever names a type means it more than who takes any.
    """
    if accept is None or not accept.strip():
        return offered[0]
    best, best_liking = None, (0.0, False)
    for media_range in accept.split(","):
        name, _, parameters = media_range.partition(";")
        name = name.strip().lower()
        found = next((each for each in offered if _takes(name, each)), None)
        liking = (_quality(parameters), "*" not in name)
        if found and liking[0] > 0 and liking > best_liking:
            best, best_liking = found, liking
    return best


def _takes(name: str, media_type: str) -> bool:
    if name.endswith("/*"):
        return name == "*/*" or media_type.startswith(name[:-1])
    return name == media_type


def _quality(parameters: str) -> float:
    """The weight in the parameters of a media range; 0 for one in a character set other than UTF-8."""
    found = 1.0
    for parameter in parameters.split(";"):
        key, _, value = (part.strip().strip('"').lower() for part in parameter.partition("="))
        if key == "charset" and value not in ("utf-8", "utf8"):
            return 0.0
        if key == "q":
            try:
                found = min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return found
