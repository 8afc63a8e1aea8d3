/**
 * The one batching mechanism of the house: inserting, sending and removing all use {@link
 * io.durableemitter.api.batch.Batcher}, and so may authors of stores and transports.
 */
@NullMarked
package io.durableemitter.api.batch;

import org.jspecify.annotations.NullMarked;
