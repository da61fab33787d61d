"""设置 · 锁: after how long the window locks, the PIN that opens it, and who writes."""

from PySide6.QtWidgets import QLineEdit

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import locking
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.settings_section import Section, card, line_of
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import Words

_MINUTES = [(str(n), f"{n}分钟" if n else "不自动锁") for n in locking.LOCK_CHOICES]


class LockSection(Section):
    """Three cards: the time, the PIN, the person."""

    def __init__(self, ctx: AppContext, *, cost: KdfCost = STANDARD_COST) -> None:
        super().__init__(ctx)
        self._cost = cost
        after = card(
            "没人动就锁上",
            "锁上以后看不到学生的任何东西，写了一半的都留着。随时可以按 Ctrl+L 锁。",
        )
        self.minutes = Segments(ctx.theme, _MINUTES)
        self.minutes.setAccessibleName("多久没人动就锁上")
        self.minutes.chosen.connect(self._minutes_chosen)
        after.body.addLayout(line_of("", self.minutes))
        self.column.addWidget(after)
        pin = card(
            "开锁码",
            f"{locking.PIN_LEAST}到{locking.PIN_MOST}位数字，只用来开锁，开不了资料。"
            f"错{locking.PIN_TRIES}次就要输口令。",
        )
        self.state = Words("", "body")
        self.set = Button(ctx.theme, "设开锁码…", clicked=self._ask)
        self.drop = Button(ctx.theme, "不用开锁码", "text", clicked=self._drop)
        pin.body.addLayout(line_of("", self.state, self.drop, self.set))
        self.column.addWidget(pin)
        who = card("谁在用", "记下的每一条都带着名字。几个人用一份资料，换人时在这里换。")
        self.person = Words("", "body")
        self.change = Button(ctx.theme, "换人…", icon="user", clicked=ctx.person_asked.emit)
        who.body.addLayout(line_of("", self.person, self.change))
        self.column.addWidget(who)
        self.column.addStretch()

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.person.setText(self.ctx.actor.name)
        self.ctx.read(
            lambda: (locking.lock_after(store), locking.has_pin(store)), self._show, owner=self
        )

    def _show(self, found: tuple[int, bool]) -> None:
        minutes, pin = found
        self.minutes.choose(str(minutes))
        self.state.setText("已经设了" if pin else "还没有设，开锁要输口令")
        self.set.setText("换开锁码…" if pin else "设开锁码…")
        self.drop.setVisible(pin)

    def _minutes_chosen(self, key: str) -> None:
        store, minutes = self.ctx.store, int(key)
        self.ctx.tasks.run(
            lambda job: locking.set_lock_after(store, minutes=minutes),
            done=lambda none: self.ctx.lock_after_changed.emit(minutes),
        )

    def _drop(self) -> None:
        store = self.ctx.store
        self.ctx.tasks.run(
            lambda job: locking.drop_pin(store), done=lambda none: self.refresh(None), owner=self
        )

    def _ask(self) -> None:
        form = FormDialog(
            self.theme,
            self,
            title="设开锁码",
            verb="设好",
            context="别用生日和连着的数字。",
        )
        for name, label in (
            ("password", "口令"),
            ("pin", "开锁码"),
            ("again", "开锁码再输一遍"),
        ):
            line = LineInput(self.theme)
            line.setEchoMode(QLineEdit.EchoMode.Password)
            form.add(name, label, line)
        form.submitted.connect(lambda: self._set(form))
        form.open()

    def _set(self, form: FormDialog) -> None:
        values, store = form.values(), self.ctx.store
        if values["pin"] != values["again"]:
            form.set_errors({"again": "两遍输的不一样，再输一遍。"})
            return

        def done(none: None) -> None:
            form.accept()
            self.refresh(None)
            self.ctx.toast("开锁码设好了，下次开锁就用它")

        def failed(error: KnownError) -> None:
            wrong = "password" if error.code == "wrong_password" else "pin"
            form.set_errors({wrong: error.sentence})

        self.ctx.tasks.run(
            lambda job: locking.set_pin(
                store, password=values["password"], pin=values["pin"], cost=self._cost
            ),
            done=done,
            failed=failed,
            owner=form,
        )
