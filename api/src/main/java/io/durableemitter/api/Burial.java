package io.durableemitter.api;

/**
 * A row that is to become a dead letter. Immutable.
 *
 * @param rowId the row
 * @param header what identifies its event; texts are empty where the payload does not tell
 * @param reason why
 * @param error what went wrong last, for people; without payload. Empty keeps what the row knows
 */
public record Burial(long rowId, EventHeader header, DeadLetterReason reason, String error) {}
