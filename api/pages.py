"""The page at the root: what this is and where to go on. It loads nothing from elsewhere."""

from __future__ import annotations

CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"

FRONT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Role Guide Assistant</title>
<style>
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color: #1b1f24; }
pre { background: #f2f4f7; padding: 1rem; overflow-x: auto; border-radius: .4rem; }
</style>
</head>
<body>
<main>
<h1>Role Guide Assistant</h1>
<p>Answers questions about role guides. Every statement of an answer cites the exact text that it rests on.</p>
<h2>Ask a question</h2>
<pre><code>curl -s __ADDRESS__/v1/chat -H 'Content-Type: application/json' \\
  -d '{"message": "How many EMs should a Director manage?"}'</code></pre>
<h2>Go on</h2>
<ul>
<li><a href="/openapi.json">/openapi.json</a>: the API's description</li>
<li><a href="/docs">/docs</a>: the same to try out (its scripts come from a CDN)</li>
<li><a href="/v1/guides">/v1/guides</a>: the guides that are served</li>
<li><a href="/readyz">/readyz</a>: whether an index is loaded</li>
</ul>
</main>
</body>
</html>
"""


def front_page(address: str) -> str:
    """The page, with ``address`` (already safe for HTML) in its example."""
    return FRONT.replace("__ADDRESS__", address)
