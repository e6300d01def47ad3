"""How long facts take from being stated to being applied: a histogram that takes many at once."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from prometheus_client import REGISTRY
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector

_BOUNDS: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0)
_NAMES: Final = (*map(str, _BOUNDS), "+Inf")


class Delays(Collector):
    """By the service that stated them. The library's own histogram costs more than decoding."""

    def __init__(self) -> None:
        """Nothing was seen."""
        self._counts: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}

    def note(self, service: str, seconds: Sequence[float]) -> None:
        """Adds the delays of so many facts."""
        counts = self._counts.setdefault(service, [0] * len(_NAMES))
        for each in seconds:
            counts[bisect_left(_BOUNDS, each)] += 1
        self._sums[service] = self._sums.get(service, 0.0) + sum(seconds)

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """For the exposition of metrics."""
        family = HistogramMetricFamily(
            "gongjian_event_delay_seconds", "From stated to applied", labels=["service"]
        )
        for service, counts in self._counts.items():
            buckets = list(zip(_NAMES, map(float, accumulate(counts)), strict=True))
            family.add_metric([service], buckets, self._sums[service])
        yield family


DELAYS: Final = Delays()
REGISTRY.register(DELAYS)
