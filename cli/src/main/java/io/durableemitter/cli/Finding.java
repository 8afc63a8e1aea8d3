package io.durableemitter.cli;

/**
 * Something that needs hands. Immutable.
 *
 * @param what is the matter
 * @param fix what to do: a command where there is one
 */
record Finding(String what, String fix) {}
