/**
 * What callers of a durable emitter hold: {@link io.durableemitter.api.EventEmitter}, what it
 * returns and throws, and what hooks, health and dead letters tell. Authors of stores and
 * transports start at {@code io.durableemitter.spi}. Nothing crosses a border as {@code null}.
 */
@NullMarked
package io.durableemitter.api;

import org.jspecify.annotations.NullMarked;
