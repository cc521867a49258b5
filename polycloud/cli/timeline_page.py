"""A timeline as a page: one bar a resource, the critical path marked."""

from __future__ import annotations

from html import escape

from polycloud.graph.timeline import Step, Timeline

_ROW = 18
_LABEL = 340
_WIDTH = 900
_COLOURS = ("#e8912d", "#3f7fe0", "#2aa198", "#8a6fd1", "#c0504d", "#6b8e23", "#888888")

_STYLE = """
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; color: #222; background: #fff; }
table { border-collapse: collapse; margin: 1rem 0 2rem; }
td, th { padding: .15rem .8rem .15rem 0; text-align: left; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
svg { max-width: 100%; height: auto; } svg text { font: 11px system-ui, sans-serif; fill: #222; }
.legend span { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em; }
@media (prefers-color-scheme: dark) {
  body { background: #16181c; color: #ddd; } svg text { fill: #ddd; }
}
"""


def timeline_page(timeline: Timeline, title: str) -> str:
    """A complete HTML page, with nothing to load from elsewhere."""
    packages = sorted({_package(step) for step in timeline.steps})
    colour = {name: _COLOURS[index % len(_COLOURS)] for index, name in enumerate(packages)}
    legend = "".join(
        f'<span style="background:{colour[name]}"></span>{escape(name)}' for name in packages
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>
<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>
<h1>{escape(title)}</h1>
<p>Simulated: {duration_text(timeline.duration)}. A perfectly parallel deployment takes
{duration_text(timeline.parallel)}; these resources are why:</p>
<table><tr><th>critical path</th><th>type</th><th>takes</th><th>done at</th></tr>
{"".join(map(_row, timeline.critical_path))}</table>
<p class="legend">{legend}</p>
{_chart(timeline, colour)}
</body></html>
"""


def duration_text(seconds: float) -> str:
    """``754`` reads ``12m 34s``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m {rest:02d}s" if minutes else f"{rest}s"


def _row(step: Step) -> str:
    return (
        f"<tr><td>{escape(step.name)}</td><td>{escape(step.type)}</td>"
        f'<td class="n">{duration_text(step.seconds)}</td>'
        f'<td class="n">{duration_text(step.finished)}</td></tr>\n'
    )


def _chart(timeline: Timeline, colour: dict[str, str]) -> str:
    first = min((step.started for step in timeline.steps), default=0.0)
    scale = _WIDTH / (timeline.duration or 1.0)
    critical = {step.urn for step in timeline.critical_path}
    height = _ROW * (len(timeline.steps) + 2)
    width = _LABEL + _WIDTH + 20
    bars: list[str] = []
    for row, step in enumerate(timeline.steps, 1):
        x, y = _LABEL + (step.started - first) * scale, row * _ROW
        edge = ' stroke="#d01c1c" stroke-width="2"' if step.urn in critical else ""
        bars.append(
            f'<text x="{_LABEL - 6}" y="{y + 12}" text-anchor="end">{escape(_label(step))}</text>'
            f'<rect x="{x:.1f}" y="{y + 3}" width="{max(step.seconds * scale, 1.5):.1f}" '
            f'height="{_ROW - 6}" rx="2" fill="{colour[_package(step)]}"{edge}>'
            f"<title>{escape(step.urn)}: {duration_text(step.seconds)}</title></rect>"
        )
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="timeline">'
        f"{_axis(timeline.duration, scale, height)}{''.join(bars)}</svg>"
    )


def _axis(duration: float, scale: float, height: int) -> str:
    step = next((s for s in (10, 30, 60, 120, 300, 600, 1800) if duration / s <= 12), 3600)
    lines: list[str] = []
    for at in range(0, int(duration) + 1, step):
        x = _LABEL + at * scale
        lines.append(
            f'<line x1="{x:.1f}" y1="14" x2="{x:.1f}" y2="{height}" stroke="#8884"/>'
            f'<text x="{x:.1f}" y="10" text-anchor="middle">{duration_text(at)}</text>'
        )
    return "".join(lines)


def _label(step: Step) -> str:
    kind = step.type.rsplit(":", 1)[1]
    return f"{step.name} ({kind})"


def _package(step: Step) -> str:
    return step.type.split(":", 1)[0]
