package io.durableemitter.http;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Builds an {@link HttpBatchEmitter}. Not safe for concurrent use. */
public final class HttpBatchEmitterBuilder {

  private final String endpoint;
  private HttpConfig config = HttpConfig.ofDefaults();
  private boolean plaintext;
  private boolean credentialsOverPlaintext;
  private Optional<SSLContext> sslContext = Optional.empty();
  private Map<String, String> headers = Map.of();
  private Optional<Supplier<String>> bearerToken = Optional.empty();
  private Optional<WebhookSignatures> signatures = Optional.empty();
  private Optional<Meter> meter = Optional.empty();
  private Optional<OpenTelemetry> openTelemetry = Optional.empty();

  HttpBatchEmitterBuilder(String endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * The settings; {@link HttpConfig#ofDefaults()} if not given.
   *
   * @param value the settings
   * @return this
   */
  public HttpBatchEmitterBuilder config(HttpConfig value) {
    config = value;
    return this;
  }

  /**
   * Allows an endpoint with http, without TLS: events can be read and altered by anyone on the way.
   *
   * @return this
   */
  public HttpBatchEmitterBuilder plaintext() {
    plaintext = true;
    return this;
  }

  /**
   * Sends headers and bearer tokens even over plaintext, where anyone on the way can take them.
   *
   * @return this
   */
  public HttpBatchEmitterBuilder credentialsOverPlaintext() {
    credentialsOverPlaintext = true;
    return this;
  }

  /**
   * Whom to trust and what certificate to show; what the JVM trusts, and none, if not given. The
   * receiver's certificate must be for its host in any case.
   *
   * @param value the context
   * @return this
   */
  public HttpBatchEmitterBuilder sslContext(SSLContext value) {
    sslContext = Optional.of(value);
    return this;
  }

  /**
   * Further headers of each request, such as an API key; their values are taken as secrets.
   *
   * @param value the headers by name
   * @return this
   * @throws IllegalArgumentException if a name is illegal, or that of a header which the transport
   *     sets itself, or a value is not printable ASCII
   */
  public HttpBatchEmitterBuilder headers(Map<String, String> value) {
    headers = HeaderRules.checked(value);
    return this;
  }

  /**
   * A bearer token that stays the same.
   *
   * @param token the token, without {@code Bearer}
   * @return this
   * @throws IllegalArgumentException if it has characters that no token has
   */
  public HttpBatchEmitterBuilder bearerToken(String token) {
    if (!Credentials.isToken(token)) {
      throw new IllegalArgumentException(
          "bearerToken must be letters, digits, '-', '.', '_', '~', '+', '/', and '=' at its end,"
              + " without Bearer before it");
    }
    bearerToken = Optional.of(() -> token);
    return this;
  }

  /**
   * A bearer token that changes. It is asked for before each call, on the thread that sends, by
   * several threads at once: it should keep a token until that is about to expire. While it throws
   * no calls are made, and events wait.
   *
   * @param supplier gives a token, without {@code Bearer}
   * @return this
   */
  public HttpBatchEmitterBuilder bearerToken(Supplier<String> supplier) {
    bearerToken = Optional.of(supplier);
    return this;
  }

  /**
   * Signs each request as Standard Webhooks has it, once by each secret, so that a receiver can go
   * over from one to the next.
   *
   * @param secrets 1 to 10: each the base64 of 24 to 64 bytes, with or without {@code whsec_}
   *     before it
   * @return this
   * @throws IllegalArgumentException if one is not; the message does not show it
   */
  public HttpBatchEmitterBuilder signingSecrets(List<String> secrets) {
    signatures = Optional.of(new WebhookSignatures(secrets, Clock.systemUTC()));
    return this;
  }

  /**
   * Where metrics go; to {@link #openTelemetry} if not given.
   *
   * @param value the meter
   * @return this
   */
  public HttpBatchEmitterBuilder meter(Meter value) {
    meter = Optional.of(value);
    return this;
  }

  /**
   * Where traces go, as docs/traces.md says, and metrics, unless there is a {@link #meter}; nowhere
   * if not given.
   *
   * @param value has the tracer, the meter and the propagator
   * @return this
   */
  public HttpBatchEmitterBuilder openTelemetry(OpenTelemetry value) {
    openTelemetry = Optional.of(value);
    return this;
  }

  /**
   * Makes the transport, without connecting; {@link HttpBatchEmitter#start()} comes next.
   *
   * @return the transport
   * @throws IllegalArgumentException if the endpoint is no URL of http or https, or what was given
   *     does not go together; the message says what
   */
  public HttpBatchEmitter build() {
    Endpoint parsed = Endpoint.parse(endpoint);
    Credentials credentials = new Credentials(headers, bearerToken, signatures);
    check(parsed, credentials);
    return new HttpBatchEmitter(
        parsed,
        config,
        credentials,
        new Connections(config, sslContext),
        meter.or(() -> openTelemetry.map(value -> value.getMeter("io.durableemitter"))),
        openTelemetry);
  }

  private void check(Endpoint parsed, Credentials credentials) {
    refuse(
        !parsed.secure() && !plaintext,
        "endpoint '" + parsed + "' has no TLS: use https, or allow it by plaintext()");
    refuse(
        parsed.secure() && plaintext,
        "plaintext() is for http, but endpoint '" + parsed + "' is https: leave it out");
    refuse(
        !parsed.secure() && sslContext.isPresent(),
        "sslContext is for https, but endpoint '" + parsed + "' is http: leave it out");
    refuse(
        !parsed.secure() && credentials.areSecret() && !credentialsOverPlaintext,
        "headers and bearer tokens would be sent to '"
            + parsed
            + "' without TLS: use https, or allow it by credentialsOverPlaintext()");
    refuse(
        signatures.isPresent() && config.contentMode() == ContentMode.BINARY,
        "signingSecrets do not go with contentMode BINARY: a signature covers the body, but not the"
            + " event's attributes, which are headers there; use STRUCTURED or BATCH");
  }

  private static void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new IllegalArgumentException(message);
    }
  }
}
