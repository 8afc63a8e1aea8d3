package io.durableemitter.benchmarks.peers.namastack;

/**
 * An event as Namastack stores it, as JSON.
 *
 * @param body the event
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredEvent(byte[] body) {}
