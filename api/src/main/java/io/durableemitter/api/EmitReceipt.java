package io.durableemitter.api;

/**
 * Says which event an {@code emit} made durable. Immutable.
 *
 * @param eventId the CloudEvents {@code id} that the other end will see
 * @param rowId the row in the store
 */
public record EmitReceipt(String eventId, long rowId) {}
