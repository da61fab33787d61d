from datetime import datetime
from pathlib import Path

from people import PASSWORD, Clock
from stories import Buy


def P(t, name=None):
    print("\n=====", name); print("\n".join(t.screen()))
    if name: t.window.grab().save(f"/tmp/S_{name}.png")

def test_explore(computer: Buy, clock: Clock, tmp_path: Path, store_folder) -> None:
    folder = store_folder("class")
    pc = computer("班级电脑")
    pc.has_opened(folder)
    with pc.switched_on() as t:
        t.types(PASSWORD); t.press("Enter")
        t.clicks("去设定")
        for q, v in (("学生旷课满几天，就应当家访", "2"), ("家访或电话劝说满几次", "2"), ("最晚几天内应当把《辍学报告书》交到乡镇政府", "0")):
            t.clicks("设定", row=q)
            t.fills("本校定为", v)
            t.fills("按什么定的", "9月1日校务会议决定")
            t.press("Ctrl+Enter")
            t.sees("本校规定已定下")
        def day(text, marks):
            t.press("Ctrl+L")
            clock.at = datetime.fromisoformat(text)
            t.types(PASSWORD); t.press("Enter")
            t.press("Ctrl+2")
            t.types(marks)
            t.press("Enter")
            t.press("Ctrl+1")
            pass
        day("2026-09-17T08:02", "12k")
        day("2026-09-18T08:02", "12k")
        t.points_at("郭小军，连续旷课2天")
        t.press("Right")
        t.window.grab().save("/tmp/S_popover.png")
        t.press("Esc", "Enter")
        t.window.grab().save("/tmp/S_visit.png")
        t.press("5", "Enter")
        t.window.grab().save("/tmp/S_after_visit.png")
        day("2026-09-20T08:02", "12k")
        day("2026-09-21T08:02", "12k")
        t.press("Ctrl+F"); t.types("gxj")
        t.window.grab().save("/tmp/S_find.png")
        t.press("Enter")
        t.window.grab().save("/tmp/S_card.png")
        t.press("P")
        t.press("4", "Enter")
        t.press("Ctrl+1")
        t.window.grab().save("/tmp/S_notice.png")
        t.clicks("展开", row="没有期限")
        P(t,"unf")
        t.points_at("劝学通知书")
        t.press("Enter")
        P(t, "paper")
        t.clicks("打印并登记")
        P(t, "issued")
        print(len(pc.printer.tray))
        t.clicks("登记送达")
        P(t, "serve")
        t.press("Enter")
        P(t, "served")

        t.press("Ctrl+1")
        for d in ("22","23","24","28"):
            day(f"2026-09-{d}T08:02", "12k")
        print(*t.rows(), sep="\n")
        day("2026-09-29T08:02", "12k")
        P(t, "report")
