package io.durableemitter.ingress;

import io.durableemitter.api.internal.config.Ranges;

/**
 * How large a request may be, and what it may hold. Immutable; the docs of each limit are at {@link
 * Builder}.
 */
public record RequestLimits(
    int maxRequestBytes,
    int maxEventsPerBatch,
    int maxAttributesPerEvent,
    int maxAttributesPerRequest,
    int maxUnknownFields,
    int maxAttributeNameLength,
    int maxAttributeBytes) {

  /** Checks the limits, as {@link Builder#build()} says. */
  public RequestLimits {
    Ranges.between("maxRequestBytes", maxRequestBytes, 1 << 10, 64 << 20);
    Ranges.between("maxEventsPerBatch", maxEventsPerBatch, 1, 1_000_000);
    Ranges.between("maxAttributesPerEvent", maxAttributesPerEvent, 0, 1_000);
    Ranges.between("maxAttributesPerRequest", maxAttributesPerRequest, 1, 1_000_000);
    Ranges.between("maxUnknownFields", maxUnknownFields, 0, 1_000_000);
    Ranges.between("maxAttributeNameLength", maxAttributeNameLength, 1, 1_000);
    Ranges.between("maxAttributeBytes", maxAttributeBytes, 16, 1 << 20);
  }

  /** The defaults. */
  public static RequestLimits ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these limits. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.maxRequestBytes = maxRequestBytes;
    builder.maxEventsPerBatch = maxEventsPerBatch;
    builder.maxAttributesPerEvent = maxAttributesPerEvent;
    builder.maxAttributesPerRequest = maxAttributesPerRequest;
    builder.maxUnknownFields = maxUnknownFields;
    builder.maxAttributeNameLength = maxAttributeNameLength;
    builder.maxAttributeBytes = maxAttributeBytes;
    return builder;
  }

  /** Builds {@link RequestLimits}. Not safe for concurrent use. */
  public static final class Builder {

    private int maxRequestBytes = 16 << 20;
    private int maxEventsPerBatch = 10_000;
    private int maxAttributesPerEvent = 64;
    private int maxAttributesPerRequest = 50_000;
    private int maxUnknownFields = 100_000;
    private int maxAttributeNameLength = 64;
    private int maxAttributeBytes = 4 << 10;

    private Builder() {}

    /**
     * The largest request after decompression, 1 KiB to 64 MiB; larger ones get RESOURCE_EXHAUSTED.
     * Default 16 MiB.
     */
    public Builder maxRequestBytes(int value) {
      maxRequestBytes = value;
      return this;
    }

    /**
     * The most events of a batch, 1 to 1,000,000; larger batches get INVALID_ARGUMENT. Default
     * 10,000.
     */
    public Builder maxEventsPerBatch(int value) {
      maxEventsPerBatch = value;
      return this;
    }

    /** The most attributes of an event, 0 to 1,000, without the required ones. Default 64. */
    public Builder maxAttributesPerEvent(int value) {
      maxAttributesPerEvent = value;
      return this;
    }

    /**
     * The most attributes in all events of a request, 1 to 1,000,000; requests with more get
     * INVALID_ARGUMENT. Default 50,000.
     */
    public Builder maxAttributesPerRequest(int value) {
      maxAttributesPerRequest = value;
      return this;
    }

    /**
     * The most fields of a request that the protocol does not know, 0 to 1,000,000; they are
     * skipped, requests with more get INVALID_ARGUMENT. Default 100,000.
     */
    public Builder maxUnknownFields(int value) {
      maxUnknownFields = value;
      return this;
    }

    /**
     * The longest name of an attribute in characters, 1 to 1,000. Default 64; CloudEvents
     * recommends 20.
     */
    public Builder maxAttributeNameLength(int value) {
      maxAttributeNameLength = value;
      return this;
    }

    /**
     * The largest value of an attribute, and the largest id, source and type, 16 B to 1 MiB.
     * Default 4 KiB.
     */
    public Builder maxAttributeBytes(int value) {
      maxAttributeBytes = value;
      return this;
    }

    /** Checks the limits: an {@link IllegalArgumentException} names the one that is wrong. */
    public RequestLimits build() {
      return new RequestLimits(
          maxRequestBytes,
          maxEventsPerBatch,
          maxAttributesPerEvent,
          maxAttributesPerRequest,
          maxUnknownFields,
          maxAttributeNameLength,
          maxAttributeBytes);
    }
  }
}
