package io.durableemitter.spi;

import io.durableemitter.api.Payload;
import java.time.Instant;

/**
 * A stored event awaiting delivery. Immutable.
 *
 * @param id the row
 * @param payload the encoded event
 * @param createdAt when the row was inserted, by the store's clock
 */
public record DurableEvent(long id, Payload payload, Instant createdAt) {}
