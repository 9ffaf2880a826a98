"""dig, as an operator would ask."""
import re

from lab import GATEWAY


def dig(node, *question, seconds=2):
    """(answers, microseconds, status): the RDATA of the answer section, how long dig waited, the response code."""
    _, text = node.run("dig", "-u", f"+time={seconds}", "+tries=1", "+noall", "+comments", "+answer", "+stats", f"@{GATEWAY}", *question,
                       timeout=seconds + 5)
    answers = [line.split()[4] for line in text.splitlines() if line and not line.startswith(";") and len(line.split()) >= 5]
    time_taken = re.search(r"Query time: (\d+) usec", text)
    status = re.search(r"status: (\w+)", text)
    return answers, int(time_taken.group(1)) if time_taken else None, status.group(1) if status else "no answer"
