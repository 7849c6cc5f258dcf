"""What the Mac's script gives the shell, worked out on any computer. It knows the words the script uses, no more."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(\w+)|([()&])')
Names = dict[str, object]


class Script:
    """The handlers of an AppleScript; ``commands`` is what it handed to the shell."""

    def __init__(self, source: str) -> None:
        code = "\n".join(line for line in source.splitlines() if not line.lstrip().startswith("--"))
        found = re.findall(r"^on (\w+)\((\w+)\)\n(.*?)^end \1$", code, re.MULTILINE | re.DOTALL)
        self._handlers = {name: (parameter, body.splitlines()) for name, parameter, body in found}
        self.commands: list[str] = []

    def run(self, handler: str, argument: str) -> object:
        """Call one handler."""
        parameter, lines = self._handlers[handler]
        return self._lines([line.strip() for line in lines], {parameter: argument})

    def _lines(self, lines: list[str], names: Names) -> object:
        while lines:
            line = lines.pop(0)
            if again := re.fullmatch(r"repeat with (\w+) in rest of (\w+)", line):
                end = lines.index("end repeat")
                for word in names[again[2]][1:]:  # type: ignore[index]
                    names[again[1]] = word
                    self._lines(lines[:end], names)
                del lines[: end + 1]
            elif made := re.fullmatch(r"set (\w+) to (.+)", line):
                names[made[1]] = self._worth(made[2], names)
            elif line.startswith("do shell script "):
                self.commands.append(str(self._worth(line.removeprefix("do shell script "), names)))
            elif line.startswith("return "):
                return self._worth(line.removeprefix("return "), names)
            else:
                raise NotImplementedError(line)
        return None

    def _worth(self, expression: str, names: Names) -> object:
        tokens = _TOKEN.finditer(expression)
        return self._joined(tokens, names)

    def _joined(self, tokens: Iterator[re.Match[str]], names: Names) -> object:
        parts: list[object] = []
        for token in tokens:
            if token[3] == ")":
                break
            if token[3] != "&":
                parts.append(self._term(token, tokens, names))
        return parts[0] if len(parts) == 1 else "".join(map(str, parts))

    def _term(self, token: re.Match[str], tokens: Iterator[re.Match[str]], names: Names) -> object:
        text, word, _ = token.groups()
        if text is not None:
            return re.sub(r"\\(.)", r"\1", text)
        if word is None:
            return self._joined(tokens, names)
        if word in names:
            return names[word]
        if word in self._handlers:
            next(tokens)
            return self.run(word, str(self._joined(tokens, names)))
        if word == "item":
            assert next(tokens)[2] == "1"
        rest = self._term(next(tokens), tokens, names)
        match word:
            case "quoted":
                return shlex.quote(str(rest))
            case "paragraphs":
                return str(rest).split("\n")
            case "item":
                return rest[0]  # type: ignore[index]
            case "contents" | "of" | "form" | "my":
                return rest
        raise NotImplementedError(word)
