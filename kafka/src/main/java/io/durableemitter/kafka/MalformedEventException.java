package io.durableemitter.kafka;

/** Stored bytes are no CloudEvent, or one that cannot be written as a record. */
final class MalformedEventException extends Exception {

  MalformedEventException(String message) {
    super(message);
  }

  MalformedEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
