"""Pictures within a page: drawn by matplotlib, as SVG elements with a text alternative and names of their own."""

import re
from collections.abc import Callable
from io import BytesIO

import matplotlib as mpl

from lodeflow.answers.picture import STYLE, Picture
from lodeflow.errors import DataError
from lodeflow.pages.html import Html, element

_NAMES = re.compile(r'(\bid="|url\(#|href="#)')
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_SIZE = re.compile(r'\s(?:width|height)="[^"]*pt"')
Draw = Callable[[], Picture]


def figure(picture: Picture, name: str, caption: str) -> Html:
    """Figure with a caption.

    Args:
        picture: the picture.
        name: word that sets its inner names apart from those of other pictures of the page.
        caption: words below it.

    """
    data = BytesIO()
    with mpl.rc_context(STYLE):
        picture.savefig(data, format="svg", metadata={"Date": None, "Creator": None})
    whole = data.getvalue().decode()
    head, _, inside = _METADATA.sub("", whole[whole.index("<svg") :]).partition(">")
    inside = _NAMES.sub(rf"\g<1>{name}-", inside)
    title = element("title", picture.about, id=f"{name}-about")
    svg = Html(f'{_SIZE.sub("", head)} role="img" aria-labelledby="{name}-about">{title}{inside.rstrip()}')
    return element("figure", svg, element("figcaption", caption), tabindex="0")


def figures(asked: dict[str, tuple[str, Draw]]) -> list[Html]:
    """Figures of a page; one that the folder has no numbers for is a sentence that says why.

    Args:
        asked: caption and drawing of each by its name.

    """
    found = []
    for name, (caption, draw) in asked.items():
        try:
            found.append(figure(draw(), name, caption))
        except DataError as missing:
            found.append(element("p", f"Not shown: {caption[:1].lower()}{caption[1:]} {missing}."))
    return found
