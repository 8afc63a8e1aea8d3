package io.durableemitter.cli;

/** A piece of input that is not an event. */
record MalformedInput(long line, String reason) {}
