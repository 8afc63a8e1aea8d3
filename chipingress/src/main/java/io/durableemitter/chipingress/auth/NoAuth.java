package io.durableemitter.chipingress.auth;

import java.util.Map;

/** No credentials. */
final class NoAuth extends AuthConfig {

  static final NoAuth INSTANCE = new NoAuth();

  private NoAuth() {}

  @Override
  HeaderProvider provider() {
    return new FixedHeaders(Map.of());
  }

  @Override
  public String toString() {
    return "no authentication";
  }
}
