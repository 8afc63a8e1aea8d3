/**
 * What callers of a durable emitter hold, and what authors of stores and transports implement.
 *
 * <p>Callers need {@link io.durableemitter.api.EventEmitter} and its {@link
 * io.durableemitter.api.EmitException}. Store authors implement {@link
 * io.durableemitter.api.DurableEventStore}; transport authors implement {@link
 * io.durableemitter.api.BatchEmitter}. Nothing crosses a border as {@code null}.
 */
@NullMarked
package io.durableemitter.api;

import org.jspecify.annotations.NullMarked;
