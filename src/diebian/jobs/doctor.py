"""What may be wrong with an installation: each check looks at one thing and says what to do about it."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import checks as django_checks
from django.db import DatabaseError, connection

from diebian.base import clock
from diebian.base.files import path_of
from diebian.base.migration_state import missing_migrations
from diebian.base.models import StoredFile
from diebian.base.queries import first_broken_event
from diebian.jobs import static
from diebian.people.models import Grant
from diebian.people.queries import calendar_years, open_campaigns
from diebian.people.terms import Role

LEAST_FREE_BYTES = 2 * 1024**3
SHOWN_FILES = 5


@dataclass(frozen=True)
class Finding:
    """Something wrong, in one sentence, and the next step."""

    check: str
    problem: str
    next_step: str


def home() -> Iterator[Finding]:
    """The data folder can be written, belongs to its owner alone, and has room."""
    folder = Path(settings.HOME)
    if not os.access(folder, os.W_OK):
        yield Finding(
            "home", f"数据文件夹不可写 · not writable: {folder}", "改正文件夹的属主 · chown the folder"
        )
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield Finding("home", f"他人可读数据文件夹 · others may read {folder}", f"chmod 700 {folder}")
    if (free := shutil.disk_usage(folder).free) < LEAST_FREE_BYTES:
        yield Finding(
            "disk", f"磁盘剩余 {free // 1024**2} MB · disk almost full", "清理或扩容 · free some space"
        )


def configuration() -> Iterator[Finding]:
    """Settings that are dangerous in use, and what Django itself warns of."""
    if settings.DEBUG:
        yield Finding("settings", "正在使用调试模式 · debug mode is on", "DIEBIAN_DEBUG=no")
    if not settings.HTTPS and set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]", "testserver"}:
        yield Finding("settings", "对外提供服务但未启用 HTTPS · served without HTTPS", "DIEBIAN_HTTPS=yes")
    for message in django_checks.run_checks(include_deployment_checks=settings.HTTPS):
        yield Finding("settings", f"{message.id} {message.msg}", str(message.hint or "docs/settings.md"))


def migrations() -> Iterator[Finding]:
    """The tables are those of this version."""
    if missing := missing_migrations():
        yield Finding(
            "migrations", f"{len(missing)} 项迁移未执行 · not applied: {missing[0]}", "diebian migrate"
        )


def sqlite() -> Iterator[Finding]:
    """SQLite keeps its promises: write-ahead log, a flush before the answer, foreign keys, a whole file."""
    if connection.vendor != "sqlite":
        return
    wanted = {
        "journal_mode": {"wal", "memory"},
        "synchronous": {"2"},
        "foreign_keys": {"1"},
        "quick_check": {"ok"},
    }
    for switch, good in wanted.items():
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {switch}")
            found = str(cursor.fetchone()[0])
        if found not in good:
            yield Finding(
                "sqlite", f"PRAGMA {switch} = {found}", "DIEBIAN_SQLITE_SYNC=FULL，或从备份恢复 · or restore"
            )


def audit() -> Iterator[Finding]:
    """No event was altered after it was written."""
    if (broken := first_broken_event()) is not None:
        yield Finding(
            "audit",
            f"操作记录自第 {broken} 条起被改动 · the audit chain breaks at event {broken}",
            "保全现场，从备份核对 · keep the machine as it is and compare with a backup",
        )


def files() -> Iterator[Finding]:
    """Every stored file is in its place."""
    rows = StoredFile.objects.order_by("id").values_list("sha256", "size_bytes").iterator(chunk_size=2000)
    missing = [digest for digest, size in rows if not _is_there(digest, size)]
    for digest in missing[:SHOWN_FILES]:
        yield Finding(
            "files", f"文件缺失或不完整 · missing file {digest}", f"从备份恢复 · restore {path_of(digest)}"
        )
    if len(missing) > SHOWN_FILES:
        yield Finding(
            "files", f"另有 {len(missing) - SHOWN_FILES} 个 · more", "从备份恢复 · restore from a backup"
        )


def _is_there(sha256: str, size: int) -> bool:
    path = path_of(sha256)
    return path.exists() and path.stat().st_size == size


def campaigns() -> Iterator[Finding]:
    """There is a campaign, somebody administers it, and demonstration and real data do not share one database."""
    found = list(open_campaigns())
    if not found:
        yield Finding("campaign", "还没有攻坚行动 · no campaign yet", "diebian init --division … --start …")
    for campaign in found:
        held = Grant.objects.filter(campaign=campaign, role=Role.ADMINISTRATOR, user__is_active=True)
        if not held.filter(granted_until=None).exists():
            next_step = "diebian create-user … --role administrator"
            yield Finding("administrator", f"“{campaign}”没有系统管理员 · no administrator", next_step)
    if len({campaign.is_demo for campaign in found}) > 1:
        next_step = "演示另用 DIEBIAN_HOME，并归档演示行动 · archive the demo; give it a home of its own"
        yield Finding(
            "demo", "演示数据与正式数据同在一个库 · demo and real data share one database", next_step
        )


def calendar() -> Iterator[Finding]:
    """The calendar knows the holidays of every year in which a deadline may fall."""
    this_year = clock.today().year
    years = {this_year}
    for campaign in open_campaigns():
        years |= set(range(campaign.start_on.year, campaign.end_on.year + 1))
    for year in sorted(years - calendar_years()):
        next_step = "设置 → 工作日历 → 粘贴该年放假安排 · paste the year's notice on the calendar page"
        yield Finding("calendar", f"工作日历缺 {year} 年 · no holidays for {year}", next_step)


def static_files() -> Iterator[Finding]:
    """Styles and scripts are built, and gathered from this version (``diebian serve`` sees to it; other servers do not)."""
    if not static.is_built():
        yield Finding("assets", "页面样式和脚本未构建 · styles and scripts are not built", "make assets")
    if Path(settings.STATIC_ROOT).exists() and static.is_stale():
        yield Finding("static", "静态文件不是当前版本 · static files are stale", "diebian serve")


BEFORE_TABLES: tuple[Callable[[], Iterator[Finding]], ...] = (home, configuration, static_files, migrations)
WITH_TABLES: tuple[Callable[[], Iterator[Finding]], ...] = (sqlite, audit, files, campaigns, calendar)


def examine() -> list[Finding]:
    """Every finding; tables are looked at only when they are those of this version."""
    try:
        found = [finding for check in BEFORE_TABLES for finding in check()]
        if not any(finding.check == "migrations" for finding in found):
            found += [finding for check in WITH_TABLES for finding in check()]
    except DatabaseError as fault:
        return [Finding("database", f"数据库不可用 · database unreachable: {fault}", "DIEBIAN_DATABASE_URL")]
    return found
