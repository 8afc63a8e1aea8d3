package io.durableemitter.core.internal.encode;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;

/**
 * An event as it will be stored and sent.
 *
 * @param header what identifies it
 * @param payload its bytes
 */
public record EncodedEvent(EventHeader header, Payload payload) {}
