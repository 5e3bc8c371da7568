"""What a site generator would replace in a Markdown file, and no reader of the page sees."""

from __future__ import annotations

import re

# Fenced and inline code stays as it is; around it, what a site generator would replace goes: Hugo's shortcodes,
# Liquid's and ERB's tags, variables, Kramdown's attributes, the marks of admonitions. What they enclose stays.
_GENERATED = re.compile(
    r"(?P<code>^ {0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*\n(?:[\s\S]*?^ {0,3}(?P=fence)|[\s\S]*\Z)|`[^`\n]+`)"
    r"|\{\{[<%][^{}]{0,1000}[>%]\}\}"
    r"|\{%[\s\S]{0,1000}?%\}"
    r"|\{\{[\s\S]{0,2000}?\}\}"
    r"|<%[\s\S]{0,1000}?%>"
    r"|(?P<fields>^---[ \t]*\n(?:[\w-]+:(?:[ \t][^\n]*)?\n(?:[ \t]+[^\n]*\n)*)+---[ \t]*$)"
    r"|\{:[^{}\n]{0,500}\}"
    r"|^ {0,3}:{3,}[^\n]*$"
    r"|^(?:import\s[^\n]{1,500}?from\s+['\"][^'\"\n]{1,500}['\"];?|export\s+(?:const|default|function)\s[^\n]*)$",
    re.MULTILINE,
)


def without_generated(text: str) -> str:
    """``text`` without it, line for line."""
    return _GENERATED.sub(_kept, text)


def _kept(match: re.Match[str]) -> str:
    # Line feeds stay, so that every line keeps its number.
    if match["fields"]:
        return f"```{match['fields'][3:-3].rstrip('-')}```"  # facts of another file, shown in this one
    return match.group() if match["code"] else "\n" * match.group().count("\n")
