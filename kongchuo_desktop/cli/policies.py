"""The commands of profiles: list, show, use, and the unit's own figures."""

from collections.abc import Mapping
from typing import Any

from kongchuo_desktop.cli.call import Call
from kongchuo_desktop.cli.parser import Commands
from kongchuo_desktop.domain.policy import model
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.model import Binding
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import policies
from kongchuo_desktop.operations.world import load_world

_KINDS: Mapping[type[Binding], str] = {
    model.DutyBinding: "duty", model.PaperBinding: "paper", model.LedgerBinding: "ledger",
    model.IndicatorBinding: "indicator", model.GroupBinding: "group", model.NoteBinding: "note",
    model.GateBinding: "gate", model.RoleBinding: "role", model.EvidenceBinding: "evidence",
    model.ListBinding: "list", model.RuleBinding: "rule", model.RecordBinding: "record",
}
KINDS = {
    "duty": "任务", "watch": "等别人办", "paper": "文书", "ledger": "台账", "indicator": "指标",
    "group": "人群", "note": "说明", "gate": "关口", "role": "责任人", "evidence": "佐证",
    "list": "名目", "rule": "规则", "record": "记事",
}
"""Kind of a binding → what users read."""


def add_commands(commands: Commands) -> None:
    level = commands.level("policy", "各地的文件和本校规定")
    level.add("list", "列出有哪些文件（不用数据文件夹）").set_defaults(run=_list)
    one = level.add("show", "一份文件的各条和它管的事（不用数据文件夹）",
                    more="各条管的事：" + "、".join(f"{k}（{v}）" for k, v in KINDS.items()))
    one.add_argument("id", metavar="编号", help="见policy list")
    one.set_defaults(run=_show)
    one = level.add("use", "从今天起按这份文件办；第一次选的，以前的日子也算")
    one.add_argument("id", metavar="编号", help="见policy list")
    one.set_defaults(run=_use)
    one = level.add("set", "文件没有写明的数，由本校规定")
    one.add_argument("binding", metavar="条目", help="见policy own，例如R050/absent.on.absent")
    one.add_argument("value", metavar="数", help="例如3，或“3 school days”“7 days”")
    one.add_argument("--why", required=True, metavar="依据", help="按什么定的，例如校务会议决定")
    one.set_defaults(run=_set)
    one = level.add("own", "列出本校规定的数")
    one.add_argument("--open", action="store_true", help="也列出还没有定的：value为空，带上问的话")
    one.set_defaults(run=_own)


def _book(call: Call) -> PolicyBook:
    store = call.store_if_named
    return policies.policy_book(store) if store is not None else policies.shipped_book()


def _list(call: Call) -> None:
    book = _book(call)
    for error in book.refused.values():
        call.refuse(error.message)
    found = sorted(book.policies.values(), key=lambda p: p.id)
    call.answer([{"id": p.id, "title": p.title, "clauses": len(p.clauses)} for p in found],
                [f"{p.id}  {p.title}（{len(p.clauses)}条）" for p in found])


def _show(call: Call) -> None:
    book = _book(call)
    wanted = book.known_as(call.args.id)
    book.effective(wanted)
    policy = book.policies[wanted]
    clauses = [{
        "id": c.id, "quote": c.quote, "where": c.where,
        "binds": [{"kind": _kind(b), "name": b.name} for b in c.bindings]} for c in policy.clauses]
    lines = [f"{policy.id}  {policy.title}"]
    for clause in policy.clauses:
        said = "、".join(dict.fromkeys(KINDS[_kind(b)] for b in clause.bindings))
        lines += ["", f"{clause.id}  {clause.where}  管：{said}", f"    {clause.quote}"]
    call.answer({"id": policy.id, "title": policy.title, "clauses": clauses}, lines)


def _kind(binding: Binding) -> str:
    if isinstance(binding, model.DutyBinding) and binding.watch:
        return "watch"
    return _KINDS[type(binding)]


def _use(call: Call) -> None:
    book = policies.policy_book(call.store)
    wanted = book.known_as(call.args.id)
    policies.use_policy(call.store, actor=call.actor, policy=wanted)
    title = book.policies[wanted].title
    call.answer({"policy": wanted, "title": title}, f"从今天起按《{title}》办。")


def _policy_in_use(call: Call) -> str:
    found = policies.policy_in_use(load_world(call.store), call.now().date())
    if found is None:
        raise KnownError("no_policy", "还没有选按哪份文件办。", todo="先用 policy use 选一份。")
    return found


def _set(call: Call) -> None:
    args = call.args
    policies.set_figure(call.store, actor=call.actor, policy=_policy_in_use(call),
                        binding=args.binding, value=args.value, why=args.why)
    call.answer(_settings(call), f"本校规定：{args.binding} = {args.value}（{args.why}）")


def _own(call: Call) -> None:
    found = _settings(call)
    if call.args.open:
        known = {v["binding"] for v in found}
        found += [{"binding": f.binding, "value": None, "by": None, "from": None, "why": None,
                   "question": f.question}
                  for f in policies.open_figures(call.store, policy=_policy_in_use(call))
                  if f.binding not in known]
    call.answer(found, [
        f"{v['binding']} = {v['value']}  {v['from']} {v['by']}：{v['why']}" if v["value"]
        else f"{v['binding']} 还没有定：{v['question']}" for v in found]
        or ["还没有本校规定的数。"])


def _settings(call: Call) -> list[dict[str, Any]]:
    return [{"binding": s.binding, "value": s.value, "by": s.by, "from": s.since.isoformat(),
             "why": s.why} for s in policies.own_settings(call.store)]
