"""What each kind of binding is called, in one word."""

from kongchuo_desktop.domain.policy import model
from kongchuo_desktop.domain.policy.model import Binding

KIND_WORDS: dict[type[Binding], str] = {
    model.DutyBinding: "提醒", model.PaperBinding: "文书", model.LedgerBinding: "台账",
    model.IndicatorBinding: "指标", model.GroupBinding: "重点群体", model.NoteBinding: "人工办",
    model.GateBinding: "把关", model.RoleBinding: "分工", model.EvidenceBinding: "迎检材料",
    model.ListBinding: "清单", model.RuleBinding: "算法", model.RecordBinding: "登记",
}
