"""Mapping files of offices (YAML): read with the place of each value, so that every mistake is told by file, line and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from zhicheng.kernel.errors import BadInput


def read_table(path: Path) -> Table:
    """The file's table; BadInput where it cannot be read."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise BadInput(
            f"无法读取 {path.name}：{error.strerror}。",
            f"{path.name} cannot be read: {error.strerror}.",
            field=path.name,
        ) from None
    except UnicodeDecodeError:
        raise BadInput(f"{path.name} 不是 UTF-8 文字。", f"{path.name} is no UTF-8 text.", field=path.name) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _wrong(path.name, line, "", f"不是 YAML（{error.problem}）", f"is no YAML ({error.problem})") from None
    except yaml.YAMLError:
        raise _wrong(path.name, 1, "", "含有不能用的字符", "holds characters that may not be there") from None
    return Table(path.name, "", node)


class Table:
    """A table of the file with its place, so that every mistake can be told by line and field."""

    def __init__(self, file: str, path: str, node: yaml.Node | None) -> None:
        self.file, self.path, self.line = file, path, node.start_mark.line + 1 if node else 1
        if node is None or not isinstance(node, yaml.MappingNode):
            raise _wrong(file, self.line, path, "应是表", "must be a table")
        self.nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in self.nodes:
                raise _wrong(
                    file,
                    key.start_mark.line + 1,
                    path,
                    "有重复或不是文字的键",
                    "has a key twice, or one that is no text",
                )
            self.nodes[key.value] = value

    def names(self) -> list[str]:
        return list(self.nodes)

    def part(self, name: str) -> Table:
        if name not in self.nodes:
            raise self.wrong(name, "缺少", "is missing")
        return Table(self.file, self._path(name), self.nodes[name])

    def only(self, *known: str) -> None:
        """A misspelt `dwel_s` must not be without effect and without a word."""
        for name in self.nodes:
            if name not in known:
                raise self.wrong(name, f"不认识，可用：{'、'.join(known)}", f"is not known; any of {', '.join(known)}")

    def text(self, name: str, otherwise: str | None = None) -> str:
        value = self._value(name, otherwise)
        if value is otherwise and otherwise is not None:
            return str(otherwise)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "应是文字", "must be text")
        return str(value).strip()

    def one_of(self, name: str, allowed: tuple[str, ...], otherwise: str) -> str:
        value = self.text(name, otherwise)
        if value not in allowed:
            raise self.wrong(name, f"应为 {'、'.join(allowed)} 之一", f"must be one of {', '.join(allowed)}")
        return value

    def number(self, name: str, otherwise: float) -> float:
        value = self._value(name, otherwise)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 86_400:
            raise self.wrong(name, "应是 0 至 86400 的秒数", "must be seconds from 0 to 86400")
        return float(value)

    def flag(self, name: str, otherwise: bool) -> bool:
        value = self._value(name, otherwise)
        if not isinstance(value, bool):
            raise self.wrong(name, "应是 true 或 false", "must be true or false")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._value(name, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self.wrong(name, "应是文字的列表", "must be a list of texts")
        return tuple(value)

    def _value(self, name: str, otherwise: Any) -> Any:
        if name not in self.nodes:
            if otherwise is None:
                raise self.wrong(name, "缺少", "is missing")
            return otherwise
        node = self.nodes[name]
        try:
            return yaml.SafeLoader("").construct_document(
                node
            )  # only this one: of the whole file the lines would be lost
        except (yaml.YAMLError, ValueError):
            raise self.wrong(name, "写法不对", "is not written right") from None

    def _path(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, zh: str, en: str) -> BadInput:
        node = self.nodes.get(name)
        return _wrong(self.file, node.start_mark.line + 1 if node else self.line, self._path(name), zh, en)


def _wrong(file: str, line: int, field: str, zh: str, en: str) -> BadInput:
    where = f"{file} 第 {line} 行" + (f" {field}" if field else "")
    there = f"{file}, line {line}" + (f", {field}" if field else "")
    return BadInput(f"{where}：{zh}。", f"{there}: {en}.", field=field or file)
