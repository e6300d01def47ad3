"""Facts between services: relay, log, consumer loop, parking.

What a process ties together (each ``run`` is one task, stopped by cancelling it)::

    publisher = KafkaPublisher(bootstrap, client_id)
    admin = KafkaAdmin(bootstrap, client_id)
    subscriber = KafkaSubscriber(bootstrap, group, topics, client_id)
    relay = Relay(journal, leases, publisher, own_topic, owner=owner, clock=clock)
    inbox = Inbox(consumer, batcher, store, parked_rows, apply, handled_types, clock)
    consumer = Consumer(subscriber, inbox, ResendRequests(publisher, resend_topic), admin)
    parking = Parking(inbox, parked_rows, clock, consumer.mend)
    listener = ResendListener(service, its_own_subscriber, relay)
    watch = ClusterWatch(admin, journal, relay, topics, restart=[subscriber.restart_from_beginning])

``relay.wake`` is called after each commit; ``inbox.gate.reached`` waits for a consistency token.
"""
