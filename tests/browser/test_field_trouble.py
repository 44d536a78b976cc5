"""外业检查 when things go wrong on the phone: two windows, no room, emptied storage, files that are no photographs."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from diebian.inspections.models import FindingPhoto, Visit
from tests import pictures
from tests.browser.conftest import session_cookie
from tests.browser.on_phone import Phone, begin_check, held, open_signed_in, until, wait_until_written
from tests.cases.conftest import Ledger
from tests.park import Park

SIZE_OF_PHOTO = (
    """async (image) => { await image.decode(); return [image.naturalWidth, image.naturalHeight]; }"""
)


@pytest.fixture
def page(phone: Phone, park: Park, ledger: Ledger, live_server) -> Page:
    """林检查's phone, which knows the park."""
    return open_signed_in(phone(), session_cookie(ledger.cast.lin, live_server.url))


def second_window(page: Page) -> Page:
    other = page.context.new_page()
    other.goto(page.url)
    return other


def test_two_windows_on_one_check_never_write_over_each_other(page: Page) -> None:
    begin_check(page, "示例公园")
    note = page.get_by_label("说明")
    note.fill("第一个窗口写的")
    expect(page.get_by_text("已保存")).to_be_visible()
    other = second_window(page)
    expect(other.get_by_text("正在另一个窗口填写")).to_be_visible()
    expect(other.get_by_label("说明")).to_be_disabled()
    expect(other.get_by_role("button", name="提交")).to_be_disabled()
    note.fill("第一个窗口又写了")
    expect(other.get_by_label("说明")).to_have_value("第一个窗口又写了")

    other.get_by_role("button", name="接管").click()
    expect(other.get_by_label("说明")).to_be_enabled()
    expect(page.get_by_text("正在另一个窗口填写")).to_be_visible()
    expect(note).to_be_disabled()
    other.get_by_label("说明").fill("第二个窗口写的")
    wait_until_written(other, "第二个窗口写的")
    expect(note).to_have_value("第二个窗口写的")

    other.close()
    expect(note).to_be_enabled()
    expect(note).to_have_value("第二个窗口写的")


# Another write that takes its time: all others wait behind it.
SLOW_WRITE = """async (milliseconds) => {
  const { name } = (await indexedDB.databases()).find((one) => one.name.startsWith("diebian-field-"));
  const db = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
  const store = db.transaction("draft", "readwrite").objectStore("draft");
  const until = Date.now() + milliseconds;
  const again = () => { if (Date.now() < until) store.count().onsuccess = again; else db.close(); };
  again();
}"""


def test_what_became_of_each_change_is_told_truly(page: Page) -> None:
    begin_check(page, "示例公园")
    page.get_by_label("符合", exact=True).first.check()
    note = page.get_by_label("说明")
    page.evaluate(SLOW_WRITE, 3000)
    note.fill("写得慢")
    expect(page.get_by_text("正在保存")).to_be_visible()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert "写得慢" in str(held(page)["drafts"])

    page.evaluate("""() => {
      const real = IDBObjectStore.prototype.put;
      window.mend = () => { IDBObjectStore.prototype.put = real; };
      IDBObjectStore.prototype.put = () => { throw new DOMException("broken", "UnknownError"); };
    }""")
    note.fill("没有写成")
    expect(page.get_by_role("alert").filter(has_text="保存失败")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert").filter(has_text="保存失败")).to_be_visible()
    assert held(page)["outbox"] == []
    page.evaluate("window.mend()")
    page.get_by_role("button", name="重试").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert "没有写成" in str(held(page)["drafts"])


def test_two_windows_synchronise_once(page: Page) -> None:
    begin_check(page, "示例公园")
    other = second_window(page)
    page.get_by_label("符合", exact=True).first.check()
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    page.get_by_role("button", name="提交").click()
    expect(other.get_by_text("已提交或已放弃")).to_be_visible()
    other.goto("/field/#/outbox")
    for window in (page, other):
        window.get_by_role("button", name="立即同步").click()
    expect(page.get_by_text("回执")).to_be_visible()
    expect(other.get_by_text("回执")).to_be_visible()
    assert len([one for one in sent if one.startswith("POST") and one.endswith("/visits")]) == 1
    assert Visit.objects.filter(submitted_at__isnull=False).count() == 1


def heic_of(size: tuple[int, int]) -> bytes:
    pictures.heic()  # teaches Pillow the format
    return pictures.photo("HEIF", size=size)


def test_files_of_every_kind(page: Page, park: Park) -> None:
    begin_check(page, "示例公园")
    item = page.get_by_role("group", name=park.items["GC1"].text)
    item.get_by_label("不符合", exact=True).check()
    gallery = item.locator("input[type=file]").nth(1)

    def choose(name: str, content: bytes) -> None:
        gallery.set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": content})

    whole = pictures.photo(size=(600, 400), colour="green")
    refused = {
        "empty.jpg": (b"", "empty.jpg 是空文件"),
        "list.jpg": ("买菜".encode(), "list.jpg 不是照片"),
        "half.jpg": (whole[: len(whole) // 2], "half.jpg 不完整"),
        "half.heic": (heic_of((64, 64))[:300], "half.heic 不完整"),
        "flood.png": (pictures.png_header_only(60_000, 60_000), "flood.png 像素过多"),
        "broken.png": (pictures.png_header_only(60, 40), "无法读取 broken.png"),
    }
    for name, (content, told) in refused.items():
        choose(name, content)
        expect(page.get_by_text(told)).to_be_visible()
    assert held(page)["files"] == []

    choose("turned.jpg", pictures.photo(size=(640, 480), exif=pictures.exif_of(orientation=6)))
    image = item.get_by_role("img", name="照片 1")
    expect(image).to_be_visible()
    assert image.evaluate(SIZE_OF_PHOTO) == [480, 640]
    choose("IMG_0001.HEIC", heic_of((64, 48)))
    expect(item.get_by_text("IMG_0001.heic")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("回执")).to_be_visible()
    kept = FindingPhoto.objects.order_by("id").values_list(
        "photo__original__media_type", "photo__original__width"
    )
    assert list(kept) == [("image/jpeg", 480), ("image/heic", 64)]


def test_a_picture_of_48_million_pixels_is_made_smaller(page: Page, park: Park) -> None:
    begin_check(page, "示例公园")
    item = page.get_by_role("group", name=park.items["GC1"].text)
    item.get_by_label("不符合", exact=True).check()
    out = io.BytesIO()
    Image.new("L", (8000, 6000), 128).save(out, "JPEG")
    item.locator("input[type=file]").nth(1).set_input_files(
        {"name": "large.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    )
    image = item.get_by_role("img", name="照片 1")
    expect(image).to_be_visible()
    assert image.evaluate(SIZE_OF_PHOTO) == [2400, 1800]


def photo_of_noise(number: int) -> dict[str, object]:
    """More than a megabyte after it was made smaller."""
    out = io.BytesIO()
    Image.effect_noise((1600, 1200), 100 + number).convert("RGB").save(out, "JPEG", quality=90)
    return {"name": f"noise{number}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_no_room_for_a_photograph_loses_no_words(
    phone: Phone, park: Park, ledger: Ledger, live_server
) -> None:
    context = phone()
    browser = context.new_cdp_session(context.pages[0])
    browser.send("Storage.overrideQuotaForOrigin", {"origin": live_server.url, "quotaSize": 11_000_000})
    page = open_signed_in(context, session_cookie(ledger.cast.lin, live_server.url))
    begin_check(page, "示例公园")
    item = page.get_by_role("group", name=park.items["GC1"].text)
    item.get_by_label("不符合", exact=True).check()
    item.get_by_label("存在什么问题").fill("广告牌破损")
    gallery = item.locator("input[type=file]").nth(1)
    gallery.set_input_files([photo_of_noise(number) for number in range(6)])
    expect(page.get_by_text("没有存下：本机存储空间已满")).to_be_visible()
    expect(page.get_by_text("约还能存 0 张照片")).to_be_visible()
    item.get_by_label("存在什么问题").fill("广告牌破损，两处")
    wait_until_written(page, "广告牌破损，两处")
    on_phone = held(page)
    named = [photo["sha256"] for photo in on_phone["drafts"][0]["findings"][0]["photos"]]
    assert 1 <= len(named) < 6
    assert sorted(on_phone["files"]) == sorted(named)
    assert item.get_by_role("img").count() == len(named)

    page.get_by_role("button", name="提交").click()  # the phone is still full
    expect(page.get_by_text("回执")).to_be_visible()
    assert FindingPhoto.objects.count() == len(named)


def test_little_room_is_told_before_it_is_too_late(page: Page) -> None:
    page.add_init_script("navigator.storage.estimate = async () => ({ usage: 1e9, quota: 1e9 + 40e6 })")
    page.reload()
    expect(page.get_by_text("约还能存 50 张照片")).to_be_visible()


def test_a_browser_that_emptied_the_database_is_found_out(page: Page, live_server) -> None:
    begin_check(page, "示例公园")
    page.get_by_label("说明").fill("还没有交")
    wait_until_written(page, "还没有交")
    until(page, "document.cookie.includes('=1')")
    page.goto("about:blank")
    browser = page.context.new_cdp_session(page)
    cleared = {"origin": live_server.url, "storageTypes": "indexeddb,local_storage"}
    browser.send("Storage.clearDataForOrigin", cleared)
    page.goto("/field/")
    expect(page.get_by_text("当时有 1 条草稿或待传的检查尚未送达")).to_be_visible()
    page.get_by_role("button", name="关闭").click()
    page.reload()
    expect(page.get_by_role("heading", name="今日")).to_be_visible()
    expect(page.get_by_text("浏览器清除过")).to_have_count(0)
    assert held(page)["drafts"] == []
