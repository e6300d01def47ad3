"""Facts between services: relay, log, consumer loop, parking.

What a process ties together (each ``run`` is one task, stopped by cancelling it)::

    publisher = KafkaPublisher(bootstrap, client_id)              # await .open(), .close()
    admin = KafkaAdmin(bootstrap, client_id)                      # await .close()
    subscriber = KafkaSubscriber(bootstrap, group, topics, client_id)   # the consumer opens it
    relay = Relay(journal, leases, publisher, topic, owner=owner, clock=clock)
        # .run(), .wake() after each commit, .overloaded, .oldest_age
    ask = ResendRequests(publisher, resend_topic)                 # asks another service's journal
    listener = ResendListener(service, subscriber2, journal, relay.wake)    # .run()
    consumer = Consumer(name, subscriber, work, handles=types)    # .run(), .reached(), .states()
        with work = Work(name, batcher, store, rows, apply, ask, clock)
    parking = Parking(work, consumer.resume_stopped)              # .causes(), .redrive(), .run()
    watch = ClusterWatch(admin, journal, relay, topics=Topics(own, others, partitions, replication),
                         restart=(subscriber.restart_from_beginning, ...))  # await .look(), .run()

``handles`` are the wire names of the facts that do something here; ``rows`` is a ParkedRows.
"""
