/**
 * What authors of stores and transports implement. A store is a {@link
 * io.durableemitter.spi.DurableEventStore}; a transport is a {@link
 * io.durableemitter.spi.BatchEmitter}, and maybe an {@link io.durableemitter.spi.EventPublisher}
 * for single events. Callers need {@code io.durableemitter.api} only.
 */
@NullMarked
package io.durableemitter.spi;

import org.jspecify.annotations.NullMarked;
