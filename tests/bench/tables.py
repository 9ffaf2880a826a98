"""Tables of medians: one row for each server, the first one is 1.00 in the column of ratios."""
import statistics


def median(rows, key):
    values = [row[key] for row in rows if key in row]
    return statistics.median(values) if values else float("nan")


def print_table(title, rows, columns, ratio_of):
    """columns: (heading, key, format). Runs in which strangers used the machine least count: the better half, rounded up."""
    print(f"\n{title}\n| server | {' | '.join(heading for heading, _, _ in columns)} | ratio | min..max | strangers % |")
    print("| --- |" + " ---: |" * (len(columns) + 3))
    base = None
    for server in dict.fromkeys(row["server"] for row in rows):
        runs = sorted((row for row in rows if row["server"] == server), key=lambda row: row["strangers"])
        runs = runs[:(len(runs) + 1) // 2]
        value = median(runs, ratio_of)
        base = base or value or 1.0
        cells = [format(median(runs, key), form) for _, key, form in columns]
        spread = f"{min(row[ratio_of] for row in runs):.4g}..{max(row[ratio_of] for row in runs):.4g}"
        print(f"| {server} | {' | '.join(cells)} | {value / base:.2f} | {spread} | {median(runs, 'strangers'):.0f} |", flush=True)
