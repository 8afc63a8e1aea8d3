package io.durableemitter.chipingress.auth;

import java.util.Map;

/** Headers that never change. */
final class StaticAuth extends AuthConfig {

  private final Map<String, String> headers;

  StaticAuth(Map<String, String> headers) {
    this.headers = headers;
  }

  @Override
  HeaderProvider provider() {
    return new FixedHeaders(headers);
  }

  @Override
  public String toString() {
    return "static headers " + headers.keySet();
  }
}
