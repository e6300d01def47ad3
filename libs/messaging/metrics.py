"""What the loops count, for Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

APPLIED = Counter("gongjian_events_applied", "Facts that took effect", ["service"])
DUPLICATES = Counter("gongjian_events_duplicate", "Facts that came again", ["topic"])
PARKED = Counter("gongjian_events_parked", "Facts put aside", ["service", "state"])
QUARANTINED = Counter("gongjian_events_quarantined", "Bytes that are no fact", ["topic"])
RETRIES = Counter("gongjian_consumer_retries", "Batches tried again", ["topic", "reason"])
GAPS = Gauge("gongjian_consumer_gaps", "Aggregates whose next fact has not arrived")
BLOCKED = Gauge("gongjian_consumer_blocked", "Aggregates with parked facts")
STOPPED = Gauge("gongjian_consumer_stopped", "1 where too much failed", ["topic", "partition"])
LAG = Gauge("gongjian_consumer_lag", "Facts not yet read", ["topic"])
BATCH = Histogram(
    "gongjian_consumer_batch_events",
    "Facts per transaction of a partition",
    buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500),
)
PUBLISHED = Counter("gongjian_relay_published", "Facts acknowledged by the log")
OLDEST = Gauge("gongjian_relay_oldest_unpublished_seconds", "Age of the oldest unpublished fact")
RESENT = Counter("gongjian_relay_resent", "Facts to be sent again", ["reason"])
