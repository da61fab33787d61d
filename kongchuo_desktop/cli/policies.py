"""The commands of profiles: list, show, use, the unit's own figures, and files of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call, read_bytes, write_file
from kongchuo_desktop.cli.parser import Commands, day
from kongchuo_desktop.domain.indicators.choices import CHOICES
from kongchuo_desktop.domain.policy import model
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.figures import TAKEN_BACK
from kongchuo_desktop.domain.policy.model import Binding
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import paper_titles, policies, profiles
from kongchuo_desktop.operations.words import day_text
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
_SHOWN = {TAKEN_BACK: "收回"}


def add_commands(commands: Commands) -> None:
    level = commands.level("policy", "各地的文件和本校规定")
    level.add("list", "列出有哪些文件（不用数据文件夹）").set_defaults(run=_list)
    one = level.add("show", "一份文件的各条和它管的事（不用数据文件夹）",
                    more="各条管的事：" + "、".join(f"{k}（{v}）" for k, v in KINDS.items()))
    one.add_argument("id", metavar="编号", help="见policy list")
    one.set_defaults(run=_show)
    one = level.add("use", "从某一天起按这份文件办；第一次选的，以前的日子也算")
    one.add_argument("id", metavar="编号", help="见policy list")
    one.add_argument("--from", dest="since", type=day, metavar="日期",
                     help="从哪天起，例如2027-03-01；不写就是今天，也可以是以后的一天")
    one.set_defaults(run=_use)
    level.add("uses", "列出从哪天起按的哪份文件").set_defaults(run=_uses)
    one = level.add("set", "文件没有写明的数，由本校规定")
    one.add_argument("binding", metavar="条目", help="见policy own，例如R050/absent.on.absent")
    one.add_argument("value", metavar="数", help="例如3，或“3 school days”“7 days”")
    one.add_argument("--why", required=True, metavar="依据", help="按什么定的，例如校务会议决定")
    one.set_defaults(run=_set)
    one = level.add("unset", "收回本校定的数：从今天起又照文件的")
    one.add_argument("binding", metavar="条目", help="见policy own")
    one.add_argument("--why", required=True, metavar="依据", help="为什么收回")
    one.set_defaults(run=_unset)
    one = level.add("title", "文件里有两个名称的文书，选定印哪一个")
    one.add_argument("paper", metavar="文书", help="见policy own --open里title/后面的名称")
    one.add_argument("title", metavar="名称", help="文件里的一个名称")
    one.set_defaults(run=_title)
    one = level.add("check", "检查一份自己写的文件，有错就说在哪一行（不用数据文件夹）")
    one.add_argument("file", metavar="文件", help="政策文件（.toml）")
    one.set_defaults(run=_check)
    one = level.add("add", "装入一份自己写的文件；编号相同的换成这一份")
    one.add_argument("file", metavar="文件", help="政策文件（.toml）")
    one.set_defaults(run=_add)
    one = level.add("export", "把一份文件写到别处，可以改了再装入（不用数据文件夹）")
    one.add_argument("id", metavar="编号", help="见policy list")
    one.add_argument("file", metavar="文件", help="写到哪里")
    one.set_defaults(run=_export)
    one = level.add("remove", "删掉一份自己装入、没有用过的文件")
    one.add_argument("id", metavar="编号", help="见policy list")
    one.set_defaults(run=_remove)
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
    wanted, since = book.known_as(call.args.id), call.args.since
    policies.use_policy(call.store, actor=call.actor, policy=wanted, since=since)
    title = book.policies[wanted].title
    said = day_text(since) if since is not None else "今天"
    call.answer({"policy": wanted, "title": title, "from": since and since.isoformat()},
                f"从{said}起按《{title}》办。")


def _uses(call: Call) -> None:
    found = policies.policy_uses(call.store)
    call.answer([{"policy": u.policy, "title": u.title, "by": u.by,
                  "from": u.since.isoformat() if u.since else None,
                  "until": u.until.isoformat() if u.until else None} for u in found],
                [f"{u.since or '一开始'}起  {u.policy}  {u.title}（{u.by}）" for u in found]
                or ["还没有选按哪份文件办。"])


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


def _unset(call: Call) -> None:
    policies.unset_figure(call.store, actor=call.actor, binding=call.args.binding,
                          why=call.args.why)
    call.answer(_settings(call), f"收回了：{call.args.binding}（{call.args.why}）")


def _title(call: Call) -> None:
    args = call.args
    paper_titles.choose_title(call.store, actor=call.actor, policy=_policy_in_use(call),
                              paper=args.paper, title=args.title)
    call.answer(_settings(call), f"从今天起印《{args.title}》。")


def _check(call: Call) -> None:
    path = Path(call.args.file)
    text = profiles.decoded(read_bytes(path, most=profiles.LARGEST + 1), path.name)
    policy = profiles.check_profile(call.store_if_named, text=text, name=path.name)
    call.answer({"id": policy.id, "title": policy.title, "clauses": len(policy.clauses)},
                f"没有错：{policy.id}  {policy.title}（{len(policy.clauses)}条）")


def _add(call: Call) -> None:
    path = Path(call.args.file)
    policy = profiles.add_profile_file(
        call.store, data=read_bytes(path, most=profiles.LARGEST + 1), name=path.name)
    call.answer({"id": policy.id, "title": policy.title, "clauses": len(policy.clauses)},
                f"装入了《{policy.title}》，编号{policy.id}。要按它办，用 policy use {policy.id}。")


def _export(call: Call) -> None:
    wanted = _book(call).known_as(call.args.id)
    text = profiles.profile_text(call.store_if_named, policy=wanted)
    path = write_file(Path(call.args.file), text.encode("utf-8"))
    call.answer({"policy": wanted, "file": str(path)}, f"写好了：{path}")


def _remove(call: Call) -> None:
    wanted = _book(call).known_as(call.args.id)
    profiles.remove_profile(call.store, policy=wanted)
    call.answer({"policy": wanted}, f"删掉了{wanted}。")


def _own(call: Call) -> None:
    found = _settings(call)
    if call.args.open:
        known = {v["binding"] for v in found}
        found += [{"binding": name, "value": None, "by": None, "from": None, "why": None,
                   "question": question}
                  for name, question in _asked(call) if name not in known]
    call.answer(found, [
        f"{v['binding']} = {_SHOWN.get(v['value'], v['value'])}  {v['from']} {v['by']}：{v['why']}"
        if v["value"]
        else f"{v['binding']} 还没有定：{v['question']}" for v in found]
        or ["还没有本校规定的数。"])


def _asked(call: Call) -> list[tuple[str, str]]:
    """What the profile in use leaves to the school: names and questions."""
    policy = _policy_in_use(call)
    figures = policies.open_figures(call.store, policy=policy)
    titles = paper_titles.title_questions(call.store, policy=policy)
    return [*((f.binding, f.question) for f in figures),
            *((c.key, f"{c.question}能选{'、'.join(c.options)}，没有定就按“{c.usual}”")
              for c in CHOICES.values()),
            *((t.binding, f"印哪个名称：{'、'.join(t.titles)}") for t in titles)]


def _settings(call: Call) -> list[dict[str, Any]]:
    return [{"binding": s.binding, "value": s.value, "by": s.by, "from": s.since.isoformat(),
             "why": s.why} for s in policies.own_settings(call.store)]
