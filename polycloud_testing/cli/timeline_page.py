"""A timeline as a page: one bar a resource, the critical path marked."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from polycloud.graph.timeline import Step, Timeline

_COLOURS = ("#d9822b", "#3f7fe0", "#2aa198", "#8a6fd1", "#b8863b", "#6b8e23", "#888888")
_TICKS = (5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600)
_MOST_TICKS = 10

_STYLE = """
:root { color-scheme: light dark; --text: #222; --dim: #666; --page: #fff; --line: #e4e4e4;
  --critical: #c62828; }
@media (prefers-color-scheme: dark) {
  :root { --text: #ddd; --dim: #9a9a9a; --page: #16181c; --line: #2c2f36; --critical: #ff6b6b; }
}
* { box-sizing: border-box; }
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 90rem;
  color: var(--text); background: var(--page); }
h1 { font-size: 1.4rem; line-height: 1.3; } small, .type { color: var(--dim); }
table { border-collapse: collapse; margin: 1rem 0 2rem; }
td, th { padding: .15rem 1rem .15rem 0; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.legend span { display: inline-block; margin-right: 1.2em; }
.legend i { display: inline-block; width: .8em; height: .8em; margin-right: .4em;
  border-radius: 2px; }
ol { list-style: none; margin: 0; padding: 0; font-size: 12px; }
li { display: grid; grid-template-columns: min(24rem, 34%) 1fr; column-gap: .8rem;
  align-items: center; }
.name { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; text-align: right; }
.critical .name { color: var(--critical); font-weight: 600; }
.track { position: relative; height: 20px; margin-right: 3.5rem;
  background: repeating-linear-gradient(to right, var(--line) 0 1px, transparent 1px var(--tick)); }
.bar { position: absolute; top: 4px; bottom: 4px; min-width: 3px; border-radius: 2px; }
.critical .bar { outline: 2px solid var(--critical); }
.took { position: absolute; line-height: 20px; white-space: nowrap; color: var(--dim);
  font-variant-numeric: tabular-nums; padding-left: 6px; }
.axis { position: sticky; top: 0; z-index: 1; background: var(--page); color: var(--dim); }
.axis .track { background: none; } .axis .took { padding: 0; transform: translateX(-50%); }
@media (max-width: 44rem) {
  li { grid-template-columns: 1fr; } .name { text-align: left; padding-top: .3rem; }
  .axis .took:nth-child(even), .axis .name, td.type, th.type { display: none; }
}
"""


def timeline_page(timeline: Timeline, title: str) -> str:
    """A complete HTML page, with nothing to load from elsewhere.

    Resources that take no time have no bar.
    """
    steps = [step for step in timeline.steps if step.seconds > 0]
    packages = sorted({_package(step) for step in steps})
    colours = {name: _COLOURS[index % len(_COLOURS)] for index, name in enumerate(packages)}
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"/><title>{escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"/><style>{_STYLE}</style></head>
<body>
<h1>{escape(title)}</h1>
{_summary(timeline) if steps else "<p>Nothing took any time.</p>"}
{_legend(colours) if steps else ""}
<ol>
{_chart(timeline, steps, colours) if steps else ""}
</ol>
</body></html>
"""


def duration_text(seconds: float) -> str:
    """``754`` reads ``12m 34s``."""
    if 0 < seconds < 1:
        return "<1s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h {minutes:02d}m"
    return f"{minutes}m {rest:02d}s" if minutes else f"{rest}s"


def _summary(timeline: Timeline) -> str:
    return f"""<p>By typical times of the real clouds: {_time(timeline.duration)}. If everything
that can were done in parallel: {_time(timeline.parallel)}, because of these resources, each of
which waits for the one above it.</p>
<table><thead><tr><th>critical path</th><th class="type">type</th><th class="n">takes</th>
<th class="n">done at</th></tr></thead><tbody>
{"".join(map(_row, timeline.critical_path))}</tbody></table>"""


def _row(step: Step) -> str:
    return (
        f'<tr><td>{escape(step.name)}</td><td class="type">{escape(step.type)}</td>'
        f'<td class="n">{_time(step.seconds)}</td><td class="n">{_time(step.finished)}</td></tr>\n'
    )


def _legend(colours: Mapping[str, str]) -> str:
    known = "".join(
        f'<span><i style="background:{colour}"></i>{escape(name)}</span>'
        for name, colour in colours.items()
    )
    path = '<span><i style="outline:2px solid var(--critical)"></i>critical path</span>'
    return f'<p class="legend">{known}{path}</p>'


def _chart(timeline: Timeline, steps: list[Step], colours: Mapping[str, str]) -> str:
    first = min(step.started for step in timeline.steps)
    whole = timeline.duration
    critical = {step.urn for step in timeline.critical_path}
    tick = next((each for each in _TICKS if whole / each <= _MOST_TICKS), _TICKS[-1])
    marks = "".join(
        f'<span class="took" style="left:{at / whole:.2%}">{_time(at)}</span>'
        for at in range(0, int(whole) + 1, tick)
    )
    rows = [f'<li class="axis"><span class="name"></span><span class="track">{marks}</span></li>']
    for step in steps:
        begins, ends = (step.started - first) / whole, (step.finished - first) / whole
        rows.append(
            f'<li class="{"critical" if step.urn in critical else "free"}">'
            f'<span class="name" title="{escape(step.urn)}">{escape(step.name)} '
            f"<small>{escape(_kind(step))}</small></span> "
            f'<span class="track" style="--tick:{tick / whole:.3%}">'
            f'<span class="bar" style="left:{begins:.2%};width:{ends - begins:.2%};'
            f'background:{colours[_package(step)]}"></span>'
            f'<span class="took" style="left:{ends:.2%}">{_time(step.seconds)}</span></span></li>'
        )
    return "\n".join(rows)


def _time(seconds: float) -> str:
    return escape(duration_text(seconds))


def _kind(step: Step) -> str:
    return step.type.rsplit(":", 1)[1]


def _package(step: Step) -> str:
    return step.type.split(":", 1)[0]
