package io.durableemitter.chipingress.auth;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Makes the headers that authenticate a call. Safe for concurrent use; never blocks. */
public interface HeaderProvider extends AutoCloseable {

  /**
   * The provider that a configuration asks for.
   *
   * @param config the configuration
   * @return a provider; to be closed by the caller
   */
  static HeaderProvider of(AuthConfig config) {
    return config.provider();
  }

  /**
   * The headers for a call that begins now. At once if there are valid ones; otherwise as soon as
   * they are made.
   *
   * @return the headers by lower-case name; fails with {@link AuthException} if there are none
   */
  CompletableFuture<Map<String, String>> headers();

  /**
   * The other end has refused the headers: they are made anew soon, at most once a second, even if
   * they are not too old yet. A token made with a wrong clock so ends with the clock's correction.
   */
  void refused();

  /** Ends what makes headers; calls under way keep theirs. Idempotent. */
  @Override
  void close();
}
