package io.durableemitter.spi;

import java.time.Duration;

/**
 * An event that failed and is to be tried again later. Immutable.
 *
 * @param id the row
 * @param delay how long from now nobody should try it; not negative
 * @param error what went wrong, for people; without payload
 */
public record BackOff(long id, Duration delay, String error) {}
