package io.durableemitter.console;

/**
 * Whoever asks.
 *
 * @param name for people, and for the log of actions
 * @param readOnly whether it may look only
 */
record Principal(String name, boolean readOnly) {}
