package io.durableemitter.chipingress.auth;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The same headers for every call. */
final class FixedHeaders implements HeaderProvider {

  private final CompletableFuture<Map<String, String>> headers;

  FixedHeaders(Map<String, String> headers) {
    this.headers = CompletableFuture.completedFuture(headers);
  }

  @Override
  public CompletableFuture<Map<String, String>> headers() {
    return headers.copy();
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
