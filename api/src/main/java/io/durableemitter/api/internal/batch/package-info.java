/**
 * The one batching mechanism: inserting, sending and removing all use {@link
 * io.durableemitter.api.internal.batch.Batcher}, as do log lines and hooks, which must hold nobody
 * up; and so may authors of stores and transports.
 */
@NullMarked
package io.durableemitter.api.internal.batch;

import org.jspecify.annotations.NullMarked;
