"""加学生照片: the one picture that stands on the card and in the photo place of papers."""

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.portraits import set_portrait
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.photos import Choose, PhotoField, choose_photos
from kongchuo_desktop.ui.forms.saving import SavingForm


class PortraitForm(SavingForm):
    """Takes a photo as the forms of visits do; of several the one chosen last."""

    def __init__(self, ctx: AppContext, window: QWidget, *, pupil: str, name: str,
                 choose: Choose = choose_photos) -> None:
        super().__init__(ctx, window, title=f"学生照片　{name}", verb="存下",
                         context="一张正面的证件照，印在表的照片处。换了新的，旧的留在经过里；"
                                 "拍摄地点不会留下。")
        self._pupil, self._name = pupil, name
        self.photos = PhotoField(ctx, self, verb="选照片", empty="选一张，也可以拖进来",
                                 choose=choose)
        self.photos.changed.connect(self._keep_last)
        self.form.addWidget(self.photos)
        self.focus_first(self.photos.add)
        self.submitted.connect(self._save)

    def _keep_last(self) -> None:
        if len(self.photos.items) > 1:
            del self.photos.items[:-1]
            self.photos.adopt(())

    def _save(self) -> None:
        pictures, store, actor, pupil = (
            self.photos.pictures, self._ctx.store, self._ctx.actor, self._pupil)
        if not pictures:
            self.photos.pick()
            return
        self.write(lambda: set_portrait(store, actor=actor, pupil=pupil, picture=pictures[0]),
                   said=f"已存下 {self._name} 的照片")
