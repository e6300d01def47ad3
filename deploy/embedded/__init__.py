"""The whole product on one machine with Python alone: real mongod, real Kafka, every service."""
