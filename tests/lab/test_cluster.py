"""Three gateways on one pool while things die, are cut off and come back: clients notice nothing."""
import cluster_demo
from cluster import ClusterLab


def run(report):
    if report.with_dnsmasq:
        return report.skip("all of it", "several dnsmasq cannot share a pool")
    lab = ClusterLab()
    show = None
    failed_before = report.failed
    try:
        show = cluster_demo.Show(lab, report.program, 3, trouble=6.0, calm=3.0)
        show.run()
    finally:
        results = show.results if show else []
        for step, *kinds in results:
            for kind, lines in zip(("no client waits", "no lease is lost", "no address has two holders", "all names resolve"), kinds):
                report.check(f"{step}: {kind}", not lines, lines[:3])
        left = show.failures - sum(len(lines) for _, *kinds in results for lines in kinds) if show else 1
        report.check("every acknowledgement is in every audit, and all gateways offer the same", len(results) > 10 and not left, left)
        if report.failed > failed_before:
            for gateway in show.gateways if show else []:
                print(f"---- {gateway.name}'s log ends with\n{gateway.said()[-2000:]}----", flush=True)
        lab.down()
