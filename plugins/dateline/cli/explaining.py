"""What was tagged and why, for a person to read: as text for a terminal, as one HTML page for a browser. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from dateline.models.events import Event, TaggedArticle
from dateline.models.mentions import Kind, Mention

_COLOURS = {
    Kind.PERSON: "#f3c6c6",
    Kind.ORGANISATION: "#c6d8f3",
    Kind.LOCATION: "#cdebc8",
    Kind.FACILITY: "#b8dfd8",
    Kind.NATIONALITY: "#e2d3f0",
    Kind.WEAPON: "#f2b79f",
    Kind.VEHICLE: "#e8d5a3",
    Kind.QUANTITY: "#e3e3e3",
    Kind.MONEY: "#d9e7a8",
    Kind.TIME: "#fbe8a6",
}

_STYLE = (
    "body{font:16px/1.9 Georgia,serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "mark{padding:.1em .25em;border-radius:.3em;line-height:1.4}"
    "mark>small{font:600 .6em sans-serif;margin-left:.35em;opacity:.75;text-transform:uppercase}"
    "table{border-collapse:collapse;font:13px/1.4 sans-serif}"
    "td,th{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}"
    "p{white-space:pre-wrap}"
)


def explain(tagged: TaggedArticle) -> str:
    """Plain text: relevance, then every mention with kind, rule, link, place and interval, then every event with its chain of decisions."""
    lines = [
        tagged.article.title or tagged.article.id,
        f"rules {tagged.rules}; language {tagged.language or 'unknown'}; {tagged.relevance or tagged.not_tagged or 'not judged'}",
        "",
    ]
    lines += [f"{m.start:>6}-{m.end:<6} {m.kind:12} {_one_line(m.text)!r:40} {m.rule}{_details(m)}" for m in tagged.mentions]
    for number, event in enumerate(tagged.events, 1):
        lines += ["", *_event_lines(number, event, tagged.article.text)]
    return "\n".join(lines)


def explain_html(tagged: Sequence[TaggedArticle]) -> str:
    """One self-contained page with every article: coloured text, then its mentions and events as tables. Everything is escaped."""
    sections = "\n".join(_section(one) for one in tagged)
    head = f'<meta charset="utf-8"><title>What was tagged</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en">{head}\n<body>\n{sections}\n</body></html>'


def _section(tagged: TaggedArticle) -> str:
    article = tagged.article
    rows = "".join(
        f"<tr><td>{m.start}</td><td>{html.escape(_one_line(m.text))}</td><td>{m.kind}</td><td>{html.escape(m.rule)}</td>"
        f"<td>{html.escape(_details(m))}</td></tr>"
        for m in tagged.mentions
    )
    events = "".join(
        f"<pre>{html.escape(chr(10).join(_event_lines(n, event, article.text)))}</pre>" for n, event in enumerate(tagged.events, 1)
    )
    return (
        f"<h1>{html.escape(article.title or article.id)}</h1>"
        f"<p><em>{html.escape(tagged.relevance or tagged.not_tagged or '')}; rules {html.escape(tagged.rules)}</em></p>"
        f"<p>{''.join(_marked(article.text, tagged.mentions))}</p>"
        f"<table><tr><th>at<th>text<th>kind<th>rule<th>link, place, time</tr>{rows}</table>{events}"
    )


def _marked(text: str, mentions: Sequence[Mention]) -> Iterator[str]:
    """The text with nested marks; a mention that crosses another one is left to the table."""
    position = 0
    stack: list[Mention] = []
    for mention in [*sorted(mentions, key=lambda m: (m.start, -m.end)), None]:
        while stack and (mention is None or stack[-1].end <= mention.start):
            closing = stack.pop()
            yield html.escape(text[position : closing.end]) + f"<small>{closing.kind}</small></mark>"
            position = closing.end
        if mention is None:
            break
        if stack and mention.end > stack[-1].end:
            continue
        yield html.escape(text[position : mention.start])
        position = mention.start
        yield f'<mark style="background:{_COLOURS[mention.kind]}" title="{html.escape(mention.rule + _details(mention))}">'
        stack.append(mention)
    yield html.escape(text[position:])


def _details(mention: Mention) -> str:
    parts = []
    if entity := mention.entity:
        facts = [entity.id, entity.role, entity.country, entity.code, entity.sector]
        parts.append(f"{entity.name} ({', '.join(dict.fromkeys(fact for fact in facts if fact))})")
    if place := mention.place:
        part = f"{place.part} " if place.part else ""
        parts.append(
            f"{part}{place.name} {place.lat:.2f},{place.lon:.2f} within {place.precision_km or '?'} km; {place.why or ''}".rstrip("; ")
        )
    if time := mention.time:
        interval = f" {time.start:%Y-%m-%dT%H:%MZ}/{time.end:%Y-%m-%dT%H:%MZ}" if time.start and time.end else ""
        parts.append(f"{time.value}{interval} {time.precision}, {time.basis}")
    return " → " + " | ".join(parts) if parts else ""


def _event_lines(number: int, event: Event, text: str) -> Iterator[str]:
    mode = f" / {event.mode}" if event.mode else ""
    yield f"{number}. {event.type}{mode} ({event.status}, {event.position}) by {event.rule}"
    for label, actors in (("who", event.actors), ("to whom", event.targets)):
        if actors:
            yield f"   {label}: " + "; ".join(f"{a.text}{f' [{a.code or a.entity}]' if a.code or a.entity else ''}" for a in actors)
    if event.place:
        yield f"   where: {event.place.name}"
    if event.time:
        yield f"   when: {event.time.value} ({event.time.basis})"
    for toll in event.casualties:
        yield f"   toll: {toll.kind} {toll.min if toll.min is not None else '?'}-{toll.max if toll.max is not None else '?'} ({toll.text})"
    if event.attribution:
        yield f"   says: {event.attribution.source} ({event.attribution.kind}: {event.attribution.cue})"
    for evidence in event.evidence:
        yield f"   evidence: {_one_line(text[slice(*evidence.sentence)])}"
    for reason in event.why:
        yield f"   because {reason}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
