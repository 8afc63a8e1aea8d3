package io.durableemitter.chipingress;

import io.durableemitter.api.internal.config.Ranges;
import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.internal.client.Endpoints;
import io.durableemitter.chipingress.internal.client.Target;
import io.durableemitter.chipingress.tls.TlsConfig;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Builds a {@link ChipIngressClient}. Not safe for concurrent use. */
public final class ChipIngressClientBuilder {

  final Endpoints endpoints;
  UnaryOperator<Target> target = UnaryOperator.identity();
  boolean plaintext;
  boolean credentialsOverPlaintext;
  TlsConfig tls = TlsConfig.ofDefaults();
  AuthConfig auth = AuthConfig.none();
  Duration callTimeout = Duration.ofSeconds(5);
  int maxRequestBytes = ChipIngressClient.MAX_REQUEST_BYTES;

  ChipIngressClientBuilder(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /**
   * Uses no TLS: events can be read and altered by anyone on the way.
   *
   * @return this
   */
  public ChipIngressClientBuilder plaintext() {
    plaintext = true;
    return this;
  }

  /**
   * Sends credentials even over plaintext, where anyone on the way can take them.
   *
   * @return this
   */
  public ChipIngressClientBuilder credentialsOverPlaintext() {
    credentialsOverPlaintext = true;
    return this;
  }

  /**
   * Whom to trust and what to show; what the JVM trusts, and nothing, if not given.
   *
   * @param config the configuration
   * @return this
   */
  public ChipIngressClientBuilder tls(TlsConfig config) {
    tls = config;
    return this;
  }

  /**
   * How the client authenticates itself; not at all if not given.
   *
   * @param config the configuration
   * @return this
   */
  public ChipIngressClientBuilder auth(AuthConfig config) {
    auth = config;
    return this;
  }

  /**
   * The largest request of the blocking calls; 10 MiB if not given. A batch client has its own
   * limit.
   *
   * @param bytes 1 MiB to 10 MiB
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public ChipIngressClientBuilder maxRequestBytes(int bytes) {
    Ranges.between(
        "maxRequestBytes",
        bytes,
        ChipIngressClient.MIN_REQUEST_BYTES,
        ChipIngressClient.MAX_REQUEST_BYTES);
    maxRequestBytes = bytes;
    return this;
  }

  /**
   * The most time for a blocking call; 5 s if not given.
   *
   * @param timeout 1 ms to a day
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public ChipIngressClientBuilder callTimeout(Duration timeout) {
    Ranges.between("callTimeout", timeout, Duration.ofMillis(1), Duration.ofDays(1));
    callTimeout = timeout;
    return this;
  }

  /**
   * Makes the client, without connecting.
   *
   * @return the client
   * @throws IllegalArgumentException if a file of the TLS configuration is missing or is not what
   *     it should be, or if credentials would go over plaintext without having been asked for
   */
  public ChipIngressClient build() {
    if (plaintext && !auth.isNone() && !credentialsOverPlaintext) {
      throw new IllegalArgumentException(
          "credentials would be sent over plaintext, where anyone on the way can take them: use"
              + " TLS, or call credentialsOverPlaintext()");
    }
    return new ChipIngressClient(this);
  }
}
