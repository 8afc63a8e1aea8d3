package io.durableemitter.broker;

/** Brokers cannot be started, or do not answer; the message says why, with the end of their log. */
public final class KafkaBrokersException extends RuntimeException {

  KafkaBrokersException(String message) {
    super(message);
  }

  KafkaBrokersException(String message, Throwable cause) {
    super(message, cause);
  }
}
