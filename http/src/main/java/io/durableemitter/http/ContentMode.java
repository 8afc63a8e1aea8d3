package io.durableemitter.http;

/** How events become requests: the content modes of the HTTP protocol binding of CloudEvents. */
public enum ContentMode {

  /** Each request has an array of whole events, as JSON. Not every receiver takes it. */
  BATCH,

  /** Each request has one whole event, as JSON. */
  STRUCTURED,

  /** Each request has one event: its data is the body, its attributes are headers {@code ce-…}. */
  BINARY
}
