package io.durableemitter.benchmarks.peers.modulith;

/**
 * An event as it is published, and stored as JSON.
 *
 * @param body the event
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PublishedEvent(byte[] body) {}
