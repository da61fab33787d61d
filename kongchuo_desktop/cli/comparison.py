"""四查三对比 on the command line: two or more lists laid together, as JSON and as Excel."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call, UsageError, read_bytes, write_file
from kongchuo_desktop.cli.parser import Commands, day
from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.comparison.lists import KINDS, YIELDS, Doubt
from kongchuo_desktop.domain.comparison.numbers import KINDS as PROBLEMS
from kongchuo_desktop.domain.comparison.numbers import counts
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.operations.comparison import TITLES, Compared, Hit, compare
from kongchuo_desktop.operations.comparison_lists import OWN, OWN_KINDS, take_in_list
from kongchuo_desktop.operations.comparison_reading import read_list

_ROSTER = "花名册"
_DOUBTFUL = "doubtful"


def add_commands(commands: Commands) -> None:
    one = commands.add(
        "compare", "四查三对比：户籍、学籍、在校、脱贫监测名单，任意两份就能比",
        more="rows里的result：" + "、".join(f"{y.id}（{y.title}）" for y in YIELDS)
        + f"、{_DOUBTFUL}（待核对）\nnumbers里的问题："
        + "、".join(f"{kind}（{said}）" for kind, said in PROBLEMS.items())
        + "\n没有给够名单的结果是null。收下的名单加密存在本机。")
    for kind, said in KINDS.items():
        own = f"；写“{_ROSTER}”就用本机的花名册" if kind in OWN_KINDS else ""
        one.add_argument(f"--{kind.replace('_', '-')}", dest=kind, metavar="文件",
                         help=f"{said}名单，.xlsx、.xls或.csv{own}")
    one.add_argument("--giver", default="", metavar="谁", help="名单是谁给的，例如派出所")
    one.add_argument("--date", type=day, metavar="日期", help="名单和花名册是哪一天的，不写是今天")
    one.add_argument("--out", type=Path, metavar="文件.xlsx", help="结果存成Excel，证件号是全的")
    one.set_defaults(run=_compare)


def _compare(call: Call) -> None:
    given = {kind: named for kind in KINDS if (named := getattr(call.args, kind))}
    if len(given) < 2:
        raise UsageError(f"至少要给两份名单；在校名单可以写“{_ROSTER}”。")
    if call.args.out and call.args.out.suffix.lower() != ".xlsx":
        raise UsageError("文件名要以.xlsx结尾。")
    people = {kind: read_list(call.store, data=read_bytes(Path(named)), name=Path(named).name)
              for kind, named in given.items() if named != _ROSTER}
    lists = {kind: take_in_list(
        call.store, actor=call.actor, kind=kind, people=people[kind],
        source=Path(named).name, giver=call.args.giver, day=call.args.date).id
        if kind in people else OWN for kind, named in given.items()}
    found = compare(call.store, lists=lists, day=call.args.date)
    if call.args.out:
        from kongchuo_desktop.operations.comparison_sheet import comparison_sheet

        write_file(call.args.out, comparison_sheet(call.store, compared=found))
    call.answer(_value(found, lists), _said(found))


def _value(found: Compared, lists: Mapping[str, str]) -> dict[str, Any]:
    ages = found.ages
    rows = [*(_hit(hit) for hit in found.hits), *(_doubt(doubt) for doubt in found.doubtful)]
    return {
        "lists": {kind: {"id": lists[kind], "rows": found.sizes[kind],
                         "source": found.sources[kind]} for kind in found.sizes},
        **{one.id: len(found.of(one.id)) if one.id in found.results else None for one in YIELDS},
        _DOUBTFUL: len(found.doubtful),
        "ages": ages and {"from": ages.least, "to": ages.most, "cutoff": ages.cutoff.isoformat()},
        "numbers": {kind: counts(problems) for kind, problems in found.problems.items()},
        "rows": rows,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {"result": hit.result, **_person(hit.kind, hit.person), "pupil": hit.record or None,
            "found": hit.outcome.found if hit.outcome else None}


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {"result": _DOUBTFUL, **_person(doubt.kind, doubt.person), "why": doubt.why,
            "other": _person(doubt.other_kind, doubt.other) if doubt.other else None}


def _person(kind: str, person: Person) -> dict[str, Any]:
    number = person.told or identity.normalise(person.number)
    return {"list": kind, "line": person.key, "name": person.name,
            "identity_number": identity.mask(number) or None, "birth_date": person.since or None,
            "guardian": "、".join(person.guardians) or None, "place": person.place or None}


def _said(found: Compared) -> Iterable[str]:
    yield from (f"{source}" for source in found.sources.values())
    yield found.remark
    for result in found.results:
        hits = found.of(result)
        looked = sum(hit.outcome is not None for hit in hits)
        yield f"{TITLES[result]}：{len(hits)}人" + (f"，已核实{looked}人" if looked else "")
        yield from (f"  {hit.person.key}  {hit.person.name}  {hit.person.place}".rstrip()
                    for hit in hits if hit.outcome is None)
    yield f"待核对：{len(found.doubtful)}处"
    for doubt in found.doubtful:
        other = f"—{KINDS[doubt.other_kind]}{doubt.other.key}{doubt.other.name}" \
            if doubt.other else ""
        yield f"  {KINDS[doubt.kind]}{doubt.person.key}{doubt.person.name}{other}：{doubt.why}"
    for kind, problems in found.problems.items():
        each = "、".join(f"{PROBLEMS[what]}{n}" for what, n in counts(problems).items())
        yield f"{KINDS[kind]}证件号：{each or '没有问题'}"
