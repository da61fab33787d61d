from pathlib import Path

from people import PASSWORD, SCHOOL, Clock
from stories import Buy

from kongchuo_desktop.platform import Drive


def P(t, name=None):
    print("\n=====", name); print("\n".join(t.screen()))
    if name: t.window.grab().save(f"/tmp/S_{name}.png")

def test_explore(computer: Buy, clock: Clock, tmp_path: Path, store_folder) -> None:
    pcs = {r: computer(r) for r in ("class","school","bureau")}
    for r, pc in pcs.items(): pc.has_opened(store_folder(r))
    stick = tmp_path/"U盘"; stick.mkdir()
    for pc in pcs.values(): pc.sticks=[Drive(stick, "周老师的U盘")]
    with pcs["bureau"].switched_on() as t:
        t.types(PASSWORD); t.press("Enter")
        P(t, "b1")
        t.clicks("发加入文件…")
        P(t, "b2")
        t.types(SCHOOL)
        t.press("Tab"); t.types("9901020001")
        P(t, "b2b")
        t.press("Enter")
        P(t, "b3")
    print(list(stick.rglob("*")))
    kit = next(stick.rglob("*.kckit"))
    with pcs["school"].switched_on() as t:
        t.types(PASSWORD); t.press("Enter")
        P(t, "s0")
        t.clicks("报送")
        P(t, "s1")
        pcs["school"].will_choose(kit)
        t.clicks("读入加入文件…")
        P(t, "s2")
        t.clicks("加入")
        P(t, "s3")
        t.clicks("各班月报")
        P(t, "s4")
        t.clicks("发加入文件…")
        P(t, "s5")
        t.press("Tab")
        t.clicks("写出文件")
        P(t, "s6")
    print(list(stick.rglob("*")))

    kit2 = stick/"青石镇中心学校-七年级1班-加入文件.kckit"
    with pcs["class"].switched_on() as t:
        t.types(PASSWORD); t.press("Enter")
        t.clicks("报送")
        P(t,"c1")
        pcs["class"].will_choose(kit2)
        t.press("Enter")
        t.clicks("加入")
        P(t, "c2")
        t.clicks("下一步：封装")
        P(t, "c3")
        t.clicks("封装")
        P(t, "c4")
        t.clicks("写入并核对")
        P(t, "c5")
    print(list(stick.rglob("*")))
    with pcs["school"].switched_on() as t:
        t.types(PASSWORD); t.press("Enter")
        t.clicks("收包")
        P(t,"S1")
        t.press("Enter")
        P(t,"S2")
        t.press("Enter")
        P(t,"S3")
        t.clicks("对上了，收下")
        P(t,"S4")
        t.clicks("收下")
        P(t,"S5")
        t.clicks("报送")
        t.clicks("下一步：封装")
        t.clicks("封装")
        t.clicks("写入并核对")
        P(t,"S6")
    with pcs["bureau"].switched_on() as t:
        t.types(PASSWORD); t.press("Enter")
        P(t,"B1")
        t.clicks("收包")
        t.press("Enter")
        P(t,"B2")
        t.press("Enter")
        P(t,"B3")
        t.clicks("对上了，收下")
        t.clicks("收下")
        t.press("Ctrl+1")
        P(t,"B4")
