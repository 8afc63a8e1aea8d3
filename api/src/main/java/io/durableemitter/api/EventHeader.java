package io.durableemitter.api;

/**
 * What a transport needs to know of an event besides its bytes. Immutable.
 *
 * @param id CloudEvents {@code id}, as the other end repeats it in its results
 * @param source CloudEvents {@code source}
 * @param type CloudEvents {@code type}
 */
public record EventHeader(String id, String source, String type) {}
