package io.durableemitter.spi;

import io.durableemitter.api.PendingState;
import java.time.Duration;

/**
 * A pending row, with all that is kept of it. Immutable.
 *
 * @param event the row
 * @param age how long ago it was stored, by the store's clock
 * @param state what has happened to it since
 */
public record PendingRow(DurableEvent event, Duration age, PendingState state) {}
