package io.durableemitter.console;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who has logged in with a browser: a cookie holds a random number, never a token. The last {@value
 * #MOST} are kept, each for {@value #HOURS} hours. Safe for concurrent use.
 */
final class Sessions {

  static final int MOST = 200;
  static final int HOURS = 12;

  private record Session(Principal principal, long since) {}

  private final SecureRandom random = new SecureRandom();
  private final LongSupplier ticker;
  private final Map<String, Session> byId = new LinkedHashMap<>();

  Sessions(LongSupplier ticker) {
    this.ticker = ticker;
  }

  synchronized String begin(Principal principal) {
    byte[] number = new byte[32];
    random.nextBytes(number);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(number);
    if (byId.size() >= MOST) {
      byId.remove(byId.keySet().iterator().next());
    }
    byId.put(key(id), new Session(principal, ticker.getAsLong()));
    return id;
  }

  synchronized Optional<Principal> find(String id) {
    Session session = byId.get(key(id));
    if (session == null) {
      return Optional.empty();
    }
    if (ticker.getAsLong() - session.since() >= TimeUnit.HOURS.toNanos(HOURS)) {
      byId.remove(key(id));
      return Optional.empty();
    }
    return Optional.of(session.principal());
  }

  synchronized void end(String id) {
    byId.remove(key(id));
  }

  /** So that the time of a look-up says nothing of the numbers that there are. */
  private static String key(String id) {
    return Base64.getEncoder().encodeToString(Tokens.digest(id));
  }
}
