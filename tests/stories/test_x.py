from datetime import datetime
from pathlib import Path
from driver import Person
from stories import Buy
from people import SCHOOL, Clock, PASSWORD

def P(t, name=None):
    print("\n=====", name); print("\n".join(t.screen()))
    if name: t.window.grab().save(f"/tmp/S_{name}.png")

def test_explore(computer: Buy, clock: Clock, tmp_path: Path, store_folder) -> None:
    folder = store_folder("class")
    pc = computer("班级电脑")
    pc.has_opened(folder)
    with pc.switched_on() as t:
        P(t, "start")
        t.types(PASSWORD); t.press("Enter")
        P(t, "today")
        t.clicks("去设定")
        P(t, "policy")
        t.clicks("设定", row="旷课")
        P(t, "figure")
