package io.durableemitter.api.internal.log;

/**
 * What a line stands for beside itself.
 *
 * @param leftOut how many of its kind were left out since the last line
 * @param lastingNanos since when there have been reports of its kind, without a minute between two
 */
record Repetition(long leftOut, long lastingNanos) {}
