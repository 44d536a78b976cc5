"""外业检查 in a real browser: an inspector where there is no network, and what the server has of it afterwards."""

from pathlib import Path

from playwright.sync_api import expect

from diebian.base.models import Upload
from diebian.cases.models import Case
from diebian.inspections.models import FindingPhoto, Visit
from tests.browser.conftest import session_cookie
from tests.browser.on_phone import WORKS_OFFLINE, Phone, held, open_app, until, wait_until_written
from tests.cases.conftest import Ledger
from tests.park import Park


def test_a_visit_made_without_a_network_arrives_once_and_whole(
    phone: Phone, park: Park, ledger: Ledger, live_server, photo_file: Path
) -> None:
    context = phone()
    stranger = context.new_page()
    stranger.goto("/field/")
    expect(stranger.get_by_role("link", name="登录")).to_be_visible()
    context.add_cookies([session_cookie(ledger.cast.lin, live_server.url)])
    page = open_app(context)
    page.get_by_role("link", name="待传", exact=True).click()
    expect(page.get_by_text("上次同步")).to_be_visible()
    page.get_by_role("link", name="点位", exact=True).click()
    until(page, WORKS_OFFLINE)

    context.set_offline(True)
    page.reload()
    page.get_by_label("名称、编号、地址、单位、人员").fill("示例")
    page.get_by_role("link", name="示例公园").click()
    page.get_by_role("button", name="开始检查").click()
    item = page.get_by_role("group", name=park.items["GC1"].text)
    item.get_by_label("不符合", exact=True).check()
    item.get_by_label("存在什么问题").fill("广告牌破损")
    item.locator("input[type=file]").first.set_input_files(photo_file)
    expect(item.get_by_role("img", name="照片 1")).to_be_visible()
    page.get_by_role("button", name="登记一处问题").last.click()
    page.get_by_label("存在什么问题").last.fill("路灯不亮")
    wait_until_written(page, "路灯不亮")

    context = phone()  # the battery was empty
    context.set_offline(True)
    page = open_app(context)
    page.get_by_role("link", name="示例公园").click()
    expect(page.get_by_label("存在什么问题").first).to_have_value("广告牌破损")
    expect(page.get_by_role("img", name="照片 1")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("link", name="1 条仍在本机")).to_be_visible()
    [kept] = held(page)["outbox"]
    assert kept["state"] == "waiting"
    assert not Visit.objects.filter(submitted_at__isnull=False).exists()

    context.set_offline(False)
    page.get_by_role("button", name="立即同步").click()
    expect(page.get_by_text("登录已过期，本机内容都在")).to_be_visible()
    context.add_cookies([session_cookie(ledger.cast.lin, live_server.url)])
    page.get_by_role("button", name="立即同步").click()
    expect(page.get_by_text("回执")).to_be_visible()
    expect(page.get_by_text("全部已送达").first).to_be_visible()
    on_phone = held(page)
    [sent] = on_phone["outbox"]
    visit = Visit.objects.get(client_id=sent["client_id"])
    assert visit.body_sha256 == sent["body_sha256"] == kept["body_sha256"]
    assert sent["receipt"]["visit_id"] == visit.pk
    assert (on_phone["files"], on_phone["drafts"]) == ([], [])
    assert {upload.sha256 for upload in Upload.objects.filter(photo__isnull=False)} == set(kept["files"])
    assert FindingPhoto.objects.filter(finding__visit=visit).count() == 1
    numbers = {case["number"] for case in sent["receipt"]["cases"]}
    assert numbers == set(Case.objects.values_list("number", flat=True))
    assert sorted(Case.objects.values_list("description", flat=True)) == ["广告牌破损", "路灯不亮"]

    page.get_by_role("button", name="立即同步").click()
    expect(page.get_by_role("button", name="立即同步")).to_be_enabled()
    assert Visit.objects.filter(submitted_at__isnull=False).count() == 1
