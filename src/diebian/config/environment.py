"""Every setting that an operator can make, declared once: name, default, what it is for.

``docs/settings.md`` describes the same list; a test compares the two.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Variable:
    """One environment variable; ``default`` is the text used when it is not set."""

    name: str
    default: str
    zh: str
    en: str


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "DIEBIAN_HOME",
        "~/.local/share/diebian",
        "数据文件夹：数据库、照片、密钥",
        "Data folder: database, photos, key",
    ),
    Variable(
        "DIEBIAN_DATABASE_URL",
        "",
        "数据库地址；空为数据文件夹中的 SQLite",
        "Database address; empty: SQLite in the data folder",
    ),
    Variable(
        "DIEBIAN_SECRET_KEY",
        "",
        "签名密钥；空则自动生成并存于数据文件夹",
        "Signing key; empty: made once and kept in the data folder",
    ),
    Variable(
        "DIEBIAN_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "允许访问的主机名，逗号分隔",
        "Host names served, separated by commas",
    ),
    Variable("DIEBIAN_HTTPS", "no", "是否经 HTTPS 提供服务（yes/no）", "Served over HTTPS (yes/no)"),
    Variable(
        "DIEBIAN_DEBUG",
        "no",
        "开发调试（yes/no），正式使用必须为 no",
        "Developer mode (yes/no); never in use",
    ),
    Variable("DIEBIAN_SESSION_HOURS", "8", "登录会话最长小时数", "Longest session, in hours"),
    Variable(
        "DIEBIAN_IDLE_MINUTES",
        "30",
        "无操作多少分钟后自动退出登录",
        "Minutes without a request after which a session ends",
    ),
    Variable(
        "DIEBIAN_PUBLIC_READS_PER_MINUTE",
        "600",
        "未登录者每个地址每分钟可打开的页面数，0 为不限",
        "Pages a stranger's address may open in a minute; 0: no limit",
    ),
    Variable(
        "DIEBIAN_PUBLIC_WRITES_PER_MINUTE",
        "30",
        "未登录者每个地址每分钟可提交的次数（含登录），0 为不限",
        "Forms a stranger's address may send in a minute, signing in included; 0: no limit",
    ),
    Variable("DIEBIAN_PROXIES", "0", "前置可信代理的层数", "Number of trusted proxies in front"),
    Variable(
        "DIEBIAN_SQLITE_SYNC", "FULL", "SQLite 落盘方式：FULL 或 NORMAL", "SQLite flush: FULL or NORMAL"
    ),
    Variable("DIEBIAN_MAX_UPLOAD_MB", "20", "单个上传文件的上限（MB）", "Largest uploaded file, in MB"),
)


@dataclass(frozen=True)
class Environment:
    """The variables as they are set in ``values``; unknown names are a programming error."""

    values: Mapping[str, str]

    def text(self, name: str) -> str:
        """The text of a declared variable, or its default. ``NAME_FILE`` may name a file that holds it."""
        variable = next(v for v in VARIABLES if v.name == name)
        if path := self.values.get(f"{name}_FILE"):
            return Path(path).read_text(encoding="utf-8").strip()
        return self.values.get(name, variable.default)

    def flag(self, name: str) -> bool:
        """True for yes/true/1/on.

        Raises ``ValueError`` for anything that is neither yes nor no.
        """
        word = self.text(name).strip().lower()
        if word in {"yes", "true", "1", "on"}:
            return True
        if word in {"no", "false", "0", "off", ""}:
            return False
        raise ValueError(f"{name} must be yes or no, not {word!r}")

    def number(self, name: str) -> int:
        """A whole number; raises ``ValueError`` with the variable's name."""
        try:
            return int(self.text(name))
        except ValueError:
            raise ValueError(f"{name} must be a whole number, not {self.text(name)!r}") from None

    def home(self) -> Path:
        """The data folder, made if it is not there; only its owner may look inside."""
        folder = Path(self.text("DIEBIAN_HOME")).expanduser()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def secret_key(self) -> str:
        """The signing key: from the setting, else made once and kept in the data folder (never a built-in one)."""
        if given := self.text("DIEBIAN_SECRET_KEY"):
            return given
        path = self.home() / "secret-key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(64), encoding="utf-8")
        return path.read_text(encoding="utf-8").strip()


def current() -> Environment:
    """The process's own environment."""
    return Environment(os.environ)
