"""The tables, in Markdown."""

import datetime
import os
import statistics

from measure import median


def number(x):
    """Three digits that mean something."""
    if x >= 100:
        return f"{x:,.0f}"
    return f"{x:.1f}" if x >= 10 else f"{x:.2f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(["---"] + ["---:"] * (len(head) - 1)) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def ratios(case, ours, theirs):
    """The better of theirs by its median, and our rate over its rate, round by round: the median."""
    if not theirs:
        return None, None
    best = max(theirs, key=lambda name: median(theirs[name], "rate"))
    pairs = [o.rate / t.rate for o, t in zip(ours or [], theirs[best]) if t.rate > 0]
    return best, statistics.median(pairs) if pairs else None


def summary(results, room):
    rows = []
    for case, by_server in results.items():
        ours = by_server.get("modelyard")
        theirs = {name: w for name, w in by_server.items() if name != "modelyard" and w}
        best, ratio = ratios(case, ours, theirs)
        limit = room.get(case.room)
        rows.append([
            case.title,
            f"{number(median(ours, 'rate'))} {case.unit}/s" if ours else "–",
            f"{number(median(theirs[best], 'rate'))} ({best})" if best else "–",
            f"**{number(ratio)}×**" if ratio else "–",
            f"{case.must}× / {case.moonshot}×" if case.must else "–",
            number(median(ours, "rate") / statistics.median(limit)) if ours and limit else "–",
        ])
    return table(["case", "modelyard", "MLflow, the better", "ratio", "must / moonshot", "of the commit limit"], rows)


IN_DIGITS = ("p50", "p99", "server", "backends", "postgres_rest", "later", "load", "log")


def details(results):
    rows = []
    for case, by_server in results.items():
        for name, windows in by_server.items():
            if not windows:
                continue
            low, high = min(w.rate for w in windows), max(w.rate for w in windows)
            rows.append([
                case.name,
                f"{name} ({len(windows)})",
                number(median(windows, "rate")),
                f"{number(low)}–{number(high)}",
                *(number(median(windows, f)) for f in IN_DIGITS),
                *(f"{100 * median(windows, f):.0f} %" for f in ("compiling", "foreign")),
                str(sum(sum(w.errors.values()) for w in windows)),
                stored(windows),
            ])
    head = [
        "case", "server (windows)", "rate /s", "low–high", "p50 ms", "p99 ms", "server µs", "backends µs",
        "other PostgreSQL µs", "later µs", "load µs", "WAL bytes", "compiling", "foreign CPU", "errors", "stored",
    ]
    return table(head, rows)


def stored(windows):
    wrong = sum(1 for w in windows if w.mismatch)
    if wrong:
        return f"**WRONG in {wrong}**"
    looked, total = sum(w.looked for w in windows), sum(w.total for w in windows)
    return f"all {total:,}" if looked == total else f"{looked:,} of {total:,}"


def files(results):
    """CPU in milliseconds, of a whole file or so many. The ratios are MLflow's over ours, round by round: of the
    server alone, and with PostgreSQL."""
    rows, over = [], []
    for case, by_server in results.items():
        if not hasattr(case, "portion"):
            continue
        what, operations = case.portion
        per = operations / 1000
        for name, windows in by_server.items():
            if not windows:
                continue
            rows.append([
                case.name,
                name,
                what,
                number(per * median(windows, "server")),
                number(per * statistics.median(w.backends + w.postgres_rest for w in windows)),
                *(number(per * median(windows, f)) for f in ("store", "load")),
                *(f"{median(windows, f):+.0f}" for f in ("grown", "over_idle")),
                f"{max(w.over_idle for w in windows):+.0f}",
            ])
        ours = by_server.get("modelyard")
        best, rate = ratios(case, ours, {n: w for n, w in by_server.items() if n != "modelyard" and w})
        if best and ours:
            pairs = list(zip(ours, by_server[best]))
            alone = statistics.median(t.server / o.server for o, t in pairs if o.server)
            whole = statistics.median((t.server + t.backends) / (o.server + o.backends) for o, t in pairs if o.server)
            over.append([
                case.title, best, f"{number(rate)}×" if rate else "–", f"**{number(alone)}×**", f"{number(whole)}×",
                f"{case.cpu_must}× / {case.cpu_moonshot}×" if case.cpu_must else "–",
            ])
    if not rows:
        return ""
    head = ["case", "server", "CPU ms for a", "server", "PostgreSQL", "S3 store", "load program",
            "RSS in the window MiB", "RSS over idle MiB", "the most"]
    tables = [table(head, rows)]
    if over:
        tables.append(table(
            ["case", "MLflow, the better", "rate", "less CPU", "less CPU, with PostgreSQL", "must / moonshot"], over))
    return "\n\n".join(tables)


def growth(results):
    """A search by one client: over the sizes, and the deep page over the first; its time, and the CPU of server
    and PostgreSQL, which others on the machine disturb less."""
    found = {}
    for case, by_server in results.items():
        if case.name.startswith("search-") and case.clients == 1:
            for name, windows in by_server.items():
                if windows:
                    cpu = (median(windows, "server") + median(windows, "backends")) / 1000
                    found.setdefault(f"{name}, time", {})[case.filled.runs, case.deep] = median(windows, "p50")
                    found.setdefault(f"{name}, CPU", {})[case.filled.runs, case.deep] = cpu
    sizes = sorted({runs for figures in found.values() for runs, _deep in figures})
    if not sizes:
        return ""
    small, large = sizes[0], sizes[-1]
    rows = [
        [name] + [over(figures, (large, deep), (small, deep)) for deep in (False, True)]
        + [over(figures, (runs, True), (runs, False)) for runs in sizes]
        for name, figures in found.items()
    ]
    head = ["ms of", f"first page, {large:,} / {small:,} runs", f"deep page, {large:,} / {small:,} runs"]
    return table(head + [f"deep / first, {runs:,} runs" for runs in sizes], rows)


def over(figures, one, other):
    if one not in figures or other not in figures or not figures[other]:
        return "–"
    return f"{number(figures[one])} / {number(figures[other])} = {number(figures[one] / figures[other])}"


def problems(results, failures):
    lines = [
        f"- {case.name}, {name}: fell out: {why}"
        for case, by_server in failures.items()
        for name, why in by_server.items()
    ]
    for case, by_server in results.items():
        for name, windows in by_server.items():
            for w in windows:
                if w.errors:
                    lines.append(f"- {case.name}, {name}: {w.errors}; the first: {w.first_error}")
                if w.mismatch:
                    lines.append(f"- {case.name}, {name}: stored data: {w.mismatch}")
    return "\n".join(lines)


def rooms(room):
    rows = [[what, number(statistics.median(values)), f"{number(min(values))}–{number(max(values))}"]
            for what, values in (
                ("commits of one bare insert, 1 client", room["commits-1"]),
                ("commits of one bare insert, 32 clients", room["commits-32"]),
                ("empty HTTP answers, 1 client", room["http-1"]),
                ("empty HTTP answers, 32 clients", room["http-32"]),
            )]
    return table(["room", "/s", "low–high"], rows)


def starts(cold, loaded):
    """cold: {server: [(health, created, rss, pss)]}, the first of each being the one that migrates."""
    rows = []
    for name, all_starts in cold.items():
        again = all_starts[1:] or all_starts
        middle = [statistics.median(column) for column in zip(*again)]
        after = loaded.get(name)
        rows.append([
            name, f"{all_starts[0][1]:.2f}", f"{middle[0]:.2f}", f"{middle[1]:.2f}",
            f"{middle[2]:.0f} / {middle[3]:.0f}",
            f"{after[0]:.0f} / {after[1]:.0f}" if after else "–",
        ])
    return table(
        ["server", "first start, with migrations: run created s", "cold start: /health s", "cold start: run created s",
         "idle RSS / PSS MiB", "after load RSS / PSS MiB"], rows)


def record(bench, text):
    """Appends to the results of today."""
    os.makedirs(os.path.join(bench, "results"), exist_ok=True)
    with open(os.path.join(bench, "results", f"{datetime.date.today()}.md"), "a", encoding="utf-8") as f:
        if f.tell():
            f.write("\n")
        f.write(text)
