package io.durableemitter.ingress.kafka;

import io.durableemitter.api.internal.text.ErrorText;
import java.io.Serial;
import java.time.Duration;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/** The brokers have not answered a question, or not to this client. */
final class NoAnswerException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private NoAnswerException(String message, Throwable cause) {
    super(message, cause);
  }

  static NoAnswerException of(String servers, Duration timeout, Throwable cause) {
    String what = ErrorText.message(cause);
    if (cause instanceof SaslAuthenticationException) {
      return new NoAnswerException(
          servers
              + " refuses the credentials: "
              + what
              + "; check sasl.mechanism and sasl.jaas.config",
          cause);
    }
    if (cause instanceof SslAuthenticationException) {
      return new NoAnswerException(
          "TLS with "
              + servers
              + " fails: "
              + what
              + "; check ssl.truststore.… and ssl.keystore.…, and whether the brokers speak TLS at"
              + " that port",
          cause);
    }
    if (cause instanceof org.apache.kafka.common.errors.AuthorizationException) {
      return new NoAnswerException(servers + " does not allow it: " + what, cause);
    }
    return new NoAnswerException(
        "no broker of "
            + servers
            + " has answered within "
            + timeout.toMillis()
            + " ms; check the bootstrap servers, and security.protocol: the brokers speak TLS or"
            + " ask for SASL at that port, or do not, and this client has to do the same",
        cause);
  }
}
