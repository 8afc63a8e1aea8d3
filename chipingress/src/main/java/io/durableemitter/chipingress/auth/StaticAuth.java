package io.durableemitter.chipingress.auth;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Headers that never change; without any there are no credentials. */
final class StaticAuth extends AuthConfig {

  static final StaticAuth NONE = new StaticAuth(Map.of());

  private final Map<String, String> headers;

  StaticAuth(Map<String, String> headers) {
    this.headers = headers;
  }

  @Override
  HeaderProvider provider() {
    return new FixedHeaders(CompletableFuture.completedFuture(headers));
  }

  @Override
  public String toString() {
    return headers.isEmpty() ? "no authentication" : "static headers " + headers.keySet();
  }

  /** The same for every call. */
  private record FixedHeaders(CompletableFuture<Map<String, String>> made)
      implements HeaderProvider {

    @Override
    public CompletableFuture<Map<String, String>> headers() {
      return made.copy();
    }

    @Override
    public void refused() {
      // there are no others
    }

    @Override
    public void close() {
      // nothing runs
    }
  }
}
