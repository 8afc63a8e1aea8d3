/**
 * The transport to a Chip Ingress server: {@link io.durableemitter.chipingress.ChipIngressClient}
 * for single calls, {@link io.durableemitter.chipingress.BatchClient} for an emitter.
 *
 * <p>How an event goes: {@code BatchClient} numbers it and puts it into the queue of its {@code
 * Batcher}; {@code BatchSender} takes a batch, {@code RequestSplitter} cuts it into requests, and
 * each becomes a {@code Send}, one of the {@code RequestsInFlight}. A {@code Send} makes a call
 * through its {@code SendContext}, gets the {@code Answer}, and has {@code CallResults} read what
 * it means for each event; {@code Callbacks} tells it. {@code UnaryPublisher} and {@code UnaryCall}
 * do the same for one event alone.
 *
 * <p>Below lie the connection ({@code internal.client}), credentials ({@code auth}) and TLS ({@code
 * tls}).
 */
@NullMarked
package io.durableemitter.chipingress;

import org.jspecify.annotations.NullMarked;
