"""What Prometheus reads of the delays is what its own histogram would have said."""

from prometheus_client import CollectorRegistry, Histogram, generate_latest

from libs.messaging.delays import _BOUNDS, Delays

SEEN = (0.0, 0.002, 0.0021, 0.3, 0.3, 4.0, 1000.0)


def exposed(registry: CollectorRegistry) -> set[str]:
    lines = generate_latest(registry).decode().splitlines()
    return {line for line in lines if "_created" not in line}


def test_many_at_once_are_counted_as_one_by_one() -> None:
    ours, theirs, delays = CollectorRegistry(), CollectorRegistry(), Delays()
    ours.register(delays)
    histogram = Histogram(
        "gongjian_event_delay_seconds",
        "From stated to applied",
        ["service"],
        buckets=_BOUNDS,
        registry=theirs,
    )

    delays.note("lab", SEEN[:3])
    delays.note("lab", SEEN[3:])
    delays.note("other", [0.1])
    for seconds in SEEN:
        histogram.labels("lab").observe(seconds)
    histogram.labels("other").observe(0.1)

    assert exposed(ours) == exposed(theirs)
